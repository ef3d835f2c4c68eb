// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/servers.h"

#include <algorithm>
#include <unistd.h>

namespace portolan::bench {

namespace {

support::ProgramOptions optionsFor(const PortolanSetup& setup, const std::filesystem::path& logs) {
    support::ProgramOptions options;
    options.arguments = {"--workers", std::to_string(setup.workers)};
    options.arguments.insert(options.arguments.end(), setup.arguments.begin(), setup.arguments.end());
    if (setup.log == AccessLog::On) {
        options.arguments.emplace_back(PortolanServer::accessLogOption);
        options.arguments.push_back((logs / "access.log").string());
    }
    options.dataParent = setup.dataParent;
    options.cpu = setup.cpu;
    options.prefix = setup.prefix;
    if (setup.cpus == Cpus::All)
        options.prefix = {"taskset", "--cpu-list", "0-" + std::to_string(sysconf(_SC_NPROCESSORS_ONLN) - 1)};
    return options;
}

std::string serviceBody(const std::string& label, std::uint16_t port) {
    return support::jsonText("{'name':'" + label + "','port':" + std::to_string(port) +
                             ",'forward_to_ip':'127.0.0.1'}");
}

}  // namespace

PortolanServer::PortolanServer(Face face, const PortolanSetup& setup)
    : Server("portolan"), m_face(face), m_program(optionsFor(setup, m_logs.path())) {
    start();
}

void PortolanServer::start() {
    if (m_program.start(std::chrono::seconds(120)))
        m_address = m_face == Face::Http    ? m_program.http()
                    : m_face == Face::Https ? m_program.address("https")
                                            : m_program.dns();
    else
        m_failure = m_program.explain();
}

bool PortolanServer::knows(const std::string& option) {
    const auto help = support::runCommand({{support::ProgramUnderTest::file(), "--help"}, {}});
    return help.output.find(option) != std::string::npos;
}

double PortolanServer::restart() {
    if (!m_program.terminate(std::chrono::seconds(60))) {
        m_failure = "does not end: " + m_program.explain();
        return 0;
    }
    const auto begin = std::chrono::steady_clock::now();
    start();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void PortolanServer::expect(support::HttpConnection& api, int status, const std::string& call) {
    const support::HttpReply reply = api.receive();
    if (reply.status != status && m_failure.empty())
        m_failure = call + ": " + std::to_string(reply.status) + " " + reply.failure + reply.body;
}

void PortolanServer::addService(support::HttpConnection& api, const std::string& label, std::uint16_t port) {
    const std::string body = serviceBody(label, port);
    api.send(support::jsonCall("POST", "/add-record", body));
    expect(api, 201, body);
}

void PortolanServer::remove(support::HttpConnection& api, const std::string& label) {
    const std::string body = support::jsonText("{'name':'" + label + "'}");
    api.send(support::jsonCall("DELETE", "/remove-record", body));
    expect(api, 200, "removing " + body);
}

void PortolanServer::addMany(std::size_t from, std::size_t to,
                             const std::function<std::string(const std::string& label)>& body) {
    constexpr std::size_t atATime = 16;
    std::vector<std::unique_ptr<support::HttpConnection>> apis;
    for (std::size_t i = 0; i < atATime; ++i)
        apis.push_back(std::make_unique<support::HttpConnection>(m_program.api()));
    for (std::size_t begin = from; begin < to && m_failure.empty(); begin += atATime) {
        const std::size_t end = std::min(begin + atATime, to);
        for (std::size_t i = begin; i < end; ++i)
            apis[i - begin]->send(support::jsonCall("POST", "/add-record", body("n" + std::to_string(i))));
        for (std::size_t i = begin; i < end; ++i)
            expect(*apis[i - begin], 201, "adding n" + std::to_string(i));
    }
}

void PortolanServer::addServices(std::size_t count) {
    constexpr std::uint16_t discard = 9;
    addMany(0, count, [](const std::string& label) { return serviceBody(label, discard); });
}

void PortolanServer::addRecords(std::size_t from, std::size_t to) {
    addMany(from, to, [](const std::string& label) {
        return support::jsonText("{'name':'" + label + "','ip':'127.0.0.1'}");
    });
}

}  // namespace portolan::bench
