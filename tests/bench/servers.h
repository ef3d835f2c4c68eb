// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The servers of a measurement: the program itself and its peers (nginx, haproxy, knotd), each started on a
// free port of loopback with the configuration that stands in tests/bench/peers, pinned to the last CPU of
// the machine while the load has the first. Peers are unpacked into build/peers by tests/bench/peers/fetch,
// never installed. A server lives as long as its object. One thread.

#include "backend/base/ipaddress.h"
#include "tests/support/program.h"

#include <memory>
#include <string>
#include <vector>

namespace portolan::bench {

/// A server that is ready, or the reason why it is not.
class Server {
  public:
    virtual ~Server() = default;
    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] const base::SocketAddress& address() const { return m_address; }
    [[nodiscard]] const std::string& failure() const { return m_failure; }
    [[nodiscard]] virtual pid_t pid() const = 0;

  protected:
    explicit Server(std::string name) : m_name(std::move(name)) {}
    std::string m_name;
    base::SocketAddress m_address;
    std::string m_failure;
};

using Servers = std::vector<std::unique_ptr<Server>>;

/// The CPU for the server under test, -1 on a machine with one; the calling thread is moved to the first.
[[nodiscard]] int separateCpus();

/// Unpacks those packages if they are not there yet. Empty if all went well.
[[nodiscard]] std::string fetchPeers(const std::vector<std::string>& packages);

/// `service` bench.internal.example in front of 127.0.0.1:upstream.
[[nodiscard]] std::unique_ptr<Server> makeProxy(const std::string& name, std::uint16_t upstream, int cpu);
/// The zone internal.example with n0 .. n(records-1), each an A record.
[[nodiscard]] std::unique_ptr<Server> makeResponder(const std::string& name, std::size_t records, int cpu);

/// The program with one worker and its data on tmpfs. Adds `records` services n0 .. n(records-1) through its
/// API.
class PortolanServer : public Server {
  public:
    enum class Face { Http, Dns };
    PortolanServer(Face face, int cpu, std::vector<std::string> prefix = {});
    [[nodiscard]] pid_t pid() const override { return m_program.process().pid(); }
    [[nodiscard]] support::ProgramUnderTest& program() { return m_program; }
    /// A service LABEL on 127.0.0.1:port. Sets failure() when it is refused.
    void addService(support::HttpConnection& api, const std::string& label, std::uint16_t port);
    /// Services n0 .. n(count-1). Nothing listens at their targets: a probe costs as little as it can.
    void addServices(std::size_t count);
    /// Stand-alone records n0 .. n(count-1).
    void addRecords(std::size_t count);

  private:
    void add(support::HttpConnection& api, const std::string& body);

    mutable support::ProgramUnderTest m_program;
};

}  // namespace portolan::bench
