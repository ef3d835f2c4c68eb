// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/explaincommand.h"

#include "app/ctl/words.h"
#include "backend/api/explanationjson.h"
#include "backend/base/bytes.h"
#include "backend/explain/judgement.h"
#include "backend/explain/wording.h"

#include <QThread>

#include <algorithm>
#include <array>

namespace portolan::ctl {

namespace {

using api::Hop;
using api::HopStage;
using api::HopVerdict;

constexpr std::chrono::milliseconds resolverLimit{2500};
constexpr std::chrono::milliseconds connectLimit{3000};

std::string valueOf(const Hop& hop, std::string_view name) {
    for (const auto& [key, value] : hop.params)
        if (key == name)
            return value;
    return {};
}

const Hop* hopAt(const api::Explanation& explanation, HopStage stage) {
    for (const Hop& hop : explanation.hops)
        if (hop.stage == stage)
            return &hop;
    return nullptr;
}

/// Whether the backend runs on this machine, so that its view is this machine's.
bool isHere(const QUrl& backend) {
    const auto address = base::IpAddress::parse(backend.host().toStdString());
    return backend.host() == QLatin1String("localhost") || (address && address->isLoopback());
}

/// Where browsers connect to: the first address that DNS should answer, and the port of the URL.
std::optional<base::SocketAddress> frontOf(const api::Explanation& explanation) {
    if (explanation.url.empty() || explanation.addresses.empty())
        return std::nullopt;
    const QUrl url(QString::fromStdString(explanation.url));
    const int usual = url.scheme() == QLatin1String("https") ? 443 : 80;
    return base::SocketAddress{explanation.addresses.front(), static_cast<std::uint16_t>(url.port(usual))};
}

Hop lookAtConnection(const base::SocketAddress& front, const explain::Patience& patience) {
    const auto begun = std::chrono::steady_clock::now();
    explain::Connection connection;
    const auto reason = connection.open(front, patience);
    base::Error::Params params{{"listener", front.toString()}};
    Hop hop;
    if (!reason) {
        hop = explain::hop(HopStage::Listener, HopVerdict::Ok, explain::Code::CallerConnects, params);
    } else if (*reason == net::CloseReason::Refused) {
        hop = explain::hop(HopStage::Listener, HopVerdict::Bad, explain::Code::CallerRefused, params);
    } else {
        params.emplace_back("reason", std::string(net::toText(*reason)));
        hop = explain::hop(HopStage::Listener, HopVerdict::Bad, explain::Code::CallerTimeout, params);
    }
    hop.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    return hop;
}

/// What only this machine can see. Blocks; on a thread of its own.
std::vector<Hop> lookFromHere(const api::Explanation& explanation, const explain::StopSignal& stop) {
    const auto patience = [&](std::chrono::milliseconds limit) {
        return explain::Patience(std::chrono::steady_clock::now() + limit, stop);
    };
    std::vector<Hop> hops;
    const Hop* const zone = hopAt(explanation, HopStage::Zone);
    const Hop* const resolver = hopAt(explanation, HopStage::Resolver);
    const std::string nameserver = resolver ? valueOf(*resolver, "nameserver") : std::string();
    const auto family = explanation.addresses.front().family();
    const auto look = explain::askResolver({}, explanation.name, family, patience(resolverLimit));
    hops.push_back(explain::judgeResolver(look, explanation.addresses, "this machine", explanation.name,
                                          zone ? valueOf(*zone, "zone") : explanation.name, nameserver));
    if (const auto front = frontOf(explanation))
        hops.push_back(lookAtConnection(*front, patience(connectLimit)));
    return hops;
}

/// The same, while events go on and Ctrl+C is heard.
std::vector<Hop> lookFromHere(Session& session, const api::Explanation& explanation) {
    std::vector<Hop> hops;
    bool done = false;
    const explain::StopSignal stop;
    const std::unique_ptr<QThread> thread(QThread::create([&] { hops = lookFromHere(explanation, stop); }));
    const QObject context;
    QObject::connect(thread.get(), &QThread::finished, &context, [&] {
        done = true;
        session.wake();
    });
    thread->start();
    if (!session.waitUntil([&] { return done; }))
        stop.raise();
    thread->wait();
    return hops;
}

std::optional<Hop> lookAtTrust(Session& session, const api::Explanation& explanation,
                               const TrustStores& stores) {
    if (!explanation.url.starts_with("https:") || stores.empty())
        return std::nullopt;
    const auto report = session.ask<api::Report>(
        [&](auto reply) { session.backend().report(myself(), api::AuthoritiesRequest{}, reply); });
    if (!report)
        return std::nullopt;
    for (const api::AuthorityView& root : std::get<api::AuthorityList>(*report).items) {
        if (!explanation.name.ends_with('.' + root.zone) && explanation.name != root.zone)
            continue;
        std::vector<std::string> without;
        for (const auto& store : stores)
            if (store->look(root).state != TrustState::Trusted)
                without.push_back(store->name());
        const base::Error::Params params{{"zone", root.zone}, {"stores", explain::listed(without)}};
        if (without.empty())
            return explain::hop(HopStage::Trust, HopVerdict::Ok, explain::Code::RootTrusted, params);
        return explain::hop(HopStage::Trust, HopVerdict::Warning, explain::Code::RootNotTrusted, params,
                            {"portolanctl trust install"});
    }
    return std::nullopt;
}

/// A mark in the colour of what it means.
std::string markOf(HopVerdict verdict, const Style& style) {
    struct Look {
        std::string_view symbol;
        std::string_view plain;
        Colour colour;
    };
    // In the order of HopVerdict.
    constexpr std::array<Look, 4> looks{{{"\u2714", "ok", Colour::Green},
                                         {"!", "! ", Colour::Yellow},
                                         {"\u2716", "x ", Colour::Red},
                                         {"\u2013", "- ", Colour::Dim}}};
    const Look& look = looks[static_cast<std::size_t>(verdict)];
    return painted(style, look.colour, style.symbols ? look.symbol : look.plain);
}

std::string hopText(const Hop& hop, const Style& style) {
    constexpr std::size_t stageColumns = 13;
    const std::size_t indent = 2 + (style.symbols ? 2 : 3) + stageColumns;
    const std::size_t columns = style.width > indent + 20 ? style.width - indent : 0;
    const std::string margin(indent, ' ');
    const std::string stage(api::toWord(hop.stage));
    std::string said = harmless(hop.message);
    if (hop.duration)
        said += " (" + latencyText(*hop.duration) + ")";
    std::string text = "  " + markOf(hop.verdict, style) + " " + painted(style, Colour::Dim, stage) +
                       std::string(stageColumns - stage.size(), ' ') + wrapped(said, columns, indent) + "\n";
    if (hop.verdict == HopVerdict::Ok || hop.verdict == HopVerdict::Skipped)
        return text;
    if (!hop.advice.empty())
        text += margin + wrapped(harmless(hop.advice), columns, indent) + "\n";
    for (const std::string& line : hop.lines)
        text += margin + "  " + painted(style, Colour::Bold, harmless(line)) + "\n";
    return text;
}

/// Where else something is bad: what is first is named, the rest may have another cause.
std::string otherBadStages(const std::vector<Hop>& hops, const std::vector<Hop>& machine, const Hop& cause) {
    std::vector<std::string> stages;
    for (const auto* const list : {&hops, &machine})
        for (const Hop& hop : *list) {
            const std::string stage(api::toWord(hop.stage));
            const bool isKnown = std::find(stages.begin(), stages.end(), stage) != stages.end();
            if (hop.verdict == HopVerdict::Bad && hop.stage != cause.stage && !isKnown)
                stages.push_back(stage);
        }
    return stages.empty() ? std::string() : explain::listed(stages);
}

}  // namespace

std::string explanationText(const api::Explanation& explanation, const std::vector<Hop>& machine,
                            const Style& style) {
    std::string text = painted(style, Colour::Bold, harmless(explanation.name)) + "\n";
    for (const Hop& hop : explanation.hops)
        text += hopText(hop, style);
    if (!machine.empty())
        text += painted(style, Colour::Bold, "As this machine sees it") + "\n";
    for (const Hop& hop : machine)
        text += hopText(hop, style);
    const Hop* cause = api::causeOf(explanation.hops);
    if (!cause)
        cause = api::causeOf(machine);
    text += "\n";
    if (!explanation.near.empty())
        text += "Did you mean " + harmless(explain::listed(explanation.near)) + "?\n";
    if (cause) {
        const std::string others = otherBadStages(explanation.hops, machine, *cause);
        return text + painted(style, Colour::Red, "It does not open: ") + harmless(cause->message) + "\n" +
               (others.empty() ? "" : "When that is mended, look at " + others + " too.\n");
    }
    return text + painted(style, Colour::Green, "It opens") +
           (explanation.url.empty() ? "" : ": " + harmless(explanation.url)) + "\n";
}

ExitCode explainName(Session& session, const TrustStores& stores) {
    api::ExplainRequest request{session.arguments().words.front()};
    const auto report =
        session.ask<api::Report>([&](auto reply) { session.backend().report(myself(), request, reply); });
    if (!report)
        return session.fail(report.error());
    const auto& explanation = std::get<api::Explanation>(*report);
    std::vector<Hop> machine;
    if (explanation.known && !explanation.addresses.empty()) {
        if (!isHere(session.url()))
            machine = lookFromHere(session, explanation);
        if (session.isInterrupted())
            return ExitCode::Interrupted;
        if (auto trust = lookAtTrust(session, explanation, stores))
            machine.push_back(std::move(*trust));
    }
    const Hop* const cause = api::causeOf(machine);
    if (session.json()) {
        QJsonObject json = api::toJson(explanation);
        QJsonArray hops;
        for (const Hop& hop : machine)
            hops.append(api::toJson(hop));
        json[QStringLiteral("machine")] = hops;
        if (explanation.opens && cause) {
            json[QStringLiteral("opens")] = false;
            json[QStringLiteral("cause")] = QString::fromStdString(cause->code);
        }
        session.output().data(json);
    } else {
        session.output().data(explanationText(explanation, machine, session.output().dataStyle()));
    }
    if (!explanation.known)
        return ExitCode::NotFound;
    return explanation.opens && !cause ? ExitCode::Ok : ExitCode::Failed;
}

}  // namespace portolan::ctl
