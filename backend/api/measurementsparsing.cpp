// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/jsonfields.h"
#include "backend/api/measurementsjson.h"

#include <algorithm>
#include <cmath>

namespace portolan::api {

namespace {

template <class T>
base::Result<T> finished(const JsonFields& fields, T value) {
    if (!fields.ok())
        return malformedReply(fields.error());
    return value;
}

std::uint64_t number(JsonFields& fields, const char* name) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(fields.integer(name).value_or(0), 0));
}

template <class Duration = std::chrono::microseconds>
Duration durationOf(double milliseconds) {
    return std::chrono::round<Duration>(std::chrono::duration<double, std::milli>(milliseconds));
}

template <class Duration = std::chrono::microseconds>
std::optional<Duration> duration(JsonFields& fields, const char* name) {
    const auto milliseconds = fields.number(name);
    return milliseconds ? std::optional(durationOf<Duration>(*milliseconds)) : std::nullopt;
}

template <class Id>
std::optional<Id> id(JsonFields& fields, const char* name) {
    const auto digits = fields.digits(name);
    return digits ? std::optional(Id{*digits}) : std::nullopt;
}

std::vector<CountView> counts(JsonFields& fields, const char* name) {
    std::vector<CountView> views;
    const QJsonObject json = fields.object(name).value_or(QJsonObject());
    for (auto it = json.begin(); it != json.end(); ++it)
        views.push_back({it.key().toStdString(), static_cast<std::uint64_t>(it.value().toDouble())});
    return views;
}

/// Converts each element of an array; the first that fails decides.
template <class T>
base::Result<std::vector<T>> list(JsonFields& fields, const char* name,
                                  base::Result<T> (*convert)(const QJsonObject&)) {
    std::vector<T> values;
    for (const QJsonValue& element : fields.array(name).value_or(QJsonArray())) {
        PORTOLAN_TRY(T value, convert(element.toObject()));
        values.push_back(std::move(value));
    }
    return values;
}

LatencyView latency(JsonFields& outer, const char* name) {
    const QJsonObject json = outer.object(name).value_or(QJsonObject());
    JsonFields fields(json, std::string(name) + ".");
    LatencyView view;
    view.count = number(fields, "count");
    view.sum = duration(fields, "sum_ms").value_or(view.sum);
    view.p50 = duration(fields, "p50_ms").value_or(view.p50);
    view.p95 = duration(fields, "p95_ms").value_or(view.p95);
    view.p99 = duration(fields, "p99_ms").value_or(view.p99);
    for (const QJsonValue& bucket : fields.array("buckets").value_or(QJsonArray()))
        view.buckets.emplace_back(durationOf(bucket[0].toDouble()),
                                  static_cast<std::uint64_t>(bucket[1].toDouble()));
    if (!fields.ok())
        outer.fail(fields.error());
    return view;
}

base::Result<ServiceTraffic> serviceTrafficFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    ServiceTraffic service;
    service.id = id<model::ServiceId>(fields, "id").value_or(service.id);
    service.host = fields.requiredText("host");
    PORTOLAN_TRY(service.traffic, trafficFromJson(json));
    return finished(fields, std::move(service));
}

base::Result<RequestView> requestFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    RequestView request;
    request.id = fields.digits("id").value_or(0);
    request.time = fields.time("time").value_or(request.time);
    request.service = id<model::ServiceId>(fields, "service");
    request.target = id<model::TargetId>(fields, "target");
    request.client = fields.address("client").value_or(request.client);
    request.method = fields.requiredText("method");
    request.host = fields.requiredText("host");
    request.path = fields.requiredText("path");
    request.pathCut = fields.boolean("path_cut").value_or(false);
    request.protocol = fields.requiredText("protocol");
    request.status = static_cast<std::uint16_t>(fields.integer("status").value_or(0));
    request.outcome = fields.requiredText("outcome");
    request.failure = fields.text("failure").value_or("");
    request.bytesIn = number(fields, "bytes_in");
    request.bytesOut = number(fields, "bytes_out");
    request.duration = duration(fields, "duration_ms").value_or(request.duration);
    request.toHead = duration(fields, "head_ms");
    request.connect = duration(fields, "connect_ms");
    request.retries = static_cast<std::uint32_t>(number(fields, "retries"));
    request.tunnel = fields.boolean("tunnel").value_or(false);
    return finished(fields, std::move(request));
}

base::Result<QueryView> queryFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    QueryView query;
    query.id = fields.digits("id").value_or(0);
    query.time = fields.time("time").value_or(query.time);
    query.name = fields.requiredText("name");
    query.type = fields.requiredText("type");
    query.rcode = fields.requiredText("rcode");
    query.client = fields.address("client").value_or(query.client);
    query.transport = fields.requiredText("transport");
    query.duration = duration<std::chrono::nanoseconds>(fields, "duration_ms");
    return finished(fields, std::move(query));
}

base::Result<MissingNameView> missingNameFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    MissingNameView name;
    name.name = fields.requiredText("name");
    name.count = number(fields, "count");
    name.lastAsked = fields.time("last_asked").value_or(name.lastAsked);
    return finished(fields, std::move(name));
}

base::Result<HandshakeCount> handshakeCountFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    HandshakeCount handshakes;
    handshakes.version = fields.requiredText("version");
    handshakes.kind = fields.requiredText("kind");
    handshakes.count = number(fields, "count");
    return finished(fields, std::move(handshakes));
}

base::Result<void> readProxy(JsonFields& outer, TotalsView& totals) {
    const QJsonObject json = outer.object("proxy").value_or(QJsonObject());
    JsonFields fields(json, "proxy.");
    totals.connections = number(fields, "connections");
    totals.openConnections = number(fields, "open_connections");
    totals.requests = number(fields, "requests");
    totals.statusClasses = counts(fields, "status");
    totals.bytesIn = number(fields, "bytes_in");
    totals.bytesOut = number(fields, "bytes_out");
    PORTOLAN_TRY(totals.handshakes, list(fields, "tls_handshakes", &handshakeCountFromJson));
    totals.handshakeFailures = counts(fields, "tls_failures");
    totals.accessLogLost = counts(fields, "access_log_lost");
    if (!fields.ok())
        outer.fail(fields.error());
    return {};
}

void readDns(JsonFields& outer, TotalsView& totals) {
    const QJsonObject json = outer.object("dns").value_or(QJsonObject());
    JsonFields fields(json, "dns.");
    totals.queriesByTransport = counts(fields, "transport");
    totals.queriesByType = counts(fields, "type");
    totals.queriesByRcode = counts(fields, "rcode");
    totals.queriesDropped = number(fields, "dropped");
    totals.queriesLimited = counts(fields, "rate_limited");
    totals.cookies = counts(fields, "cookies");
    totals.dnsConnections = counts(fields, "connections");
    totals.dnsOpenConnections = number(fields, "open_connections");
    totals.queryLatency = latency(fields, "latency");
    if (!fields.ok())
        outer.fail(fields.error());
}

}  // namespace

base::Result<TrafficView> trafficFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    TrafficView traffic;
    traffic.requests = number(fields, "requests");
    traffic.statusClasses = counts(fields, "status");
    traffic.bytesIn = number(fields, "bytes_in");
    traffic.bytesOut = number(fields, "bytes_out");
    traffic.tunnelBytesIn = number(fields, "tunnel_bytes_in");
    traffic.tunnelBytesOut = number(fields, "tunnel_bytes_out");
    traffic.retries = number(fields, "retries");
    traffic.failures = counts(fields, "failures");
    traffic.toHead = latency(fields, "head");
    traffic.duration = latency(fields, "duration");
    traffic.connect = latency(fields, "connect");
    traffic.lastRequest = fields.time("last_request");
    return finished(fields, std::move(traffic));
}

base::Result<CertificateExpiry> certificateExpiryFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    CertificateExpiry certificate{fields.requiredText("name"),
                                  fields.time("not_after").value_or(base::SystemTime())};
    return finished(fields, std::move(certificate));
}

base::Result<TotalsView> totalsFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    TotalsView totals;
    totals.version = fields.requiredText("version");
    totals.generation = number(fields, "generation");
    totals.serviceCount = number(fields, "service_count");
    totals.targetStates = counts(fields, "targets");
    PORTOLAN_TRY(totals.services, list(fields, "services", &serviceTrafficFromJson));
    PORTOLAN_TRY(totals.certificates, list(fields, "certificates", &certificateExpiryFromJson));
    PORTOLAN_CHECK(readProxy(fields, totals));
    readDns(fields, totals);
    return finished(fields, std::move(totals));
}

base::Result<RequestPage> requestPageFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    RequestPage page;
    PORTOLAN_TRY(page.items, list(fields, "items", &requestFromJson));
    return finished(fields, std::move(page));
}

base::Result<QueryPage> queryPageFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    QueryPage page;
    PORTOLAN_TRY(page.items, list(fields, "items", &queryFromJson));
    PORTOLAN_TRY(page.missing, list(fields, "missing", &missingNameFromJson));
    return finished(fields, std::move(page));
}

}  // namespace portolan::api
