// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/judgement.h"
#include "backend/explain/wording.h"

#include <algorithm>

namespace portolan::explain {

using api::Hop;
using api::HopStage;
using api::HopVerdict;

namespace {

constexpr std::uint16_t dnsPort = 53;  // RFC 1035 section 4.2

std::string addCommand(const std::string& name) {
    return "portolanctl add " + name + " ADDRESS:PORT";
}

bool isAllLoopback(const std::vector<base::IpAddress>& addresses) {
    return !addresses.empty() && std::all_of(addresses.begin(), addresses.end(),
                                             [](const auto& address) { return address.isLoopback(); });
}

bool isOurs(const Question& question, const base::IpAddress& address) {
    return address.isLoopback() || holds(question.advertised, address) ||
           holds(question.ownAddresses, address);
}

Hop judgeZone(const Question& question, const Path& path) {
    const std::string& name = question.name.text();
    if (path.kind != Path::Kind::OutsideZones)
        return hop(HopStage::Zone, HopVerdict::Ok, Code::ZoneFound, {{"name", name}, {"zone", path.zone}});
    std::vector<std::string> zones;
    for (const model::HostName& zone : question.zones)
        zones.push_back(zone.text());
    return hop(HopStage::Zone, HopVerdict::Bad, Code::ZoneUnknown,
               {{"name", name}, {"zones", listed(zones)}, {"near", listed(path.near)}});
}

Hop judgeMissing(const Question& question, const Path& path) {
    const std::string& name = question.name.text();
    if (!question.departure)
        return hop(HopStage::Record, HopVerdict::Bad, Code::NameUnknown,
                   {{"name", name}, {"near", listed(path.near)}}, {addCommand(name)});
    const bool hasExpired = question.departure->why == Departure::Why::Expired;
    return hop(HopStage::Record, HopVerdict::Bad, hasExpired ? Code::NameExpired : Code::NameRemoved,
               {{"name", name}, {"time", timeText(question.departure->at)}},
               hasExpired ? std::vector<std::string>() : std::vector<std::string>{addCommand(name)});
}

Hop judgeRecord(const Question& question, const Path& path) {
    const std::string& name = question.name.text();
    base::Error::Params params{{"name", name},
                               {"addresses", listed(path.addresses)},
                               {"advertised", listed(question.advertised)},
                               {"types", listed(path.types)}};
    if (path.kind == Path::Kind::Missing)
        return judgeMissing(question, path);
    // DNS does not name the targets of a service that is switched off.
    if (path.kind == Path::Kind::Direct && path.route->state != model::Switch::Enabled)
        return hop(HopStage::Record, HopVerdict::Skipped, Code::NotLookedAt);
    const bool isAlias = std::find(path.types.begin(), path.types.end(), "CNAME") != path.types.end();
    if (path.addresses.empty() && isAlias) {
        params[1].second = "another name (CNAME)";
        return hop(HopStage::Record, HopVerdict::Warning, Code::RecordOnly, std::move(params));
    }
    if (path.addresses.empty())
        return hop(HopStage::Record, HopVerdict::Bad, Code::NoAddress, std::move(params));
    if (path.kind == Path::Kind::Record)
        return hop(HopStage::Record, HopVerdict::Warning, Code::RecordOnly, std::move(params),
                   {addCommand(name)});
    const bool isOther = question.from == Question::Caller::OtherDevice;
    if (isOther && isAllLoopback(path.addresses))
        return hop(HopStage::Record, HopVerdict::Bad, Code::AdvertisedLoopback, std::move(params),
                   {"advertise = [\"ADDRESS\"]"});
    const bool leadsHere = std::any_of(path.addresses.begin(), path.addresses.end(),
                                       [&](const auto& address) { return isOurs(question, address); });
    if (path.kind != Path::Kind::Direct && !leadsHere)
        return hop(HopStage::Record, HopVerdict::Bad, Code::RecordElsewhere, std::move(params));
    return hop(HopStage::Record, HopVerdict::Ok, Code::RecordFound, std::move(params));
}

/// `found`: whether this host's resolver finds the name all the same.
Hop judgeDns(const Question& question, const Path& path, const std::optional<DnsLook>& look, bool found) {
    const HopVerdict bad = found ? HopVerdict::Warning : HopVerdict::Bad;
    base::Error::Params params{{"name", question.name.text()}, {"addresses", listed(path.addresses)}};
    if (!path.dns)
        return hop(HopStage::Dns, bad, Code::DnsOff, std::move(params));
    params.emplace_back("listener", path.dns->address.toString());
    params.emplace_back("port", std::to_string(path.dns->address.port));
    if (path.dns->status != "listening") {
        params.emplace_back("reason", path.dns->message);
        return hop(HopStage::Dns, bad, Code::DnsNotListening, std::move(params));
    }
    if (!look)
        return hop(HopStage::Dns, HopVerdict::Skipped, Code::NotLookedAt);
    params.emplace_back("found", listed(look->addresses));
    params.emplace_back("rcode", rcodeWord(look->rcode));
    const auto judged = [&](HopVerdict verdict, Code code, std::vector<std::string> lines = {}) {
        Hop made = hop(HopStage::Dns, verdict, code, std::move(params), std::move(lines));
        made.duration = look->duration;
        return made;
    };
    if (look->outcome != DnsLook::Outcome::Answered)
        return judged(bad, Code::DnsSilent, {"sudo nft list ruleset"});
    if (look->rcode == dnswire::Rcode::Refused)
        return judged(HopVerdict::Warning, Code::DnsRefuses);
    if (!meet(look->addresses, path.addresses))
        return judged(bad, Code::DnsAnswersElse);
    if (path.dns->address.port != dnsPort)
        return judged(bad, Code::DnsTrialPort, lowPortLines());
    return judged(HopVerdict::Ok, Code::DnsAnswers);
}

bool isSilent(const DnsLook& look) {
    return look.outcome != DnsLook::Outcome::Answered;
}

}  // namespace

std::string nameserverOf(const Question& question) {
    if (isAllLoopback(question.advertised) && !question.ownAddresses.empty())
        for (const base::IpAddress& address : question.ownAddresses)
            if (!address.isLoopback() && address.isV4())
                return address.toString();
    return question.advertised.front().toString();
}

Hop judgeResolver(const ResolverLook& look, const std::vector<base::IpAddress>& expected,
                  const std::string& machine, const std::string& name, const std::string& zone,
                  const std::string& nameserver) {
    std::vector<std::string> servers;
    bool serverIsRight = false;
    std::vector<base::IpAddress> fromServers;
    for (const DnsLook& server : look.servers) {
        servers.push_back(server.server.address.toString());
        serverIsRight = serverIsRight || meet(server.addresses, expected);
        fromServers.insert(fromServers.end(), server.addresses.begin(), server.addresses.end());
    }
    // What programs get counts; where that took too long, what the servers say.
    const std::vector<base::IpAddress>& found = look.programs ? *look.programs : fromServers;
    const auto judged = [&](HopVerdict verdict, Code code, std::vector<std::string> lines) {
        Hop made = hop(HopStage::Resolver, verdict, code,
                       {{"name", name},
                        {"zone", zone},
                        {"domain", zone},
                        {"machine", machine},
                        {"nameserver", nameserver},
                        {"servers", listed(servers)},
                        {"found", listed(found)},
                        {"addresses", listed(expected)}},
                       std::move(lines));
        made.duration = look.duration;
        return made;
    };
    const std::vector<std::string> splitDns = splitDnsLines(nameserver, zone);
    if (meet(found, expected))
        return judged(HopVerdict::Ok, Code::ResolverAnswers, {});
    if (!found.empty() && serverIsRight)
        return judged(HopVerdict::Bad, Code::ResolverLocal, {"grep -n " + name + " /etc/hosts"});
    if (!found.empty())
        return judged(HopVerdict::Bad, Code::ResolverAnswersElse, splitDns);
    if (look.servers.empty())
        return judged(HopVerdict::Bad, Code::ResolverNone, splitDns);
    if (std::all_of(look.servers.begin(), look.servers.end(), isSilent))
        return judged(HopVerdict::Bad, Code::ResolverSilent, {});
    return judged(HopVerdict::Bad, Code::SplitDnsMissing, splitDns);
}

bool judgeNames(const Judgement& judgement) {
    const auto& [question, path, findings, hops] = judgement;
    hops.push_back(judgeZone(question, path));
    if (path.kind == Path::Kind::OutsideZones)
        return false;
    hops.push_back(judgeRecord(question, path));
    if (path.kind == Path::Kind::Missing || path.addresses.empty())
        return path.kind != Path::Kind::Missing && path.kind != Path::Kind::Record;
    Hop resolver = judgeResolver(findings.resolver, path.addresses, "this host", question.name.text(),
                                 path.zone, nameserverOf(question));
    const bool found = resolver.verdict == HopVerdict::Ok;
    // Another device asks its own resolver.
    if (!found && question.from == Question::Caller::OtherDevice)
        resolver.verdict = HopVerdict::Warning;
    hops.push_back(judgeDns(question, path, findings.dns, found));
    hops.push_back(std::move(resolver));
    return true;
}

}  // namespace portolan::explain
