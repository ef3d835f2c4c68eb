// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One API request on its way to the control thread and its answer on the way back. Collects the body (1 MiB
// at most), asks through a pair, relays the answer with back-pressure, and gives up after 30 s with 504. When
// the client goes away it lets go of the pair, which then waits for its answer alone. Made by ApiFront and
// EventStream, owned by the proxy's session; the worker's thread.

#include "backend/edge/frontfailure.h"
#include "backend/edge/pairpool.h"
#include "backend/httpwire/head.h"
#include "backend/net/engine.h"
#include "backend/proxy/localhandler.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::edge {

struct FrontLimits {
    std::size_t bodyBytes = 1024 * 1024;  ///< SPEC 2
    base::Milliseconds answer = base::Seconds(30);
};

/// What exchanges of one worker share; outlives them.
struct FrontParts {
    net::Engine& engine;
    PairPool& pairs;
    FrontLimits limits{};
};

class FrontExchange : public proxy::LocalExchange, private PairClient {
  public:
    FrontExchange(const FrontParts& parts, const httpwire::RequestHead& head, const proxy::Arrival& arrival,
                  proxy::LocalResponder& responder);
    ~FrontExchange() override;
    FrontExchange(const FrontExchange&) = delete;
    FrontExchange& operator=(const FrontExchange&) = delete;

    /// Answers at once what the head alone condemns; to be called when the object is complete.
    void judge(const httpwire::RequestHead& head);

    void onBody(std::string_view bytes) override;
    void onBodyEnd() override;
    void onDrained() override;
    void onAborted() override;

  protected:
    /// The control thread's answer begins, ends. Relays it; for those who do something else with it.
    virtual void relayHead(const httpwire::ResponseHead& head);
    virtual void relayEnd();

    [[nodiscard]] proxy::LocalResponder& responder() { return m_responder; }
    [[nodiscard]] const std::string& requestId() const { return m_requestId; }
    [[nodiscard]] bool isOver() const { return m_phase == Phase::Over; }
    /// No use of the responder after this.
    void setOver();

  private:
    enum class Phase : std::uint8_t { Collecting, Asking, Relaying, Over };

    void onAnswerHead(const httpwire::ResponseHead& head) override;
    void onAnswerBody(std::string_view bytes) override;
    void onAnswerEnd() override;
    void onAnswerLost() override;
    void onTimeLimit();
    void refuse(FrontFailure failure);
    void letGo();

    const FrontParts& m_parts;
    proxy::LocalResponder& m_responder;
    ControlPair* m_pair = nullptr;
    Phase m_phase = Phase::Collecting;
    const bool m_wantsBody;  // false for HEAD
    const ErrorShape m_shape;
    std::string m_requestId;
    std::string m_head;
    std::string m_body;
    net::Timer m_timer;
};

}  // namespace portolan::edge
