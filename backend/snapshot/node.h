// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A name of a zone with what it holds: its rrsets, encoded and ready to copy. They lie behind the node in the
// same block of memory, so that a look-up waits for memory once and a name costs no more than it says. Deeply
// const and shared between generations; made by ZoneEditor on the control thread, read by workers.

#include "backend/dnswire/rdata.h"
#include "backend/dnswire/rrtype.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace portolan::snapshot {

/// Who is found at a name.
enum class NodeKind : std::uint8_t {
    Plain,      ///< whoever its records name
    Proxied,    ///< a service behind the proxy: _http._tcp and _https._tcp below it lead there
    PlainHttp,  ///< the same without https
    Direct,     ///< a service that clients reach without the proxy: Snapshot::direct has its targets
};
/// Whether the proxy serves it.
[[nodiscard]] constexpr bool isProxied(NodeKind kind) {
    return kind == NodeKind::Proxied || kind == NodeKind::PlainHttp;
}

class Node {
    /// In front of the records of each rrset.
    struct Header {
        dnswire::RrType type;
        std::uint16_t count;
        std::uint32_t size;
    };
    static Header headerAt(const char* at) {
        Header header;
        std::memcpy(&header, at, sizeof header);
        return header;
    }

  public:
    /// `rrsets` has at most one per type, by rising type.
    [[nodiscard]] static std::shared_ptr<const Node> make(std::span<const dnswire::RrsetImage> rrsets,
                                                          std::uint32_t children, NodeKind kind);
    /// The same node with so many below it.
    [[nodiscard]] std::shared_ptr<const Node> withChildren(std::uint32_t count) const;

    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Nodes directly below; not counted at the apex, which always stays.
    [[nodiscard]] std::uint32_t children() const { return m_children; }
    [[nodiscard]] NodeKind kind() const { return m_kind; }
    /// Whether it is there for the names below it alone.
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }

    /// The rrset of this type; a false one if there is none.
    [[nodiscard]] dnswire::RrsetView find(dnswire::RrType type) const {
        for (const dnswire::RrsetView rrset : *this)
            if (rrset.type == type)
                return rrset;
        return {};
    }

    /// Walks over the rrsets.
    class Iterator {
      public:
        explicit Iterator(const char* at) : m_at(at) {}
        [[nodiscard]] dnswire::RrsetView operator*() const {
            const Header header = headerAt(m_at);
            return {header.type, header.count, {m_at + sizeof header, header.size}};
        }
        Iterator& operator++() {
            m_at += sizeof(Header) + headerAt(m_at).size;
            return *this;
        }
        friend bool operator==(const Iterator&, const Iterator&) = default;

      private:
        const char* m_at;
    };
    [[nodiscard]] Iterator begin() const { return Iterator(encoded().data()); }
    [[nodiscard]] Iterator end() const { return Iterator(encoded().data() + m_size); }

    /// The rrsets as they lie in memory.
    [[nodiscard]] std::string_view encoded() const {
        return {reinterpret_cast<const char*>(this + 1), m_size};
    }

    friend bool operator==(const Node& a, const Node& b) {
        return a.m_children == b.m_children && a.m_kind == b.m_kind && a.encoded() == b.encoded();
    }

  private:
    /// What a constructor needs that has room behind it.
    struct Room {
        std::uint32_t size;
    };
    static std::shared_ptr<Node> allocate(std::size_t size, std::uint32_t children, NodeKind kind);
    [[nodiscard]] char* room() { return reinterpret_cast<char*>(this + 1); }

    const std::uint32_t m_children;
    const std::uint32_t m_size;  ///< of what lies behind
    const NodeKind m_kind;

  public:
    /// For make() alone.
    Node(Room room, std::uint32_t children, NodeKind kind)
        : m_children(children), m_size(room.size), m_kind(kind) {}
};

}  // namespace portolan::snapshot
