// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/restadministration.h"

#include "backend/api/explanationjson.h"
#include "backend/api/healthreportsjson.h"
#include "backend/api/json.h"
#include "backend/api/measurementsjson.h"
#include "backend/api/noticesjson.h"
#include "backend/api/webhooksjson.h"
#include "backend/client/eventstream.h"

#include <utility>

namespace portolan::client {

namespace {

QString servicesPath() {
    return QStringLiteral("/api/v1/services");
}

QString recordsPath() {
    return QStringLiteral("/api/v1/records");
}

QString webhooksPath() {
    return QStringLiteral("/api/v1/webhooks");
}

template <class Id>
QString below(const QString& folder, Id id) {
    return folder + QLatin1Char('/') + QString::number(static_cast<std::uint64_t>(id));
}

QByteArray ifMatch(const api::Precondition& precondition) {
    return precondition.revision ? QByteArray::fromStdString(api::etagOf(*precondition.revision))
                                 : QByteArray();
}

/// A plus sign would be read as a space.
void addText(QUrlQuery& query, const char* name, const std::string& text) {
    if (!text.empty())
        query.addQueryItem(QLatin1String(name),
                           QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(text))));
}

void addPaging(QUrlQuery& query, std::uint64_t after, std::size_t limit) {
    if (after > 0)
        query.addQueryItem(QStringLiteral("after"), QString::number(after));
    query.addQueryItem(QStringLiteral("limit"), QString::number(limit));
}

QUrlQuery queryOf(const api::RecentRequests& request) {
    QUrlQuery query;
    if (request.service)
        query.addQueryItem(QStringLiteral("service"),
                           QString::number(static_cast<std::uint64_t>(*request.service)));
    addText(query, "host", request.host);
    if (request.statusFrom && request.statusTo)
        query.addQueryItem(QStringLiteral("status"),
                           QStringLiteral("%1-%2").arg(*request.statusFrom).arg(*request.statusTo));
    addPaging(query, request.after, request.limit);
    return query;
}

QUrlQuery queryOf(const api::RecentQueries& request) {
    QUrlQuery query;
    addText(query, "name", request.name);
    addText(query, "type", request.type);
    addText(query, "rcode", request.rcode);
    addPaging(query, request.after, request.limit);
    return query;
}

QUrlQuery queryOf(const api::ListRequest& request) {
    QUrlQuery query;
    addText(query, "filter", request.filter);
    query.addQueryItem(QStringLiteral("offset"), QString::number(request.offset));
    query.addQueryItem(QStringLiteral("limit"), QString::number(request.limit));
    if (request.id)
        query.addQueryItem(QStringLiteral("id"), QString::number(*request.id));
    return query;
}

bool isSuccess(int status) {
    return status >= 200 && status < 300;
}

/// Wraps a typed reply: errors of the call and of the backend go through as they are, a success is read by
/// `fromJson`, which takes the JSON object and the HTTP status.
template <class T, class FromJson>
Wire::Done reading(api::Reply<T> reply, FromJson fromJson) {
    return [reply = std::move(reply), fromJson](base::Result<WireAnswer> answer) {
        if (!answer) {
            reply(std::move(answer).error());
            return;
        }
        const QJsonObject json = answer->body.object();
        if (isSuccess(answer->status))
            reply(fromJson(json, answer->status));
        else
            reply(api::errorFromJson(json, answer->status));
    };
}

template <class T>
Wire::Done reading(api::Reply<T> reply, base::Result<T> (*fromJson)(const QJsonObject&)) {
    return reading<T>(std::move(reply), [fromJson](const QJsonObject& json, int) { return fromJson(json); });
}

/// The same for a reply that is one of several kinds.
template <class T>
Wire::Done reading(api::Reply<api::Report> reply, base::Result<T> (*fromJson)(const QJsonObject&)) {
    return reading<api::Report>(std::move(reply),
                                [fromJson](const QJsonObject& json, int) -> base::Result<api::Report> {
                                    PORTOLAN_TRY(T value, fromJson(json));
                                    return api::Report(std::move(value));
                                });
}

template <class T>
base::Result<std::vector<T>> listFromJson(const QJsonArray& array,
                                          base::Result<T> (*fromJson)(const QJsonObject&)) {
    std::vector<T> values;
    values.reserve(static_cast<std::size_t>(array.size()));
    for (const QJsonValue& element : array) {
        PORTOLAN_TRY(T value, fromJson(element.toObject()));
        values.push_back(std::move(value));
    }
    return values;
}

/// For what is answered with something else than an object: errors as above, a success is read by `read`.
template <class T, class Read>
Wire::Done readingWhole(api::Reply<T> reply, Read read) {
    return [reply = std::move(reply), read](base::Result<WireAnswer> answer) {
        if (!answer)
            reply(std::move(answer).error());
        else if (!isSuccess(answer->status))
            reply(api::errorFromJson(answer->body.object(), answer->status));
        else
            reply(read(*answer));
    };
}

}  // namespace

RestAdministration::RestAdministration(Endpoint endpoint, Timings timings)
    : m_endpoint(std::make_shared<Endpoint>(std::move(endpoint))),
      m_timings(timings),
      m_wire(m_endpoint, m_timings) {}

void RestAdministration::moveTo(Endpoint endpoint) {
    *m_endpoint = std::move(endpoint);
}

void RestAdministration::announce(const api::Caller&, api::AnnounceRequest request,
                                  api::Reply<api::AnnounceReply> reply) {
    m_wire.send({.method = "POST", .path = QStringLiteral("/add-record"), .body = api::toJson(request)},
                reading<api::AnnounceReply>(std::move(reply), [](const QJsonObject& json, int status) {
                    return api::announceReplyFromJson(
                        json, status == 201 ? api::Outcome::Created : api::Outcome::Updated);
                }));
}

void RestAdministration::withdraw(const api::Caller&, api::WithdrawRequest request,
                                  api::Reply<api::WithdrawReply> reply) {
    m_wire.send({.method = "DELETE", .path = QStringLiteral("/remove-record"), .body = api::toJson(request)},
                reading(std::move(reply), &api::withdrawReplyFromJson));
}

void RestAdministration::listNames(const api::Caller&, api::Reply<std::vector<api::NameView>> reply) {
    m_wire.send({.method = "GET", .path = QStringLiteral("/list-records")},
                readingWhole(std::move(reply), [](const WireAnswer& answer) {
                    return listFromJson(answer.body.array(), &api::nameFromJson);
                }));
}

void RestAdministration::listServices(const api::Caller&, api::ListRequest request,
                                      api::Reply<api::ServicePage> reply) {
    m_wire.send({.method = "GET", .path = servicesPath(), .query = queryOf(request)},
                reading(std::move(reply), &api::servicePageFromJson));
}

void RestAdministration::showService(const api::Caller&, model::ServiceId id,
                                     api::Reply<api::ServiceView> reply) {
    m_wire.send({.method = "GET", .path = below(servicesPath(), id)},
                reading(std::move(reply), &api::serviceFromJson));
}

void RestAdministration::addService(const api::Caller&, api::ServiceDraft draft,
                                    api::Reply<api::ServiceChange> reply) {
    m_wire.send({.method = "POST", .path = servicesPath(), .body = api::toJson(draft)},
                reading(std::move(reply), &api::serviceChangeFromJson));
}

void RestAdministration::replaceService(const api::Caller&, model::ServiceId id, api::ServiceDraft draft,
                                        api::Precondition precondition,
                                        api::Reply<api::ServiceChange> reply) {
    m_wire.send({.method = "PUT",
                 .path = below(servicesPath(), id),
                 .body = api::toJson(draft),
                 .ifMatch = ifMatch(precondition)},
                reading(std::move(reply), &api::serviceChangeFromJson));
}

void RestAdministration::removeService(const api::Caller&, model::ServiceId id,
                                       api::Precondition precondition, api::Reply<api::ServiceView> reply) {
    m_wire.send({.method = "DELETE", .path = below(servicesPath(), id), .ifMatch = ifMatch(precondition)},
                reading(std::move(reply), &api::serviceFromJson));
}

void RestAdministration::previewService(const api::Caller&, api::PreviewRequest request,
                                        api::Reply<api::Preview> reply) {
    m_wire.send(
        {.method = "POST", .path = servicesPath() + QStringLiteral("/preview"), .body = api::toJson(request)},
        reading(std::move(reply), &api::previewFromJson));
}

void RestAdministration::listRecords(const api::Caller&, api::ListRequest request,
                                     api::Reply<api::RecordPage> reply) {
    m_wire.send({.method = "GET", .path = recordsPath(), .query = queryOf(request)},
                reading(std::move(reply), &api::recordPageFromJson));
}

void RestAdministration::saveRecord(const api::Caller&, std::optional<model::RecordId> id,
                                    api::RecordDraft draft, api::Precondition precondition,
                                    api::Reply<api::RecordView> reply) {
    m_wire.send({.method = id ? "PUT" : "POST",
                 .path = id ? below(recordsPath(), *id) : recordsPath(),
                 .body = api::toJson(draft),
                 .ifMatch = ifMatch(precondition)},
                reading(std::move(reply), &api::recordFromJson));
}

void RestAdministration::removeRecord(const api::Caller&, model::RecordId id, api::Precondition precondition,
                                      api::Reply<api::RecordView> reply) {
    m_wire.send({.method = "DELETE", .path = below(recordsPath(), id), .ifMatch = ifMatch(precondition)},
                reading(std::move(reply), &api::recordFromJson));
}

void RestAdministration::configure(const api::Caller&, api::ConfigurationChange change,
                                   api::Precondition precondition, api::Reply<api::Configured> reply) {
    const auto done = reading<api::Configured>(
        std::move(reply), [](const QJsonObject& json, int) -> base::Result<api::Configured> {
            PORTOLAN_TRY(api::WebhookView webhook, api::webhookFromJson(json));
            return api::Configured(std::move(webhook));
        });
    if (const auto* save = std::get_if<api::SaveWebhook>(&change))
        m_wire.send({.method = save->id ? "PUT" : "POST",
                     .path = save->id ? below(webhooksPath(), *save->id) : webhooksPath(),
                     .body = api::toJson(save->draft),
                     .ifMatch = ifMatch(precondition)},
                    done);
    else
        m_wire.send({.method = "DELETE",
                     .path = below(webhooksPath(), std::get<api::RemoveWebhook>(change).id),
                     .ifMatch = ifMatch(precondition)},
                    done);
}

void RestAdministration::status(const api::Caller&, api::Reply<api::SystemStatus> reply) {
    // 503 carries the status of a backend one of whose parts has failed: that is an answer, too.
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/health")},
                [reply = std::move(reply)](base::Result<WireAnswer> answer) {
                    if (!answer) {
                        reply(std::move(answer).error());
                        return;
                    }
                    const QJsonObject json = answer->body.object();
                    if (isSuccess(answer->status) || json.contains(QLatin1String("components")))
                        reply(api::statusFromJson(json));
                    else
                        reply(api::errorFromJson(json, answer->status));
                });
}

void RestAdministration::report(const api::Caller&, api::ReportRequest request,
                                api::Reply<api::Report> reply) {
    std::visit([&](const auto& wanted) { report(wanted, std::move(reply)); }, request);
}

void RestAdministration::report(const api::TotalsRequest&, api::Reply<api::Report> reply) {
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/traffic")},
                reading(std::move(reply), &api::totalsFromJson));
}

void RestAdministration::report(const api::RecentRequests& wanted, api::Reply<api::Report> reply) {
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/requests"), .query = queryOf(wanted)},
                reading(std::move(reply), &api::requestPageFromJson));
}

void RestAdministration::report(const api::RecentQueries& wanted, api::Reply<api::Report> reply) {
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/queries"), .query = queryOf(wanted)},
                reading(std::move(reply), &api::queryPageFromJson));
}

void RestAdministration::report(const api::ZoneFileRequest& wanted, api::Reply<api::Report> reply) {
    m_wire.send({.method = "GET",
                 .path = QStringLiteral("/api/v1/zones/%1/file").arg(QString::fromStdString(wanted.zone))},
                readingWhole(std::move(reply), [](const WireAnswer& answer) {
                    return base::Result<api::Report>(api::ZoneFile{answer.text.toStdString()});
                }));
}

void RestAdministration::report(const api::HealthHistoryRequest& wanted, api::Reply<api::Report> reply) {
    QUrlQuery query;
    addText(query, "range", std::string(api::toWord(wanted.range)));
    m_wire.send({.method = "GET",
                 .path = below(servicesPath(), wanted.service) + QStringLiteral("/health/history"),
                 .query = query},
                reading(std::move(reply), &api::healthHistoryFromJson));
}

void RestAdministration::report(const api::CheckRequest& wanted, api::Reply<api::Report> reply) {
    m_wire.send({.method = "POST", .path = below(servicesPath(), wanted.service) + QStringLiteral("/check")},
                reading(std::move(reply), &api::checkFromJson));
}

void RestAdministration::report(const api::NoticesRequest& wanted, api::Reply<api::Report> reply) {
    QUrlQuery query;
    addPaging(query, wanted.after, wanted.limit);
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/notices"), .query = query},
                reading(std::move(reply), &api::noticeListFromJson));
}

void RestAdministration::report(const api::WebhooksRequest&, api::Reply<api::Report> reply) {
    m_wire.send({.method = "GET", .path = webhooksPath()},
                reading(std::move(reply), &api::webhookListFromJson));
}

void RestAdministration::report(const api::WebhookTestRequest& wanted, api::Reply<api::Report> reply) {
    m_wire.send({.method = "POST", .path = below(webhooksPath(), wanted.id) + QStringLiteral("/test")},
                reading(std::move(reply), &api::webhookTestFromJson));
}

void RestAdministration::report(const api::ExplainRequest& wanted, api::Reply<api::Report> reply) {
    QUrlQuery query;
    addText(query, "name", wanted.name);
    if (wanted.from)
        addText(query, "from", wanted.from->toString());
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/explain"), .query = query},
                reading(std::move(reply), &api::explanationFromJson));
}

void RestAdministration::report(const api::AuthoritiesRequest&, api::Reply<api::Report> reply) {
    m_wire.send({.method = "GET", .path = QStringLiteral("/api/v1/authorities")},
                readingWhole(std::move(reply), [](const WireAnswer& answer) -> base::Result<api::Report> {
                    PORTOLAN_TRY(auto items, listFromJson(answer.body.array(), &api::authorityFromJson));
                    return api::Report(api::AuthorityList{std::move(items)});
                }));
}

std::unique_ptr<api::Subscription> RestAdministration::watch(std::uint64_t lastEventId,
                                                             api::EventHandlers handlers) {
    return std::make_unique<EventStream>(m_endpoint, m_timings, lastEventId, std::move(handlers));
}

}  // namespace portolan::client
