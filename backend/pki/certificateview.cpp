// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/certificateview.h"

#include "backend/model/hostname.h"
#include "backend/pki/mobileconfig.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace portolan::pki {

namespace {

base::SystemTime timeOf(const ASN1_TIME* field) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(field, &parts) != 1)
        return {};
    // Far dates (the end of the year 9999 stands for "never") lie beyond what the clock can count.
    constexpr std::time_t latest =
        std::chrono::duration_cast<base::Seconds>(base::SystemTime::max().time_since_epoch()).count();
    return std::chrono::system_clock::from_time_t(std::clamp<std::time_t>(timegm(&parts), -latest, latest));
}

std::string textOf(const X509_NAME* name, int kind) {
    const int at = X509_NAME_get_index_by_NID(name, kind, -1);
    if (at < 0)
        return {};
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0)
        return {};
    std::string copy(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return copy;
}

std::string nameForPeople(const X509_NAME* name) {
    std::string text = textOf(name, NID_commonName);
    return text.empty() ? textOf(name, NID_organizationName) : text;
}

}  // namespace

model::Fingerprint fingerprintOf(const X509& certificate) {
    model::Fingerprint fingerprint{};
    unsigned int size = 0;
    X509_digest(&certificate, EVP_sha256(), fingerprint.data(), &size);
    return fingerprint;
}

Validity validityOf(const X509& certificate) {
    return {timeOf(X509_get0_notBefore(&certificate)), timeOf(X509_get0_notAfter(&certificate))};
}

std::string subjectName(const X509& certificate) {
    return nameForPeople(X509_get_subject_name(&certificate));
}

std::string issuerName(const X509& certificate) {
    return nameForPeople(X509_get_issuer_name(&certificate));
}

std::vector<std::string> dnsNamesOf(const X509& certificate) {
    std::vector<std::string> names;
    const std::unique_ptr<GENERAL_NAMES, OpenSslFree> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = all ? sk_GENERAL_NAME_num(all.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME* const one = sk_GENERAL_NAME_value(all.get(), i);
        if (one->type != GEN_DNS)
            continue;
        const ASN1_IA5STRING* const text = one->d.dNSName;
        const auto name =
            model::HostName::parseOwner({reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                         static_cast<std::size_t>(ASN1_STRING_length(text))});
        if (name && std::find(names.begin(), names.end(), name->text()) == names.end())
            names.push_back(name->text());
    }
    return names;
}

model::SharedIssuers issuersOf(const X509& leaf, const std::vector<const X509*>& issuers) {
    auto made = std::make_shared<model::CertificateIssuers>();
    for (const X509* issuer : issuers)
        made->chain.push_back(derOf(*issuer));
    made->name = issuerName(leaf);
    return made;
}

model::CertificateBundle bundleOf(const X509& leaf, model::SharedIssuers issuers, const EVP_PKEY& key,
                                  model::CertificateOrigin origin) {
    model::CertificateBundle bundle;
    bundle.leaf = derOf(leaf);
    bundle.issuers = std::move(issuers);
    bundle.privateKey = derOf(key);
    bundle.fingerprint = fingerprintOf(leaf);
    bundle.names = dnsNamesOf(leaf);
    const Validity validity = validityOf(leaf);
    bundle.notBefore = validity.notBefore;
    bundle.notAfter = validity.notAfter;
    bundle.origin = origin;
    return bundle;
}

model::TrustAnchor trustAnchorOf(const X509& root, std::string_view zone) {
    model::TrustAnchor anchor;
    anchor.zone = zone;
    anchor.name = subjectName(root);
    anchor.fingerprint = fingerprintOf(root);
    const Validity validity = validityOf(root);
    anchor.notBefore = validity.notBefore;
    anchor.notAfter = validity.notAfter;
    anchor.der = derOf(root);
    anchor.pem = pemOf(root);
    anchor.mobileConfig = mobileConfig(anchor.der, anchor.name, zone, anchor.fingerprint);
    return anchor;
}

}  // namespace portolan::pki
