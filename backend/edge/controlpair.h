// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One connection of a worker to the API on the control thread: our end of an AF_UNIX socketpair. Carries one
// request at a time and reads its answer. A pair is never closed while a request is in flight, even when
// nobody waits for the answer any more (QHttpServer 6.4 crashes on that): the answer is then read and
// dropped, and the pair is used again. Owned by PairPool; the worker's thread. It does not know what is
// asked.

#include "backend/httpwire/head.h"
#include "backend/net/engine.h"
#include "backend/net/stream.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::edge {

/// Who waits for an answer.
class PairClient {
  public:
    /// `head` is valid during the call. The body, if any, has a Content-Length.
    virtual void onAnswerHead(const httpwire::ResponseHead& head) = 0;
    virtual void onAnswerBody(std::string_view bytes) = 0;
    /// The pair is free again already and must not be used any more.
    virtual void onAnswerEnd() = 0;
    /// There will be no (further) answer: the control thread has closed the pair. It is gone.
    virtual void onAnswerLost() = 0;

  protected:
    ~PairClient() = default;
};

class ControlPair;

/// Who owns a pair.
class PairOwner {
  public:
    virtual void onPairIdle(ControlPair& pair) = 0;
    /// The pair is of no use any more; it must not be destroyed during the call.
    virtual void onPairGone(ControlPair& pair) = 0;

  protected:
    ~PairOwner() = default;
};

class ControlPair final : private net::StreamHandler {
  public:
    ControlPair(net::Engine& engine, net::FileDescriptor ourEnd, PairOwner& owner);
    ~ControlPair();
    ControlPair(const ControlPair&) = delete;
    ControlPair& operator=(const ControlPair&) = delete;

    /// Sends a whole request. The pair must be idle. The client is called from the engine's loop.
    void ask(std::string_view request, PairClient& client);
    /// The client waits no longer; the pair becomes idle when the answer has been read.
    void abandon();
    /// The client cannot take more of the answer for now.
    void pause();
    void resume();
    [[nodiscard]] bool isIdle() const { return m_state == State::Idle; }

  private:
    enum class State : std::uint8_t { Idle, Head, Body, Gone };

    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onClosed(net::CloseReason reason) override;
    [[nodiscard]] std::string_view readHead(std::string_view bytes);
    [[nodiscard]] std::string_view readBody(std::string_view bytes);
    void startBody(const httpwire::ResponseHead& head);
    void finish();
    void lose();

    PairOwner& m_owner;
    PairClient* m_client = nullptr;
    net::StreamHandle m_stream;
    State m_state = State::Idle;
    std::uint64_t m_left = 0;  // bytes of the body still to come
    std::string m_headBytes;   // of a head that came in pieces
    httpwire::ResponseHead m_head;
};

}  // namespace portolan::edge
