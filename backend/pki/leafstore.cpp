// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/leafstore.h"

#include "backend/base/hash.h"
#include "backend/pki/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <openssl/sha.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace portolan::pki {

namespace {

constexpr std::string_view format = "portolan leaves 1\n";
constexpr std::size_t largestStore = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t checksumSize = 8;
constexpr std::size_t frameSize = 4 + checksumSize;

enum class Kind : char { Issuer = 'I', Leaf = 'L', Gone = 'G' };

base::Error storeError(std::string code, const std::string& path, const std::string& what,
                       const std::string& reason) {
    return {std::move(code),
            "The issued certificates in " + path + " cannot be " + what + " (" + reason +
                "), so they are issued anew at the next start: make the file readable and writable.",
            "",
            {{"path", path}, {"reason", reason}}};
}

/// Numbers and texts, one after another.
class Packer {
  public:
    explicit Packer(Kind kind) : m_content(1, static_cast<char>(kind)) {}
    void number(std::uint64_t value) {
        for (int shift = 56; shift >= 0; shift -= 8)
            m_content += static_cast<char>(value >> shift & 0xFF);
    }
    void text(std::string_view value) {
        number(value.size());
        m_content += value;
    }
    void time(base::SystemTime value) {
        number(static_cast<std::uint64_t>(std::chrono::system_clock::to_time_t(value)));
    }
    /// With the frame that read() expects.
    [[nodiscard]] std::string record() const;

  private:
    std::string m_content;
};

/// The same, taken apart; once something is missing, all that follows is empty and isGood() false.
class Unpacker {
  public:
    explicit Unpacker(std::string_view content) : m_rest(content) {}
    [[nodiscard]] std::uint64_t number() {
        std::uint64_t value = 0;
        for (const char c : take(8))
            value = value << 8 | static_cast<std::uint8_t>(c);
        return value;
    }
    [[nodiscard]] std::string_view text() { return take(number()); }
    [[nodiscard]] base::SystemTime time() {
        return std::chrono::system_clock::from_time_t(static_cast<std::time_t>(number()));
    }
    [[nodiscard]] bool isGood() const { return m_good; }

  private:
    std::string_view take(std::uint64_t size) {
        m_good = m_good && size <= m_rest.size();
        if (!m_good)
            return {};
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }
    std::string_view m_rest;
    bool m_good = true;
};

std::string checksum(std::string_view content) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
    return {reinterpret_cast<const char*>(digest.data()), checksumSize};
}

std::string Packer::record() const {
    std::string record;
    record.reserve(frameSize + m_content.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        record += static_cast<char>(m_content.size() >> shift & 0xFF);
    return record + checksum(m_content) + m_content;
}

std::string headOf(const model::Fingerprint& root) {
    return std::string(format) + std::string(reinterpret_cast<const char*>(root.data()), root.size());
}

/// A leaf's part of the file; the issuer is named by its place there.
std::string leafRecord(const model::CertificateBundle& leaf, std::size_t issuer) {
    Packer packer(Kind::Leaf);
    packer.number(leaf.names.size());
    for (const std::string& name : leaf.names)
        packer.text(name);
    packer.number(issuer);
    packer.text(leaf.leaf);
    packer.text(leaf.privateKey);
    packer.text({reinterpret_cast<const char*>(leaf.fingerprint.data()), leaf.fingerprint.size()});
    packer.text(leaf.issuers->name);
    packer.time(leaf.notBefore);
    packer.time(leaf.notAfter);
    return packer.record();
}

/// What such a part says; the bundle has no issuers yet.
struct StoredLeaf {
    model::CertificateBundle bundle;
    std::uint64_t issuer = 0;
    std::string_view issuerName{};
};

std::optional<StoredLeaf> unpackLeaf(Unpacker unpacker) {
    StoredLeaf stored;
    model::CertificateBundle& leaf = stored.bundle;
    for (std::uint64_t names = unpacker.number(); names > 0 && unpacker.isGood(); --names)
        leaf.names.emplace_back(unpacker.text());
    stored.issuer = unpacker.number();
    leaf.leaf = unpacker.text();
    leaf.privateKey = unpacker.text();
    const std::string_view fingerprint = unpacker.text();
    stored.issuerName = unpacker.text();
    leaf.notBefore = unpacker.time();
    leaf.notAfter = unpacker.time();
    if (!unpacker.isGood() || leaf.names.empty() || fingerprint.size() != leaf.fingerprint.size())
        return std::nullopt;
    fingerprint.copy(reinterpret_cast<char*>(leaf.fingerprint.data()), fingerprint.size());
    return stored;
}

model::SharedIssuers issuedBy(std::vector<std::string> chain, std::string_view name) {
    return std::make_shared<const model::CertificateIssuers>(
        model::CertificateIssuers{std::move(chain), std::string(name)});
}

/// The next whole record's content; nothing at the end or where it is damaged.
std::optional<std::string_view> nextContent(std::string_view rest) {
    if (rest.size() < frameSize)
        return std::nullopt;
    std::size_t size = 0;
    for (const char c : rest.substr(0, 4))
        size = size << 8 | static_cast<std::uint8_t>(c);
    const std::string_view sum = rest.substr(4, checksumSize);
    rest.remove_prefix(frameSize);
    if (size == 0 || size > rest.size() || checksum(rest.substr(0, size)) != sum)
        return std::nullopt;
    return rest.substr(0, size);
}

}  // namespace

std::size_t LeafStore::NameHash::operator()(std::string_view name) const noexcept {
    return base::hashOf(name);
}

std::size_t LeafStore::NameHash::operator()(const Leaf& leaf) const noexcept {
    return base::hashOf(nameOf(leaf));
}

base::Result<LeafStore> LeafStore::open(const std::string& path, const model::Fingerprint& root) {
    LeafStore store(path, root);
    (void)closeToOthers(path);
    const auto content = readFile(path, largestStore);
    if (!content && content.error().code != "file.missing")
        return storeError("leaves.unreadable", path, "read", content.error().params.back().second);
    if (content)
        store.read(*content);
    const bool isWhole = content && store.m_size > 0 && store.m_size == content->size();
    if (!isWhole || store.m_used < store.m_size / 2) {
        PORTOLAN_CHECK(store.compact());
    } else {
        store.m_fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    }
    if (store.m_fd < 0)
        return storeError("leaves.not_written", path, "written", std::strerror(errno));
    return store;
}

std::optional<model::Fingerprint> LeafStore::rootOf(const std::string& path) {
    const auto content = readFile(path, largestStore);
    model::Fingerprint root{};
    if (!content || !content->starts_with(format) || content->size() < format.size() + root.size())
        return std::nullopt;
    content->copy(reinterpret_cast<char*>(root.data()), root.size(), format.size());
    return root;
}

LeafStore::LeafStore(LeafStore&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_root(other.m_root),
      m_fd(std::exchange(other.m_fd, -1)),
      m_leaves(std::move(other.m_leaves)),
      m_issuers(std::move(other.m_issuers)),
      m_size(other.m_size),
      m_used(other.m_used) {}

LeafStore& LeafStore::operator=(LeafStore&& other) noexcept {
    std::swap(m_path, other.m_path);
    std::swap(m_root, other.m_root);
    std::swap(m_fd, other.m_fd);
    std::swap(m_leaves, other.m_leaves);
    std::swap(m_issuers, other.m_issuers);
    std::swap(m_size, other.m_size);
    std::swap(m_used, other.m_used);
    return *this;
}

LeafStore::~LeafStore() {
    if (m_fd >= 0)
        ::close(m_fd);
}

void LeafStore::read(std::string_view content) {
    const std::string head = headOf(m_root);
    if (!content.starts_with(head))
        return;
    m_size = m_used = head.size();
    while (const auto record = nextContent(content.substr(m_size))) {
        const std::uint64_t size = frameSize + record->size();
        if (!readRecord(*record, size))
            return;
        m_size += size;
    }
}

bool LeafStore::readRecord(std::string_view record, std::uint64_t size) {
    const auto kind = static_cast<Kind>(record.front());
    Unpacker unpacker(record.substr(1));
    if (kind == Kind::Issuer) {
        m_issuers.push_back(issuedBy({std::string(unpacker.text())}, {}));
        m_used += size;
        return unpacker.isGood();
    }
    if (kind == Kind::Gone) {
        forget(unpacker.text());
        return unpacker.isGood();
    }
    auto stored = kind == Kind::Leaf ? unpackLeaf(unpacker) : std::nullopt;
    if (!stored || stored->issuer >= m_issuers.size())
        return false;
    model::SharedIssuers& issuers = m_issuers[stored->issuer];
    if (issuers->name != stored->issuerName)
        issuers = issuedBy(issuers->chain, stored->issuerName);
    stored->bundle.issuers = issuers;
    forget(stored->bundle.names.front());
    m_leaves.insert(std::make_shared<const model::CertificateBundle>(std::move(stored->bundle)));
    m_used += size;
    return true;
}

void LeafStore::forget(std::string_view name) {
    const auto known = m_leaves.find(name);
    if (known == m_leaves.end())
        return;
    m_used -= leafRecord(**known, 0).size();
    m_leaves.erase(known);
}

LeafStore::Leaf LeafStore::find(std::string_view name) const {
    const auto found = m_leaves.find(name);
    return found == m_leaves.end() ? nullptr : *found;
}

/// That of the leaf, and before it that of its issuer if the file does not name it yet.
std::string LeafStore::recordsOf(const model::CertificateBundle& leaf) {
    std::string records;
    std::size_t index = m_issuers.size();
    while (index > 0 && m_issuers[index - 1]->chain != leaf.issuers->chain)
        --index;
    if (index == 0) {
        Packer packer(Kind::Issuer);
        packer.text(leaf.issuers->chain.front());
        records = packer.record();
        m_issuers.push_back(leaf.issuers);
        index = m_issuers.size();
    }
    records += leafRecord(leaf, index - 1);
    m_used += records.size();
    return records;
}

base::Result<void> LeafStore::put(Leaf leaf) {
    forget(leaf->names.front());
    const std::string records = recordsOf(*leaf);
    m_leaves.insert(std::move(leaf));
    return append(records);
}

base::Result<void> LeafStore::remove(const std::string& name) {
    if (!find(name))
        return {};
    forget(name);
    Packer packer(Kind::Gone);
    packer.text(name);
    return append(packer.record());
}

base::Result<void> LeafStore::append(const std::string& records) {
    const std::uint64_t unused = m_size > m_used ? m_size - m_used : 0;
    if (m_fd < 0 || (m_size > smallestToCompact && unused > m_size / 2))
        return compact();
    const ssize_t written = ::write(m_fd, records.data(), records.size());
    if (written == static_cast<ssize_t>(records.size())) {
        m_size += records.size();
        return {};
    }
    // Half a record would hide all that follow it: the next append writes the file anew.
    const std::string reason = written < 0 ? std::strerror(errno) : "the disk is full";
    ::close(std::exchange(m_fd, -1));
    return storeError("leaves.not_written", m_path, "written", reason);
}

base::Result<void> LeafStore::compact() {
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
    std::string content = headOf(m_root);
    m_issuers.clear();
    m_used = content.size();
    for (const Leaf& leaf : m_leaves)
        content += recordsOf(*leaf);
    if (auto written = writeFile(m_path, content); !written)
        return storeError("leaves.not_written", m_path, "written", written.error().params.back().second);
    m_size = content.size();
    m_fd = ::open(m_path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    return {};
}

}  // namespace portolan::pki
