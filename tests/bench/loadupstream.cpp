// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/loadupstream.h"

#include "tests/bench/sockets.h"

#include <algorithm>
#include <array>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::bench {

LoadUpstream::LoadUpstream(std::size_t bodySize)
    : m_reply("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(bodySize) +
              "\r\n\r\n" + std::string(bodySize, 'x')),
      m_listener(listenTcp(m_port)),
      m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    watch(m_poller, m_listener, static_cast<std::uint64_t>(m_listener));
    m_thread = std::thread([this] { serve(); });
}

LoadUpstream::~LoadUpstream() {
    m_stopping = true;
    m_thread.join();
    for (const int client : m_clients)
        close(client);
    close(m_listener);
    close(m_poller);
}

void LoadUpstream::serve() {
    std::array<epoll_event, 256> events{};
    while (!m_stopping) {
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), 50);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            const int descriptor = static_cast<int>(event.data.u64);
            if (descriptor == m_listener)
                accept();
            else if ((event.events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) == EPOLLOUT)
                write(descriptor);
            else
                read(descriptor);
        }
    }
}

void LoadUpstream::accept() {
    for (int client = 0; (client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
        withoutDelay(client);
        watch(m_poller, client, static_cast<std::uint64_t>(client));
        m_clients.push_back(client);
        m_replies.resize(std::max(m_replies.size(), static_cast<std::size_t>(client) + 1));
        m_replies[static_cast<std::size_t>(client)] = {};
    }
}

void LoadUpstream::read(int client) {
    std::array<char, 16384> bytes;
    const ssize_t got = recv(client, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got <= 0) {
        closeWatched(m_poller, client);
        m_clients.erase(std::find(m_clients.begin(), m_clients.end(), client));
    } else if (std::string_view(bytes.data(), static_cast<std::size_t>(got)).ends_with("\r\n\r\n")) {
        m_replies[static_cast<std::size_t>(client)].left = m_reply;
        write(client);
    }
}

void LoadUpstream::write(int client) {
    Reply& reply = m_replies[static_cast<std::size_t>(client)];
    while (!reply.left.empty()) {
        const ssize_t sent = send(client, reply.left.data(), reply.left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0)
            break;
        reply.left.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (reply.waits == !reply.left.empty())
        return;
    reply.waits = !reply.left.empty();
    rewatch(m_poller, client, static_cast<std::uint64_t>(client),
            reply.waits ? std::uint32_t{EPOLLOUT} : std::uint32_t{EPOLLIN});
}

}  // namespace portolan::bench
