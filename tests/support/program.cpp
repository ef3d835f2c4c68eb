// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"

#include "tests/support/waituntil.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <unistd.h>

namespace portolan::support {

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
    std::string pattern = (parent / "portolan-test-XXXXXX").string();
    if (mkdtemp(pattern.data()))
        m_path = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

ProgramUnderTest::ProgramUnderTest(ProgramOptions options)
    : m_data(options.dataParent), m_options(std::move(options)) {
    std::filesystem::create_directories(dataFolder());
}

ProgramUnderTest::~ProgramUnderTest() {
    kill9();
}

std::string ProgramUnderTest::file() {
    const char* chosen = std::getenv("PORTOLAN_PROGRAM");
    return chosen ? chosen : PORTOLAN_PROGRAM_FILE;
}

Command ProgramUnderTest::command(std::vector<std::string> more) const {
    Command command;
    command.arguments = m_options.prefix;
    const std::vector<std::string> first = {
        file(), "--daemon", "--data-dir", dataFolder().string(), "--config", configFile().string()};
    command.arguments.insert(command.arguments.end(), first.begin(), first.end());
    if (m_options.listeners == ProgramOptions::Listeners::Loopback) {
        const std::vector<std::string> loopback = {"--dns",       "127.0.0.1:0", "--http", "127.0.0.1:0",
                                                   "--https",     "127.0.0.1:0", "--api",  "127.0.0.1:0",
                                                   "--advertise", "127.0.0.1",   "--zone", m_options.zone};
        command.arguments.insert(command.arguments.end(), loopback.begin(), loopback.end());
    }
    command.arguments.insert(command.arguments.end(), m_options.arguments.begin(), m_options.arguments.end());
    command.arguments.insert(command.arguments.end(), more.begin(), more.end());
    command.environment = m_options.environment;
    command.environment.push_back(
        "LSAN_OPTIONS=print_suppressions=0:suppressions=" PORTOLAN_LEAK_SUPPRESSIONS);
    command.withoutEnvironment = {"NOTIFY_SOCKET", "LISTEN_FDS", "PORTOLAN_PROGRAM", "PORTOLAN_PEERS"};
    command.cpu = m_options.cpu;
    return m_options.wrap ? m_options.wrap(command) : command;
}

void ProgramUnderTest::launch() {
    if (!std::filesystem::exists(configFile()))
        std::ofstream(configFile()) << "# options come from the command line\n";
    m_ready = Json();
    m_process = std::make_unique<Process>(command());
}

bool ProgramUnderTest::waitReady(std::chrono::milliseconds limit) {
    const auto settled = [this] {
        const std::string output = m_process->standardOutput();
        m_ready = Json::parse(output.substr(0, output.find('\n')));
        return m_ready["READY"].exists() || !m_process->running();
    };
    return waitUntil(settled, limit) && m_ready["READY"].exists();
}

bool ProgramUnderTest::start(std::chrono::milliseconds limit) {
    launch();
    return waitReady(limit);
}

base::SocketAddress ProgramUnderTest::address(const char* name, const char* protocol) const {
    const Json listeners = m_ready["listeners"];
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        const Json entry = listeners[i];
        if (entry["name"].text() == name && entry["protocol"].text() == protocol &&
            entry["status"].text() == "listening")
            return base::SocketAddress::parse(entry["address"].text()).value_or(base::SocketAddress{});
    }
    return {};
}

std::string ProgramUnderTest::token() const {
    std::ifstream stream(m_ready["endpoint_file"].text());
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    return Json::parse(text)["token"].text();
}

void ProgramUnderTest::kill9() {
    if (m_process)
        m_process->kill();
}

std::optional<ExitStatus> ProgramUnderTest::terminate(std::chrono::milliseconds limit) {
    m_process->signal(SIGTERM);
    return m_process->wait(limit);
}

std::string ProgramUnderTest::explain() {
    std::string text = "stdout: " + m_process->standardOutput() + "\nstderr: " + m_process->standardError();
    if (const auto status = m_process->wait(std::chrono::milliseconds(0)))
        text += "\nended with code " + std::to_string(status->code) + ", signal " +
                std::to_string(status->signal);
    return text;
}

HttpReply ProgramUnderTest::callWithToken(HttpCall call) const {
    call.fields.emplace_back("Authorization", "Bearer " + token());
    return fetch(api(), call);
}

HttpReply ProgramUnderTest::addService(const std::string& name, std::uint16_t port) const {
    return call(jsonCall("POST", "/add-record",
                         R"({"name":")" + name + R"(","port":)" + std::to_string(port) +
                             R"(,"forward_to_ip":"127.0.0.1","proxy_enabled":true})"));
}

HttpReply ProgramUnderTest::through(const std::string& name, const std::string& target) const {
    return fetch(http(), {"GET", target, name});
}

}  // namespace portolan::support
