// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A folder that goes with the test, a clock that stands still, and the authority of one zone in them. For
// tests only.

#include "backend/pki/files.h"
#include "backend/pki/localauthority.h"

#include <QFileInfo>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>

namespace portolan::pki {

/// 2026-11-18.
inline constexpr base::SystemTime someTime{std::chrono::hours(24 * 20775)};

inline model::HostName nameOf(const std::string& text) {
    return model::HostName::parse(text).value();
}

inline std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write(const std::string& path, const std::string& content) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

inline mode_t modeOf(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

inline std::string codeOf(const auto& result) {
    return result.ok() ? std::string("ok") : result.error().code;
}

/// What OpenSSL's verification of a chain without its root says (X509_V_OK, X509_V_ERR_...).
inline int verify(const model::CertificateBundle& bundle, const std::string& root, const std::string& host,
                  base::SystemTime at) {
    const CertificatePointer anchor = certificateOf(root);
    const CertificatePointer leaf = certificateOf(bundle.leaf);
    STACK_OF(X509)* const others = sk_X509_new_null();
    for (const std::string& issuer : bundle.issuers->chain)
        sk_X509_push(others, certificateOf(issuer).release());
    X509_STORE* const store = X509_STORE_new();
    X509_STORE_add_cert(store, anchor.get());
    X509_STORE_CTX* const context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf.get(), others);
    X509_VERIFY_PARAM* const wishes = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(wishes, std::chrono::system_clock::to_time_t(at));
    X509_VERIFY_PARAM_set_purpose(wishes, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(wishes, X509_V_FLAG_X509_STRICT);
    if (!host.empty())
        X509_VERIFY_PARAM_set1_host(wishes, host.c_str(), host.size());
    X509_verify_cert(context);
    const int verdict = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    sk_X509_pop_free(others, X509_free);
    return verdict;
}

struct PkiFixture {
    [[nodiscard]] std::string path(const std::string& name) const {
        return folder.path().toStdString() + "/" + name;
    }
    /// Of the zone's authority.
    [[nodiscard]] std::string file(const std::string& name) const { return path("pki/" + zone + "/" + name); }
    [[nodiscard]] base::Result<LocalAuthority> open() const {
        return LocalAuthority::open({path("pki"), nameOf(zone), "omnitron"}, clock);
    }

    /// In memory where there is such a folder: waiting for a disk would be most of a test's time.
    QTemporaryDir folder{QFileInfo::exists(QStringLiteral("/dev/shm")) ? QStringLiteral("/dev/shm/pki-XXXXXX")
                                                                       : QString()};
    base::ManualClock clock{someTime};
    std::string zone = "internal.example.dev";
};

}  // namespace portolan::pki
