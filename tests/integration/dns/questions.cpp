// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dns/questions.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/presentation.h"

#include <algorithm>
#include <functional>

namespace portolan::tests {

using namespace dnswire;

namespace {

constexpr std::size_t flagsOffset = 2;
constexpr std::size_t optTail = 11;

std::string wireOf(const std::string& name) {
    return std::string(DnsName::fromText(name).value_or(DnsName()).key());
}

Question plain(const std::string& name, const char* type) {
    return {name + ' ' + type, encodeQuery(wireOf(name), parseType(type).value(), {})};
}

std::string withOptions(const std::string& query, const std::string& options) {
    std::string out = query;
    out[out.size() - 2] = static_cast<char>(options.size() >> 8);
    out[out.size() - 1] = static_cast<char>(options.size());
    return out + options;
}

/// Names in the spelling of a resolver that plays with the case of letters.
std::string mixedCase(std::string wire) {
    for (std::size_t i = 0; i < wire.size(); i += 2)
        if (wire[i] >= 'a' && wire[i] <= 'z')
            wire[i] = static_cast<char>(wire[i] - 'a' + 'A');
    return wire;
}

void addEdns(std::vector<Question>& out) {
    const auto add = [&](const std::string& title, const char* name, const char* type, QueryOptions options,
                         const std::string& edns = {}) {
        if (!options.ednsSize)
            options.ednsSize = 1232;
        std::string query = encodeQuery(wireOf(name), parseType(type).value(), options);
        out.push_back({"EDNS " + title, edns.empty() ? query : withOptions(query, edns)});
    };
    for (const char* name : {"v4.internal.example", "missing.internal.example", "cut.internal.example",
                             "www.internal.example", "any.wild.internal.example", "www.example.org"}) {
        add(std::string("plain ") + name, name, "A", {});
        add(std::string("DO ") + name, name, "A", {.dnssecOk = true});
    }
    for (const unsigned size : {0, 512, 600, 1232, 4096, 65535})
        add("size " + std::to_string(size), "many.internal.example", "AAAA",
            {.ednsSize = static_cast<std::uint16_t>(size)});
    add("version 1", "v4.internal.example", "A", {.ednsVersion = 1});
    add("version 255 DO", "v4.internal.example", "A", {.ednsVersion = 255, .dnssecOk = true});
    add("version 1 outside", "www.example.org", "A", {.ednsVersion = 1});
    using namespace std::string_literals;
    add("unknown option", "v4.internal.example", "A", {}, "\xff\xf0\0\3abc"s);
    add("two unknown options", "v4.internal.example", "A", {}, "\xff\xf0\0\0\xff\xf1\0\1a"s);
    add("NSID asked for", "v4.internal.example", "A", {}, "\0\3\0\0"s);
    add("padding", "v4.internal.example", "A", {}, "\0\x0c\0\4\0\0\0\0"s);
    add("option cut off", "v4.internal.example", "A", {},
        "\xff\xf0\0\x09"
        "abc"s);
    const std::string client = "client-8";
    const auto cookie = [&](const std::string& bytes) {
        return "\0\x0a\0"s + static_cast<char>(bytes.size()) + bytes;
    };
    for (const char* name : {"v4.internal.example", "missing.internal.example", "www.example.org"}) {
        add(std::string("cookie of a client ") + name, name, "A", {}, cookie(client));
        add(std::string("cookie of another server ") + name, name, "A", {},
            cookie(client + std::string(16, 's')));
    }
    for (const std::size_t size : {0, 7, 9, 15, 41})
        add("cookie of " + std::to_string(size) + " octets", "v4.internal.example", "A", {},
            cookie(std::string(size, 'c')));
    add("two cookies", "v4.internal.example", "A", {}, cookie(client) + cookie("8-client"));
    add("cookie and version 1", "v4.internal.example", "A", {.ednsVersion = 1}, cookie(client));
    add("half an option", "v4.internal.example", "A", {}, "\xff\xf0\0"s);
}

void addHeaders(std::vector<Question>& out) {
    const std::string v4 = wireOf("v4.internal.example");
    const auto withFlags = [&](unsigned flags) {
        return encodeQuery(v4, RrType::A, {.flags = static_cast<std::uint16_t>(flags)});
    };
    out.push_back({"case of letters", encodeQuery(mixedCase(v4), RrType::A, {})});
    out.push_back({"case of letters of a missing name",
                   encodeQuery(mixedCase(wireOf("missing.internal.example")), RrType::A, {})});
    out.push_back({"flags none", withFlags(0)});
    for (const auto& [title, bit] : {std::pair("AA", 0x0400u),
                                     {"TC", 0x0200u},
                                     {"RA", 0x0080u},
                                     {"Z", 0x0040u},
                                     {"AD", 0x0020u},
                                     {"CD", 0x0010u},
                                     {"RCODE 5", 0x0005u}})
        out.push_back({std::string("flags ") + title, withFlags(0x0100u | bit)});
    for (const auto& [title, opcode] : {std::pair("IQUERY", 1u),
                                        {"STATUS", 2u},
                                        {"3", 3u},
                                        {"NOTIFY", 4u},
                                        {"UPDATE", 5u},
                                        {"DSO", 6u},
                                        {"15", 15u}})
        out.push_back({std::string("opcode ") + title, withFlags(opcode << 11)});
    for (const char* name : {"v4.internal.example", "missing.internal.example", "www.example.org"})
        out.push_back({std::string("class ANY ") + name,
                       encodeQuery(wireOf(name), RrType::A, {.qclass = RrClass::Any})});
    for (const char* name :
         {"version.bind", "version.server", "hostname.bind", "id.server", "v4.internal.example"})
        out.push_back({std::string("class CHAOS ") + name,
                       encodeQuery(wireOf(name), RrType::Txt, {.qclass = RrClass::Chaos})});
    out.push_back({"class 4711", encodeQuery(v4, RrType::A, {.qclass = static_cast<RrClass>(4711)})});
    for (const char* type :
         {"AXFR", "IXFR", "OPT", "TYPE0", "TYPE249", "TYPE250", "TYPE253", "TYPE254", "TYPE65535"})
        out.push_back({std::string("transfers and the like ") + type,
                       encodeQuery(wireOf("internal.example"), parseType(type).value(), {})});
}

void addMalformed(std::vector<Question>& out) {
    using namespace std::string_literals;
    const std::string query = encodeQuery(wireOf("v4.internal.example"), RrType::A, {});
    const std::string edns = encodeQuery(wireOf("v4.internal.example"), RrType::A, {.ednsSize = 1232});
    const auto add = [&](const char* title, std::string bytes) {
        out.push_back({std::string("malformed: ") + title, std::move(bytes)});
    };
    const auto counted = [](std::string bytes, std::size_t at, char count) {
        bytes[at] = count;
        return bytes;
    };
    std::string response = query;
    response[flagsOffset] = static_cast<char>(response[flagsOffset] | '\x80');
    add("a response", response);
    add("eleven octets", query.substr(0, 11));
    add("header alone, one question", query.substr(0, 12));
    add("no question", counted(query.substr(0, 12), 5, 0));
    add("two questions", counted(query + query.substr(12), 5, 2));
    add("name cut off", query.substr(0, 20));
    add("type cut off", query.substr(0, query.size() - 3));
    add("class cut off", query.substr(0, query.size() - 1));
    add("octets behind the question", query + "xyz");
    add("an answer that is not there", counted(query, 7, 1));
    add("a record that is not there", counted(query, 11, 1));
    add("a pointer as name", query.substr(0, 12) + "\xc0\x0c\0\1\0\1"s);
    add("a label of 64", query.substr(0, 12) + "\x40"s + std::string(64, 'a') + "\0\0\1\0\1"s);
    add(
        "name over 255", query.substr(0, 12) + [] {
            std::string name;
            for (int i = 0; i < 5; ++i)
                name += '\x3f' + std::string(63, 'a');
            return name;
        }() + "\0\0\1\0\1"s);
    std::string owned = edns;
    owned.replace(edns.size() - optTail, 1, "\1a\0"s);
    add("OPT with an owner", owned);
    add("two OPT", counted(edns + edns.substr(edns.size() - optTail), 11, 2));
    add("OPT cut off", edns.substr(0, edns.size() - 1));
    std::string early = counted(counted(edns, 7, 1), 11, 0);
    add("OPT as an answer", early);
}

std::string sorted(const std::vector<ResourceRecord>& section) {
    std::vector<std::string> lines;
    for (const ResourceRecord& record : section)
        lines.push_back(record.owner.toText() + ' ' + std::to_string(record.ttl) + ' ' +
                        std::to_string(static_cast<unsigned>(record.rrClass)) + ' ' + typeName(record.type) +
                        ' ' + rdataToText(record.type, record.rdata));
    std::sort(lines.begin(), lines.end());
    std::string out;
    for (const std::string& line : lines)
        out += (out.empty() ? "" : "; ") + line;
    return out;
}

}  // namespace

std::vector<Question> questionsAbout(const std::vector<std::string>& names) {
    std::vector<Question> out;
    for (const std::string& name : names)
        for (const char* type : {"A", "NS", "CNAME", "SOA", "PTR", "MX", "TXT", "AAAA", "SRV", "TYPE43",
                                 "SVCB", "HTTPS", "ANY", "CAA", "TYPE65280", "TYPE46", "TYPE48"})
            out.push_back(plain(name, type));
    addEdns(out);
    addHeaders(out);
    addMalformed(out);
    return out;
}

std::map<std::string, std::string> aspectsOf(const std::string& reply) {
    if (reply.empty())
        return {{"silence", "yes"}};
    auto message = parseMessage(base::asBytes(reply));
    if (!message)
        return {{"malformed", "yes"}};
    std::map<std::string, std::string> aspects;
    aspects["rcode"] = std::to_string(static_cast<unsigned>(message->rcode));
    aspects["flags"] = std::to_string(message->flags & ~flag::rcodeMask);
    std::string& question = aspects["question"];
    for (const auto& asked : message->questions)
        question += asked.spelling + std::to_string(static_cast<unsigned>(asked.type)) + '/' +
                    std::to_string(static_cast<unsigned>(asked.qclass));
    aspects["answer"] = sorted(message->answer);
    aspects["authority"] = sorted(message->authority);
    aspects["additional"] = sorted(message->additional);
    if (const auto cookie = message->cookie(); cookie && cookie->size() > clientCookieSize) {
        // The server's half is different each time.
        std::string& options = message->opt->rdata;
        const std::size_t server = options.find(*cookie) + clientCookieSize;
        options.replace(server, cookie->size() - clientCookieSize, cookie->size() - clientCookieSize, '\0');
    }
    if (message->opt)
        aspects["edns"] = std::to_string(static_cast<unsigned>(message->opt->rrClass)) + ' ' +
                          std::to_string(message->opt->ttl & 0xFFFFFFu) + ' ' +
                          rdataToText(static_cast<RrType>(65280), message->opt->rdata);
    return aspects;
}

}  // namespace portolan::tests
