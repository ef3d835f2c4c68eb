// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/ownfiles.h"

#include "backend/pki/certificateview.h"
#include "backend/pki/files.h"
#include "backend/pki/pemreader.h"

#include <algorithm>
#include <filesystem>
#include <openssl/err.h>
#include <optional>
#include <set>

namespace portolan::pki {

namespace {

namespace fs = std::filesystem;

constexpr const char* fullChain = "fullchain.pem";
constexpr const char* certbotKey = "privkey.pem";

std::string withExtension(const std::string& path, const std::string& extension) {
    return fs::path(path).replace_extension(extension).string();
}

bool isFile(const std::string& path) {
    std::error_code failure;
    return fs::is_regular_file(path, failure);
}

/// A link that leads nowhere, or to where this program may not look, counts: loading it says why.
bool isThere(const std::string& path) {
    std::error_code failure;
    return fs::exists(fs::symlink_status(path, failure));
}

std::vector<std::string> entriesOf(const std::string& folder) {
    std::vector<std::string> entries;
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure))
        if (!at->path().filename().string().starts_with("."))
            entries.push_back(at->path().string());
    std::sort(entries.begin(), entries.end());
    return entries;
}

std::string issuerBeside(const std::string& certificate) {
    const std::string path = withExtension(certificate, ".issuer.crt");
    return isFile(path) ? path : std::string();
}

/// The file of the key that belongs to `certificate` by its name; nullopt if there is none.
std::optional<std::string> keyBeside(const std::string& certificate) {
    const fs::path path(certificate);
    const std::string stem = (path.parent_path() / path.stem()).string();
    const std::string certbot = (path.parent_path() / certbotKey).string();
    if (path.filename() == fullChain && isFile(certbot))
        return certbot;
    for (const char* ending : {".key", "-key.pem", ".key.pem"})
        if (isFile(stem + ending) && stem + ending != certificate)
            return stem + ending;
    return std::nullopt;
}

/// A file that has to be looked into.
struct LooseFile {
    std::string path;
    std::optional<PemContent> content;  ///< nothing when it is not whole
};

std::string keyFor(const LooseFile& file, const std::vector<LooseFile>& all) {
    if (file.content->key)
        return file.path;
    for (const LooseFile& other : all)
        if (other.content && other.content->key)
            for (const CertificatePointer& certificate : file.content->certificates) {
                const EVP_PKEY* const own = X509_get0_pubkey(certificate.get());
                if (own && EVP_PKEY_eq(own, other.content->key.get()) == 1)
                    return other.path;
            }
    return {};
}

/// Certificates of authorities, which name no host: they lie there for others, and have no key here.
bool isOnlyIssuers(const PemContent& content) {
    return std::all_of(content.certificates.begin(), content.certificates.end(),
                       [](const CertificatePointer& one) {
                           return X509_check_ca(one.get()) != 0 && dnsNamesOf(*one).empty();
                       });
}

std::vector<CertificateFiles> matchByKey(const std::vector<std::string>& paths) {
    std::vector<LooseFile> all;
    for (const std::string& path : paths) {
        const auto text = readFile(path);
        auto content = text ? readPem(*text) : base::Result<PemContent>(text.error());
        all.push_back({path, content ? std::optional(std::move(content).value()) : std::nullopt});
    }
    std::vector<CertificateFiles> found;
    for (const LooseFile& file : all) {
        if (!file.content) {
            found.push_back({file.path, file.path, {}});
            continue;
        }
        const std::string key = keyFor(file, all);
        if (!file.content->certificates.empty() && (!key.empty() || !isOnlyIssuers(*file.content)))
            found.push_back({file.path, key.empty() ? file.path : key, {}});
    }
    ERR_clear_error();
    return found;
}

std::vector<CertificateFiles> inFolder(const std::string& folder) {
    std::vector<CertificateFiles> found;
    std::set<std::string> taken;
    const auto take = [&](const CertificateFiles& files) {
        found.push_back(files);
        taken.insert({files.certificate, files.key, files.issuer});
    };
    const std::string whole = folder + "/" + fullChain;
    if (isThere(whole)) {
        take({whole, folder + "/" + certbotKey, {}});
        taken.insert({folder + "/cert.pem", folder + "/chain.pem"});  // parts of the same
    }
    const std::vector<std::string> entries = entriesOf(folder);
    for (const std::string& path : entries)
        if (fs::path(path).extension() != ".key" && !path.ends_with(".issuer.crt") && !taken.contains(path))
            if (const auto key = keyBeside(path))
                take({path, *key, issuerBeside(path)});
    std::vector<std::string> loose;
    for (const std::string& path : entries) {
        const std::string extension = fs::path(path).extension().string();
        const bool isOurs =
            extension == ".pem" || extension == ".crt" || extension == ".cer" || extension == ".key";
        if (isOurs && !path.ends_with(".issuer.crt") && !taken.contains(path) && isFile(path))
            loose.push_back(path);
    }
    for (CertificateFiles& files : matchByKey(loose))
        found.push_back(std::move(files));
    return found;
}

base::Result<void> checkReadable(const std::string& folder) {
    std::error_code failure;
    (void)fs::directory_iterator(folder, failure);
    if (!failure)
        return {};
    return base::Error{"file.unreadable",
                       "The folder " + folder + " cannot be read (" + failure.message() +
                           "): let this program's user read it.",
                       "",
                       {{"path", folder}, {"reason", failure.message()}}};
}

}  // namespace

base::Result<std::vector<CertificateFiles>> findCertificates(const std::string& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (!fs::is_directory(status)) {
        if (auto readable = readFile(path); !readable)
            return std::move(readable).error();
        return std::vector<CertificateFiles>{{path, keyBeside(path).value_or(path), issuerBeside(path)}};
    }
    PORTOLAN_CHECK(checkReadable(path));
    std::vector<CertificateFiles> found = inFolder(path);
    const bool hasLive = fs::is_directory(path + "/live", failure);
    const std::string parent = hasLive ? path + "/live" : path;
    PORTOLAN_CHECK(checkReadable(parent));
    for (const std::string& folder : entriesOf(parent))
        if (isThere(folder + "/" + fullChain))
            for (CertificateFiles& files : inFolder(folder))
                found.push_back(std::move(files));
    if (found.empty())
        return base::Error{
            "certificate.none", "There is no certificate in the folder " + path + ".", "", {{"path", path}}};
    return found;
}

}  // namespace portolan::pki
