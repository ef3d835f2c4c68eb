// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/wire.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>

#include <utility>

namespace portolan::client {

namespace {

base::Error timeoutError(std::chrono::milliseconds limit) {
    const std::string seconds = QString::number(static_cast<double>(limit.count()) / 1000.0).toStdString();
    return {"call.timeout",
            "The backend did not answer within " + seconds + " seconds.",
            {},
            {{"seconds", seconds}}};
}

base::Error notConnectedError(const QUrl& url, const QString& reason) {
    const std::string place = url.toString(QUrl::RemovePath | QUrl::RemoveQuery).toStdString();
    return {"call.not_connected",
            "The backend at " + place + " cannot be reached: " + reason.toStdString() + ".",
            {},
            {{"url", place}, {"reason", reason.toStdString()}}};
}

base::Error cancelledError() {
    return {
        "call.cancelled", "The call was given up because the connection to the backend was closed.", {}, {}};
}

}  // namespace

QNetworkRequest requestTo(const Endpoint& endpoint, const QString& path, const QUrlQuery& query) {
    QUrl url = endpoint.url;
    url.setPath(path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    if (!endpoint.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + endpoint.token);
    return request;
}

Wire::Wire(SharedEndpoint endpoint, Timings timings) : m_endpoint(std::move(endpoint)), m_timings(timings) {
    m_network.setProxy(QNetworkProxy::NoProxy);
}

Wire::~Wire() {
    for (auto& [reply, done] : std::exchange(m_pending, {})) {
        reply->disconnect();
        reply->abort();
        done(cancelledError());
    }
}

void Wire::send(const WireRequest& request, Done done) {
    QNetworkRequest head = requestTo(*m_endpoint, request.path, request.query);
    head.setRawHeader("Accept", "application/json");
    if (!request.ifMatch.isEmpty())
        head.setRawHeader("If-Match", request.ifMatch);
    QByteArray body;
    if (request.body) {
        head.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        body = QJsonDocument(*request.body).toJson(QJsonDocument::Compact);
    }
    QNetworkReply* reply = request.body || request.method != "GET"
                               ? m_network.sendCustomRequest(head, request.method, body)
                               : m_network.get(head);
    m_pending.emplace(reply, std::move(done));
    // Queued: whoever is told may destroy this, and the reply must not be emitting then.
    QObject::connect(
        reply, &QNetworkReply::finished, &m_network,
        [this, reply] {
            if (m_pending.contains(reply))
                finish(reply, read(*reply));
        },
        Qt::QueuedConnection);
    QTimer::singleShot(m_timings.call, reply, [this, reply] { finish(reply, timeoutError(m_timings.call)); });
}

void Wire::finish(QNetworkReply* reply, base::Result<WireAnswer> result) {
    const auto pending = m_pending.find(reply);
    if (pending == m_pending.end())
        return;
    const Done done = std::move(pending->second);
    m_pending.erase(pending);
    reply->disconnect();
    reply->abort();
    reply->deleteLater();
    done(std::move(result));  // may destroy this
}

base::Result<WireAnswer> Wire::read(QNetworkReply& reply) const {
    const QVariant status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute);
    // A status with a transport error is an answer that was cut off, unless the error is the status itself.
    const bool cutOff =
        reply.error() != QNetworkReply::NoError && reply.error() < QNetworkReply::ContentAccessDenied;
    if (!status.isValid() || cutOff)
        return notConnectedError(m_endpoint->url, reply.errorString());
    const QByteArray bytes = reply.readAll();
    if (bytes.isEmpty() || reply.rawHeader("Content-Type").startsWith("text/dns"))
        return WireAnswer{status.toInt(), {}, bytes};
    QJsonParseError failure;
    QJsonDocument body = QJsonDocument::fromJson(bytes, &failure);
    if (failure.error != QJsonParseError::NoError)
        return base::Error{"reply.malformed",
                           "The backend answered with something that is not JSON: is it Portolan?",
                           {},
                           {{"status", std::to_string(status.toInt())}}};
    return WireAnswer{status.toInt(), std::move(body)};
}

}  // namespace portolan::client
