// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/portholder.h"

#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace portolan::net {

namespace {

namespace fs = std::filesystem;

/// The kernel writes an address as 32-bit words of the machine's byte order, in hexadecimal. Source: proc(5),
/// /proc/net/tcp.
std::optional<base::SocketAddress> parseKernelAddress(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon != 8 && colon != 32)
        return std::nullopt;
    std::uint8_t bytes[16];
    for (std::size_t word = 0; word < colon / 8; ++word) {
        std::uint32_t value = 0;
        const char* const begin = text.data() + word * 8;
        if (std::from_chars(begin, begin + 8, value, 16).ec != std::errc())
            return std::nullopt;
        std::memcpy(bytes + word * 4, &value, sizeof value);
    }
    std::uint16_t port = 0;
    if (std::from_chars(text.data() + colon + 1, text.data() + text.size(), port, 16).ec != std::errc())
        return std::nullopt;
    const auto family = colon == 8 ? base::IpAddress::Family::V4 : base::IpAddress::Family::V6;
    return base::SocketAddress{base::IpAddress::fromBytes(bytes, family), port};
}

bool conflicts(const base::SocketAddress& held, const base::SocketAddress& wanted) {
    if (held.port != wanted.port)
        return false;
    return held.address == wanted.address || held.address.isUnspecified() || wanted.address.isUnspecified();
}

/// The inodes of the sockets in one of /proc/net's tables that stand in the way of `wanted`.
std::vector<std::string> conflictingInodes(Transport transport, const char* table,
                                           const base::SocketAddress& wanted) {
    // State 0A is LISTEN; connected TCP sockets do not hold a port against a listener.
    constexpr std::string_view listening = "0A";
    std::vector<std::string> inodes;
    std::ifstream file(table);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
        words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >>
            inode;
        if (transport == Transport::Tcp && state != listening)
            continue;
        const auto held = parseKernelAddress(local);
        if (held && conflicts(*held, wanted))
            inodes.push_back("socket:[" + inode + "]");
    }
    return inodes;
}

bool holdsOneOf(const fs::path& process, const std::vector<std::string>& links) {
    std::error_code failure;
    for (fs::directory_iterator it(process / "fd", failure), end; !failure && it != end;
         it.increment(failure)) {
        std::error_code unreadable;
        const std::string target = fs::read_symlink(it->path(), unreadable).string();
        for (const std::string& link : links)
            if (target == link)
                return true;
    }
    return false;
}

std::optional<long> processNumber(const fs::path& path) {
    const std::string name = path.filename().string();
    long pid = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (failure != std::errc() || end != name.data() + name.size())
        return std::nullopt;
    return pid;
}

}  // namespace

std::optional<PortHolder> findPortHolder(Transport transport, const base::SocketAddress& address) {
    const bool tcp = transport == Transport::Tcp;
    std::vector<std::string> links =
        conflictingInodes(transport, tcp ? "/proc/net/tcp" : "/proc/net/udp", address);
    const auto links6 = conflictingInodes(transport, tcp ? "/proc/net/tcp6" : "/proc/net/udp6", address);
    links.insert(links.end(), links6.begin(), links6.end());
    if (links.empty())
        return std::nullopt;
    std::error_code failure;
    for (fs::directory_iterator it("/proc", failure), end; !failure && it != end; it.increment(failure)) {
        const auto pid = processNumber(it->path());
        if (!pid || !holdsOneOf(it->path(), links))
            continue;
        PortHolder holder{.pid = *pid, .name = {}};
        std::ifstream name(it->path() / "comm");
        std::getline(name, holder.name);
        return holder;
    }
    return PortHolder{};
}

}  // namespace portolan::net
