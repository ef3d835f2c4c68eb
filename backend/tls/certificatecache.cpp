// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/certificatecache.h"

#include <cstring>
#include <string>
#include <utility>

namespace portolan::tls {

namespace {

const unsigned char* bytesOf(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

CertificatePointer parseCertificate(const std::string& der) {
    const unsigned char* at = bytesOf(der);
    return CertificatePointer(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

KeyPointer parseKey(const std::string& der) {
    const unsigned char* at = bytesOf(der);
    PKCS8_PRIV_KEY_INFO* const info = d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size()));
    KeyPointer key(info ? EVP_PKCS82PKEY(info) : nullptr);
    PKCS8_PRIV_KEY_INFO_free(info);
    return key;
}

/// nullptr when it cannot be done.
CertificateStack parseIssuers(const model::CertificateIssuers& issuers) {
    CertificateStack stack(sk_X509_new_null());
    for (const std::string& der : issuers.chain) {
        CertificatePointer issuer = parseCertificate(der);
        if (!issuer || sk_X509_push(stack.get(), issuer.get()) == 0)
            return nullptr;
        (void)issuer.release();
    }
    return stack;
}

/// Empty in part when it cannot be done.
LoadedCertificate parse(const std::shared_ptr<const model::CertificateBundle>& bundle,
                        CertificateStack issuers) {
    LoadedCertificate made{.bundle = bundle, .leaf = {}, .issuers = std::move(issuers), .key = {}};
    if (!made.issuers)
        return made;
    made.leaf = parseCertificate(bundle->leaf);
    made.key = parseKey(bundle->privateKey);
    if (!made.leaf || !made.key || X509_check_private_key(made.leaf.get(), made.key.get()) != 1)
        made.key.reset();
    return made;
}

}  // namespace

std::size_t CertificateCache::FingerprintHash::operator()(const model::Fingerprint& fingerprint) const {
    std::size_t hash = 0;
    std::memcpy(&hash, fingerprint.data(), sizeof hash);
    return hash;
}

const LoadedCertificate* CertificateCache::load(const std::shared_ptr<const model::CertificateBundle>& bundle,
                                                std::uint64_t nowMs) {
    if (const auto known = m_byFingerprint.find(bundle->fingerprint); known != m_byFingerprint.end()) {
        const Entries::iterator entry = known->second;
        // The same leaf may come with another chain.
        if (entry->certificate.bundle == bundle || *entry->certificate.bundle == *bundle) {
            m_entries.splice(m_entries.begin(), m_entries, entry);
            entry->usedAtMs = nowMs;
            return &entry->certificate;
        }
        forget(entry);
    }
    LoadedCertificate made = parse(bundle, issuersOf(*bundle));
    if (!made.key)
        return nullptr;
    makeRoom(nowMs);
    m_entries.push_front({std::move(made), nowMs});
    m_byFingerprint[bundle->fingerprint] = m_entries.begin();
    return &m_entries.front().certificate;
}

/// A copy of the last ones where they are the same: most leaves are of one authority.
CertificateStack CertificateCache::issuersOf(const model::CertificateBundle& bundle) {
    if (bundle.issuers != m_lastIssuers) {
        m_lastStack = parseIssuers(*bundle.issuers);
        m_lastIssuers = bundle.issuers;
    }
    return CertificateStack(m_lastStack ? X509_chain_up_ref(m_lastStack.get()) : nullptr);
}

void CertificateCache::forget(Entries::iterator entry) {
    m_byFingerprint.erase(entry->certificate.bundle->fingerprint);
    m_entries.erase(entry);
}

void CertificateCache::makeRoom(std::uint64_t nowMs) {
    const auto limit = static_cast<std::uint64_t>(idleLimit.count());
    while (!m_entries.empty() && (m_entries.size() >= m_most || nowMs - m_entries.back().usedAtMs > limit))
        forget(std::prev(m_entries.end()));
}

}  // namespace portolan::tls
