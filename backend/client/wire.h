// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One HTTP call and its reply, over QNetworkAccessManager: the token, the time limit and the promise that
// every call finishes exactly once are kept here. RestAdministration speaks through it and adds the meaning.
// It follows no redirects, keeps no cookies, and uses no web proxy, so the token reaches the backend only.
// Lives on one thread that runs a Qt event loop; replies arrive there, never before send() has returned.

#include "backend/base/result.h"
#include "backend/client/endpoint.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QString>
#include <QUrlQuery>

#include <functional>
#include <map>
#include <optional>

namespace portolan::client {

struct WireRequest {
    QByteArray method{};
    QString path{};
    QUrlQuery query{};
    std::optional<QJsonObject> body{};
    QByteArray ifMatch{};  ///< an ETag; empty sends none
};

struct WireAnswer {
    int status = 0;
    QJsonDocument body{};
    QByteArray text{};  ///< instead of a body where the backend answers with a zone file (text/dns)
};

/// A request to `path` of the backend, with its token.
[[nodiscard]] QNetworkRequest requestTo(const Endpoint& endpoint, const QString& path,
                                        const QUrlQuery& query = {});

class Wire {
  public:
    using Done = std::function<void(base::Result<WireAnswer>)>;

    Wire(SharedEndpoint endpoint, Timings timings);
    /// Finishes what is under way with call.cancelled.
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// An answer of any status is a value. Errors: call.timeout, call.not_connected, call.cancelled,
    /// reply.malformed (a body that is no JSON).
    void send(const WireRequest& request, Done done);

  private:
    void finish(QNetworkReply* reply, base::Result<WireAnswer> result);
    [[nodiscard]] base::Result<WireAnswer> read(QNetworkReply& reply) const;

    SharedEndpoint m_endpoint;
    Timings m_timings;
    QNetworkAccessManager m_network;
    std::map<QNetworkReply*, Done> m_pending;
};

}  // namespace portolan::client
