// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The exchange of an answer that is known before the body of its request has come: the built-in pages,
// their refusals, and redirects. What the client still sends is read and dropped. Made by LocalHandlers,
// owned by the session, the worker's thread.

#include "backend/httpwire/head.h"
#include "backend/proxy/localhandler.h"

#include <string>
#include <string_view>

namespace portolan::proxy {

struct FinishedAnswer {
    int status = 200;
    std::string_view contentType;  ///< of static storage
    std::string body;
    std::string contentPolicy;  ///< Content-Security-Policy
    std::string fileName{};     ///< saved under this name instead of shown, if not empty
    std::string location{};     ///< where the client is to go instead, if not empty
};

class FinishedExchange final : public LocalExchange {
  public:
    FinishedExchange(FinishedAnswer answer, httpwire::Method method, LocalResponder& responder);

    void onBody(std::string_view) override {}
    /// Sends all of it; a HEAD request gets no body.
    void onBodyEnd() override;
    void onAborted() override {}

  private:
    const FinishedAnswer m_answer;
    const httpwire::Method m_method;
    LocalResponder& m_responder;
};

}  // namespace portolan::proxy
