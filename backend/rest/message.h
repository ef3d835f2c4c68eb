// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A request to the API and its answer, as the routes see them: nothing of QHttpServer, nothing of sockets.
// Made by Adapter from what edge's front sends, whose Portolan-* fields say how the client came in. Values;
// control thread.

#include "backend/base/ipaddress.h"
#include "backend/base/result.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrlQuery>

#include <functional>

namespace portolan::rest {

enum class Method : unsigned char { Get, Head, Post, Put, Delete, Options, Patch, Other };

using Fields = QList<QPair<QByteArray, QByteArray>>;

struct Request {
    Method method = Method::Get;
    QString path;  ///< decoded
    QUrlQuery query;
    Fields fields;
    QByteArray body;

    /// The first field of that name in any case; empty when there is none.
    [[nodiscard]] QByteArray field(const char* name) const;
};

struct Response {
    int status = 200;
    Fields fields;
    QByteArray body;
};

/// Sends the answer; called exactly once, now or later, on the control thread. Calling it after the client
/// has gone does nothing.
using Answer = std::function<void(Response)>;

/// With "Cache-Control: no-store": what the API says is of the moment.
[[nodiscard]] Response jsonResponse(int status, const QJsonObject& json);
[[nodiscard]] Response jsonResponse(int status, const QJsonArray& json);
/// The error in the shape of its path: problem+json below /api/, the seed's object elsewhere; with
/// WWW-Authenticate where the status is 401. Source: RFC 9457 section 3, RFC 9110 section 15.5.2.
[[nodiscard]] Response errorResponse(const QString& path, const base::Error& error);

}  // namespace portolan::rest
