// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Certificates as OpenSSL wants them, made from bundles when a handshake needs one first and kept while it is
// used: a hundred thousand hosts cost nothing until somebody comes for them. One per worker, used and
// destroyed on its thread. It knows no names: which bundle is served is decided before it is asked.

#include "backend/base/clock.h"
#include "backend/model/certificatebundle.h"
#include "backend/tls/openssl.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

namespace portolan::tls {

/// Chain and key of one bundle.
struct LoadedCertificate {
    std::shared_ptr<const model::CertificateBundle> bundle;  ///< what it was made from
    CertificatePointer leaf;
    CertificateStack issuers;  ///< in the order they are sent
    KeyPointer key;
};

class CertificateCache {
  public:
    /// One that was used last so long ago goes when another comes.
    static constexpr base::Milliseconds idleLimit{10 * 60 * 1000};

    /// Keeps at most so many.
    explicit CertificateCache(std::size_t most = 1024) : m_most(most) {}
    ~CertificateCache() = default;
    CertificateCache(const CertificateCache&) = delete;
    CertificateCache& operator=(const CertificateCache&) = delete;

    /// nullptr when the bundle cannot be used: not a chain in DER with a key that belongs to its leaf. Valid
    /// until the next call. `nowMs` is the engine's time.
    [[nodiscard]] const LoadedCertificate* load(const std::shared_ptr<const model::CertificateBundle>& bundle,
                                                std::uint64_t nowMs);
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

  private:
    struct Entry {
        LoadedCertificate certificate;
        std::uint64_t usedAtMs = 0;
    };
    using Entries = std::list<Entry>;
    struct FingerprintHash {
        [[nodiscard]] std::size_t operator()(const model::Fingerprint& fingerprint) const;
    };

    [[nodiscard]] CertificateStack issuersOf(const model::CertificateBundle& bundle);
    void forget(Entries::iterator entry);
    void makeRoom(std::uint64_t nowMs);

    const std::size_t m_most;
    Entries m_entries;                   ///< the one used last is first
    model::SharedIssuers m_lastIssuers;  ///< whose parsed certificates m_lastStack holds
    CertificateStack m_lastStack;        ///< null when they cannot be parsed
    std::unordered_map<model::Fingerprint, Entries::iterator, FingerprintHash> m_byFingerprint;
};

}  // namespace portolan::tls
