// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/servers.h"

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
    return options;
}

}  // namespace

PortolanServer::PortolanServer(Face face, const PortolanSetup& setup)
    : Server("portolan"), m_face(face), m_program(optionsFor(setup, m_logs.path())) {
    start();
}

void PortolanServer::start() {
    if (m_program.start(std::chrono::seconds(120)))
        m_address = m_face == Face::Http ? m_program.http() : m_program.dns();
    else
        m_failure = m_program.explain();
}

bool PortolanServer::knows(const std::string& option) {
    const auto help = support::runCommand({{support::ProgramUnderTest::file(), "--help"}, {}});
    return help.output.find(option) != std::string::npos;
}

void PortolanServer::restart() {
    if (!m_program.terminate(std::chrono::seconds(60)))
        m_failure = "does not end: " + m_program.explain();
    else
        start();
}

void PortolanServer::call(support::HttpConnection& api, const char* method, const char* path,
                          const std::string& body, int expected) {
    api.send(support::jsonCall(method, path, body));
    const support::HttpReply reply = api.receive();
    if (reply.status != expected && m_failure.empty())
        m_failure = std::string(method) + " " + path + " " + body + ": " + std::to_string(reply.status) +
                    " " + reply.failure + reply.body;
}

void PortolanServer::addService(support::HttpConnection& api, const std::string& label, std::uint16_t port) {
    call(api, "POST", "/add-record",
         support::jsonText("{'name':'" + label + "','port':" + std::to_string(port) +
                           ",'forward_to_ip':'127.0.0.1'}"),
         201);
}

void PortolanServer::remove(support::HttpConnection& api, const std::string& label) {
    call(api, "DELETE", "/remove-record", support::jsonText("{'name':'" + label + "'}"), 200);
}

void PortolanServer::addServices(std::size_t count) {
    constexpr std::uint16_t discard = 9;
    support::HttpConnection api(m_program.api());
    for (std::size_t i = 0; i < count && m_failure.empty(); ++i)
        addService(api, "n" + std::to_string(i), discard);
}

void PortolanServer::addRecords(std::size_t from, std::size_t to) {
    support::HttpConnection api(m_program.api());
    for (std::size_t i = from; i < to && m_failure.empty(); ++i)
        call(api, "POST", "/add-record",
             support::jsonText("{'name':'n" + std::to_string(i) + "','ip':'127.0.0.1'}"), 201);
}

}  // namespace portolan::bench
