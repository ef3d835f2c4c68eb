// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/zone.h"

#include <algorithm>
#include <array>

namespace portolan::model {

namespace {

constexpr std::array<std::string_view, 5> reservedLabels{"dns", "ns", "portolan", "wpad", "_acme-challenge"};

// Of resources/preloaded-suffixes.txt: " app bank boo ".
constexpr std::string_view preloadedSuffixes = PORTOLAN_PRELOADED_SUFFIXES;

std::string joined(const std::vector<HostName>& zones) {
    std::string out;
    for (const HostName& zone : zones)
        out += (out.empty() ? "" : ", ") + zone.text();
    return out;
}

std::string_view lastLabel(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

}  // namespace

base::Result<HostName> parseZoneName(std::string_view text) {
    auto name = HostName::parse(text);
    if (!name)
        return name.error().at("zone");
    const std::string_view suffix = lastLabel(name->text());
    if (suffix == "local" || suffix == "localhost")
        return base::Error{
            "zone.reserved",
            "Names under ." + std::string(suffix) +
                " are resolved by each device itself and never reach a DNS server; choose another, such "
                "as portolan.internal.",
            "zone",
            {{"zone", name->text()}, {"suffix", std::string(suffix)}}};
    return name;
}

bool isReverseZone(const HostName& zone) {
    static const HostName v4 = HostName::parse("in-addr.arpa").value();
    static const HostName v6 = HostName::parse("ip6.arpa").value();
    return zone.isWithin(v4) || zone.isWithin(v6);
}

HostName reverseName(const base::IpAddress& address) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = address.size(); i-- > 0;) {
        const std::uint8_t byte = address.bytes()[i];
        if (address.isV4())
            text += std::to_string(byte) + '.';
        else
            for (const int digit : {byte & 15, byte >> 4})
                text += {digits[static_cast<std::size_t>(digit)], '.'};
    }
    return HostName::parse(text + (address.isV4() ? "in-addr.arpa" : "ip6.arpa")).value();
}

const HostName* defaultZone(const std::vector<HostName>& zones) {
    const auto forward = std::find_if_not(zones.begin(), zones.end(), isReverseZone);
    if (forward != zones.end())
        return &*forward;
    return zones.empty() ? nullptr : &zones.front();
}

base::Result<HostName> qualify(std::string_view text, const std::vector<HostName>& zones,
                               Wildcards wildcards) {
    PORTOLAN_TRY(HostName name,
                 wildcards == Wildcards::Allowed ? HostName::parseOwner(text) : HostName::parse(text));
    if (zoneOf(name, zones))
        return name;
    const HostName* const home = defaultZone(zones);
    if (!home)
        return base::Error{
            "name.outside_zones", "There is no zone to put the name in.", "name", {{"name", name.text()}}};
    if (name.isSingleLabel())
        return name.below(*home);
    const std::string working = std::string(name.firstLabel()) + "." + home->text();
    return base::Error{"name.outside_zones",
                       "\"" + name.text() + "\" lies in none of our zones (" + joined(zones) + "); \"" +
                           working + "\" would work.",
                       "name",
                       {{"name", name.text()}, {"zones", joined(zones)}, {"suggestion", working}}};
}

const HostName* zoneOf(const HostName& name, const std::vector<HostName>& zones) {
    const HostName* best = nullptr;
    for (const HostName& zone : zones)
        if (name.isWithin(zone) && (!best || zone.text().size() > best->text().size()))
            best = &zone;
    return best;
}

base::Result<void> checkNotReserved(const HostName& name, const std::vector<HostName>& zones) {
    const bool isApex = std::find(zones.begin(), zones.end(), name) != zones.end();
    const bool isKept = std::any_of(zones.begin(), zones.end(), [&](const HostName& zone) {
        return name.parent() == zone.text() && std::find(reservedLabels.begin(), reservedLabels.end(),
                                                         name.firstLabel()) != reservedLabels.end();
    });
    if (!isApex && !isKept)
        return {};
    return base::Error{"name.reserved",
                       "\"" + name.text() +
                           "\" is kept for Portolan itself (the zone's own name, dns, ns, portolan, wpad, "
                           "_acme-challenge); choose another.",
                       "name",
                       {{"name", name.text()}}};
}

bool hasOwnAddresses(const HostName& name, const std::vector<HostName>& zones) {
    return !checkNotReserved(name, zones) && name.firstLabel() != "wpad" &&
           name.firstLabel() != "_acme-challenge";
}

std::uint32_t nextSerial(std::uint32_t serial, base::SystemTime now) {
    const auto seconds = std::chrono::floor<base::Seconds>(now.time_since_epoch()).count();
    const auto byTime = static_cast<std::uint32_t>(seconds);
    const bool timeIsLater = static_cast<std::int32_t>(byTime - serial) > 0;
    const std::uint32_t next = timeIsLater ? byTime : serial + 1;
    return next == 0 ? 1 : next;
}

bool isHstsPreloaded(const HostName& zone) {
    return preloadedSuffixes.find(" " + std::string(lastLabel(zone.text())) + " ") != std::string_view::npos;
}

}  // namespace portolan::model
