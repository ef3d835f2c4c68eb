// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// An upstream for tests that runs on the test's own thread: a listening socket on loopback that does what it
// was told with each connection, whenever serve() is called.

#include "backend/base/ipaddress.h"

#include <string>
#include <vector>

class FakeTarget {
  public:
    /// What it sends to a request before it closes; nothing: it closes at once.
    explicit FakeTarget(std::string answer);
    ~FakeTarget();
    FakeTarget(const FakeTarget&) = delete;
    FakeTarget& operator=(const FakeTarget&) = delete;

    enum class Ending : unsigned char { Close, Reset, Hold };
    void setEnding(Ending ending) { m_ending = ending; }
    void setAnswer(std::string answer) { m_answer = std::move(answer); }

    [[nodiscard]] portolan::base::SocketAddress address() const { return m_address; }
    /// Takes what is waiting and answers it; does not wait.
    void serve();
    /// Nothing listens there any more.
    void stopListening();

    [[nodiscard]] std::size_t connectionCount() const { return m_connectionCount; }
    [[nodiscard]] const std::string& lastRequest() const { return m_lastRequest; }

  private:
    struct Connection {
        int fd = -1;
        std::string request;
    };
    [[nodiscard]] bool isDone(Connection& connection);
    void answer(const Connection& connection) const;

    int m_fd = -1;
    std::string m_answer;
    Ending m_ending = Ending::Close;
    portolan::base::SocketAddress m_address;
    std::vector<Connection> m_connections;
    std::size_t m_connectionCount = 0;
    std::string m_lastRequest;
};
