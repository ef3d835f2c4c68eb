// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/owncertificates.h"

#include "backend/model/certificatenames.h"
#include "backend/pki/certificateloader.h"

#include <set>

namespace portolan::pki {

namespace {

base::Error inFile(base::Error error, const std::string& file) {
    error.message = file + ": " + error.message;
    error.params.emplace_back("file", file);
    return error;
}

base::Result<model::CertificateBundle> load(const CertificateFiles& files, base::SystemTime now) {
    PORTOLAN_TRY(const std::string certificates, readFile(files.certificate));
    std::string key;
    if (files.key != files.certificate) {
        PORTOLAN_TRY(key, readFile(files.key));
    }
    std::string issuers;
    if (!files.issuer.empty()) {
        PORTOLAN_TRY(issuers, readFile(files.issuer));
    }
    return loadCertificate({certificates, key, issuers}, now);
}

}  // namespace

OwnCertificates::OwnCertificates(std::vector<std::string> paths, const base::Clock& clock) : m_clock(clock) {
    for (std::string& path : paths)
        m_sources.push_back({std::move(path)});
}

OwnCertificates::Stamps OwnCertificates::stampsOf(const CertificateFiles& files) {
    return {stampOf(files.certificate), stampOf(files.key),
            files.issuer.empty() ? std::nullopt : stampOf(files.issuer)};
}

OwnCertificates::Outcome OwnCertificates::refresh() {
    for (Source& source : m_sources)
        refresh(source);
    const std::vector<Bundle> bundlesBefore = std::move(m_bundles);
    const std::vector<RefusedCertificate> refusedBefore = std::move(m_refused);
    gather();
    return m_bundles == bundlesBefore && m_refused == refusedBefore ? Outcome::Same : Outcome::Changed;
}

void OwnCertificates::refresh(Source& source) const {
    auto found = findCertificates(source.path);
    source.cause = found ? std::nullopt : std::optional(inFile(found.error(), source.path));
    if (!found && found.error().code == "certificate.none")
        source.entries.clear();
    if (!found) {
        // A share that is away for a moment takes nothing with it but what ends meanwhile.
        for (auto& [path, entry] : source.entries)
            if (entry.bundle && !checkDates(*entry.bundle, m_clock.systemNow()))
                entry.bundle.reset();
        return;
    }
    std::set<std::string> there;
    for (const CertificateFiles& files : *found) {
        there.insert(files.certificate);
        refresh(source.entries[files.certificate], files);
    }
    std::erase_if(source.entries, [&](const auto& entry) { return !there.contains(entry.first); });
}

void OwnCertificates::refresh(Entry& entry, const CertificateFiles& files) const {
    const base::SystemTime now = m_clock.systemNow();
    const Stamps stamps = stampsOf(files);
    if (entry.cause || !entry.bundle || stamps != entry.stamps) {
        auto loaded = load(files, now);
        entry.stamps = stamps;
        entry.cause = loaded ? std::nullopt : std::optional(inFile(loaded.error(), files.certificate));
        if (loaded && (!entry.bundle || *loaded != *entry.bundle))
            entry.bundle = std::make_shared<const model::CertificateBundle>(std::move(loaded).value());
    }
    if (!entry.bundle)
        return;
    if (auto dates = checkDates(*entry.bundle, now); !dates) {
        entry.bundle.reset();
        if (!entry.cause)
            entry.cause = inFile(dates.error(), files.certificate);
    }
}

void OwnCertificates::gather() {
    m_bundles.clear();
    m_refused.clear();
    m_byName.clear();
    for (const Source& source : m_sources) {
        if (source.cause)
            m_refused.push_back({source.path, *source.cause});
        for (const auto& [path, entry] : source.entries) {
            if (entry.cause)
                m_refused.push_back({path, *entry.cause});
            if (entry.bundle)
                m_bundles.push_back(entry.bundle);
        }
    }
    for (const Bundle& bundle : m_bundles)
        for (const std::string& name : bundle->names) {
            Bundle& best = m_byName[name];
            if (!best || best->notAfter < bundle->notAfter)
                best = bundle;
        }
}

OwnCertificates::Bundle OwnCertificates::bundleFor(std::string_view host) const {
    if (const auto exact = m_byName.find(std::string(host)); exact != m_byName.end())
        return exact->second;
    const auto wildcard = m_byName.find(model::wildcardOf(host));
    return wildcard == m_byName.end() ? nullptr : wildcard->second;
}

}  // namespace portolan::pki
