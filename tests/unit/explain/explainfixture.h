// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A small network for the tests of explain/: llm.internal.example behind the proxy at 100.1.1.1, a few other
// names, and findings of a set-up in which everything is right. Tests spoil one thing each.

#include "backend/explain/explain.h"
#include "backend/snapshot/compile.h"

#include <memory>
#include <string>
#include <string_view>

namespace portolan::tests {

inline base::IpAddress ip(std::string_view text) {
    return base::IpAddress::parse(text).value();
}
inline base::SocketAddress at(std::string_view text) {
    return base::SocketAddress::parse(text).value();
}
inline model::HostName host(std::string_view text) {
    return model::HostName::parse(text).value();
}

/// What is configured.
struct Setup {
    std::vector<model::HostName> zones{host("internal.example")};
    std::vector<base::IpAddress> advertised{ip("100.1.1.1")};
    std::vector<base::Network> internal{*base::Network::parse("127.0.0.0/8"),
                                        *base::Network::parse("100.0.0.0/8")};
    model::Service service{.id = model::ServiceId{1},
                           .name = "Language model",
                           .host = host("llm.internal.example"),
                           .targets = {{model::TargetId{1}, at("100.2.2.2:8080"), 1}}};
    std::vector<model::Record> records{};
    std::uint16_t httpPort = 80;
    std::optional<std::uint16_t> httpsPort{};
    base::SystemTime certificateFrom{std::chrono::hours(1)};
    base::SystemTime certificateUntil{std::chrono::hours(1000)};
    std::string name = "llm.internal.example";

    [[nodiscard]] explain::Question question() const;

  private:
    [[nodiscard]] snapshot::Trust trust() const;
};

inline snapshot::Trust Setup::trust() const {
    snapshot::Trust made;
    if (!httpsPort)
        return made;
    model::CertificateBundle bundle;
    bundle.fingerprint = {7};
    bundle.issuers = std::make_shared<const model::CertificateIssuers>(
        model::CertificateIssuers{.chain = {}, .name = "Portolan"});
    bundle.notBefore = certificateFrom;
    bundle.notAfter = certificateUntil;
    for (const model::HostName& zone : zones)
        made.certificates.set(base::ShortText("*." + zone.text()),
                              std::make_shared<const model::CertificateBundle>(bundle));
    return made;
}

inline explain::Question Setup::question() const {
    model::Catalog catalog;
    for (const model::HostName& zone : zones)
        catalog.zones.push_back({zone, 6});
    catalog.put(service);
    for (const model::Record& record : records)
        catalog.put(record);
    const model::RunSettings settings{zones, advertised, internal, internal};
    explain::Question question{
        .name = host(name),
        .snapshot =
            snapshot::compile(nullptr, catalog, settings, {1, {}, httpPort, httpsPort}, trust()).snapshot};
    question.caller = ip("100.1.1.1");
    question.disclosure = explain::Disclosure::Whole;
    question.zones = zones;
    question.advertised = advertised;
    question.ownAddresses = {ip("127.0.0.1"), ip("100.1.1.1")};
    question.targetPolicy = model::AddressPolicy(internal, {at("100.1.1.1:80")});
    question.listeners = {{"dns", "udp", at("100.1.1.1:53"), "listening", ""},
                          {"http", "tcp", {ip("100.1.1.1"), httpPort}, "listening", ""}};
    if (httpsPort)
        question.listeners.push_back({"https", "tcp", {ip("100.1.1.1"), *httpsPort}, "listening", ""});
    question.conditions = {{model::TargetId{1}, {model::HealthState::Up, model::HealthCause::None}}};
    question.now = base::SystemTime(std::chrono::hours(10));
    return question;
}

/// A DNS answer with this address, or NXDOMAIN.
inline explain::DnsLook dnsAnswer(std::string_view server, std::string_view address) {
    explain::DnsLook look;
    look.server = at(server);
    look.outcome = explain::DnsLook::Outcome::Answered;
    if (address.empty())
        look.rcode = dnswire::Rcode::NxDomain;
    else
        look.addresses = {ip(address)};
    return look;
}

inline explain::HttpAnswer httpAnswer(int status, std::string_view text = "",
                                      std::string_view location = "") {
    explain::HttpAnswer answer;
    answer.outcome = explain::HttpAnswer::Outcome::Answered;
    answer.status = status;
    answer.text = text;
    answer.location = location;
    return answer;
}

/// Everything is right.
inline explain::Findings goodFindings() {
    explain::Findings findings;
    findings.dns = dnsAnswer("100.1.1.1:53", "100.1.1.1");
    findings.resolver.servers = {dnsAnswer("100.1.1.1:53", "100.1.1.1")};
    findings.resolver.programs = std::vector<base::IpAddress>{ip("100.1.1.1")};
    findings.front.outcome = explain::FrontLook::Outcome::Ours;
    findings.target.asked = true;
    findings.target.answer = httpAnswer(200);
    findings.proxyAddress = "100.1.1.1";
    return findings;
}

inline model::Record textRecord(std::string_view name) {
    model::Record record{.id = model::RecordId{5}, .name = host(name)};
    record.type = model::RecordType::Txt;
    record.data = model::RecordData(std::vector<std::string>{"hello"});
    return record;
}

inline model::Record aliasRecord(std::string_view name, std::string_view target) {
    model::Record record{.id = model::RecordId{7}, .name = host(name)};
    record.type = model::RecordType::Cname;
    record.data = model::RecordData(host(target));
    return record;
}

inline model::Record addressRecord(std::string_view name, std::string_view address) {
    return {.id = model::RecordId{6}, .name = host(name), .data = ip(address)};
}

}  // namespace portolan::tests
