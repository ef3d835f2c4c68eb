// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A name server for tests, over UDP and TCP on one port of 127.0.0.1, which says what the test told it to
// say: records by name, a failure, a truncated answer, or nothing at all. It counts what it was asked. What
// it says can be changed at any time. One thread; stopped and joined by the destructor. It is no model of a
// good server. Source: RFC 1035 section 4.

#include "backend/base/ipaddress.h"
#include "backend/dnswire/header.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace portolan::support {

/// What is said of one name.
struct NameScript {
    std::vector<std::string> addresses{};  ///< v4 in answers to A, v6 in those to AAAA
    std::uint32_t ttl = 60;
    std::string alias{};  ///< a CNAME, to a name that has the addresses
    std::uint32_t aliasTtl = 60;
    dnswire::Rcode rcode = dnswire::Rcode::NoError;
    bool silent = false;     ///< no answer
    bool truncated = false;  ///< over UDP an empty answer with TC
};

class FakeNameServer {
  public:
    /// Listens at once; `port` 0 takes a free one. See listening().
    explicit FakeNameServer(std::uint16_t port = 0);
    ~FakeNameServer();
    FakeNameServer(const FakeNameServer&) = delete;
    FakeNameServer& operator=(const FakeNameServer&) = delete;

    [[nodiscard]] bool listening() const { return m_udp >= 0 && m_tcp >= 0; }
    [[nodiscard]] const base::SocketAddress& address() const { return m_address; }

    /// A name that was never set does not exist.
    void set(const std::string& name, NameScript script);
    void remove(const std::string& name);
    /// While it is held, queries wait; those that waited are answered when it is let go.
    void hold();
    void letGo();

    /// Queries so far, and those for one name.
    [[nodiscard]] int queries() const { return m_queries; }
    [[nodiscard]] int queries(const std::string& name) const;
    [[nodiscard]] int tcpQueries() const { return m_tcpQueries; }
    /// The most that waited while it was held.
    [[nodiscard]] std::size_t mostHeld() const;

  private:
    struct Waiting;
    void run();
    void openSockets(std::uint16_t port);
    void answerUdp();
    void answerTcp();
    [[nodiscard]] std::string replyTo(std::string_view query, bool overTcp);

    base::SocketAddress m_address;
    int m_udp = -1;
    int m_tcp = -1;
    int m_wakeup = -1;
    std::atomic<bool> m_stopping{false};
    std::atomic<int> m_queries{0};
    std::atomic<int> m_tcpQueries{0};
    mutable std::mutex m_mutex;
    std::map<std::string, NameScript> m_scripts;
    std::map<std::string, int> m_asked;
    bool m_held = false;
    std::vector<Waiting> m_waiting;
    std::size_t m_mostHeld = 0;
    std::thread m_thread;
};

}  // namespace portolan::support
