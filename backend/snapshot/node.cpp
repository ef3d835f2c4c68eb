// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/snapshot/node.h"

#include <new>

namespace portolan::snapshot {

using dnswire::RrsetImage;

namespace {

/// Allocates `tail` bytes more than it is asked for.
template <class T>
struct TailAllocator {
    using value_type = T;

    explicit TailAllocator(std::uint32_t size) : tail(size) {}
    template <class U>
    TailAllocator(const TailAllocator<U>& other) : tail(other.tail) {}

    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T) + tail)); }
    void deallocate(T* memory, std::size_t) { ::operator delete(memory); }
    friend bool operator==(const TailAllocator&, const TailAllocator&) = default;

    std::uint32_t tail;
};

}  // namespace

std::shared_ptr<const Node> Node::make(std::span<const RrsetImage> rrsets, std::uint32_t children,
                                       NodeKind kind) {
    std::size_t size = 0;
    for (const RrsetImage& rrset : rrsets)
        size += sizeof(Header) + rrset.records.size();
    const auto node = allocate(size, children, kind);
    char* at = node->room();
    for (const RrsetImage& rrset : rrsets) {
        const Header header{rrset.type, rrset.count, static_cast<std::uint32_t>(rrset.records.size())};
        std::memcpy(at, &header, sizeof header);
        at += sizeof header;
        at += rrset.records.copy(at, rrset.records.size());
    }
    return node;
}

std::shared_ptr<const Node> Node::withChildren(std::uint32_t count) const {
    const auto node = allocate(m_size, count, m_kind);
    encoded().copy(node->room(), m_size);
    return node;
}

std::shared_ptr<Node> Node::allocate(std::size_t size, std::uint32_t children, NodeKind kind) {
    const auto tail = static_cast<std::uint32_t>(size);
    return std::allocate_shared<Node>(TailAllocator<Node>(tail), Room{tail}, children, kind);
}

}  // namespace portolan::snapshot
