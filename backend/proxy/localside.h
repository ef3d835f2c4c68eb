// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A request for Portolan itself: the session's side of a LocalHandler's exchange. Frames the response,
// answers Expect: 100-continue, and sees to it that head and body of a small answer leave together. One per
// such request. Source: RFC 9110 sections 8.6 and 10.1.1, RFC 9112 section 6.

#include "backend/proxy/bodywriter.h"
#include "backend/proxy/exchange.h"
#include "backend/proxy/localhandler.h"
#include "backend/proxy/shared.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace portolan::proxy {

class Session;

class LocalSide final : public Exchange, public LocalResponder {
  public:
    LocalSide(Session& session, Shared& shared) : m_session(session), m_shared(shared) {}

    void begin(LocalHandler& handler, const httpwire::RequestHead& head, Arrival arrival);

    void onRequest(std::span<const std::string_view> parts, BodyState state,
                   const httpwire::FieldList* trailers) override;
    void onClientDrained() override;
    void onCancelled() override;
    void onTimeLimit() override;

    void sendHead(const httpwire::ResponseHead& head, std::int64_t length) override;
    std::size_t sendBody(std::string_view bytes) override;
    void finish() override;
    void fail() override;
    void pauseBody() override;
    void resumeBody() override;

  private:
    void flush(std::string_view body);
    [[nodiscard]] bool isOver() const { return m_over; }

    Session& m_session;
    Shared& m_shared;
    std::unique_ptr<LocalExchange> m_exchange;
    bool m_headSent = false;
    bool m_over = false;  ///< finished, failed or cancelled: the session may be gone
    std::string m_head;   ///< written, and waiting for the first bytes of the body
    BodyWriter m_body;
};

}  // namespace portolan::proxy
