// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/networknamespaces.h"

#include <filesystem>
#include <fstream>
#include <signal.h>
#include <unistd.h>

namespace portolan::support {

namespace {

constexpr std::string_view family = "portolan-test-";
const std::filesystem::path configurationFolder = "/etc/netns";

}  // namespace

std::string NetworkNamespaces::denied() {
    if (geteuid() != 0)
        return "network namespaces need root";
    const std::string probe = std::string(family) + std::to_string(getpid()) + "-probe";
    const auto made = runCommand({{"ip", "netns", "add", probe}, {}});
    remove(probe);
    return made.code == 0 ? std::string() : "ip netns add: " + made.error;
}

NetworkNamespaces::NetworkNamespaces(std::vector<Host> hosts)
    : m_prefix(std::string(family) + std::to_string(getpid()) + "-") {
    removeLeftovers();
    const std::string hub = m_prefix + "switch";
    m_names.push_back(hub);
    bool good = run("ip netns add " + hub) && run("ip -n " + hub + " link add hub type bridge") &&
                run("ip -n " + hub + " link set hub up");
    for (const Host& host : hosts)
        good = good && addHost(host);
}

NetworkNamespaces::~NetworkNamespaces() {
    for (const std::string& name : m_names)
        remove(name);
}

bool NetworkNamespaces::addHost(const Host& host) {
    const std::string name = namespaceOf(host.name);
    const std::string hub = m_prefix + "switch";
    const std::string port = "port" + std::to_string(m_names.size());
    m_names.push_back(name);
    std::error_code ignored;
    std::filesystem::create_directories(configurationFolder / name, ignored);
    std::ofstream(configurationFolder / name / "resolv.conf")
        << (host.nameserver.empty() ? ""
                                    : "nameserver " + host.nameserver + "\noptions timeout:2 attempts:2\n");
    bool good = run("ip netns add " + name) && run("ip -n " + name + " link set lo up") &&
                run("ip -n " + hub + " link add " + port + " type veth peer name eth0 netns " + name) &&
                run("ip -n " + hub + " link set " + port + " master hub up");
    for (const std::string& address : host.addresses)
        good = good && run("ip -n " + name + " address add " + address + " dev eth0" +
                           (address.find(':') == std::string::npos ? "" : " nodad"));
    return good && run("ip -n " + name + " link set eth0 up");
}

bool NetworkNamespaces::run(const std::string& line) {
    const auto result = runCommand({{"sh", "-c", line}, {}});
    if (result.code != 0 && m_failure.empty())
        m_failure = line + ": " + result.error;
    return result.code == 0;
}

std::string NetworkNamespaces::namespaceOf(std::string_view host) const {
    return m_prefix + std::string(host);
}

Command NetworkNamespaces::on(std::string_view host, Command command) const {
    const std::vector<std::string> prefix = {"ip", "netns", "exec", namespaceOf(host)};
    command.arguments.insert(command.arguments.begin(), prefix.begin(), prefix.end());
    return command;
}

CommandResult NetworkNamespaces::shell(std::string_view host, const std::string& line,
                                       std::chrono::milliseconds limit) const {
    return runCommand(
        on(host, {{"bash", "-c", line}, {}, {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}}), limit);
}

void NetworkNamespaces::remove(const std::string& name) {
    (void)runCommand({{"ip", "netns", "delete", name}, {}});
    std::error_code ignored;
    std::filesystem::remove_all(configurationFolder / name, ignored);
}

void NetworkNamespaces::removeLeftovers() {
    std::error_code none;
    for (const auto* folder : {"/run/netns", "/etc/netns"})
        for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with(family))
                continue;
            const pid_t owner = std::atoi(name.c_str() + family.size());
            if (owner > 0 && kill(owner, 0) != 0)
                remove(name);
        }
}

}  // namespace portolan::support
