// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the proxy session talks to when a request is for Portolan itself and not for a service: the API's
// front, the event stream, the built-in pages (all in edge/). The session has parsed and checked the request
// by then, decodes the body framing, and writes the response framing; a handler sees values and body bytes
// only. One LocalHandler serves one worker and all its calls happen on that worker's thread. It never blocks.
//
// Life of an exchange: begin() -> onBody()* -> onBodyEnd(); in the meantime, in any order, the handler calls
// responder.sendHead() once, sendBody() any number of times, and finish() or fail() once. If the client goes
// away first, onAborted() is called, after which the responder must not be used. The exchange is destroyed by
// the session after finish(), fail() or onAborted(), never inside one of its own calls.

#include "backend/base/ipaddress.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace portolan::httpwire {
struct RequestHead;
struct ResponseHead;
}  // namespace portolan::httpwire

namespace portolan::proxy {

/// How a request came in.
struct Arrival {
    enum class Listener : unsigned char { Http, Https, Api, PrivateApi };
    base::IpAddress peer;       ///< the client's address
    base::SocketAddress local;  ///< the address and port it reached
    Listener listener = Listener::Http;
    std::string requestId;   ///< the client's X-Request-Id if it was well formed, else one of our own
    std::string serverName;  ///< over TLS: the name asked for, lower case; empty if none was. Source: RFC
                             ///< 6066 section 3

    /// Whether the client came over TLS.
    [[nodiscard]] bool isSecure() const { return listener == Listener::Https; }
};

/// The session's side of an exchange.
class LocalResponder {
  public:
    virtual ~LocalResponder() = default;
    /// `head` without framing fields; the session adds Content-Length or chunked, Date and Connection.
    /// `length` < 0 means unknown.
    virtual void sendHead(const httpwire::ResponseHead& head, std::int64_t length) = 0;
    /// Copies what cannot be written at once. Returns the bytes that wait for the client.
    virtual std::size_t sendBody(std::string_view bytes) = 0;
    virtual void finish() = 0;
    /// Cuts the connection; for a response that cannot be completed.
    virtual void fail() = 0;
    /// Stop or go on reading the request body (back-pressure).
    virtual void pauseBody() = 0;
    virtual void resumeBody() = 0;
};

/// The handler's side of an exchange.
class LocalExchange {
  public:
    virtual ~LocalExchange() = default;
    virtual void onBody(std::string_view bytes) = 0;
    virtual void onBodyEnd() = 0;
    /// Bytes that waited for the client have gone out.
    virtual void onDrained() {}
    virtual void onAborted() = 0;
};

class LocalHandler {
  public:
    virtual ~LocalHandler() = default;
    /// `head` is valid during the call only. Never returns nullptr.
    [[nodiscard]] virtual std::unique_ptr<LocalExchange> begin(const httpwire::RequestHead& head,
                                                               const Arrival& arrival,
                                                               LocalResponder& responder) = 0;
};

}  // namespace portolan::proxy
