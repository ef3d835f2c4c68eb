// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/localauthority.h"

#include "backend/model/policytext.h"
#include "backend/pki/certificateview.h"
#include "backend/pki/pemreader.h"

#include <algorithm>
#include <filesystem>
#include <openssl/err.h>
#include <utility>

namespace portolan::pki {

namespace {

namespace fs = std::filesystem;

constexpr const char* rootFile = "root.pem";
constexpr const char* rootKeyFile = "root.key";
constexpr const char* intermediateFile = "intermediate.pem";
constexpr const char* keyWasExposed = "authority.key_was_exposed";

/// A machine whose clock says less has not been told the time yet: the beginning of 2019.
constexpr base::SystemTime earliestTime{std::chrono::hours(24 * 17897)};

std::string dayOf(base::SystemTime time) {
    return base::toRfc3339(time).substr(0, 10);
}

bool isSignedBy(const CertificatePointer& certificate, const CertificatePointer& issuer) {
    const bool good = X509_check_issued(issuer.get(), certificate.get()) == X509_V_OK &&
                      X509_verify(certificate.get(), X509_get0_pubkey(issuer.get())) == 1;
    ERR_clear_error();
    return good;
}

bool belongTogether(const CertificatePointer& certificate, const KeyPointer& key) {
    const bool good = X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return good;
}

/// Whether `zone` is among the names that the root may sign for.
bool permits(const X509& root, std::string_view zone) {
    const std::unique_ptr<NAME_CONSTRAINTS, OpenSslFree> constraints(
        static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(&root, NID_name_constraints, nullptr, nullptr)));
    const int count = constraints && constraints->permittedSubtrees
                          ? sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees)
                          : 0;
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, i)->base;
        if (name->type != GEN_DNS)
            continue;
        const ASN1_IA5STRING* const text = name->d.dNSName;
        if (zone == std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                     static_cast<std::size_t>(ASN1_STRING_length(text))))
            return true;
    }
    return false;
}

/// The first free name of a file that is kept out of the way.
std::string asideName(const std::string& path) {
    std::string name = path + ".damaged";
    for (int i = 2; fs::exists(name); ++i)
        name = path + ".damaged-" + std::to_string(i);
    return name;
}

}  // namespace

LocalAuthority::LocalAuthority(AuthorityPlace place, const base::Clock& clock)
    : m_place(std::move(place)), m_folder(m_place.folder + "/" + m_place.zone.text()), m_clock(&clock) {}

base::Error LocalAuthority::error(const char* code, const std::string& message, const std::string& path,
                                  const std::string& reason) const {
    return {code, message, "", {{"zone", m_place.zone.text()}, {"path", path}, {"reason", reason}}};
}

base::Result<LocalAuthority> LocalAuthority::open(AuthorityPlace place, const base::Clock& clock) {
    LocalAuthority authority(std::move(place), clock);
    std::error_code failure;
    const bool isNew = !fs::exists(authority.m_folder, failure) || fs::is_empty(authority.m_folder, failure);
    if (isNew) {
        PORTOLAN_CHECK(authority.makeFolder());
    }
    PORTOLAN_CHECK(authority.readRoot());
    PORTOLAN_CHECK(authority.checkRoot());
    PORTOLAN_CHECK(authority.readIntermediate());
    // Said at the start, not in the years when it will be needed.
    const auto key = authority.readRootKey();
    if (!key)
        authority.m_warning = key.error();
    PORTOLAN_CHECK(authority.ensureIntermediate());
    authority.listRevocations(key ? &*key : nullptr);
    return authority;
}

base::Result<void> LocalAuthority::makeFolder() const {
    const base::SystemTime now = m_clock->systemNow();
    if (now < earliestTime)
        return error("authority.clock_unset",
                     "No certificate authority is made for " + m_place.zone.text() +
                         " while the clock says " + dayOf(now) + ": set the clock.",
                     m_folder);
    const Identity root = makeRoot(m_place.zone.text(), m_place.machine, {now - backDating, now + rootLife});
    if (!root.certificate)
        return error("authority.failed", "OpenSSL could not make a certificate authority.", m_folder);
    const std::string aside = m_place.folder + "/.new-" + m_place.zone.text();
    const auto make = [&]() -> base::Result<void> {
        PORTOLAN_CHECK(makePrivateFolder(m_place.folder));
        std::error_code failure;
        fs::remove_all(aside, failure);  // of a start that was cut short: nobody has seen it
        PORTOLAN_CHECK(makePrivateFolder(aside));
        PORTOLAN_CHECK(writeFile(aside + "/" + rootKeyFile, pemOf(*root.key)));
        PORTOLAN_CHECK(writeFile(aside + "/" + rootFile, pemOf(*root.certificate)));
        fs::rename(aside, m_folder, failure);  // fails where a folder is that is not empty
        if (failure || !syncFolder(m_place.folder))
            return error("authority.not_written", "", m_folder, failure.message());
        return {};
    };
    if (auto made = make(); !made)
        return error("authority.not_written",
                     "The certificate authority of " + m_place.zone.text() + " cannot be written to " +
                         m_folder + ": make the folder writable.",
                     m_folder, made.error().message);
    return {};
}

base::Result<void> LocalAuthority::readRoot() {
    const std::string path = pathOf(rootFile);
    const auto stamp = stampOf(path);
    const auto text = readFile(path);
    if (!text && text.error().code == "file.missing")
        return error("authority.root_missing",
                     "The root that devices trust is gone: put " + path +
                         " back from a backup or from a device. Only if it is lost, move the folder away: "
                         "then a new root is made, and each device has to trust that one.",
                     path);
    if (!text)
        return error("authority.root_unreadable",
                     "The root of " + m_place.zone.text() + " cannot be read: " + text.error().message +
                         " Let this program's user read it.",
                     path, text.error().message);
    auto content = readPem(*text);
    if (!content || content->certificates.size() != 1)
        return error("authority.root_damaged",
                     "The file " + path +
                         " does not hold one whole certificate: put it back from a backup or from a device.",
                     path);
    CertificatePointer root = std::move(content.value().certificates.front());
    if (X509_check_ca(root.get()) != 1 || !isSignedBy(root, root) || !permits(*root, m_place.zone.text()))
        return error("authority.root_foreign",
                     "The certificate in " + path + " is no root for " + m_place.zone.text() +
                         ", limited to it: put the root of this zone back.",
                     path);
    m_root = std::move(root);
    m_rootStamp = stamp;
    m_rootValidity = validityOf(*m_root);
    m_anchor = std::make_shared<const model::TrustAnchor>(trustAnchorOf(*m_root, m_place.zone.text()));
    return {};
}

base::Result<KeyPointer> LocalAuthority::readRootKey() {
    const std::string path = pathOf(rootKeyFile);
    const Exposure exposure = closeToOthers(path);
    if (exposure == Exposure::Open)
        return error("authority.key_exposed",
                     "Others may read the key of the root, " + path +
                         ", and this program may not change that: make it readable to this program's user "
                         "only (chmod 600).",
                     path);
    if (exposure == Exposure::Closed)
        m_warning =
            error(keyWasExposed,
                  "Others could read the key of the root, " + path +
                      ", until this start. If somebody may have copied it, move the folder away and let "
                      "devices trust the new root.",
                  path);
    const auto text = readFile(path);
    if (!text && text.error().code == "file.missing")
        return error("authority.key_missing",
                     "The key of the root, " + path +
                         ", is not there, and without it no certificate can be issued when the intermediate "
                         "ends: put it back from a backup.",
                     path);
    if (!text)
        return error("authority.key_unreadable",
                     "The key of the root cannot be read: " + text.error().message +
                         " Let this program's user read it.",
                     path, text.error().message);
    auto content = readPem(*text);
    if (!content && content.error().code == "key.encrypted")
        return error(
            "authority.key_encrypted",
            "The key of the root, " + path +
                ", is encrypted: store it without a passphrase (openssl pkey -in FILE -out NEWFILE).",
            path);
    if (!content || !content->key)
        return error("authority.key_damaged",
                     "The file " + path + " does not hold one whole private key: put it back from a backup.",
                     path);
    KeyPointer key = std::move(content.value().key);
    if (!belongTogether(m_root, key))
        return error(
            "authority.key_mismatch",
            "The key in " + path + " is not that of the root beside it: put both back from one backup.",
            path);
    return key;
}

base::Result<void> LocalAuthority::readIntermediate() {
    const std::string path = pathOf(intermediateFile);
    const auto text = readFile(path);
    if (!text && text.error().code == "file.missing")
        return {};
    if (!text)
        return error("authority.intermediate_unreadable",
                     "The intermediate of " + m_place.zone.text() +
                         " cannot be read: " + text.error().message +
                         " Let this program's user read it, or move it away: then one is made.",
                     path, text.error().message);
    (void)closeToOthers(path);
    auto content = readPem(*text);
    if (!content || content->certificates.size() != 1 || !content->key ||
        !belongTogether(content->certificates.front(), content->key)) {
        std::error_code failure;
        fs::rename(path, asideName(path), failure);
        return {};
    }
    CertificatePointer& certificate = content.value().certificates.front();
    if (!isSignedBy(certificate, m_root))
        return error(
            "authority.intermediate_foreign",
            "The root in " + m_folder +
                " has not signed the intermediate beside it, so one of them was replaced. Put back the "
                "root that devices trust; if " +
                std::string(rootFile) + " is the one, move " + path + " away.",
            path);
    m_intermediateValidity = validityOf(*certificate);
    m_intermediate = {std::move(certificate), std::move(content.value().key)};
    return {};
}

base::Result<void> LocalAuthority::checkRoot() {
    const std::string path = pathOf(rootFile);
    if (const auto stamp = stampOf(path); stamp != m_rootStamp) {
        const auto text = readFile(path);
        const auto content = text ? readPem(*text) : base::Result<PemContent>(text.error());
        if (!content || content->certificates.size() != 1 ||
            fingerprintOf(*content->certificates.front()) != m_anchor->fingerprint)
            return error("authority.root_replaced",
                         "The file " + path +
                             " no longer holds the root that was there at the start (SHA-256 " +
                             model::toColonText(m_anchor->fingerprint) +
                             "). Put it back, or start again if devices shall trust the other one.",
                         path, model::toColonText(m_anchor->fingerprint));
        m_rootStamp = stamp;
    }
    const base::SystemTime now = m_clock->systemNow();
    if (now < m_rootValidity.notBefore)
        return error("authority.clock_behind",
                     "The clock says " + dayOf(now) + ", but the root of " + m_place.zone.text() +
                         " was made on " + dayOf(m_rootValidity.notBefore + backDating) + ": set the clock.",
                     path, dayOf(now));
    if (now >= m_rootValidity.notAfter)
        return error("authority.root_expired",
                     "The clock says " + dayOf(now) + ", and the root of " + m_place.zone.text() +
                         " ended on " + dayOf(m_rootValidity.notAfter) + ". If the clock is right, move " +
                         m_folder + " away: a new root is made, and each device has to trust it.",
                     path, dayOf(m_rootValidity.notAfter));
    return {};
}

base::Result<void> LocalAuthority::checkNames(const std::vector<std::string>& names) const {
    for (const std::string& text : names) {
        const auto name = model::HostName::parseOwner(text);
        if (!name || name->text() != text || !name->isWithin(m_place.zone))
            return error("authority.name_outside",
                         "\"" + text + "\" is no name below " + m_place.zone.text() +
                             ", and its authority issues for no other.",
                         m_folder, text);
    }
    if (names.empty())
        return error("authority.name_outside", "A certificate needs a name.", m_folder);
    return {};
}

bool LocalAuthority::hasIntermediate(base::SystemTime now) const {
    return m_intermediate.certificate && m_intermediateValidity.notBefore <= now &&
           now < m_intermediateValidity.notAfter;
}

base::Result<void> LocalAuthority::ensureIntermediate() {
    const base::SystemTime now = m_clock->systemNow();
    // Leaves live their whole life under it, but for those of the root's last days.
    const bool isEnding = m_intermediateValidity.notAfter - now < 2 * leafLife &&
                          m_intermediateValidity.notAfter < m_rootValidity.notAfter;
    if (hasIntermediate(now) && !isEnding)
        return {};
    auto renewed = renewIntermediate();
    if (renewed || !hasIntermediate(now))
        return renewed;
    m_warning = std::move(renewed).error();
    return {};
}

base::Result<void> LocalAuthority::renewIntermediate() {
    PORTOLAN_TRY(KeyPointer key, readRootKey());
    X509_up_ref(m_root.get());
    const Identity root{CertificatePointer(m_root.get()), std::move(key)};
    const base::SystemTime now = m_clock->systemNow();
    Identity made = makeIntermediate(
        root, m_place.zone.text(),
        {now - backDating, std::min<base::SystemTime>(now + intermediateLife, m_rootValidity.notAfter)},
        revocationsUrl("-root.crl"));
    if (!made.certificate)
        return error("authority.failed", "OpenSSL could not make an intermediate certificate.", m_folder);
    const std::string path = pathOf(intermediateFile);
    if (auto written = writeFile(path, pemOf(*made.certificate) + pemOf(*made.key)); !written)
        return error("authority.not_written",
                     "The intermediate of " + m_place.zone.text() +
                         " cannot be written: " + written.error().message + " Make the folder writable.",
                     path, written.error().message);
    m_intermediateValidity = validityOf(*made.certificate);
    m_intermediate = std::move(made);
    m_issuers.reset();
    listRevocations(&root.key);
    if (m_warning && m_warning->code != keyWasExposed)
        m_warning.reset();
    return {};
}

/// Lists that nobody will ever be on can hold as long as who signs them: they need no timer.
void LocalAuthority::listRevocations(const KeyPointer* rootKey) {
    auto anchor = std::make_shared<model::TrustAnchor>(*m_anchor);
    const base::SystemTime from = m_clock->systemNow() - backDating;
    if (m_intermediate.certificate)
        anchor->issuerRevocations =
            makeEmptyRevocationList(m_intermediate, {from, m_intermediateValidity.notAfter});
    if (rootKey) {
        X509_up_ref(m_root.get());
        EVP_PKEY_up_ref(rootKey->get());
        const Identity root{CertificatePointer(m_root.get()), KeyPointer(rootKey->get())};
        anchor->rootRevocations = makeEmptyRevocationList(root, {from, m_rootValidity.notAfter});
    }
    m_anchor = std::move(anchor);
}

std::string LocalAuthority::revocationsUrl(std::string_view ending) const {
    return m_place.publicFiles.empty() ? std::string() : m_place.publicFiles + std::string(ending);
}

base::Result<model::CertificateBundle> LocalAuthority::issue(const std::vector<std::string>& names) {
    PORTOLAN_CHECK(checkNames(names));
    PORTOLAN_CHECK(checkRoot());
    PORTOLAN_CHECK(ensureIntermediate());
    const base::SystemTime now = m_clock->systemNow();
    const Identity leaf = makeLeaf(
        m_intermediate, names,
        {now - backDating, std::min<base::SystemTime>(now + leafLife, m_intermediateValidity.notAfter)},
        revocationsUrl(".crl"));
    if (!leaf.certificate) {
        ERR_clear_error();
        return error("authority.failed", "OpenSSL could not make a certificate.", m_folder);
    }
    if (!m_issuers)
        m_issuers = issuersOf(*leaf.certificate, {m_intermediate.certificate.get()});
    return bundleOf(*leaf.certificate, m_issuers, *leaf.key, model::CertificateOrigin::LocalAuthority);
}

}  // namespace portolan::pki
