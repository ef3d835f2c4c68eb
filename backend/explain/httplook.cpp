// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/httplook.h"

#include "backend/httpwire/chunked.h"
#include "backend/httpwire/parser.h"
#include "backend/httpwire/writer.h"

#include <algorithm>

namespace portolan::explain {

namespace {

constexpr std::size_t mostBody = 16 * 1024;

std::string headOf(const HttpRequest& request) {
    httpwire::HeadWriter out;
    out.requestLine("GET", request.path);
    out.field("Host", request.host);
    out.field("User-Agent", "portolan-explain");
    out.field("Accept", request.accept);
    if (const auto& forwarded = request.forwarded) {
        const bool isTls = forwarded->transport == ForwardedFor::Transport::Tls;
        out.field("X-Forwarded-For", forwarded->client.toString());
        out.field("X-Forwarded-Proto", isTls ? "https" : "http");
        out.field("X-Forwarded-Port", std::to_string(forwarded->port));
        out.field("X-Forwarded-Host", forwarded->host);
    }
    for (const model::RequestField& field : request.fields)
        out.field(field.name, field.value);
    out.field("Connection", "close");
    out.end();
    return std::string(out.view());
}

/// What of a body can be read from the bytes that came.
std::string bodyIn(const httpwire::ResponseHead& head, std::string_view bytes) {
    if (head.framing != httpwire::Framing::Chunked)
        return std::string(bytes.substr(0, mostBody));
    std::string body;
    httpwire::ChunkedDecoder decoder;
    using Kind = httpwire::ChunkedDecoder::Step::Kind;
    for (auto step = decoder.next(bytes); step.kind == Kind::Data && body.size() < mostBody;
         step = decoder.next(bytes)) {
        body += step.payload;
        bytes.remove_prefix(step.consumed);
    }
    return body;
}

bool isWhole(const httpwire::ResponseHead& head, std::string_view bytes) {
    switch (head.framing) {
        case httpwire::Framing::None:
            return true;
        case httpwire::Framing::Length:
            return bytes.size() >= std::min<std::uint64_t>(head.contentLength, mostBody);
        case httpwire::Framing::Chunked:
            return bytes.size() >= mostBody || bytes.ends_with("0\r\n\r\n");
        case httpwire::Framing::UntilClose:
            break;
    }
    return bytes.size() >= mostBody;
}

void take(const httpwire::ResponseHead& head, HttpAnswer& answer) {
    answer.outcome = HttpAnswer::Outcome::Answered;
    answer.status = head.status;
    answer.location = head.fields.value(httpwire::KnownField::Location);
    answer.server = head.fields.value(httpwire::KnownField::Server);
}

/// Reads the final head, and the rest of `bytes` behind it. False: more must come.
bool readHead(std::string& bytes, const Connection::Received received, HttpAnswer& answer,
              httpwire::ResponseHead& head) {
    for (;;) {
        const auto result =
            httpwire::parseResponseHead(bytes, httpwire::Limits(), httpwire::Method::Get, head);
        if (result.incomplete() && received == Connection::Received::Bytes)
            return false;
        if (!result.complete()) {
            answer.outcome = bytes.empty()      ? HttpAnswer::Outcome::Closed
                             : result.refused() ? HttpAnswer::Outcome::NotHttp
                                                : HttpAnswer::Outcome::Closed;
            answer.text = bytes.substr(0, mostBody);
            return true;
        }
        // Interim responses come first (RFC 9110 section 15.2).
        if (head.status >= 200) {
            take(head, answer);
            bytes.erase(0, result.consumed);
            return true;
        }
        bytes.erase(0, result.consumed);
    }
}

}  // namespace

HttpAnswer askHttp(Connection& connection, const HttpRequest& request, const Patience& patience) {
    const auto begun = std::chrono::steady_clock::now();
    HttpAnswer answer;
    const auto finished = [&] {
        answer.duration =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
        return answer;
    };
    // A peer that closes at once has perhaps said something all the same.
    (void)connection.send(headOf(request), patience);
    std::string bytes;
    httpwire::ResponseHead head;
    for (;;) {
        const Connection::Received received = connection.receive(bytes, patience);
        if (received == Connection::Received::TimeIsUp) {
            answer.outcome = HttpAnswer::Outcome::Silent;
            return finished();
        }
        if (readHead(bytes, received, answer, head))
            break;
    }
    if (answer.outcome != HttpAnswer::Outcome::Answered)
        return finished();
    // A body that never ends (an event stream) is not waited for.
    const Patience bodyPatience = patience.within(base::Milliseconds(1000));
    while (!isWhole(head, bytes) && connection.receive(bytes, bodyPatience) == Connection::Received::Bytes) {
    }
    answer.text = bodyIn(head, bytes);
    return finished();
}

}  // namespace portolan::explain
