// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/explain.h"

#include "backend/explain/judgement.h"

#include <algorithm>

namespace portolan::explain {

namespace {

constexpr base::Milliseconds dnsLimit{1000};
constexpr base::Milliseconds resolverLimit{2000};
constexpr base::Milliseconds frontLimit{1500};

/// Where our own DNS listener is asked; one on every address is asked by loopback.
base::SocketAddress askedAt(const api::ListenerView& listener) {
    base::SocketAddress address = listener.address;
    if (address.address.isUnspecified())
        address.address =
            address.address.isV4() ? base::IpAddress::fromV4(0x7f000001) : *base::IpAddress::parse("::1");
    return address;
}

base::IpAddress::Family familyOf(const Path& path) {
    const bool hasV4 = std::any_of(path.addresses.begin(), path.addresses.end(),
                                   [](const auto& address) { return address.isV4(); });
    return hasV4 ? base::IpAddress::Family::V4 : base::IpAddress::Family::V6;
}

}  // namespace

Findings measure(const Question& question, const Path& path, const ResolverPlace& resolver,
                 const Patience& patience) {
    Findings findings;
    if (path.addresses.empty())
        return findings;
    const std::string& name = question.name.text();
    if (path.dns && path.dns->status == "listening")
        findings.dns = askDns({askedAt(*path.dns)}, name, familyOf(path), patience.within(dnsLimit)).front();
    findings.resolver = askResolver(resolver, name, familyOf(path), patience.within(resolverLimit));
    if (path.listener && path.listener->status == "listening")
        findings.front = lookAtFront(question, path, patience.within(frontLimit));
    if (path.target) {
        findings.target = lookAtTarget(question, path, patience);
        findings.others = lookAtOthers(question, path, patience);
        findings.proxyAddress = proxyAddressFor(path.target->address);
    }
    return findings;
}

api::Explanation judge(const Question& question, const Path& path, const Findings& findings) {
    api::Explanation explanation;
    explanation.name = question.name.text();
    explanation.known = path.kind != Path::Kind::OutsideZones && path.kind != Path::Kind::Missing;
    explanation.near = path.near;
    explanation.url = path.url;
    explanation.addresses = path.addresses;
    const Judgement judgement{question, path, findings, explanation.hops};
    if (judgeNames(judgement) && judgeFront(judgement))
        judgeTarget(judgement);
    const api::Hop* const cause = api::causeOf(explanation.hops);
    explanation.opens = !cause;
    if (cause)
        explanation.cause = cause->code;
    return explanation;
}

api::Explanation explain(const Question& question, const ResolverPlace& resolver, const Patience& patience) {
    const Path path = follow(question);
    return judge(question, path, measure(question, path, resolver, patience));
}

}  // namespace portolan::explain
