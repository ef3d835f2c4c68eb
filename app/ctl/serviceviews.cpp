// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/serviceviews.h"

#include "app/ctl/table.h"
#include "app/ctl/words.h"
#include "backend/model/policytext.h"

#include <algorithm>

namespace portolan::ctl {

namespace {

std::string targetsText(const api::ServiceView& service) {
    if (service.targets.empty())
        return "-";
    std::string text = harmless(service.targets.front().place());
    if (service.targets.size() > 1)
        text += " +" + std::to_string(service.targets.size() - 1);
    return text;
}

/// The last one is old news once nothing answers any more.
std::string latencyText(const api::HealthView& health) {
    return health.latency && health.state != model::HealthState::Down ? ctl::latencyText(*health.latency)
                                                                      : "";
}

std::string sinceText(const api::HealthView& health, base::SystemTime now) {
    if (!health.since || *health.since > now)
        return "";
    return durationText(std::chrono::duration_cast<std::chrono::seconds>(now - *health.since));
}

/// "up for 5 min, 3.2 ms", "down for 2 h"; the state in its colour.
std::string healthText(const api::HealthView& health, const Style& style, base::SystemTime now) {
    const Cell state = stateCell(health.state, style);
    std::string text = painted(style, state.colour, state.text);
    if (const std::string since = sinceText(health, now); !since.empty())
        text += " for " + since;
    if (const std::string latency = latencyText(health); !latency.empty())
        text += ", " + latency;
    return text;
}

/// "is at 100.2.2.2", and what is wrong with the name.
std::string foundText(const base::SocketAddress& address, const api::LookupView& lookup) {
    std::string text = lookup.isFound ? "is at " + address.address.toString() : std::string();
    if (lookup.error)
        text += (text.empty() ? "" : "; ") + lookup.error->message;
    return text.empty() ? "is being looked up" : text;
}

/// Lines of a term and what stands behind it, wrapped below itself.
class Page {
  public:
    explicit Page(const Style& style) : m_style(style) {}

    void add(std::string_view term, const std::string& text) {
        m_text += "  " + painted(m_style, Colour::Dim, term) +
                  std::string(termColumns - columnsOf(term), ' ') + text + "\n";
    }
    /// `text` may come from elsewhere.
    void addWrapped(std::string_view term, std::string_view text) {
        const std::size_t indent = 2 + termColumns;
        const std::size_t columns = m_style.width > indent + 20 ? m_style.width - indent : 0;
        add(term, wrapped(harmless(text), columns, indent));
    }
    [[nodiscard]] const std::string& text() const { return m_text; }

  private:
    static constexpr std::size_t termColumns = 10;
    const Style& m_style;
    std::string m_text;
};

void addTargets(Page& page, const api::ServiceView& service, const Style& style, base::SystemTime now) {
    std::string_view term = "targets";
    std::size_t widest = 0;
    for (const api::TargetView& target : service.targets)
        widest = std::max(widest, target.place().size());
    for (const api::TargetView& target : service.targets) {
        const std::string address = target.place();
        std::string text = harmless(address) + std::string(widest - address.size() + 2, ' ') +
                           healthText(target.health, style, now);
        if (service.targets.size() > 1 && target.weight != 1)
            text += ", weight " + std::to_string(target.weight);
        page.add(std::exchange(term, ""), text);
        if (const std::string cause = causeText(target.health); !cause.empty())
            page.addWrapped("", cause);
        if (target.lookup)
            page.addWrapped("", foundText(target.address, *target.lookup));
        if (target.pin)
            page.addWrapped("", "pinned " + model::toText(*target.pin));
        if (target.offered)
            page.addWrapped("", "shows  " + model::toText(*target.offered));
    }
}

void addCertificate(Page& page, const api::CertificateView& certificate, base::SystemTime now) {
    if (certificate.state == api::CertificateState::Off)
        return;
    if (certificate.state == api::CertificateState::Pending)
        page.add("TLS", "its certificate follows in a moment");
    if (certificate.error)
        page.addWrapped("TLS", "no certificate: " + certificate.error->message);
    if (certificate.notAfter)
        page.addWrapped("TLS", "certificate until " + timeText(*certificate.notAfter).substr(0, 10) + " (" +
                                   distanceText(*certificate.notAfter, now) + "), from " +
                                   (certificate.issuer.empty() ? "elsewhere" : certificate.issuer));
}

void addTraffic(Page& page, const api::TrafficView& traffic, base::SystemTime now) {
    std::string text = countedText(traffic.requests, "request");
    for (const api::CountView& status : traffic.statusClasses)
        if (status.count > 0 && status.word != "2xx")
            text += ", " + countText(status.count) + " " +
                    (status.word == "none" ? "without an answer" : status.word);
    text += "; " + bytesText(traffic.bytesIn) + " in, " + bytesText(traffic.bytesOut) + " out";
    page.addWrapped("traffic", text);
    if (traffic.toHead.count > 0)
        page.add("", "first byte after " + ctl::latencyText(traffic.toHead.p50) + " (p95 " +
                         ctl::latencyText(traffic.toHead.p95) + ")");
    if (traffic.lastRequest)
        page.add("", "last one " + distanceText(*traffic.lastRequest, now));
}

}  // namespace

std::string listText(const api::ServicePage& page, const Style& style, base::SystemTime now) {
    Table table;
    table.columns = {{"STATE"},
                     {"NAME", Align::Left, Fit::MayBeCut},
                     {"TARGETS", Align::Left, Fit::MayBeCut},
                     {"LATENCY", Align::Right},
                     {"FOR", Align::Right}};
    for (const api::ServiceView& service : page.items)
        table.rows.push_back({stateCell(service.health.state, style), service.host, targetsText(service),
                              latencyText(service.health), sinceText(service.health, now)});
    return toText(table, style);
}

std::string showText(const api::ServiceView& service, const Style& style, base::SystemTime now) {
    Page page(style);
    page.add("state", healthText(service.health, style, now));
    if (const std::string cause = causeText(service.health); !cause.empty() && service.targets.size() != 1)
        page.addWrapped("", cause);
    page.addWrapped("URL", service.url);
    page.addWrapped("called", service.name);
    addTargets(page, service, style, now);
    if (service.protocol != "http")
        page.addWrapped("speaks", service.protocol);
    std::string_view term = "DNS";
    for (const api::DnsAnswerView& answer : service.dns)
        page.addWrapped(std::exchange(term, ""), answer.name + " " + answer.type + " " + answer.data);
    addCertificate(page, service.certificate, now);
    if (service.traffic)
        addTraffic(page, *service.traffic, now);
    page.add("added", timeText(service.createdAt) + " from " + service.origin.toString());
    if (service.updatedAt != service.createdAt)
        page.add("changed", timeText(service.updatedAt));
    if (service.expiresAt)
        page.add("expires",
                 distanceText(*service.expiresAt, now) + " (" + timeText(*service.expiresAt) + ")");
    return painted(style, Colour::Bold, harmless(service.host)) + "\n" + page.text();
}

std::string checkText(const api::ServiceView& service, const Style& style, base::SystemTime now) {
    std::string text = harmless(service.host) + ": " + healthText(service.health, style, now) + "\n";
    for (const api::TargetView& target : service.targets)
        if (const std::string cause = causeText(target.health); !cause.empty())
            text +=
                "  " +
                wrapped(harmless(target.place()) + ": " + cause, style.width > 40 ? style.width - 4 : 0, 4) +
                "\n";
    return text;
}

std::string previewText(const api::Preview& preview, const Style& style) {
    std::string text = painted(style, Colour::Bold, harmless(preview.url));
    std::string_view joint = " -> ";
    for (const api::PreviewTarget& target : preview.targets) {
        text += std::string(std::exchange(joint, ", ")) + harmless(placeText(target.address, target.lookup));
        if (target.lookup && target.lookup->isFound)
            text += " (" + target.address.address.toString() + ")";
    }
    text += "\n";
    for (const api::DnsAnswerView& answer : preview.dns)
        text += harmless(answer.name + " " + answer.type + " " + answer.data) + "\n";
    return text;
}

api::Preview previewOf(const api::ServiceView& service) {
    api::Preview preview{service.host, service.url, service.dns, {}, {}};
    for (const api::TargetView& target : service.targets)
        preview.targets.push_back({target.address, target.lookup});
    return preview;
}

}  // namespace portolan::ctl
