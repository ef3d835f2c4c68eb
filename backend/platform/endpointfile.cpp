// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/endpointfile.h"

#include "backend/base/ipaddress.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace portolan::platform {

namespace {

base::Error notWritten(const std::string& path, const std::string& why) {
    return {"endpoint.not_written",
            "The endpoint file " + path + " cannot be written (" + why + "): make its directory writable.",
            "",
            {{"path", path}, {"why", why}}};
}

QByteArray encode(const Endpoint& endpoint) {
    QJsonObject json;
    json[QLatin1String("url")] = QString::fromStdString(endpoint.url);
    json[QLatin1String("pid")] = static_cast<qint64>(endpoint.pid);
    json[QLatin1String("token")] = QString::fromStdString(endpoint.token);
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

base::Result<void> makeDirectoryOf(const std::string& path, EndpointAudience audience) {
    const std::filesystem::path directory = std::filesystem::path(path).parent_path();
    std::error_code error;
    if (std::filesystem::is_directory(directory, error))
        return {};
    std::filesystem::create_directories(directory, error);
    if (error)
        return notWritten(path, error.message());
    using std::filesystem::perms;
    const perms group =
        audience == EndpointAudience::Group ? perms::group_read | perms::group_exec : perms::none;
    std::filesystem::permissions(directory, perms::owner_all | group, error);
    return {};
}

/// Gives the file or directory to the group of those who may administer; without the right to do so it stays
/// with the group of this process.
void giveToGroup(const std::string& path) {
    if (const group* portolan = getgrnam("portolan"))
        if (chown(path.c_str(), static_cast<uid_t>(-1), portolan->gr_gid) != 0)
            errno = 0;
}

/// Writes and syncs all of `content`; returns what went wrong, or an empty text.
std::string writeAll(const std::string& path, const QByteArray& content, mode_t mode) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return std::strerror(errno);
    const bool written = ::write(fd, content.constData(), static_cast<std::size_t>(content.size())) ==
                             static_cast<ssize_t>(content.size()) &&
                         ::fchmod(fd, mode) == 0;
    const std::string why = written ? "" : std::strerror(errno);
    ::close(fd);
    return why;
}

}  // namespace

base::Result<void> writeEndpointFile(const std::string& path, const Endpoint& endpoint,
                                     EndpointAudience audience) {
    PORTOLAN_CHECK(makeDirectoryOf(path, audience));
    const std::string temporary = path + "." + std::to_string(getpid());
    const bool forGroup = audience == EndpointAudience::Group;
    const std::string why = writeAll(temporary, encode(endpoint), forGroup ? 0640 : 0600);
    if (!why.empty()) {
        ::unlink(temporary.c_str());
        return notWritten(path, why);
    }
    if (forGroup) {
        giveToGroup(std::filesystem::path(path).parent_path().string());
        giveToGroup(temporary);
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const std::string reason = std::strerror(errno);
        ::unlink(temporary.c_str());
        return notWritten(path, reason);
    }
    return {};
}

base::Result<Endpoint> readEndpointFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT)
            return base::Error{"endpoint.missing",
                               "There is no endpoint file " + path + ": no backend runs there.",
                               "",
                               {{"path", path}}};
        return base::Error{"endpoint.not_readable",
                           "The endpoint file " + path +
                               " may not be read: become a member of the group portolan to administer it.",
                           "",
                           {{"path", path}}};
    }
    const QJsonObject json = QJsonDocument::fromJson(file.read(65536)).object();
    Endpoint endpoint{json[QLatin1String("url")].toString().toStdString(),
                      static_cast<long>(json[QLatin1String("pid")].toInteger()),
                      json[QLatin1String("token")].toString().toStdString()};
    if (endpoint.url.empty() || endpoint.pid <= 0 || endpoint.token.empty())
        return base::Error{"endpoint.malformed",
                           "The file " + path + " is no endpoint file: it needs url, pid and token.",
                           "",
                           {{"path", path}}};
    return endpoint;
}

bool isAlive(const Endpoint& endpoint) {
    if (::kill(static_cast<pid_t>(endpoint.pid), 0) != 0 && errno != EPERM)
        return false;
    constexpr std::string_view scheme = "http://";
    if (!endpoint.url.starts_with(scheme))
        return false;
    const auto address = base::SocketAddress::parse(endpoint.url.substr(scheme.size()));
    if (!address)
        return false;
    sockaddr_storage storage{};
    const socklen_t length = address->address.toSocketAddress(storage, address->port);
    const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&storage), length) == 0;
    ::close(fd);
    return connected;
}

void removeEndpointFile(const std::string& path, long pid) {
    const auto endpoint = readEndpointFile(path);
    if (endpoint && endpoint->pid == pid)
        ::unlink(path.c_str());
}

}  // namespace portolan::platform
