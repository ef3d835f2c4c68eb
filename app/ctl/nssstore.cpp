// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/nssstore.h"

#include "app/ctl/pem.h"
#include "backend/model/policytext.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <sstream>

namespace portolan::ctl {

namespace {

constexpr std::string_view ownPrefix = "portolan-";

bool holdsDatabase(const std::string& folder) {
    return QFileInfo::exists(QString::fromStdString(folder) + QLatin1String("/cert9.db"));
}

/// "portolan-internal.example-4c93b877": databases keep certificates of one subject apart by it.
std::string nicknameOf(const std::string& zone, const model::Fingerprint& fingerprint) {
    constexpr std::size_t prefix = std::string_view("sha256:").size();
    return std::string(ownPrefix) + zone + "-" + model::toText(fingerprint).substr(prefix, 8);
}

void addProfiles(std::vector<NssPlace>& places, const std::string& folder, const std::string& packaging) {
    const QDir profiles(QString::fromStdString(folder));
    for (const QFileInfo& profile : profiles.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (holdsDatabase(profile.filePath().toStdString()))
            places.push_back({"Firefox" + packaging + " (" + profile.fileName().toStdString() + ")",
                              profile.filePath().toStdString()});
}

base::Error noTool() {
    return {"trust.no_tool",
            "certutil is missing: install libnss3-tools (Debian, Ubuntu) or nss-tools (Fedora).",
            "",
            {}};
}

}  // namespace

std::vector<NssPlace> browserPlaces(const std::string& home, ChromiumHere chromium) {
    std::vector<NssPlace> places;
    addProfiles(places, home + "/.mozilla/firefox", "");
    addProfiles(places, home + "/.config/mozilla/firefox", "");
    addProfiles(places, home + "/snap/firefox/common/.mozilla/firefox", " Snap");
    addProfiles(places, home + "/.var/app/org.mozilla.firefox/.mozilla/firefox", " Flatpak");
    addProfiles(places, home + "/.var/app/org.mozilla.firefox/config/mozilla/firefox", " Flatpak");
    const std::string shared = home + "/.pki/nssdb";
    const std::string newer = home + "/.local/share/pki/nssdb";
    if (holdsDatabase(newer))
        places.push_back({"Chromium, Chrome", newer});
    if (holdsDatabase(shared) || (chromium == ChromiumHere::Yes && !holdsDatabase(newer)))
        places.push_back({"Chromium, Chrome", shared});
    if (const std::string snap = home + "/snap/chromium/current/.pki/nssdb"; holdsDatabase(snap))
        places.push_back({"Chromium Snap", snap});
    const QDir flatpaks(QString::fromStdString(home + "/.var/app"));
    for (const QFileInfo& app : flatpaks.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        for (const char* below : {"/.pki/nssdb", "/data/pki/nssdb"})
            if (const std::string folder = app.filePath().toStdString() + below; holdsDatabase(folder))
                places.push_back({app.fileName().toStdString(), folder});
    return places;
}

ChromiumHere lookForChromium() {
    constexpr std::array<const char*, 8> programs{
        "chromium",      "chromium-browser", "google-chrome", "google-chrome-stable",
        "brave-browser", "microsoft-edge",   "vivaldi",       "opera"};
    const bool found = std::any_of(programs.begin(), programs.end(),
                                   [](const char* program) { return !findTool(program).empty(); });
    return found ? ChromiumHere::Yes : ChromiumHere::No;
}

TrustView NssStore::look(const api::AuthorityView& root) {
    if (!exists())
        return {TrustState::NotTrusted, ""};
    const auto found = entries();
    if (!found)
        return {TrustState::Unknown, found.error().message};
    const std::string own = nicknameOf(root.zone, root.fingerprint);
    const std::string prefix = own.substr(0, own.rfind('-') + 1);
    std::string other;
    for (const Entry& entry : *found) {
        if (!entry.vouchesForServers)
            continue;
        // Certificates of one subject are printed for the nicknames of all of them.
        const bool ownOfAnother = entry.nickname.starts_with(ownPrefix) && entry.nickname != own;
        if (!ownOfAnother && holds(certutil({"-L", "-n", entry.nickname, "-a"}).output, root.fingerprint))
            return {TrustState::Trusted, ""};
        if (ownOfAnother && entry.nickname.starts_with(prefix) &&
            entry.nickname.find('-', prefix.size()) == std::string::npos)
            other = entry.nickname;
    }
    if (!other.empty())
        return {TrustState::OtherRoot, "It is called " + other + "."};
    return {TrustState::NotTrusted, ""};
}

base::Result<void> NssStore::install(const api::AuthorityView& root) {
    if (m_certutil.empty())
        return noTool();
    PORTOLAN_CHECK(create());
    const TrustView before = look(root);
    if (before.state == TrustState::Trusted)
        return {};
    const ToolResult added =
        certutil({"-A", "-t", "C,,", "-n", nicknameOf(root.zone, root.fingerprint), "-a"}, root.pem);
    if (added.code != 0)
        return toolFailed("certutil", added);
    if (look(root).state != TrustState::Trusted)
        return base::Error{"trust.failed", "certutil did not take the certificate in.", "", {}};
    return {};
}

base::Result<bool> NssStore::remove(const model::Fingerprint& fingerprint) {
    if (!exists())
        return false;
    PORTOLAN_TRY(const std::vector<Entry> found, entries());
    const std::string ending = nicknameOf("", fingerprint).substr(ownPrefix.size());
    for (const Entry& entry : found) {
        if (!entry.nickname.starts_with(ownPrefix) || !entry.nickname.ends_with(ending) ||
            !holds(certutil({"-L", "-n", entry.nickname, "-a"}).output, fingerprint))
            continue;
        if (const ToolResult gone = certutil({"-D", "-n", entry.nickname}); gone.code != 0)
            return toolFailed("certutil", gone);
        return true;
    }
    return false;
}

ToolResult NssStore::certutil(std::vector<std::string> arguments, const std::string& input) {
    arguments.insert(arguments.begin() + 1, {"-d", "sql:" + m_place.folder});
    return m_run(m_certutil, arguments, input);
}

/// Lines are a nickname, spaces, and three groups of letters: for servers, mail, and code.
base::Result<std::vector<NssStore::Entry>> NssStore::entries() {
    if (m_certutil.empty())
        return noTool();
    const ToolResult listed = certutil({"-L"});
    if (listed.code != 0)
        return toolFailed("certutil", listed);
    std::vector<Entry> found;
    std::istringstream lines(listed.output);
    for (std::string line; std::getline(lines, line);) {
        line.erase(line.find_last_not_of(' ') + 1);
        const std::size_t space = line.rfind(' ');
        if (space == std::string::npos || std::count(line.begin(), line.end(), ',') < 2)
            continue;
        const std::string flags = line.substr(space + 1, line.find(',', space) - space - 1);
        std::string nickname = line.substr(0, space);
        nickname.erase(nickname.find_last_not_of(' ') + 1);
        found.push_back({std::move(nickname), flags.find_first_of("CT") != std::string::npos});
    }
    return found;
}

bool NssStore::exists() const {
    return holdsDatabase(m_place.folder);
}

base::Result<void> NssStore::create() {
    if (exists())
        return {};
    const QString folder = QString::fromStdString(m_place.folder);
    const ToolResult made = m_run("/bin/mkdir", {"-p", "-m", "700", m_place.folder}, "");
    if (made.code != 0)
        return toolFailed("mkdir", made);
    const ToolResult created = certutil({"-N", "--empty-password"});
    if (created.code != 0)
        return toolFailed("certutil", created);
    return {};
}

}  // namespace portolan::ctl
