// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpload.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;

void withoutDelay(int socket) {
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void watch(int poller, int descriptor, std::uint64_t data) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = data;
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

std::size_t contentLength(std::string_view head) {
    constexpr std::string_view spellings[] = {"Content-Length: ", "content-length: "};
    for (const std::string_view name : spellings) {
        const std::size_t at = head.find(name);
        std::size_t length = 0;
        if (at != std::string_view::npos) {
            std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
            return length;
        }
    }
    return 0;
}

std::chrono::nanoseconds percentile(std::vector<std::uint32_t>& sorted, std::size_t percent) {
    return std::chrono::nanoseconds(sorted.empty() ? 0 : sorted[(sorted.size() - 1) * percent / 100]);
}

}  // namespace

HttpLoad::HttpLoad(const base::SocketAddress& address, std::string_view host, std::size_t connections)
    : m_request("GET /bench HTTP/1.1\r\nHost: " + std::string(host) +
                "\r\nUser-Agent: portolan-bench\r\nAccept: */*\r\n\r\n"),
      m_connections(connections),
      m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    sockaddr_storage target{};
    const socklen_t length = address.address.toSocketAddress(target, address.port);
    m_connected = true;
    for (std::size_t i = 0; i < connections; ++i) {
        const int made = socket(target.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        withoutDelay(made);
        m_connected = m_connected && connect(made, reinterpret_cast<const sockaddr*>(&target), length) == 0;
        m_connections[i].socket = made;
        watch(m_poller, made, i);
    }
}

HttpLoad::~HttpLoad() {
    for (const Connection& connection : m_connections)
        close(connection.socket);
    close(m_poller);
}

bool HttpLoad::send(Connection& connection) {
    connection.inReply = true;
    connection.missing = 0;
    connection.sent = Steady::now();
    return ::send(connection.socket, m_request.data(), m_request.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(m_request.size());
}

bool HttpLoad::take(Connection& connection, std::string_view bytes, HttpLoadResult& result) {
    if (connection.missing == 0) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos || bytes.substr(0, 13) != "HTTP/1.1 200 ") {
            ++result.failures;
            return true;
        }
        connection.missing = contentLength(bytes.substr(0, end));
        bytes.remove_prefix(end + 4);
    }
    connection.missing -= std::min(connection.missing, bytes.size());
    if (connection.missing > 0)
        return false;
    ++result.replies;
    m_latencies.push_back(static_cast<std::uint32_t>((Steady::now() - connection.sent).count()));
    return true;
}

HttpLoadResult HttpLoad::run(std::chrono::milliseconds time, std::uint64_t most) {
    HttpLoadResult result;
    m_latencies.clear();
    const auto end = Steady::now() + time;
    std::uint64_t started = 0;
    std::uint64_t underWay = 0;
    for (Connection& connection : m_connections)
        if (started < most && send(connection)) {
            ++started;
            ++underWay;
        }
    std::array<epoll_event, 256> events{};
    std::vector<char> buffer(256 * 1024);
    while (underWay > 0) {
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), 2000);
        if (count <= 0)
            break;
        for (int i = 0; i < count; ++i) {
            Connection& connection = m_connections[events[static_cast<std::size_t>(i)].data.u64];
            const ssize_t got = recv(connection.socket, buffer.data(), buffer.size(), 0);
            if (got <= 0) {
                epoll_ctl(m_poller, EPOLL_CTL_DEL, connection.socket, nullptr);
                ++result.failures;
                underWay -= connection.inReply ? 1 : 0;
                connection.inReply = false;
                continue;
            }
            if (!take(connection, {buffer.data(), static_cast<std::size_t>(got)}, result))
                continue;
            connection.inReply = false;
            --underWay;
            if (started < most && Steady::now() < end && send(connection)) {
                ++started;
                ++underWay;
            }
        }
    }
    result.failures += underWay;
    std::sort(m_latencies.begin(), m_latencies.end());
    result.p50 = percentile(m_latencies, 50);
    result.p99 = percentile(m_latencies, 99);
    return result;
}

LoadUpstream::LoadUpstream(std::size_t bodySize)
    : m_reply("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(bodySize) +
              "\r\n\r\n" + std::string(bodySize, 'x')),
      m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof name;
    bind(m_listener, reinterpret_cast<const sockaddr*>(&name), length);
    listen(m_listener, 4096);
    getsockname(m_listener, reinterpret_cast<sockaddr*>(&name), &length);
    m_port = ntohs(name.sin_port);
    m_thread = std::thread([this] { serve(); });
}

LoadUpstream::~LoadUpstream() {
    m_stopping = true;
    m_thread.join();
    close(m_listener);
}

void LoadUpstream::serve() {
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    watch(poller, m_listener, static_cast<std::uint64_t>(m_listener));
    std::array<epoll_event, 256> events{};
    std::vector<int> clients;
    char bytes[16384];
    while (!m_stopping) {
        const int count = epoll_wait(poller, events.data(), static_cast<int>(events.size()), 50);
        for (int i = 0; i < count; ++i) {
            const int descriptor = static_cast<int>(events[static_cast<std::size_t>(i)].data.u64);
            if (descriptor == m_listener) {
                for (int client = 0; (client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
                    withoutDelay(client);
                    watch(poller, client, static_cast<std::uint64_t>(client));
                    clients.push_back(client);
                }
                continue;
            }
            const ssize_t got = recv(descriptor, bytes, sizeof bytes, 0);
            if (got <= 0) {
                close(descriptor);
                clients.erase(std::find(clients.begin(), clients.end(), descriptor));
            } else if (std::string_view(bytes, static_cast<std::size_t>(got)).ends_with("\r\n\r\n")) {
                std::string_view left = m_reply;
                while (!left.empty()) {
                    const ssize_t sent = ::send(descriptor, left.data(), left.size(), MSG_NOSIGNAL);
                    if (sent <= 0)
                        break;
                    left.remove_prefix(static_cast<std::size_t>(sent));
                }
            }
        }
    }
    for (const int client : clients)
        close(client);
    close(poller);
}

}  // namespace portolan::bench
