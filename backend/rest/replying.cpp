// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/replying.h"

namespace portolan::rest {

namespace {

/// Weak comparison: If-None-Match may carry W/ in front. Source: RFC 9110 section 13.1.2.
bool listHolds(const QByteArray& list, const QByteArray& etag) {
    for (const QByteArray& member : list.split(',')) {
        QByteArray tag = member.trimmed();
        if (tag.startsWith("W/"))
            tag.remove(0, 2);
        if (tag == "*" || tag == etag)
            return true;
    }
    return false;
}

}  // namespace

base::Result<std::uint64_t> numberOf(const Request& request, const char* name, std::uint64_t fallback) {
    const QString key = QLatin1String(name);
    if (!request.query.hasQueryItem(key))
        return fallback;
    bool good = false;
    const qulonglong value = request.query.queryItemValue(key).toULongLong(&good);
    if (!good)
        return base::Error{
            "request.query", std::string("\"") + name + "\" must be a number.", name, {{"field", name}}};
    return std::uint64_t{value};
}

base::Result<api::ListRequest> listRequestOf(const Request& request) {
    api::ListRequest list;
    list.filter = request.query.queryItemValue(QStringLiteral("filter"), QUrl::FullyDecoded).toStdString();
    PORTOLAN_TRY(list.offset, numberOf(request, "offset", list.offset));
    PORTOLAN_TRY(list.limit, numberOf(request, "limit", list.limit));
    if (request.query.hasQueryItem(QStringLiteral("id"))) {
        PORTOLAN_TRY(list.id, numberOf(request, "id", 0));
    }
    return list;
}

base::Result<api::Precondition> preconditionOf(const Request& request) {
    const QByteArray value = request.field("If-Match").trimmed();
    if (value.isEmpty() || value == "*")
        return api::Precondition{};
    if (value.contains(','))
        return base::Error{"request.if_match", "If-Match takes one ETag here.", "", {}};
    const auto revision = api::revisionFromEtag(value.toStdString());
    if (!revision)
        return base::Error{
            "precondition.stale", "If-Match is no ETag of this object; fetch it again.", "", {}};
    return api::Precondition{*revision};
}

Response tagged(Response response, model::Revision revision) {
    response.fields.emplaceBack("ETag", QByteArray::fromStdString(api::etagOf(revision)));
    return response;
}

Response tagged(Response response, model::Revision revision, const Request& request) {
    const QByteArray held = request.field("If-None-Match");
    response = tagged(std::move(response), revision);
    response.fields.emplaceBack("Vary", "Authorization");
    if (held.isEmpty() || !listHolds(held, QByteArray::fromStdString(api::etagOf(revision))))
        return response;
    response.status = 304;
    response.body.clear();
    return response;
}

}  // namespace portolan::rest
