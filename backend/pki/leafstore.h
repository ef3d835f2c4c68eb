// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The leaves that a local authority has issued, kept across restarts: clients see the same certificate, and a
// start with 100,000 services is not 100,000 signatures. One file that is only appended to, and written anew
// when more than half of it is of no use. What is lost of it (a crash between write and disk, a damaged
// record) is issued again, so an append does not wait for the disk. Holds every leaf in memory too, shared
// with who serves them. control/ owns one per zone; control thread.
//
// The file: a line that names the format, the SHA-256 of the root, then records of size (4 bytes,
// big-endian), the first 8 bytes of the content's SHA-256, and content. It belongs to one root; under another
// it is begun anew.

#include "backend/base/result.h"
#include "backend/model/certificatebundle.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace portolan::pki {

class LeafStore {
  public:
    using Leaf = std::shared_ptr<const model::CertificateBundle>;

    /// Leaves are told apart by the first of their names.
    struct NameHash {
        using is_transparent = void;
        [[nodiscard]] std::size_t operator()(std::string_view name) const noexcept;
        [[nodiscard]] std::size_t operator()(const Leaf& leaf) const noexcept;
    };
    struct SameName {
        using is_transparent = void;
        [[nodiscard]] bool operator()(const auto& a, const auto& b) const { return nameOf(a) == nameOf(b); }
    };
    using Leaves = std::unordered_set<Leaf, NameHash, SameName>;

    /// Below this the file is not written anew.
    static constexpr std::uint64_t smallestToCompact = 4u << 20;

    /// Reads what is whole of `path`, or begins it; its folder exists. About 10 us a leaf. Errors:
    /// leaves.unreadable, leaves.not_written.
    [[nodiscard]] static base::Result<LeafStore> open(const std::string& path,
                                                      const model::Fingerprint& root);

    /// Whose leaves the file holds; nullopt when there is none, or another kind of file.
    [[nodiscard]] static std::optional<model::Fingerprint> rootOf(const std::string& path);

    LeafStore(LeafStore&& other) noexcept;
    LeafStore& operator=(LeafStore&& other) noexcept;
    ~LeafStore();

    /// By the first of its names; nullptr if there is none.
    [[nodiscard]] Leaf find(std::string_view name) const;
    [[nodiscard]] const Leaves& leaves() const { return m_leaves; }

    /// Adds the leaf or replaces the one of its name. It is kept in memory in any case. Errors:
    /// leaves.not_written.
    base::Result<void> put(Leaf leaf);
    /// Errors: leaves.not_written.
    base::Result<void> remove(const std::string& name);

  private:
    LeafStore(std::string path, const model::Fingerprint& root) : m_path(std::move(path)), m_root(root) {}

    [[nodiscard]] static std::string_view nameOf(std::string_view name) { return name; }
    [[nodiscard]] static std::string_view nameOf(const Leaf& leaf) { return leaf->names.front(); }

    void read(std::string_view content);
    bool readRecord(std::string_view record, std::uint64_t size);
    void forget(std::string_view name);
    [[nodiscard]] std::string recordsOf(const model::CertificateBundle& leaf);
    base::Result<void> append(const std::string& records);
    base::Result<void> compact();

    std::string m_path;
    model::Fingerprint m_root{};
    int m_fd = -1;
    Leaves m_leaves;
    std::vector<model::SharedIssuers> m_issuers;  ///< in the order the file names them
    std::uint64_t m_size = 0;                     ///< of the file
    std::uint64_t m_used = 0;                     ///< bytes of it that are of use
};

}  // namespace portolan::pki
