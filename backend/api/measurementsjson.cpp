// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/measurementsjson.h"

#include "backend/api/jsonfields.h"

namespace portolan::api {

namespace {

template <class Duration>
double milliseconds(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

QJsonValue number(std::uint64_t value) {
    return static_cast<qint64>(value);
}

QString digits(std::uint64_t value) {
    return QString::number(value);
}

/// Counts as an object: {"2xx": 12}.
QJsonObject counts(const std::vector<CountView>& views) {
    QJsonObject json;
    for (const CountView& view : views)
        json[toQString(view.word)] = number(view.count);
    return json;
}

QJsonObject toJson(const ServiceTraffic& service) {
    QJsonObject json = toJson(service.traffic);
    json[QStringLiteral("id")] = digits(static_cast<std::uint64_t>(service.id));
    json[QStringLiteral("host")] = toQString(service.host);
    return json;
}

QJsonObject toJson(const MissingNameView& name) {
    return {{QStringLiteral("name"), toQString(name.name)},
            {QStringLiteral("count"), number(name.count)},
            {QStringLiteral("last_asked"), toQString(name.lastAsked)}};
}

template <class T>
QJsonArray list(const std::vector<T>& values) {
    QJsonArray array;
    for (const T& value : values)
        array.append(toJson(value));
    return array;
}

void putText(QJsonObject& json, const char* name, const std::string& text) {
    if (!text.empty())
        json[QLatin1String(name)] = toQString(text);
}

}  // namespace

QJsonObject toJson(const LatencyView& latency) {
    QJsonArray buckets;
    for (const auto& [upTo, count] : latency.buckets)
        buckets.append(QJsonArray{milliseconds(upTo), number(count)});
    QJsonObject json{{QStringLiteral("count"), number(latency.count)},
                     {QStringLiteral("sum_ms"), milliseconds(latency.sum)},
                     {QStringLiteral("buckets"), buckets}};
    if (latency.count > 0) {
        json[QStringLiteral("p50_ms")] = milliseconds(latency.p50);
        json[QStringLiteral("p95_ms")] = milliseconds(latency.p95);
        json[QStringLiteral("p99_ms")] = milliseconds(latency.p99);
    }
    return json;
}

QJsonObject toJson(const TrafficView& traffic) {
    QJsonObject json{{QStringLiteral("requests"), number(traffic.requests)},
                     {QStringLiteral("status"), counts(traffic.statusClasses)},
                     {QStringLiteral("bytes_in"), number(traffic.bytesIn)},
                     {QStringLiteral("bytes_out"), number(traffic.bytesOut)},
                     {QStringLiteral("tunnel_bytes_in"), number(traffic.tunnelBytesIn)},
                     {QStringLiteral("tunnel_bytes_out"), number(traffic.tunnelBytesOut)},
                     {QStringLiteral("retries"), number(traffic.retries)},
                     {QStringLiteral("failures"), counts(traffic.failures)},
                     {QStringLiteral("head"), toJson(traffic.toHead)},
                     {QStringLiteral("duration"), toJson(traffic.duration)},
                     {QStringLiteral("connect"), toJson(traffic.connect)}};
    if (traffic.lastRequest)
        json[QStringLiteral("last_request")] = toQString(*traffic.lastRequest);
    return json;
}

QJsonObject toJson(const HandshakeCount& handshakes) {
    return {{QStringLiteral("version"), toQString(handshakes.version)},
            {QStringLiteral("kind"), toQString(handshakes.kind)},
            {QStringLiteral("count"), number(handshakes.count)}};
}

QJsonObject toJson(const CertificateExpiry& certificate) {
    return {{QStringLiteral("name"), toQString(certificate.name)},
            {QStringLiteral("not_after"), toQString(certificate.notAfter)}};
}

QJsonObject toJson(const TotalsView& totals) {
    const QJsonObject proxy{{QStringLiteral("connections"), number(totals.connections)},
                            {QStringLiteral("open_connections"), number(totals.openConnections)},
                            {QStringLiteral("requests"), number(totals.requests)},
                            {QStringLiteral("status"), counts(totals.statusClasses)},
                            {QStringLiteral("bytes_in"), number(totals.bytesIn)},
                            {QStringLiteral("bytes_out"), number(totals.bytesOut)},
                            {QStringLiteral("tls_handshakes"), list(totals.handshakes)},
                            {QStringLiteral("tls_failures"), counts(totals.handshakeFailures)},
                            {QStringLiteral("access_log_lost"), counts(totals.accessLogLost)}};
    const QJsonObject dns{{QStringLiteral("transport"), counts(totals.queriesByTransport)},
                          {QStringLiteral("type"), counts(totals.queriesByType)},
                          {QStringLiteral("rcode"), counts(totals.queriesByRcode)},
                          {QStringLiteral("dropped"), number(totals.queriesDropped)},
                          {QStringLiteral("rate_limited"), counts(totals.queriesLimited)},
                          {QStringLiteral("cookies"), counts(totals.cookies)},
                          {QStringLiteral("connections"), counts(totals.dnsConnections)},
                          {QStringLiteral("open_connections"), number(totals.dnsOpenConnections)},
                          {QStringLiteral("latency"), toJson(totals.queryLatency)}};
    return {{QStringLiteral("version"), toQString(totals.version)},
            {QStringLiteral("generation"), number(totals.generation)},
            {QStringLiteral("service_count"), number(totals.serviceCount)},
            {QStringLiteral("targets"), counts(totals.targetStates)},
            {QStringLiteral("services"), list(totals.services)},
            {QStringLiteral("proxy"), proxy},
            {QStringLiteral("dns"), dns},
            {QStringLiteral("certificates"), list(totals.certificates)}};
}

QJsonObject toJson(const RequestView& request) {
    QJsonObject json{{QStringLiteral("time"), toQString(request.time)},
                     {QStringLiteral("id"), digits(request.id)},
                     {QStringLiteral("client"), toQString(request.client.toString())},
                     {QStringLiteral("method"), toQString(request.method)},
                     {QStringLiteral("host"), toQString(request.host)},
                     {QStringLiteral("path"), toQString(request.path)},
                     {QStringLiteral("protocol"), toQString(request.protocol)},
                     {QStringLiteral("status"), request.status},
                     {QStringLiteral("outcome"), toQString(request.outcome)},
                     {QStringLiteral("bytes_in"), number(request.bytesIn)},
                     {QStringLiteral("bytes_out"), number(request.bytesOut)},
                     {QStringLiteral("duration_ms"), milliseconds(request.duration)}};
    putText(json, "failure", request.failure);
    if (request.pathCut)
        json[QStringLiteral("path_cut")] = true;
    if (request.service)
        json[QStringLiteral("service")] = digits(static_cast<std::uint64_t>(*request.service));
    if (request.target)
        json[QStringLiteral("target")] = digits(static_cast<std::uint64_t>(*request.target));
    if (request.toHead)
        json[QStringLiteral("head_ms")] = milliseconds(*request.toHead);
    if (request.connect)
        json[QStringLiteral("connect_ms")] = milliseconds(*request.connect);
    if (request.retries > 0)
        json[QStringLiteral("retries")] = number(request.retries);
    if (request.tunnel)
        json[QStringLiteral("tunnel")] = true;
    return json;
}

QJsonObject toJson(const RequestPage& page) {
    return {{QStringLiteral("items"), list(page.items)}};
}

QJsonObject toJson(const QueryView& query) {
    QJsonObject json{{QStringLiteral("time"), toQString(query.time)},
                     {QStringLiteral("id"), digits(query.id)},
                     {QStringLiteral("name"), toQString(query.name)},
                     {QStringLiteral("type"), toQString(query.type)},
                     {QStringLiteral("rcode"), toQString(query.rcode)},
                     {QStringLiteral("client"), toQString(query.client.toString())},
                     {QStringLiteral("transport"), toQString(query.transport)}};
    if (query.duration)
        json[QStringLiteral("duration_ms")] = milliseconds(*query.duration);
    return json;
}

QJsonObject toJson(const QueryPage& page) {
    return {{QStringLiteral("items"), list(page.items)}, {QStringLiteral("missing"), list(page.missing)}};
}

}  // namespace portolan::api
