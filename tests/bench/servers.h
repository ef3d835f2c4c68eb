// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The servers of a measurement: what they have in common, and the program itself, with one worker and its
// data on tmpfs unless told otherwise. The peers are in peers.h. A server lives as long as its object. One
// thread.

#include "backend/base/ipaddress.h"
#include "tests/support/program.h"

#include <functional>
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

/// Whether a proxy writes a line for each request to a file.
enum class AccessLog { Off, On };

/// Which CPUs a server may use: the one it is given, if any, or all of the machine's.
enum class Cpus { Given, All };

struct PortolanSetup {
    int cpu = -1;  ///< the only CPU it may use; -1: any
    unsigned workers = 1;
    std::vector<std::string> arguments{};  ///< more of them
    std::vector<std::string> prefix{};     ///< what runs it, for example valgrind
    std::filesystem::path dataParent = "/dev/shm";
    AccessLog log = AccessLog::Off;
    Cpus cpus = Cpus::Given;
};

class PortolanServer : public Server {
  public:
    enum class Face { Http, Https, Dns };
    /// Options that a build may not have; see knows().
    static constexpr const char* accessLogOption = "--access-log";
    static constexpr const char* rateLimitOption = "--rate-limit";

    explicit PortolanServer(Face face, const PortolanSetup& setup = {});
    [[nodiscard]] pid_t pid() const override { return m_program.process().pid(); }
    [[nodiscard]] support::ProgramUnderTest& program() { return m_program; }

    /// Sets failure().
    void fail(const std::string& why) { m_failure = why + ": " + m_program.explain(); }

    /// Whether this build knows the option, by what --help says.
    [[nodiscard]] static bool knows(const std::string& option);

    /// Ends it in order and starts it on the same data. Returns the ms until it was ready again. Sets
    /// failure() when it does not come back.
    double restart();

    /// A service LABEL on 127.0.0.1:port. Sets failure() when it is refused.
    void addService(support::HttpConnection& api, const std::string& label, std::uint16_t port);
    /// Takes the name LABEL away. Sets failure() when it is refused.
    void remove(support::HttpConnection& api, const std::string& label);
    /// Services n0 .. n(count-1). Nothing listens at their targets: a probe costs as little as it can.
    void addServices(std::size_t count);
    /// Stand-alone records nFROM .. n(to-1).
    void addRecords(std::size_t from, std::size_t to);

  private:
    void start();
    /// Adds nFROM .. n(to-1), several at a time.
    void addMany(std::size_t from, std::size_t to,
                 const std::function<std::string(const std::string& label)>& body);
    /// Sets failure() if the next reply has another status.
    void expect(support::HttpConnection& api, int status, const std::string& call);

    Face m_face;
    support::TemporaryFolder m_logs{"/dev/shm"};
    mutable support::ProgramUnderTest m_program;
};

}  // namespace portolan::bench
