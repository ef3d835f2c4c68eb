// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/systemstore.h"

#include "app/ctl/pem.h"
#include "backend/model/policytext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <array>
#include <unistd.h>

namespace portolan::ctl {

namespace {

std::string contentOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

base::Error notWritten(const std::string& path, const QString& why) {
    return {"trust.failed", path + " cannot be written: " + why.toStdString() + ".", "", {{"path", path}}};
}

base::Result<void> writeFile(const std::string& path, const std::string& content) {
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(content)) < 0)
        return notWritten(path, file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    if (!file.commit())
        return notWritten(path, file.errorString());
    return {};
}

}  // namespace

std::optional<SystemLayout> systemLayout() {
    const std::array<SystemLayout, 2> known{
        {{"/usr/local/share/ca-certificates", "update-ca-certificates", "/etc/ssl/certs/ca-certificates.crt"},
         {"/etc/pki/ca-trust/source/anchors", "update-ca-trust",
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"}}};
    for (const SystemLayout& layout : known)
        if (!findTool(layout.program).empty())
            return layout;
    return std::nullopt;
}

TrustView SystemStore::look(const api::AuthorityView& root) {
    if (holds(contentOf(m_layout.bundle), root.fingerprint))
        return {TrustState::Trusted, ""};
    const auto own = fingerprintsIn(contentOf(fileOf(root.zone)));
    if (own.empty())
        return {TrustState::NotTrusted, ""};
    if (own.front() == root.fingerprint)
        return {TrustState::NotTrusted, "Its file is there, but " + m_layout.program + " has not run since."};
    return {TrustState::OtherRoot, "It has " + model::toText(own.front()) + "."};
}

base::Result<void> SystemStore::install(const api::AuthorityView& root) {
    const TrustView before = look(root);
    if (before.state == TrustState::Trusted)
        return {};
    if (before.state == TrustState::OtherRoot)
        return base::Error{"trust.other_root",
                           "Another root for " + root.zone +
                               " is in the system's store; take it out first: "
                               "portolanctl trust remove --fingerprint " +
                               model::toText(fingerprintsIn(contentOf(fileOf(root.zone))).front()),
                           "",
                           {{"zone", root.zone}}};
    PORTOLAN_CHECK(checkWritable());
    PORTOLAN_CHECK(writeFile(fileOf(root.zone), root.pem));
    const auto made = makeBundle();
    if (made && look(root).state == TrustState::Trusted)
        return {};
    QFile::remove(QString::fromStdString(fileOf(root.zone)));
    if (!made)
        return made.error();
    return base::Error{"trust.failed", m_layout.program + " did not take the certificate in.", "", {}};
}

base::Result<bool> SystemStore::remove(const model::Fingerprint& fingerprint) {
    const QDir folder(QString::fromStdString(m_layout.folder));
    for (const QFileInfo& file : folder.entryInfoList({QStringLiteral("portolan-*.crt")}, QDir::Files)) {
        const std::string path = file.filePath().toStdString();
        const auto held = fingerprintsIn(contentOf(path));
        if (held.size() != 1 || held.front() != fingerprint)
            continue;
        PORTOLAN_CHECK(checkWritable());
        QFile entry(file.filePath());
        if (!entry.remove())
            return notWritten(path, entry.errorString());
        PORTOLAN_CHECK(makeBundle());
        return true;
    }
    return false;
}

std::string SystemStore::fileOf(const std::string& zone) const {
    return m_layout.folder + "/portolan-" + zone + ".crt";
}

base::Result<void> SystemStore::checkWritable() const {
    QDir().mkpath(QString::fromStdString(m_layout.folder));
    if (::access(m_layout.folder.c_str(), W_OK) == 0)
        return {};
    return base::Error{"trust.needs_root",
                       "The system's store (" + m_layout.folder + ") can be changed by root only.",
                       "",
                       {{"path", m_layout.folder}}};
}

base::Result<void> SystemStore::makeBundle() {
    const ToolResult result = m_run(findTool(m_layout.program), {}, "");
    if (result.code != 0)
        return toolFailed(m_layout.program, result);
    return {};
}

}  // namespace portolan::ctl
