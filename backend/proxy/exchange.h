// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One request with its response, as a session sees whoever answers it: Forward (an upstream) or LocalSide (a
// part of Portolan). The session reads the request and tells the exchange; the exchange answers through the
// session. One exchange at a time per session, on the worker's thread. An exchange ends by calling finish(),
// fail() or cut() of its session, as the last thing it does; after that it may already be in use for another
// request.

#include "backend/httpwire/head.h"
#include "backend/proxy/pages.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace portolan::proxy {

/// What is remembered of a request once the bytes of its head are gone.
struct RequestFacts {
    httpwire::Method method = httpwire::Method::Other;
    httpwire::Version version = httpwire::Version::Http11;
    httpwire::Framing framing = httpwire::Framing::None;
    bool keepAlive = false;
    bool expectContinue = false;
    PageFormat pageFormat = PageFormat::Text;

    [[nodiscard]] bool isHttp11() const { return version == httpwire::Version::Http11; }
};

enum class BodyState : std::uint8_t { GoesOn, Ended };

class Exchange {
  public:
    /// The parts of the body's payload that one read brought, and whether it has ended with them. Called at
    /// once after the beginning for a request without a body. `trailers` may be nullptr.
    virtual void onRequest(std::span<const std::string_view> parts, BodyState state,
                           const httpwire::FieldList* trailers) = 0;
    /// What waited for the client has gone out.
    virtual void onClientDrained() = 0;
    /// The client has left, or the request turned out to be broken: stop everything, answer nothing.
    virtual void onCancelled() = 0;
    /// The time limit set with Session::limitTime() has run out.
    virtual void onTimeLimit() = 0;

  protected:
    ~Exchange() = default;
};

}  // namespace portolan::proxy
