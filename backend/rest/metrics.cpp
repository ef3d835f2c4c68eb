// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/metrics.h"

#include <charconv>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace portolan::rest {

namespace {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// The whole text; one family after the other.
class Exposition {
  public:
    /// Begins a family: all its samples follow before the next.
    void family(std::string_view name, std::string_view type, std::string_view help) {
        m_name = name;
        m_text.append("# HELP ").append(name).append(" ").append(help).append("\n");
        m_text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    }
    void sample(Labels labels, std::uint64_t value) { line("", labels, {}, std::to_string(value)); }
    void sample(Labels labels, double value) { line("", labels, {}, textOf(value)); }

    void histogram(Labels labels, const api::LatencyView& latency) {
        for (const auto& [upTo, count] : latency.buckets)
            line("_bucket", labels, textOf(seconds(upTo)), std::to_string(count));
        line("_bucket", labels, "+Inf", std::to_string(latency.count));
        line("_sum", labels, {}, textOf(seconds(latency.sum)));
        line("_count", labels, {}, std::to_string(latency.count));
    }

    [[nodiscard]] std::string take() { return std::move(m_text); }

  private:
    static double seconds(std::chrono::microseconds time) {
        return std::chrono::duration<double>(time).count();
    }
    /// The shortest text that reads back as the same number.
    static std::string textOf(double value) {
        char text[32];
        return {text, std::to_chars(text, text + sizeof text, value).ptr};
    }

    void label(char before, std::string_view name, std::string_view value) {
        m_text += before;
        m_text.append(name).append("=\"");
        for (const char c : value) {
            if (c == '\\' || c == '"')
                m_text += '\\';
            if (c == '\n')
                m_text += "\\n";
            else
                m_text += c;
        }
        m_text += '"';
    }

    void line(std::string_view suffix, Labels labels, std::string_view upTo, std::string_view value) {
        m_text.append(m_name).append(suffix);
        char before = '{';
        for (const auto& [name, text] : labels)
            label(std::exchange(before, ','), name, text);
        if (!upTo.empty())
            label(std::exchange(before, ','), "le", upTo);
        if (before == ',')
            m_text += '}';
        m_text.append(" ").append(value).append("\n");
    }

    std::string m_name;
    std::string m_text;
};

void addProgram(Exposition& out, const api::TotalsView& totals) {
    out.family("portolan_build_info", "gauge", "The version of the program, as a label.");
    out.sample({{"version", totals.version}}, std::uint64_t{1});
    out.family("portolan_generation", "gauge", "How often what is served was published since the start.");
    out.sample({}, totals.generation);
    out.family("portolan_services", "gauge", "Services there are.");
    out.sample({}, totals.serviceCount);
    out.family("portolan_targets", "gauge", "Targets, by what their last probes say.");
    for (const api::CountView& state : totals.targetStates)
        out.sample({{"state", state.word}}, state.count);
    out.family("portolan_access_log_lost_total", "counter", "Records that did not reach the access log.");
    for (const api::CountView& reason : totals.accessLogLost)
        out.sample({{"reason", reason.word}}, reason.count);
}

void addProxy(Exposition& out, const api::TotalsView& totals) {
    out.family("portolan_connections_total", "counter", "Connections of clients over HTTP.");
    out.sample({}, totals.connections);
    out.family("portolan_open_connections", "gauge", "Connections of clients that are open.");
    out.sample({}, totals.openConnections);
    out.family("portolan_tls_handshakes_total", "counter", "TLS handshakes of clients that were completed.");
    for (const api::HandshakeCount& one : totals.handshakes)
        out.sample({{"version", one.version}, {"kind", one.kind}}, one.count);
    out.family("portolan_tls_handshake_failures_total", "counter", "Those that failed, by reason.");
    for (const api::CountView& reason : totals.handshakeFailures)
        out.sample({{"reason", reason.word}}, reason.count);
    out.family("portolan_http_requests_total", "counter",
               "Requests to services, to Portolan itself and to nobody.");
    out.sample({}, totals.requests);
    out.family("portolan_http_responses_total", "counter", "Responses to them, by class of status.");
    for (const api::CountView& one : totals.statusClasses)
        if (one.word != "none")
            out.sample({{"class", one.word}}, one.count);
    out.family("portolan_http_received_bytes_total", "counter", "Bytes that came from clients.");
    out.sample({}, totals.bytesIn);
    out.family("portolan_http_sent_bytes_total", "counter", "Bytes that went to clients.");
    out.sample({}, totals.bytesOut);
}

using Field = std::uint64_t api::TrafficView::*;

void addServiceCounter(Exposition& out, const api::TotalsView& totals, std::string_view name, Field field,
                       std::string_view help) {
    out.family(name, "counter", help);
    for (const api::ServiceTraffic& service : totals.services)
        out.sample({{"service", service.host}}, service.traffic.*field);
}

void addServiceHistogram(Exposition& out, const api::TotalsView& totals, std::string_view name,
                         api::LatencyView api::TrafficView::*field, std::string_view help) {
    out.family(name, "histogram", help);
    for (const api::ServiceTraffic& service : totals.services)
        out.histogram({{"service", service.host}}, service.traffic.*field);
}

void addServices(Exposition& out, const api::TotalsView& totals) {
    using Traffic = api::TrafficView;
    out.family("portolan_service_requests_total", "counter",
               "Requests to a service that are over, by class of status.");
    for (const api::ServiceTraffic& service : totals.services)
        for (const api::CountView& one : service.traffic.statusClasses)
            out.sample({{"service", service.host}, {"class", one.word}}, one.count);
    out.family("portolan_service_failures_total", "counter",
               "Requests that Portolan had to answer itself, by reason.");
    for (const api::ServiceTraffic& service : totals.services)
        for (const api::CountView& one : service.traffic.failures)
            out.sample({{"service", service.host}, {"code", one.word}}, one.count);
    addServiceCounter(out, totals, "portolan_service_received_bytes_total", &Traffic::bytesIn,
                      "Bytes from clients of a service, tunnels included.");
    addServiceCounter(out, totals, "portolan_service_sent_bytes_total", &Traffic::bytesOut,
                      "Bytes to clients of a service, tunnels included.");
    addServiceCounter(out, totals, "portolan_service_tunnel_received_bytes_total", &Traffic::tunnelBytesIn,
                      "Bytes from clients after an upgrade (WebSocket).");
    addServiceCounter(out, totals, "portolan_service_tunnel_sent_bytes_total", &Traffic::tunnelBytesOut,
                      "Bytes to clients after an upgrade (WebSocket).");
    addServiceCounter(out, totals, "portolan_service_retries_total", &Traffic::retries,
                      "Second attempts for requests of which nothing was lost.");
    addServiceHistogram(out, totals, "portolan_service_response_head_seconds", &Traffic::toHead,
                        "From a request to the beginning of its response.");
    addServiceHistogram(out, totals, "portolan_service_request_duration_seconds", &Traffic::duration,
                        "From a request to the end of its response, tunnels left out.");
    addServiceHistogram(out, totals, "portolan_service_connect_seconds", &Traffic::connect,
                        "Making a new connection to a target.");
    out.family("portolan_service_last_request_timestamp_seconds", "gauge",
               "When the last request to a service ended.");
    for (const api::ServiceTraffic& service : totals.services)
        if (service.traffic.lastRequest)
            out.sample(
                {{"service", service.host}},
                std::chrono::duration<double>(service.traffic.lastRequest->time_since_epoch()).count());
}

void addCertificates(Exposition& out, const api::TotalsView& totals) {
    out.family("portolan_certificate_not_after_seconds", "gauge",
               "When the certificate that is served for a name ends.");
    for (const api::CertificateExpiry& one : totals.certificates)
        out.sample({{"name", one.name}},
                   std::chrono::duration<double>(one.notAfter.time_since_epoch()).count());
}

void addDns(Exposition& out, const api::TotalsView& totals) {
    out.family("portolan_dns_queries_total", "counter", "Queries, by transport.");
    for (const api::CountView& one : totals.queriesByTransport)
        out.sample({{"transport", one.word}}, one.count);
    out.family("portolan_dns_queries_by_type_total", "counter", "Answered queries, by the type asked for.");
    for (const api::CountView& one : totals.queriesByType)
        out.sample({{"type", one.word}}, one.count);
    out.family("portolan_dns_responses_total", "counter", "Replies, by response code.");
    for (const api::CountView& one : totals.queriesByRcode)
        out.sample({{"rcode", one.word}}, one.count);
    out.family("portolan_dns_dropped_total", "counter",
               "Queries without a reply, and replies that were lost.");
    out.sample({}, totals.queriesDropped);
    out.family("portolan_dns_rate_limited_total", "counter",
               "Queries over the rate limit, by what became of them.");
    for (const api::CountView& one : totals.queriesLimited)
        out.sample({{"action", one.word}}, one.count);
    out.family("portolan_dns_cookies_total", "counter", "Cookies of queries, by what they were worth.");
    for (const api::CountView& one : totals.cookies)
        out.sample({{"cookie", one.word}}, one.count);
    out.family("portolan_dns_connections_total", "counter", "Connections of DNS over TCP.");
    for (const api::CountView& one : totals.dnsConnections)
        out.sample({{"event", one.word}}, one.count);
    out.family("portolan_dns_open_connections", "gauge", "Connections of DNS over TCP that are open.");
    out.sample({}, totals.dnsOpenConnections);
    out.family("portolan_dns_query_duration_seconds", "histogram",
               "From the turn of the worker that took a query to its reply on the way.");
    out.histogram({}, totals.queryLatency);
}

}  // namespace

std::string metricsText(const api::TotalsView& totals) {
    Exposition out;
    addProgram(out, totals);
    addProxy(out, totals);
    addServices(out, totals);
    addDns(out, totals);
    addCertificates(out, totals);
    return out.take();
}

}  // namespace portolan::rest
