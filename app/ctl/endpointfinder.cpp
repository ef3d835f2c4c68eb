// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/endpointfinder.h"

#include "backend/platform/endpointfile.h"

#include <QFile>

#include <utility>
#include <vector>

namespace portolan::ctl {

namespace {

client::Endpoint endpointOf(const platform::Endpoint& file) {
    return {QUrl(QString::fromStdString(file.url)), QByteArray::fromStdString(file.token)};
}

/// "100.1.1.1:8080" is taken for a URL, too.
base::Result<QUrl> parseUrl(const std::string& text) {
    QString written = QString::fromStdString(text);
    if (!written.contains(QLatin1String("://")))
        written.prepend(QLatin1String("http://"));
    while (written.endsWith(QLatin1Char('/')))
        written.chop(1);
    const QUrl url(written, QUrl::StrictMode);
    const bool speaksHttp = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !speaksHttp || url.host().isEmpty() || !url.path().isEmpty() || url.hasQuery() ||
        !url.userInfo().isEmpty())
        return base::Error{
            "usage.url",
            "\"" + text + "\" is no place of a backend: write http://ADDRESS:PORT, without a path.",
            "",
            {{"url", text}}};
    return url;
}

base::Result<QByteArray> readToken(const std::string& path) {
    if (auto endpoint = platform::readEndpointFile(path))
        return QByteArray::fromStdString(endpoint->token);
    QFile file(QString::fromStdString(path));
    const QByteArray token = file.open(QIODevice::ReadOnly) ? file.read(65536).trimmed() : QByteArray();
    if (token.isEmpty() || token.contains('\n') || token.contains(' '))
        return base::Error{
            "usage.token_file",
            "No token can be read from " + path + ": it must hold a token, or be an endpoint file.",
            "",
            {{"path", path}}};
    return token;
}

/// Endpoint files, the nearest first. With sudo, those of the user who called it come first as well.
std::vector<std::string> filesOf(const EndpointPlaces& places) {
    std::vector<std::string> files;
    const platform::Surroundings user{platform::Face::Window, places.privilege, places.environment};
    const std::string data = platform::defaultDataDirectory(user);
    files.push_back(platform::defaultEndpointPlace(user, data).path);
    const auto caller = places.environment.value("SUDO_UID");
    if (places.privilege == platform::Privilege::Root && caller)
        files.push_back("/run/user/" + *caller + "/portolan/endpoint");
    files.push_back(places.systemFile);
    return files;
}

base::Result<client::Endpoint> findRunning(const EndpointPlaces& places) {
    std::optional<base::Error> failure;
    for (const std::string& file : filesOf(places)) {
        const auto endpoint = platform::readEndpointFile(file);
        if (endpoint && platform::isAlive(*endpoint))
            return endpointOf(*endpoint);
        if (!endpoint && endpoint.error().code != "endpoint.missing" && !failure)
            failure = endpoint.error();
    }
    if (failure)
        return *failure;
    return base::Error{
        "endpoint.not_running",
        "No backend runs on this machine: start one (\"portolan --daemon\", or \"systemctl start "
        "portolan\"), or name one elsewhere with --connect URL.",
        "",
        {}};
}

/// Of the endpoint file that names this URL; empty if none does.
QByteArray knownToken(const QUrl& url, const EndpointPlaces& places) {
    for (const std::string& file : filesOf(places)) {
        const auto endpoint = platform::readEndpointFile(file);
        if (endpoint && endpointOf(*endpoint).url == url)
            return QByteArray::fromStdString(endpoint->token);
    }
    return {};
}

}  // namespace

base::Result<client::Endpoint> findEndpoint(const EndpointWish& wish, const EndpointPlaces& places) {
    std::optional<QByteArray> token;
    if (wish.tokenFile) {
        PORTOLAN_TRY(token, readToken(*wish.tokenFile));
    }
    client::Endpoint found;
    const auto connect =
        wish.connect || wish.endpointFile ? wish.connect : places.environment.value("PORTOLAN_CONNECT");
    if (connect) {
        PORTOLAN_TRY(found.url, parseUrl(*connect));
        if (const auto said = places.environment.value("PORTOLAN_TOKEN"); !token && said)
            token = QByteArray::fromStdString(*said);
        if (!token)
            found.token = knownToken(found.url, places);
    } else if (wish.endpointFile) {
        PORTOLAN_TRY(const platform::Endpoint file, platform::readEndpointFile(*wish.endpointFile));
        found = endpointOf(file);
    } else {
        PORTOLAN_TRY(found, findRunning(places));
    }
    if (token)
        found.token = *token;
    return found;
}

}  // namespace portolan::ctl
