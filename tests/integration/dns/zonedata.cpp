// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dns/zonedata.h"

#include <array>

namespace portolan::tests {

namespace {

struct Entry {
    const char* name;
    const char* type;
    const char* data;  ///< as it stands in JSON
};

constexpr std::array<Entry, 39> entries{{
    {"v4", "A", "10.0.0.1"},
    {"v4", "A", "10.0.0.2"},
    {"dual", "A", "10.0.0.3"},
    {"dual", "AAAA", "fd00::3"},
    {"text", "TXT", "\\\"one\\\" \\\"two \\\\\\\"words\\\\\\\"\\\""},
    {"internal.example", "MX", "10 mail.internal.example"},
    {"internal.example", "TXT", "v=spf1 mx -all"},
    {"internal.example", "CAA", "0 issue \\\"ca.example\\\""},
    {"mail", "A", "10.0.0.4"},
    {"mx", "MX", "10 mail.internal.example"},
    {"mx", "MX", "20 mx.example.org"},
    {"nomail", "MX", "0 ."},
    {"_sip._tcp", "SRV", "0 5 5060 v4.internal.example"},
    {"_sip._tcp", "SRV", "1 0 5061 dual.internal.example"},
    {"svc", "SVCB", "1 dual.internal.example alpn=h2,h3 port=8443 ipv4hint=10.0.0.3"},
    {"https", "HTTPS", "1 . alpn=h2"},
    {"https", "A", "10.0.0.5"},
    {"httpsalias", "HTTPS", "0 dual.internal.example"},
    {"odd", "TYPE65280", "\\\\# 4 0a000001"},
    {"www", "CNAME", "dual.internal.example"},
    {"second", "CNAME", "www.internal.example"},
    {"third", "CNAME", "second.internal.example"},
    {"broken", "CNAME", "missing.internal.example"},
    {"out", "CNAME", "www.example.org"},
    {"loop", "CNAME", "pool.internal.example"},
    {"pool", "CNAME", "loop.internal.example"},
    {"intocut", "CNAME", "host.cut.internal.example"},
    {"intolab", "CNAME", "box.lab.internal.example"},
    {"deep.down.tree", "A", "10.0.0.6"},
    {"cut", "NS", "ns1.cut.internal.example"},
    {"cut", "NS", "ns.example.org"},
    {"ns1.cut", "A", "10.0.0.7"},
    {"cut", "TYPE43", "\\\\# 36 000108020000000000000000000000000000000000000000000000000000000000000000"},
    {"*.wild", "A", "10.0.1.1"},
    {"*.wild", "MX", "10 v4.internal.example"},
    {"exact.wild", "TXT", "here"},
    {"below.ent.wild", "A", "10.0.1.2"},
    {"*.alias", "CNAME", "dual.internal.example"},
    {"box.lab.internal.example", "A", "100.2.3.4"},
}};

}  // namespace

std::vector<std::string> zoneArguments() {
    return {"--zone",      "internal.example",
            "--zone",      "lab.internal.example",
            "--zone",      "2.100.in-addr.arpa",
            "--advertise", "100.1.1.1",
            "--advertise", "fd7a::1"};
}

std::vector<std::string> zoneNames() {
    return {"internal.example", "lab.internal.example", "2.100.in-addr.arpa"};
}

std::vector<std::string> serviceBodies() {
    return {R"({"host":"llm","targets":[{"address":"127.0.0.1","port":9}]})",
            R"({"host":"gpu.lab.internal.example","targets":[{"address":"127.0.0.1","port":9}],)"
            R"("record_address":"100.2.3.5"})"};
}

std::vector<std::string> recordBodies() {
    std::vector<std::string> bodies;
    const std::string zone = ".internal.example";
    for (const Entry& entry : entries)
        bodies.push_back(std::string(R"({"name":")") + entry.name +
                         (("." + std::string(entry.name)).ends_with(zone) ? "" : zone) + R"(","type":")" +
                         entry.type + R"(","data":")" + entry.data + R"("})");
    for (int i = 1; i <= 60; ++i)
        bodies.push_back(R"({"name":"many","type":"AAAA","data":"fd00::)" + std::to_string(i) + R"("})");
    return bodies;
}

std::string addZoneData(const support::ProgramUnderTest& program) {
    std::string failures;
    const auto post = [&](const char* path, const std::string& body) {
        const auto reply = program.callWithToken(support::jsonCall("POST", path, body));
        if (reply.status != 201)
            failures += body + ": " + std::to_string(reply.status) + ' ' + reply.body + '\n';
    };
    for (const std::string& body : serviceBodies())
        post("/api/v1/services", body);
    for (const std::string& body : recordBodies())
        post("/api/v1/records", body);
    return failures;
}

}  // namespace portolan::tests
