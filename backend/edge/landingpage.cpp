// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/landingpage.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace portolan::edge {

namespace {

using proxy::PageFormat;

/// The call that adds a service, as it can be pasted.
std::string exampleOf(const LandingFacts& facts) {
    const std::string zone = facts.zones.empty() ? "portolan.internal" : facts.zones.front();
    return "curl -X POST " + facts.scheme + "://dns." + zone + facts.portSuffix +
           "/add-record -H 'Content-Type: application/json' -d '{\"name\":\"my-service." + zone +
           "\",\"port\":3000}'";
}

std::string urlOf(const std::string& host, const LandingFacts& facts) {
    return facts.scheme + "://" + host + facts.portSuffix + "/";
}

/// Names hold letters, digits, dots, hyphens and underscores only, so nothing needs escaping.
std::string renderHtml(const LandingFacts& facts) {
    std::string body =
        "<p>Portolan gives every internal service a name and takes the port out of its URL.</p>";
    if (facts.total == 0)
        body += "<p>No service has a name yet.</p>";
    else
        body += "<p>Served here:</p><ul>";
    for (const std::string& host : facts.hosts)
        body += "<li><a href=\"" + urlOf(host, facts) + "\">" + host + "</a></li>";
    if (facts.total != 0)
        body += "</ul>";
    if (facts.total > facts.hosts.size())
        body += "<p>and " + std::to_string(facts.total - facts.hosts.size()) + " more.</p>";
    body += "<p>To add the service on port 3000 of your device, run there:</p><p><code>" + exampleOf(facts) +
            "</code></p>";
    if (facts.hasTrustPage)
        body += "<p><a href=\"/trust\">Let this device trust https here</a></p>";
    return htmlPage("Portolan", body);
}

std::string jsonArray(const std::vector<std::string>& names) {
    std::string out = "[";
    for (const std::string& name : names)
        out += (out.size() > 1 ? ",\"" : "\"") + name + "\"";
    return out + "]";
}

std::string renderText(const LandingFacts& facts) {
    std::string out = "Portolan gives every internal service a name and takes the port out of its URL.\n";
    out += facts.total == 0 ? "No service has a name yet.\n" : "Served here:\n";
    for (const std::string& host : facts.hosts)
        out += "  " + urlOf(host, facts) + "\n";
    if (facts.total > facts.hosts.size())
        out += "  and " + std::to_string(facts.total - facts.hosts.size()) + " more\n";
    return out + "To add the service on port 3000 of your device, run there:\n  " + exampleOf(facts) + "\n";
}

}  // namespace

std::string htmlPage(std::string_view title, const std::string& body) {
    std::string out = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">";
    out += "<meta name=\"viewport\" content=\"width=device-width\"><title>";
    out += title;
    out += "</title><style>";
    out += proxy::pageStyle();
    out += "</style></head><body><h1>";
    out += title;
    out += "</h1>" + body + "<p><small>Portolan</small></p></body></html>\n";
    return out;
}

LandingFacts landingFactsOf(const snapshot::Snapshot& snapshot) {
    constexpr std::string_view apiLabel = "dns.";
    LandingFacts facts;
    snapshot.localNames.forEach([&](const std::string& name, const auto& kind) {
        if (*kind == snapshot::LocalName::Api && name.starts_with(apiLabel))
            facts.zones.push_back(name.substr(apiLabel.size()));
    });
    snapshot.routes.forEach([&](const std::string& host, const auto&) {
        if (facts.total++ < LandingFacts::longestList)
            facts.hosts.push_back(host);
    });
    facts.hasTrustPage = snapshot.httpsPort && !snapshot.trustAnchors.empty();
    std::sort(facts.zones.begin(), facts.zones.end());
    std::sort(facts.hosts.begin(), facts.hosts.end());
    return facts;
}

std::string renderLanding(const LandingFacts& facts, PageFormat format) {
    switch (format) {
        case PageFormat::Html:
            return renderHtml(facts);
        case PageFormat::Json:
            return "{\"names\":" + jsonArray(facts.hosts) + ",\"total\":" + std::to_string(facts.total) +
                   ",\"zones\":" + jsonArray(facts.zones) + "}\n";
        case PageFormat::Text:
            break;
    }
    return renderText(facts);
}

}  // namespace portolan::edge
