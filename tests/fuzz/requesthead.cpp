// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as the head of a request. Properties: the verdict does not depend on how the bytes were split; an
// accepted head leaves one reading and holds nothing that another parser could read otherwise; written again,
// it parses to the same values.
#include "backend/httpwire/writer.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/headchecks.h"

namespace {

using namespace portolan::httpwire;
using namespace portolan::fuzz;

/// What parsing a part may say is what parsing all says, or nothing yet.
void requireSameVerdictForPrefixes(std::string_view bytes, const Limits& limits, const ParseResult& whole,
                                   const std::string& wholeSays) {
    const std::size_t step = bytes.size() / 48 + 1;
    const auto check = [&](std::size_t length) {
        const ExactCopy prefix(bytes.substr(0, length));
        RequestHead head;
        const ParseResult result = parseRequestHead(prefix.view(), limits, head);
        if (whole.complete())
            require(result.complete() == (length >= whole.consumed), "a head ends where it ends");
        if (!result.incomplete())
            require(describe(result, head) == wholeSays, "what follows changes no verdict");
    };
    for (std::size_t length = 0; length < bytes.size(); length += step)
        check(length);
    if (whole.complete() && whole.consumed > 0) {
        check(whole.consumed - 1);
        check(whole.consumed);
    }
}

/// Reads as a session does: the first piece is parsed, the rest when the scanner says so.
void requireScannerSeesTheEnd(std::string_view bytes, const Limits& limits, const ParseResult& whole,
                              const std::string& wholeSays) {
    HeadScanner scanner;
    RequestHead head;
    bool first = true;
    for (const std::size_t end : piecesOf(bytes)) {
        const ExactCopy soFar(bytes.substr(0, end));
        const bool look = scanner.mayBeComplete(soFar.view(), limits);
        if (!first && !look)
            continue;
        first = false;
        const ParseResult result = parseRequestHead(soFar.view(), limits, head);
        if (!result.incomplete()) {
            require(describe(result, head) == wholeSays, "pieces give the same verdict");
            return;
        }
    }
    require(!whole.complete(), "the scanner sees the end of every good head");
}

void requireSoundTarget(const RequestHead& head) {
    for (const char c : head.target)
        require(static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '#', "a target is visible text");
    require(head.method != Method::Connect, "CONNECT is refused");
    if (head.target == "*")
        require(head.method == Method::Options && head.path == "*", "only OPTIONS has an asterisk");
    else
        require(head.target.starts_with('/'), "a target is a path");
    const std::string joined =
        std::string(head.path) + (head.target.size() > head.path.size() ? "?" : "") + std::string(head.query);
    require(joined == head.target, "path and query are the target");
}

void requireSoundHost(const RequestHead& head) {
    std::size_t hosts = 0;
    for (const Field& field : head.fields)
        hosts += field.id == KnownField::Host ? 1 : 0;
    require(hosts == 1 || (hosts == 0 && head.version == Version::Http10), "one Host");
    require(!head.host.empty() || (hosts == 0 && head.form != TargetForm::Absolute), "Host names a host");
    for (const char c : head.authority)
        require(c > 0x20 && std::string_view("/\\@,?#%;\"<>").find(c) == std::string_view::npos,
                "an authority is a name and a port");
    std::string joined = head.hostIsIpv6 ? "[" + std::string(head.host) + "]" : std::string(head.host);
    require(head.authority.starts_with(joined), "an authority begins with its host");
    const std::string_view port = head.authority.substr(joined.size());
    require(port.empty() || port.front() == ':', "a port follows the host");
    require(std::to_string(head.port) ==
                (port.size() < 2 ? "0" : std::to_string(std::stoul(std::string(port.substr(1))))),
            "a port is its digits");
}

void requireSoundFraming(const RequestHead& head) {
    const FieldFraming fields = framingFields(head.fields);
    requireOneFraming(fields, head.version, head.contentLength);
    require(head.hasContentLength == (fields.lengths == 1), "a length is known when it is given");
    const Framing expected = fields.codings == 1       ? Framing::Chunked
                             : head.contentLength != 0 ? Framing::Length
                                                       : Framing::None;
    require(head.framing == expected, "framing follows from the fields");
    require(fields.lengths == 1 || head.contentLength == 0, "no length without its field");
}

/// Writes the head as the proxy would and reads it again.
void requireSameWhenWrittenAgain(const RequestHead& head, const Limits& limits) {
    HeadWriter writer;
    writer.requestLine(head.methodText, head.target);
    const std::string_view authority = head.authority.empty() ? std::string_view("none") : head.authority;
    writer.field(KnownField::Host, authority);
    for (const Field& field : head.fields)
        if (field.id != KnownField::Host)
            require(writer.field(field.name, field.value), "the writer takes every accepted field");
    writer.end();
    const ExactCopy bytes(writer.view());
    RequestHead again;
    Limits wider = limits;
    wider.headBytes += 2 * limits.headBytes + 1024;
    wider.fields += 1;
    const ParseResult result = parseRequestHead(bytes.view(), wider, again);
    if (head.form == TargetForm::Absolute && head.target == "*")
        require(result.complete(), "a written asterisk parses");
    require(result.complete() && result.consumed == bytes.view().size(), "a written head parses");
    require(again.methodText == head.methodText && again.method == head.method, "the same method");
    require(again.target == head.target && again.path == head.path && again.query == head.query,
            "the same target");
    require(again.authority == authority, "the same authority");
    require(head.authority.empty() || (again.host == head.host && again.port == head.port), "the same host");
    require(again.framing == head.framing && again.contentLength == head.contentLength, "the same framing");
    require(again.connection.close == head.connection.close &&
                again.connection.upgrade == head.connection.upgrade,
            "the same connection options");
    // HTTP/1.0 has no upgrade (RFC 9110 section 7.8), and what is written is HTTP/1.1.
    require(head.version == Version::Http10 ? head.upgrade.empty() : again.upgrade == head.upgrade,
            "the same upgrade");
    std::size_t at = 1;
    for (const Field& field : head.fields) {
        if (field.id == KnownField::Host)
            continue;
        require(at < again.fields.size(), "no field is lost");
        require(again.fields[at].name == field.name && again.fields[at].value == field.value &&
                    again.fields[at].id == field.id,
                "the same fields in the same order");
        ++at;
    }
    require(at == again.fields.size(), "no field appears");
}

void check(std::string_view bytes, const Limits& limits) {
    RequestHead head;
    const ParseResult result = parseRequestHead(bytes, limits, head);
    const std::string says = describe(result, head);
    require(result.consumed <= bytes.size(), "no more is consumed than there is");
    require(result.refused() == (result.failure != ParseFailure::None), "a refusal has its reason");
    requireSameVerdictForPrefixes(bytes, limits, result, says);
    requireScannerSeesTheEnd(bytes, limits, result, says);
    if (result.incomplete())
        require(bytes.size() < limits.headBytes, "at the limit there is a verdict");
    if (!result.complete())
        return;
    require(result.consumed <= limits.headBytes, "a head keeps its limit");
    requireCleanBytes(bytes.substr(0, result.consumed));
    requireCleanFields(head.fields, limits);
    requireSoundTarget(head);
    requireSoundHost(head);
    requireSoundFraming(head);
    requireSameWhenWrittenAgain(head, limits);
}

/// Tighter limits may refuse, but never change what a head says.
void requireLimitsOnlyRefuse(std::string_view bytes) {
    RequestHead wide;
    RequestHead tight;
    const ParseResult wideResult = parseRequestHead(bytes, Limits{}, wide);
    const ParseResult tightResult = parseRequestHead(bytes, tightLimits, tight);
    if (tightResult.refused() && isLimit(tightResult.failure))
        return;
    require(describe(tightResult, tight) == describe(wideResult, wide), "limits do nothing but refuse");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = asText(data, size);
    check(bytes, Limits{});
    check(bytes, tightLimits);
    requireLimitsOnlyRefuse(bytes);
    return 0;
}
