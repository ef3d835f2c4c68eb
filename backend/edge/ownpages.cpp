// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/ownpages.h"

#include "backend/base/bytes.h"
#include "backend/edge/landingpage.h"
#include "backend/edge/trustpage.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace portolan::edge {

namespace {

using httpwire::KnownField;
using proxy::PageFormat;

// RFC 9110 sections 4.2.1 and 4.2.2.
constexpr std::uint16_t httpPort = 80;
constexpr std::uint16_t httpsPort = 443;

proxy::FinishedAnswer refusal(int status, std::string_view sentence, PageFormat format) {
    proxy::FinishedAnswer answer{status, proxy::contentTypeOf(format), {}, std::string(proxy::pagePolicy())};
    const std::string words(sentence);
    switch (format) {
        case PageFormat::Html:
            answer.body = htmlPage(httpwire::reasonPhrase(status), "<p>" + words + "</p>");
            break;
        case PageFormat::Json:
            answer.body =
                "{\"error\":true,\"message\":\"" + words + "\",\"status\":" + std::to_string(status) + "}\n";
            break;
        case PageFormat::Text:
            answer.body = words + "\n";
            break;
    }
    return answer;
}

bool isByAddress(const httpwire::RequestHead& head) {
    return base::equalsIgnoringCase(head.host, "localhost") || base::IpAddress::parse(head.host).has_value();
}

std::string portSuffixOf(std::uint16_t port, std::uint16_t usual) {
    return port == 0 || port == usual ? std::string() : ":" + std::to_string(port);
}

std::string originOf(const base::IpAddress& address, const std::string& portSuffix) {
    const std::string text = address.toString();
    return "http://" + (address.isV4() ? text : "[" + text + "]") + portSuffix;
}

TrustVisit visitOf(const httpwire::RequestHead& head, const proxy::Arrival& arrival,
                   const snapshot::Snapshot& snapshot) {
    TrustVisit visit;
    // The pages of a device that does not trust us yet stand on plain http.
    const std::string port = portSuffixOf(arrival.isSecure() ? snapshot.httpPort : head.port, httpPort);
    const std::string host(head.host);
    visit.origin = "http://" + (head.hostIsIpv6 ? "[" + host + "]" : host) + port;
    // A loopback address means another device to each device.
    visit.phoneOrigin = arrival.local.address.isLoopback()
                            ? "http://portolan." + snapshot.trustAnchors.front()->zone + port
                            : originOf(arrival.local.address, port);
    visit.httpsPort = *snapshot.httpsPort;
    return visit;
}

}  // namespace

proxy::FinishedAnswer OwnPages::answerTo(const httpwire::RequestHead& head,
                                         const proxy::Arrival& arrival) const {
    const PageFormat format = proxy::pageFormatOf(head.fields.value(KnownField::Accept));
    if (head.method != httpwire::Method::Get && head.method != httpwire::Method::Head)
        return refusal(405, "This page can only be read.", format);
    const auto snapshot = m_snapshots.current();
    const bool hasTrust = snapshot && snapshot->httpsPort && !snapshot->trustAnchors.empty();
    const bool isFront = head.path == "/";
    if (hasTrust && (head.path.starts_with("/trust") || (isFront && isByAddress(head)))) {
        const std::string_view path = isFront ? std::string_view("/trust") : head.path;
        auto answer =
            answerTrustPath(path, snapshot->trustAnchors, visitOf(head, arrival, *snapshot), format);
        if (answer)
            return std::move(*answer);
    } else if (isFront) {
        LandingFacts facts = snapshot ? landingFactsOf(*snapshot) : LandingFacts{};
        facts.scheme = arrival.isSecure() ? "https" : "http";
        facts.portSuffix = portSuffixOf(head.port, arrival.isSecure() ? httpsPort : httpPort);
        return {200, proxy::contentTypeOf(format), renderLanding(facts, format),
                std::string(proxy::pagePolicy())};
    }
    return refusal(
        404, hasTrust ? "There are two pages here: / and /trust" : "There is only one page here: /", format);
}

std::unique_ptr<proxy::LocalExchange> OwnPages::begin(const httpwire::RequestHead& head,
                                                      const proxy::Arrival& arrival,
                                                      proxy::LocalResponder& responder) {
    return std::make_unique<proxy::FinishedExchange>(answerTo(head, arrival), head.method, responder);
}

}  // namespace portolan::edge
