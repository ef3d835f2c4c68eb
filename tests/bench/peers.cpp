// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/peers.h"

#include "tests/bench/tlsload.h"
#include "tests/support/dnsclient.h"
#include "tests/support/freeport.h"
#include "tests/support/testcertificate.h"
#include "tests/support/waituntil.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sched.h>
#include <thread>

namespace portolan::bench {

namespace {

using support::waitUntil;
namespace fs = std::filesystem;

const base::IpAddress loopback = base::IpAddress::fromV4(0x7f000001);

using Values = std::vector<std::pair<std::string, std::string>>;

std::string filled(const fs::path& file, const Values& values) {
    std::ifstream stream(file);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    for (const auto& [name, value] : values)
        for (std::size_t at = 0; (at = text.find("@" + name + "@", at)) != std::string::npos;)
            text.replace(at, name.size() + 2, value);
    return text;
}

fs::path peerFolder() {
    const char* chosen = std::getenv("PORTOLAN_PEERS");
    return chosen ? chosen : PORTOLAN_PEERS_FOLDER;
}

/// How a peer is started; @CONFIGURATION@ and @FOLDER@ stand for its own.
struct Launch {
    const char* name;
    const char* configuration;
    const char* program;  ///< in the root of the unpacked packages
    std::vector<std::string> arguments;
};

const Launch launches[] = {
    {"nginx", "nginx.conf.in", "usr/sbin/nginx", {"-p", "@FOLDER@", "-c", "@CONFIGURATION@", "-e", "stderr"}},
    {"nginx-streaming",
     "nginx.conf.in",
     "usr/sbin/nginx",
     {"-p", "@FOLDER@", "-c", "@CONFIGURATION@", "-e", "stderr"}},
    {"haproxy", "haproxy.conf.in", "usr/sbin/haproxy", {"-db", "-f", "@CONFIGURATION@"}},
    {"nginx-tls",
     "nginx-tls.conf.in",
     "usr/sbin/nginx",
     {"-p", "@FOLDER@", "-c", "@CONFIGURATION@", "-e", "stderr"}},
    {"haproxy-tls", "haproxy-tls.conf.in", "usr/sbin/haproxy", {"-db", "-f", "@CONFIGURATION@"}},
    {"caddy",
     "Caddyfile.in",
     "usr/bin/caddy",
     {"run", "--adapter", "caddyfile", "--config", "@CONFIGURATION@"}},
    {"knot", "knot.conf.in", "usr/sbin/knotd", {"-c", "@CONFIGURATION@"}},
    {"knot-rrl", "knot-rrl.conf.in", "usr/sbin/knotd", {"-c", "@CONFIGURATION@"}},
    {"nsd", "nsd.conf.in", "usr/sbin/nsd", {"-d", "-c", "@CONFIGURATION@"}},
    {"unbound", "unbound.conf.in", "usr/sbin/unbound", {"-d", "-c", "@CONFIGURATION@"}},
};

/// A peer in a folder of its own, with a configuration file made from a template. Ends in order, because some
/// have children that an untimely death would leave behind.
class PeerServer : public Server {
  public:
    PeerServer(const Launch& launch, int cpu) : Server(launch.name), m_launch(launch), m_cpu(cpu) {
        m_address = {loopback, support::freePort()};
    }
    ~PeerServer() override {
        if (!m_process)
            return;
        m_process->signal(SIGTERM);
        (void)m_process->wait(std::chrono::seconds(5));
    }
    PeerServer(const PeerServer&) = delete;
    PeerServer& operator=(const PeerServer&) = delete;
    [[nodiscard]] pid_t pid() const override { return m_process ? m_process->pid() : -1; }
    [[nodiscard]] const fs::path& folder() const { return m_folder.path(); }

    void configure(Values values) const {
        values.emplace_back("FOLDER", m_folder.path().string());
        values.emplace_back("PORT", std::to_string(m_address.port));
        std::ofstream(configuration())
            << filled(fs::path(PORTOLAN_PEER_TEMPLATES) / m_launch.configuration, values);
    }
    /// Starts it and waits until it answers as it should.
    template <class Condition>
    void start(Condition&& answers) {
        m_process = std::make_unique<support::Process>(command());
        if (!waitUntil([&] { return !m_process->running() || answers(); }, std::chrono::seconds(20)) ||
            !m_process->running())
            m_failure = m_name + " does not answer: " + m_process->standardError();
    }

  private:
    [[nodiscard]] fs::path configuration() const { return m_folder.path() / "peer.conf"; }
    [[nodiscard]] support::Command command() const {
        const fs::path root = peerFolder() / "root";
        support::Command command;
        command.arguments = {(root / m_launch.program).string()};
        for (const std::string& argument : m_launch.arguments)
            command.arguments.push_back(argument == "@CONFIGURATION@" ? configuration().string()
                                        : argument == "@FOLDER@"      ? m_folder.path().string()
                                                                      : argument);
        command.environment = {
            "LD_LIBRARY_PATH=" + (root / "usr/lib" / PORTOLAN_LIBRARY_ARCHITECTURE).string(),
            "HOME=" + m_folder.path().string(), "GOMAXPROCS=1"};
        command.cpu = m_cpu;
        return command;
    }

    const Launch& m_launch;
    int m_cpu;
    support::TemporaryFolder m_folder{"/dev/shm"};
    std::unique_ptr<support::Process> m_process;
};

/// Stands for a peer that this program does not know.
class UnknownServer : public Server {
  public:
    explicit UnknownServer(const std::string& name) : Server(name) {
        m_failure = name + " is not known here";
    }
    [[nodiscard]] pid_t pid() const override { return -1; }
};

const Launch* launchOf(const std::string& name) {
    const auto* found = std::find_if(std::begin(launches), std::end(launches),
                                     [&](const Launch& launch) { return launch.name == name; });
    return found == std::end(launches) ? nullptr : found;
}

/// The same as unbound's own records, which it answers from at less cost than from an authoritative zone.
void writeLocalData(const fs::path& file, std::size_t records) {
    std::ofstream data(file);
    data << "server:\nlocal-zone: \"internal.example.\" static\n"
            "local-data: \"internal.example. 60 SOA ns.internal.example. hostmaster.internal.example. 1 3600 "
            "600 "
            "86400 15\"\n";
    for (std::size_t i = 0; i < records; ++i)
        data << "local-data: \"n" << i << ".internal.example. 60 A 127.0.0.1\"\n";
}

void writeZone(const fs::path& file, std::size_t records) {
    std::ofstream zone(file);
    zone << "$ORIGIN internal.example.\n$TTL 60\n"
            "@ SOA ns hostmaster 1 3600 600 86400 15\n@ NS ns\nns A 127.0.0.1\n";
    for (std::size_t i = 0; i < records; ++i)
        zone << "n" << i << " A 127.0.0.1\n";
}

/// The cheapest way to large bodies that nginx has, at 64 KiB for each connection.
constexpr const char* streamingBuffers = "proxy_buffering off; proxy_buffers 8 64k; proxy_buffer_size 64k;";

std::string accessLogOf(AccessLog log) {
    return log == AccessLog::Off ? "off" : "@FOLDER@/access.log combined buffer=64k flush=1s";
}

}  // namespace

SeparateCpus separateCpus() {
    const auto last = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)) - 1;
    if (last < 1)
        return {};
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(last, &own);
    sched_setaffinity(0, sizeof own, &own);
    return {.server = 0, .load = last};
}

std::string fetchPeers(const std::vector<std::string>& packages) {
    support::Command command;
    command.arguments = {PORTOLAN_PEER_TEMPLATES "/fetch", peerFolder().string()};
    for (const std::string& package : packages)
        if (!fs::exists(peerFolder() / (package + ".unpacked")))
            command.arguments.push_back(package);
    if (command.arguments.size() == 2)
        return {};
    const auto result = support::runCommand(command, std::chrono::minutes(5));
    return result.code == 0 ? std::string() : "fetching peers: " + result.error;
}

std::unique_ptr<Server> makeProxy(const std::string& name, const ProxySetup& setup) {
    if (name == "portolan") {
        PortolanSetup own;
        own.cpu = setup.cpu;
        own.log = setup.log;
        auto server = std::make_unique<PortolanServer>(PortolanServer::Face::Http, own);
        if (server->failure().empty()) {
            support::HttpConnection api(server->program().api());
            server->addService(api, "bench", setup.upstream);
        }
        return server;
    }
    const Launch* launch = launchOf(name);
    if (!launch)
        return std::make_unique<UnknownServer>(name);
    auto server = std::make_unique<PeerServer>(*launch, setup.cpu);
    server->configure({{"UPSTREAM", std::to_string(setup.upstream)},
                       {"ACCESS_LOG", accessLogOf(setup.log)},
                       {"BUFFERS", name == "nginx-streaming" ? streamingBuffers : ""}});
    server->start([&] {
        return support::fetch(server->address(), {"GET", "/", "bench.internal.example"}).status == 200;
    });
    return server;
}

std::unique_ptr<Server> makeTlsProxy(const std::string& name, const ProxySetup& setup) {
    constexpr const char* host = "bench.internal.example";
    const auto answers = [&](const Server& server) {
        TlsLoad load(server.address(), host, 1, TlsLoad::Handshakes::Full);
        return load.run(std::chrono::seconds(1), 1).replies == 1;
    };
    if (name == "portolan") {
        PortolanSetup own;
        own.cpu = setup.cpu;
        auto server = std::make_unique<PortolanServer>(PortolanServer::Face::Https, own);
        if (server->failure().empty()) {
            support::HttpConnection api(server->program().api());
            server->addService(api, "bench", setup.upstream);
        }
        if (server->failure().empty() && !answers(*server))
            server->fail("does not answer over TLS");
        return server;
    }
    const Launch* launch = launchOf(name + "-tls");
    if (!launch)
        return std::make_unique<UnknownServer>(name);
    auto server = std::make_unique<PeerServer>(*launch, setup.cpu);
    server->configure({{"UPSTREAM", std::to_string(setup.upstream)}});
    // As many certificates as Portolan sends.
    const support::TestCertificate between({.name = "intermediate", .isAuthority = true});
    const support::TestCertificate leaf({.name = host, .issuer = &between});
    std::ofstream(server->folder() / "server.pem")
        << leaf.certificatePem() << between.certificatePem() << leaf.keyPem();
    server->start([&] { return answers(*server); });
    return server;
}

std::unique_ptr<Server> makeResponder(const std::string& name, const ResponderSetup& setup) {
    if (name == "portolan") {
        PortolanSetup own;
        own.cpu = setup.cpu;
        own.workers = setup.workers;
        own.cpus = setup.cpus;
        if (setup.rateLimit > 0)
            own.arguments = {PortolanServer::rateLimitOption, std::to_string(setup.rateLimit)};
        auto server = std::make_unique<PortolanServer>(PortolanServer::Face::Dns, own);
        server->addRecords(0, setup.records);
        return server;
    }
    const Launch* launch = launchOf(setup.rateLimit > 0 ? name + "-rrl" : name);
    if (!launch)
        return std::make_unique<UnknownServer>(name);
    auto server = std::make_unique<PeerServer>(*launch, setup.cpu);
    server->configure({{"RATE_LIMIT", std::to_string(setup.rateLimit)}});
    fs::create_directories(server->folder() / "database");
    writeZone(server->folder() / "internal.example.zone", setup.records);
    writeLocalData(server->folder() / "local-data.conf", setup.records);
    server->start([&] {
        return support::askUdp(server->address(), "n0.internal.example", support::DnsType::A,
                               std::chrono::milliseconds(200))
                   .answer() == "127.0.0.1";
    });
    return server;
}

}  // namespace portolan::bench
