// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/backups.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <set>
#include <unistd.h>

namespace portolan::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t dateLength = 10;

/// catalog-<date>-r<revision>.sqlite
std::optional<BackupFile> parseName(const QFileInfo& file) {
    const QString name = file.fileName();
    const QString prefix = QStringLiteral("catalog-");
    const QString suffix = QStringLiteral(".sqlite");
    if (!name.startsWith(prefix) || !name.endsWith(suffix))
        return std::nullopt;
    const QString middle = name.mid(prefix.size(), name.size() - prefix.size() - suffix.size());
    const QString date = middle.left(dateLength);
    bool isNumber = false;
    const qulonglong revision = middle.mid(dateLength + 2).toULongLong(&isNumber);
    if (!isNumber || middle.mid(dateLength, 2) != QStringLiteral("-r"))
        return std::nullopt;
    return BackupFile{file.filePath().toStdString(), date.toStdString(), revision};
}

base::Error backupError(const std::string& reason) {
    return {"store.backup",
            "The backup of the catalog could not be written: " + reason + ".",
            "",
            {{"reason", reason}}};
}

bool syncToDisk(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced;
}

std::string freeName(const std::string& wanted) {
    std::string name = wanted;
    for (int i = 2; fs::exists(name); ++i)
        name = wanted + "-" + std::to_string(i);
    return name;
}

}  // namespace

std::vector<BackupFile> Backups::list() const {
    std::vector<BackupFile> found;
    const QDir directory(QString::fromStdString(m_directory));
    for (const QFileInfo& file : directory.entryInfoList(QDir::Files))
        if (auto backup = parseName(file))
            found.push_back(std::move(*backup));
    std::sort(found.begin(), found.end(), [](const BackupFile& a, const BackupFile& b) {
        return std::tie(a.revision, a.date) > std::tie(b.revision, b.date);
    });
    return found;
}

base::Result<void> Backups::make(Database& database, std::uint64_t revision, base::SystemTime today) const {
    const auto existing = list();
    if (!existing.empty() && existing.front().revision == revision)
        return {};
    if (!QDir().mkpath(QString::fromStdString(m_directory)))
        return backupError("the folder " + m_directory + " cannot be made");
    const std::string path =
        m_directory + "/catalog-" + dateOf(today) + "-r" + std::to_string(revision) + ".sqlite";
    const std::string partial = m_directory + "/partial";
    QFile::remove(QString::fromStdString(partial));
    auto prepared = database.prepare(QStringLiteral("VACUUM INTO ?"));
    if (!prepared)
        return backupError(prepared.error().message);
    prepared.value().bindValue(0, QString::fromStdString(partial));
    if (auto copied = Database::run(prepared.value()); !copied)
        return backupError(copied.error().message);
    if (!syncToDisk(partial) || std::rename(partial.c_str(), path.c_str()) != 0 || !syncToDisk(m_directory))
        return backupError("the disk refused it");
    prune();
    return {};
}

void Backups::prune() const {
    std::set<std::string> dates;
    for (const BackupFile& backup : list()) {
        const bool isNewestOfItsDay = dates.size() < kept && dates.insert(backup.date).second;
        if (!isNewestOfItsDay)
            QFile::remove(QString::fromStdString(backup.path));
    }
}

std::string dateOf(base::SystemTime time) {
    return base::toRfc3339(time).substr(0, dateLength);
}

base::Result<std::string> setAside(const std::string& path, const std::string& replacement,
                                   base::SystemTime today) {
    const std::string aside = freeName(path + ".damaged-" + dateOf(today));
    std::error_code failure;
    // The write-ahead log goes along: beside another database it would be replayed into that one.
    if (fs::exists(path + "-wal"))
        fs::rename(path + "-wal", aside + "-wal", failure);
    fs::remove(path + "-shm", failure);
    if (replacement.empty()) {
        fs::rename(path, aside, failure);
    } else {
        fs::create_hard_link(path, aside, failure);
        if (failure)  // a file system without hard links
            fs::copy_file(path, aside, failure);
        if (!failure && !syncToDisk(replacement))
            failure = std::make_error_code(std::errc::io_error);
        if (!failure)
            fs::rename(replacement, path, failure);
    }
    if (failure)
        return base::Error{
            "store.failed",
            "The damaged database " + path + " could not be set aside: " + failure.message() + ".",
            "",
            {{"path", path}, {"reason", failure.message()}}};
    syncToDisk(fs::path(path).parent_path().string());
    return aside;
}

}  // namespace portolan::store
