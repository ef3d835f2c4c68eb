// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/servers.h"

#include "tests/support/dnsclient.h"
#include "tests/support/waituntil.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace portolan::bench {

namespace {

using support::waitUntil;
namespace fs = std::filesystem;

const base::IpAddress loopback = base::IpAddress::fromV4(0x7f000001);

std::uint16_t freePort(int type) {
    const int probe = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof name;
    bind(probe, reinterpret_cast<const sockaddr*>(&name), length);
    getsockname(probe, reinterpret_cast<sockaddr*>(&name), &length);
    close(probe);
    return ntohs(name.sin_port);
}

std::string filled(const fs::path& file, const std::vector<std::pair<std::string, std::string>>& values) {
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

/// A peer with a configuration file made from a template.
class PeerServer : public Server {
  public:
    PeerServer(std::string name, int socketType) : Server(std::move(name)) {
        m_address = {loopback, freePort(socketType)};
    }
    [[nodiscard]] pid_t pid() const override { return m_process ? m_process->pid() : -1; }

    void configure(std::uint16_t upstream) {
        const fs::path source = fs::path(PORTOLAN_PEER_TEMPLATES) / (m_name + ".conf.in");
        std::ofstream(configuration()) << filled(source, {{"FOLDER", m_folder.path().string()},
                                                          {"PORT", std::to_string(m_address.port)},
                                                          {"UPSTREAM", std::to_string(upstream)}});
    }
    void launch(const std::string& program, const std::vector<std::string>& arguments, int cpu) {
        const fs::path root = peerFolder() / "root";
        support::Command command;
        command.arguments = {(root / "usr/sbin" / program).string()};
        command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
        command.environment = {"LD_LIBRARY_PATH=" +
                               (root / "usr/lib" / PORTOLAN_LIBRARY_ARCHITECTURE).string()};
        command.cpu = cpu;
        m_process = std::make_unique<support::Process>(command);
    }
    template <class Condition>
    void waitFor(Condition&& answers) {
        if (!waitUntil([&] { return !m_process->running() || answers(); }, std::chrono::seconds(20)) ||
            !m_process->running())
            m_failure = m_name + " does not answer: " + m_process->standardError();
    }
    [[nodiscard]] fs::path configuration() const { return m_folder.path() / "peer.conf"; }
    [[nodiscard]] const fs::path& folder() const { return m_folder.path(); }

  private:
    support::TemporaryFolder m_folder{"/dev/shm"};
    std::unique_ptr<support::Process> m_process;
};

void writeZone(const fs::path& file, std::size_t records) {
    std::ofstream zone(file);
    zone << "$ORIGIN internal.example.\n$TTL 60\n"
            "@ SOA ns hostmaster 1 3600 600 86400 15\n@ NS ns\nns A 127.0.0.1\n";
    for (std::size_t i = 0; i < records; ++i)
        zone << "n" << i << " A 127.0.0.1\n";
}

}  // namespace

int separateCpus() {
    const int count = static_cast<int>(std::thread::hardware_concurrency());
    if (count < 2)
        return -1;
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    sched_setaffinity(0, sizeof first, &first);
    return count - 1;
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

std::unique_ptr<Server> makeProxy(const std::string& name, std::uint16_t upstream, int cpu) {
    const auto answers = [](const base::SocketAddress& address) {
        return support::fetch(address, {"GET", "/", "bench.internal.example"}).status == 200;
    };
    if (name == "portolan") {
        auto server = std::make_unique<PortolanServer>(PortolanServer::Face::Http, cpu);
        if (server->failure().empty()) {
            support::HttpConnection api(server->program().api());
            server->addService(api, "bench", upstream);
        }
        return server;
    }
    auto server = std::make_unique<PeerServer>(name, SOCK_STREAM);
    server->configure(upstream);
    if (name == "nginx")
        server->launch(
            "nginx",
            {"-p", server->folder().string(), "-c", server->configuration().string(), "-e", "stderr"}, cpu);
    else
        server->launch("haproxy", {"-db", "-f", server->configuration().string()}, cpu);
    server->waitFor([&] { return answers(server->address()); });
    return server;
}

std::unique_ptr<Server> makeResponder(const std::string& name, std::size_t records, int cpu) {
    if (name == "portolan") {
        auto server = std::make_unique<PortolanServer>(PortolanServer::Face::Dns, cpu);
        server->addRecords(records);
        return server;
    }
    auto server = std::make_unique<PeerServer>("knot", SOCK_DGRAM);
    server->configure(0);
    fs::create_directories(server->folder() / "database");
    writeZone(server->folder() / "internal.example.zone", records);
    server->launch("knotd", {"-c", server->configuration().string()}, cpu);
    server->waitFor([&] {
        return support::askUdp(server->address(), "n0.internal.example", support::DnsType::A,
                               std::chrono::milliseconds(200))
                   .answer() == "127.0.0.1";
    });
    return server;
}

PortolanServer::PortolanServer(Face face, int cpu, std::vector<std::string> prefix)
    : Server("portolan"), m_program([&] {
          support::ProgramOptions options;
          options.arguments = {"--workers", "1"};
          options.dataParent = "/dev/shm";
          options.cpu = cpu;
          options.prefix = std::move(prefix);
          return options;
      }()) {
    if (m_program.start(std::chrono::seconds(120)))
        m_address = face == Face::Http ? m_program.http() : m_program.dns();
    else
        m_failure = m_program.explain();
}

void PortolanServer::add(support::HttpConnection& api, const std::string& body) {
    api.send(support::jsonCall("POST", "/add-record", body));
    const support::HttpReply reply = api.receive();
    if (reply.status != 201 && m_failure.empty())
        m_failure = "adding " + body + ": " + std::to_string(reply.status) + " " + reply.failure + reply.body;
}

void PortolanServer::addService(support::HttpConnection& api, const std::string& label, std::uint16_t port) {
    add(api, support::jsonText("{'name':'" + label + "','port':" + std::to_string(port) +
                               ",'forward_to_ip':'127.0.0.1'}"));
}

void PortolanServer::addServices(std::size_t count) {
    constexpr std::uint16_t discard = 9;
    support::HttpConnection api(m_program.api());
    for (std::size_t i = 0; i < count && m_failure.empty(); ++i)
        addService(api, "n" + std::to_string(i), discard);
}

void PortolanServer::addRecords(std::size_t count) {
    support::HttpConnection api(m_program.api());
    for (std::size_t i = 0; i < count && m_failure.empty(); ++i)
        add(api, support::jsonText("{'name':'n" + std::to_string(i) + "','ip':'127.0.0.1'}"));
}

}  // namespace portolan::bench
