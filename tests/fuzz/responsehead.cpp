// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as the head of a response, to a GET, a HEAD and a CONNECT. Properties: as for requests, and that
// the framing is the one that RFC 9112 section 6.3 gives for status, method and fields.
#include "backend/httpwire/writer.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/headchecks.h"

namespace {

using namespace portolan::httpwire;
using namespace portolan::fuzz;

void requireSameVerdictForPrefixes(std::string_view bytes, Method method, const Limits& limits,
                                   const ParseResult& whole, const std::string& wholeSays) {
    const std::size_t step = bytes.size() / 48 + 1;
    const auto check = [&](std::size_t length) {
        const ExactCopy prefix(bytes.substr(0, length));
        ResponseHead head;
        const ParseResult result = parseResponseHead(prefix.view(), limits, method, head);
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

void requireScannerSeesTheEnd(std::string_view bytes, Method method, const Limits& limits,
                              const ParseResult& whole, const std::string& wholeSays) {
    HeadScanner scanner;
    ResponseHead head;
    bool first = true;
    for (const std::size_t end : piecesOf(bytes)) {
        const ExactCopy soFar(bytes.substr(0, end));
        const bool look = scanner.mayBeComplete(soFar.view(), limits);
        if (!first && !look)
            continue;
        first = false;
        const ParseResult result = parseResponseHead(soFar.view(), limits, method, head);
        if (!result.incomplete()) {
            require(describe(result, head) == wholeSays, "pieces give the same verdict");
            return;
        }
    }
    require(!whole.complete(), "the scanner sees the end of every good head");
}

/// RFC 9112 section 6.3 in the order of its rules.
void requireSoundFraming(const ResponseHead& head, Method method) {
    const FieldFraming fields = framingFields(head.fields);
    requireOneFraming(fields, head.version, head.contentLength);
    Framing expected = Framing::UntilClose;
    if (method == Method::Head || head.status < 200 || head.status == 204 || head.status == 304)
        expected = Framing::None;
    else if (method == Method::Connect && head.status < 300)
        expected = Framing::None;
    else if (fields.codings == 1)
        expected = Framing::Chunked;
    else if (fields.lengths == 1)
        expected = head.contentLength == 0 ? Framing::None : Framing::Length;
    require(head.framing == expected, "framing follows from status, method and fields");
    require(head.hasContentLength == (fields.lengths == 1), "a length is known when it is given");
    require(!(head.keepAlive && head.framing == Framing::UntilClose), "a close ends the connection");
    require(!(head.keepAlive && head.connection.close), "close means close");
}

void requireSameWhenWrittenAgain(const ResponseHead& head, Method method, const Limits& limits) {
    HeadWriter writer;
    writer.statusLine(head.status, head.reason);
    for (const Field& field : head.fields)
        require(writer.field(field.name, field.value), "the writer takes every accepted field");
    writer.end();
    const ExactCopy bytes(writer.view());
    ResponseHead again;
    Limits wider = limits;
    wider.headBytes += 2 * limits.headBytes + 1024;
    const ParseResult result = parseResponseHead(bytes.view(), wider, method, again);
    require(result.complete() && result.consumed == bytes.view().size(), "a written head parses");
    require(again.status == head.status, "the same status");
    require(again.reason == (head.reason.empty() ? reasonPhrase(head.status) : head.reason),
            "the same reason");
    require(again.framing == head.framing && again.contentLength == head.contentLength, "the same framing");
    require(again.upgrade == head.upgrade, "the same upgrade");
    require(again.fields.size() == head.fields.size(), "as many fields");
    for (std::size_t i = 0; i < head.fields.size(); ++i)
        require(again.fields[i].name == head.fields[i].name && again.fields[i].value == head.fields[i].value,
                "the same fields in the same order");
}

void check(std::string_view bytes, Method method, const Limits& limits) {
    ResponseHead head;
    const ParseResult result = parseResponseHead(bytes, limits, method, head);
    const std::string says = describe(result, head);
    require(result.consumed <= bytes.size(), "no more is consumed than there is");
    require(result.refused() == (result.failure != ParseFailure::None), "a refusal has its reason");
    requireSameVerdictForPrefixes(bytes, method, limits, result, says);
    requireScannerSeesTheEnd(bytes, method, limits, result, says);
    if (result.incomplete())
        require(bytes.size() < limits.headBytes, "at the limit there is a verdict");
    if (!result.complete())
        return;
    require(head.status >= 100 && head.status <= 599, "a status is one of 100 to 599");
    for (const char c : head.reason)
        require((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t',
                "a reason has no control byte");
    requireCleanBytes(bytes.substr(0, result.consumed));
    requireCleanFields(head.fields, limits);
    requireSoundFraming(head, method);
    requireSameWhenWrittenAgain(head, method, limits);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = asText(data, size);
    check(bytes, Method::Get, Limits{});
    check(bytes, Method::Get, tightLimits);
    check(bytes, Method::Head, Limits{});
    check(bytes, Method::Connect, Limits{});
    return 0;
}
