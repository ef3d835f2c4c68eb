// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/measurementviews.h"

#include "backend/base/bytes.h"
#include "backend/control/ownership.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rrtype.h"

#include <algorithm>
#include <array>

namespace portolan::control {

namespace {

using std::chrono::microseconds;

/// Names shown of those that are missing.
constexpr std::size_t mostMissing = 50;

base::SystemTime timeAt(std::int64_t systemMicroseconds) {
    return base::SystemTime(
        std::chrono::duration_cast<base::SystemTime::duration>(microseconds(systemMicroseconds)));
}

/// Two octaves a step: fine enough for a graph, few enough for a thousand services.
api::LatencyView latencyView(const live::HistogramTotals& totals) {
    constexpr std::size_t step = 4;
    api::LatencyView view;
    view.count = totals.count();
    view.sum = microseconds(totals.sumMicroseconds);
    view.p50 = totals.quantile(0.50).value_or(microseconds(0));
    view.p95 = totals.quantile(0.95).value_or(microseconds(0));
    view.p99 = totals.quantile(0.99).value_or(microseconds(0));
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i + 1 < live::buckets::count; ++i) {
        sum += totals.counts[i];
        if (i % step == 0)
            view.buckets.emplace_back(microseconds(live::buckets::upperEnd(i)), sum);
    }
    return view;
}

std::vector<api::CountView> classViews(const std::array<std::uint64_t, 6>& classes) {
    std::vector<api::CountView> views;
    for (std::size_t i = 1; i < classes.size(); ++i)
        views.push_back({std::to_string(i) + "xx", classes[i]});
    views.push_back({"none", classes[0]});
    return views;
}

api::TrafficView trafficView(const live::ServiceTotals& totals, FailureCodes codes) {
    api::TrafficView view;
    view.requests = totals.requests();
    view.statusClasses = classViews(totals.responsesByClass);
    view.bytesIn = totals.bytesIn;
    view.bytesOut = totals.bytesOut;
    view.tunnelBytesIn = totals.tunnelBytesIn;
    view.tunnelBytesOut = totals.tunnelBytesOut;
    view.retries = totals.retries;
    for (std::size_t i = 0; i < std::min(codes.size(), totals.failures.size()); ++i)
        if (totals.failures[i] > 0)
            view.failures.push_back({std::string(codes[i]), totals.failures[i]});
    view.toHead = latencyView(totals.toHead);
    view.duration = latencyView(totals.duration);
    view.connect = latencyView(totals.connectTime);
    if (totals.lastRequestAt > 0)
        view.lastRequest = timeAt(totals.lastRequestAt);
    return view;
}

/// Source: RFC 6895 section 2.3, in the spelling of dig.
std::string rcodeWord(std::uint16_t rcode) {
    constexpr std::array<std::string_view, 6> words{"NOERROR",  "FORMERR", "SERVFAIL",
                                                    "NXDOMAIN", "NOTIMP",  "REFUSED"};
    if (rcode < words.size())
        return std::string(words[rcode]);
    return rcode == 16 ? "BADVERS" : rcode == 23 ? "BADCOOKIE" : "RCODE" + std::to_string(rcode);
}

std::string typeWord(std::uint16_t type) {
    return dnswire::typeName(dnswire::RrType{type});
}

/// A name in wire form that may have lost its end; "..." stands for that.
std::string nameText(std::string_view wire) {
    std::string key;
    while (!wire.empty() && wire.front() != '\0') {
        const std::size_t size = std::size_t{static_cast<std::uint8_t>(wire.front())} + 1;
        if (size > wire.size())
            break;
        key += wire.substr(0, size);
        wire.remove_prefix(size);
    }
    const bool complete = !wire.empty() && wire.front() == '\0';
    key += '\0';
    return dnswire::keyToText(key) + (complete ? "" : "...");
}

std::string_view wordOf(live::Outcome outcome) {
    switch (outcome) {
        case live::Outcome::Complete:
            return "complete";
        case live::Outcome::ClientGone:
            return "client_gone";
        case live::Outcome::Cut:
            break;
    }
    return "cut";
}

std::optional<microseconds> timeOf(std::uint32_t value) {
    return value == live::RequestRecord::noTime ? std::nullopt : std::optional(microseconds(value));
}

api::RequestView requestView(const live::RequestRecord& record, FailureCodes codes) {
    api::RequestView view;
    view.id = record.id;
    view.time = timeAt(record.endedAt);
    if (record.service != model::ServiceId{})
        view.service = record.service;
    if (record.target != model::TargetId{})
        view.target = record.target;
    view.client = record.client;
    view.method = record.method();
    view.host = record.host();
    view.path = record.path();
    view.pathCut = record.pathCut;
    view.protocol = record.http11 ? "HTTP/1.1" : "HTTP/1.0";
    view.status = record.status;
    view.outcome = wordOf(record.outcome);
    if (record.failure < codes.size())
        view.failure = codes[record.failure];
    view.bytesIn = record.bytesIn;
    view.bytesOut = record.bytesOut;
    view.duration = microseconds(record.duration);
    view.toHead = timeOf(record.toHead);
    view.connect = timeOf(record.connectTime);
    view.retries = record.retries;
    view.tunnel = record.tunnel;
    return view;
}

bool matches(const live::RequestRecord& record, const api::RecentRequests& wanted) {
    return (!wanted.service || record.service == *wanted.service) &&
           (wanted.host.empty() || base::equalsIgnoringCase(record.host(), wanted.host)) &&
           (!wanted.statusFrom || record.status >= *wanted.statusFrom) &&
           (!wanted.statusTo || record.status <= *wanted.statusTo);
}

api::QueryView queryView(const live::QueryRecord& record) {
    api::QueryView view;
    view.id = record.id;
    view.time = timeAt(record.at);
    view.name = record.nameSize > 0 ? nameText(record.name()) : std::string();
    view.type = record.nameSize > 0 ? typeWord(record.type) : std::string();
    view.rcode = rcodeWord(record.rcode);
    view.client = record.client;
    view.transport = record.transport == live::QueryTransport::Udp ? "udp" : "tcp";
    if (record.duration > 0)
        view.duration = std::chrono::nanoseconds(record.duration);
    return view;
}

bool matches(const api::QueryView& query, const api::RecentQueries& wanted) {
    return (wanted.name.empty() || base::equalsIgnoringCase(query.name, wanted.name)) &&
           (wanted.type.empty() || base::equalsIgnoringCase(query.type, wanted.type)) &&
           (wanted.rcode.empty() || base::equalsIgnoringCase(query.rcode, wanted.rcode));
}

template <class View>
void keepNewest(std::vector<View>& views, std::size_t limit) {
    std::sort(views.begin(), views.end(), [](const View& a, const View& b) { return a.id > b.id; });
    views.resize(std::min(views.size(), limit));
}

void addHandshakes(api::TotalsView& view, const live::HandshakeTotals& totals, FailureCodes words) {
    constexpr std::array<std::string_view, live::HandshakePlaces::versions> versions{"TLSv1.2", "TLSv1.3"};
    constexpr std::array<std::string_view, live::HandshakePlaces::kinds> kinds{"full", "resumed"};
    for (std::size_t version = 0; version < versions.size(); ++version)
        for (std::size_t kind = 0; kind < kinds.size(); ++kind)
            view.handshakes.push_back(
                {std::string(versions[version]), std::string(kinds[kind]), totals.done[version][kind]});
    for (std::size_t i = 0; i < std::min(words.size(), totals.failed.size()); ++i)
        if (totals.failed[i] > 0)
            view.handshakeFailures.push_back({std::string(words[i]), totals.failed[i]});
}

void addQueries(api::TotalsView& view, const live::PlaneTotals& totals) {
    view.queriesByTransport = {{"udp", totals.queriesUdp}, {"tcp", totals.queriesTcp}};
    for (std::size_t place = 0; place < totals.queriesByType.size(); ++place) {
        const std::uint16_t type = live::WorkerQueries::typeAt(place);
        if (totals.queriesByType[place] > 0)
            view.queriesByType.push_back({type == 0 ? "other" : typeWord(type), totals.queriesByType[place]});
    }
    for (std::size_t rcode = 0; rcode < totals.responsesByRcode.size(); ++rcode)
        if (totals.responsesByRcode[rcode] > 0)
            view.queriesByRcode.push_back(
                {rcodeWord(static_cast<std::uint16_t>(rcode)), totals.responsesByRcode[rcode]});
    view.queriesDropped = totals.queriesDropped;
    using live::Defence;
    view.queriesLimited = {{"dropped", totals.of(Defence::LimitDropped)},
                           {"truncated", totals.of(Defence::LimitTruncated)},
                           {"bad_cookie", totals.of(Defence::LimitBadCookie)}};
    view.cookies = {{"valid", totals.of(Defence::CookieValid)},
                    {"renewed", totals.of(Defence::CookieRenewed)},
                    {"new", totals.of(Defence::CookieNew)},
                    {"wrong", totals.of(Defence::CookieWrong)}};
    view.dnsConnections = {{"accepted", totals.of(Defence::TcpAccepted)},
                           {"displaced", totals.of(Defence::TcpDisplaced)},
                           {"refused", totals.of(Defence::TcpRefused)}};
    view.dnsOpenConnections = totals.of(Defence::TcpOpen);
    view.queryLatency = latencyView(totals.queryLatency);
}

template <class... Kinds>
bool isOneOf(const api::ReportRequest& request) {
    return (std::holds_alternative<Kinds>(request) || ...);
}

}  // namespace

std::optional<api::TrafficView> trafficOf(const DataPlane& dataPlane, model::ServiceId id) {
    const live::ServiceTotals totals = dataPlane.counters().serviceTotals(id);
    if (totals.requests() == 0 && totals.bytesIn == 0)
        return std::nullopt;
    return trafficView(totals, dataPlane.failureCodes());
}

api::TotalsView totalsOf(const DataPlane& dataPlane, const model::Catalog& catalog,
                         const HealthBook& health) {
    const live::PlaneTotals totals = dataPlane.counters().planeTotals();
    api::TotalsView view;
    for (const auto& [id, traffic] : dataPlane.counters().allServiceTotals())
        if (const auto service = catalog.service(id))
            view.services.push_back(
                {id, service->host.text(), trafficView(traffic, dataPlane.failureCodes())});
    view.connections = totals.connections;
    view.openConnections = totals.openConnections;
    view.requests = totals.requests;
    view.statusClasses = classViews(totals.responsesByClass);
    view.bytesIn = totals.bytesFromClients;
    view.bytesOut = totals.bytesToClients;
    view.accessLogLost = {{"queue_full", totals.droppedFromLog}, {"write_failed", dataPlane.accessLogLost()}};
    addHandshakes(view, totals.handshakes, dataPlane.handshakeFailures());
    addQueries(view, totals);
    view.serviceCount = catalog.services().size();
    for (const auto& [state, count] : health.states())
        view.targetStates.push_back({std::string(model::toWord(state)), count});
    return view;
}

std::vector<api::CertificateExpiry> expiryOf(const CertificateBook& certificates) {
    std::vector<api::CertificateExpiry> expiry;
    certificates.certificates().forEach([&](std::string_view name, const auto& bundle) {
        expiry.push_back({std::string(name), bundle->notAfter});
    });
    std::sort(expiry.begin(), expiry.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return expiry;
}

api::RequestPage recentRequests(const DataPlane& dataPlane, const api::RecentRequests& wanted) {
    api::RequestPage page;
    const live::Counters& counters = dataPlane.counters();
    for (std::size_t i = 0; i < counters.workers(); ++i) {
        std::size_t found = 0;
        counters.ofWorker(i).traffic.recent.forEachNewest([&](const live::RequestRecord& record) {
            if (record.id <= wanted.after || found >= wanted.limit)
                return false;
            if (matches(record, wanted)) {
                page.items.push_back(requestView(record, dataPlane.failureCodes()));
                ++found;
            }
            return true;
        });
    }
    keepNewest(page.items, wanted.limit);
    return page;
}

api::QueryPage recentQueries(const DataPlane& dataPlane, const api::RecentQueries& wanted) {
    api::QueryPage page;
    const live::Counters& counters = dataPlane.counters();
    for (std::size_t i = 0; i < counters.workers(); ++i) {
        std::size_t found = 0;
        counters.ofWorker(i).queries.recent.forEachNewest([&](const live::QueryRecord& record) {
            if (record.id <= wanted.after || found >= wanted.limit)
                return false;
            if (api::QueryView view = queryView(record); matches(view, wanted)) {
                page.items.push_back(std::move(view));
                ++found;
            }
            return true;
        });
    }
    keepNewest(page.items, wanted.limit);
    for (const live::MissingName& name : counters.missingNames(mostMissing))
        page.missing.push_back({nameText(name.wireName), name.count, timeAt(name.lastAt)});
    return page;
}

base::Result<void> checkMayRead(const api::Caller& caller, const api::ReportRequest& request) {
    const auto* const explain = std::get_if<api::ExplainRequest>(&request);
    const bool isOwnView = explain && explain->from.value_or(caller.address) == caller.address;
    const bool isForEveryone = isOneOf<api::TotalsRequest, api::AuthoritiesRequest, api::HealthHistoryRequest,
                                       api::CheckRequest, api::NoticesRequest>(request);
    if (caller.authority == api::Authority::Token || isForEveryone || isOwnView)
        return {};
    if (explain)
        return tokenRequired("What another device sees is not told to everyone.");
    if (isOneOf<api::WebhooksRequest, api::WebhookTestRequest>(request))
        return tokenRequired("Webhooks lead to doors that not everyone should know.");
    if (std::holds_alternative<api::ZoneFileRequest>(request))
        return tokenRequired("A zone file holds everyone's records.");
    return base::Error{"access.token_required",
                       "Who asked for what is shown with a token only: \"Authorization: Bearer TOKEN\".",
                       "",
                       {}};
}

}  // namespace portolan::control
