// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/resolverlook.h"

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>

namespace portolan::explain {

namespace {

constexpr std::size_t mostServers = 3;  // MAXNS of resolv.h
constexpr std::uint16_t dnsPort = 53;
// So many calls of getaddrinfo() may hang at the same time; beyond that programs are not asked for.
constexpr int mostHanging = 8;

std::atomic<int> hanging{0};

std::vector<base::IpAddress> systemLookUp(const std::string& name) {
    std::vector<base::IpAddress> addresses;
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(name.c_str(), nullptr, &hints, &list) != 0)
        return addresses;
    for (const addrinfo* entry = list; entry; entry = entry->ai_next)
        addresses.push_back(base::IpAddress::fromSocketAddress(entry->ai_addr));
    ::freeaddrinfo(list);
    return addresses;
}

/// An answer that may come after nobody waits for it any more.
struct Pending {
    net::FileDescriptor arrived{::eventfd(0, EFD_CLOEXEC)};
    std::mutex mutex;
    std::optional<std::vector<base::IpAddress>> addresses;
};

std::shared_ptr<Pending> beginLookUp(const ResolverPlace& place, const std::string& name) {
    auto pending = std::make_shared<Pending>();
    if (hanging.fetch_add(1) >= mostHanging) {
        hanging.fetch_sub(1);
        return pending;
    }
    std::thread([pending, name, lookUp = place.lookUp ? place.lookUp : systemLookUp] {
        auto addresses = lookUp(name);
        {
            const std::lock_guard lock(pending->mutex);
            pending->addresses = std::move(addresses);
        }
        ::eventfd_write(pending->arrived.value(), 1);
        hanging.fetch_sub(1);
    }).detach();
    return pending;
}

}  // namespace

std::vector<base::SocketAddress> nameserversIn(std::string_view text) {
    constexpr std::string_view keyword = "nameserver";
    constexpr std::string_view blanks = " \t\r";
    std::vector<base::SocketAddress> servers;
    while (!text.empty() && servers.size() < mostServers) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with(keyword))
            continue;
        line.remove_prefix(keyword.size());
        const std::size_t begin = line.find_first_not_of(blanks);
        if (begin == 0 || begin == std::string_view::npos)
            continue;
        line = line.substr(begin);
        line = line.substr(0, line.find_first_of(blanks));
        if (const auto address = base::IpAddress::parse(line))
            servers.push_back({*address, dnsPort});
    }
    return servers;
}

ResolverLook askResolver(const ResolverPlace& place, const std::string& name, base::IpAddress::Family family,
                         const Patience& patience) {
    const auto begun = std::chrono::steady_clock::now();
    ResolverLook look;
    const auto pending = beginLookUp(place, name);
    std::ifstream file(place.file);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    look.servers = askDns(nameserversIn(text), name, family, patience);
    if (patience.wait(pending->arrived.value(), POLLIN) == Patience::Waited::Ready) {
        const std::lock_guard lock(pending->mutex);
        look.programs = pending->addresses;
    }
    look.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    return look;
}

}  // namespace portolan::explain
