// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/openstreams.h"

#include "tests/bench/sockets.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::bench {

namespace {

constexpr int tickMilliseconds = 100;
constexpr std::int64_t silenceMilliseconds = 2000;
constexpr std::size_t pieceSize = 10;  ///< "#NNNNNNNN;"

std::int64_t now() {
    const auto sinceStart = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(sinceStart).count();
}

/// The key and its answer are those of the example in RFC 6455 section 1.3.
std::string request(const std::string& host, bool tunnel) {
    const std::string head = "GET /stream HTTP/1.1\r\nHost: " + host + "\r\n";
    if (!tunnel)
        return head + "Accept: text/event-stream\r\n\r\n";
    return head +
           "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

constexpr std::string_view chunksHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view tunnelHead =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

bool sendAll(int socket, std::string_view bytes) {
    return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
           static_cast<ssize_t>(bytes.size());
}

}  // namespace

StreamUpstream::StreamUpstream() : m_listener(listenTcp(m_port)), m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    watch(m_poller, m_listener, static_cast<std::uint64_t>(m_listener));
    m_thread = std::thread([this] { serve(); });
}

StreamUpstream::~StreamUpstream() {
    m_stopping = true;
    m_thread.join();
    for (const Client& client : m_clients)
        close(client.socket);
    close(m_listener);
    close(m_poller);
}

void StreamUpstream::serve() {
    std::array<epoll_event, 256> events{};
    for (std::int64_t due = now(); !m_stopping;) {
        const int wait = static_cast<int>(std::clamp<std::int64_t>(due - now(), 0, tickMilliseconds));
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), wait);
        for (int i = 0; i < count; ++i) {
            const int descriptor = static_cast<int>(events[static_cast<std::size_t>(i)].data.u64);
            const auto client = std::find_if(m_clients.begin(), m_clients.end(),
                                             [&](const Client& one) { return one.socket == descriptor; });
            if (descriptor == m_listener)
                accept();
            else if (client != m_clients.end() && !read(*client)) {
                closeWatched(m_poller, descriptor);
                m_clients.erase(client);
            }
        }
        if (now() >= due) {
            sendPieces();
            due += tickMilliseconds;
        }
    }
}

void StreamUpstream::accept() {
    for (int client = 0; (client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
        withoutDelay(client);
        watch(m_poller, client, static_cast<std::uint64_t>(client));
        m_clients.push_back({client});
    }
}

bool StreamUpstream::read(Client& client) {
    std::array<char, 4096> bytes{};
    const ssize_t got = recv(client.socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got <= 0)
        return false;
    if (client.kind != Client::Kind::Unknown)
        return true;
    const std::string_view head(bytes.data(), static_cast<std::size_t>(got));
    // A probe of the target's health is answered and goes.
    if (head.find(" /stream ") == std::string_view::npos)
        return sendAll(client.socket, "HTTP/1.1 204 No Content\r\n\r\n");
    const bool tunnel = head.find("websocket") != std::string_view::npos;
    client.kind = tunnel ? Client::Kind::Tunnel : Client::Kind::Chunks;
    return sendAll(client.socket, tunnel ? tunnelHead : chunksHead);
}

void StreamUpstream::sendPieces() {
    for (Client& client : m_clients) {
        if (client.kind == Client::Kind::Unknown)
            continue;
        std::array<char, pieceSize + 1> piece{};
        (void)std::snprintf(piece.data(), piece.size(), "#%08u;", client.next++ % 100'000'000);
        const std::string text(piece.data(), pieceSize);
        (void)sendAll(client.socket, client.kind == Client::Kind::Tunnel ? text : "a\r\n" + text + "\r\n");
    }
}

OpenStreams::OpenStreams(const base::SocketAddress& proxy, const std::vector<std::string>& hosts,
                         std::size_t count)
    : m_poller(epoll_create1(EPOLL_CLOEXEC)) {
    for (const std::string& host : hosts)
        for (std::size_t i = 0; i < count; ++i) {
            auto stream = std::make_unique<Stream>();
            stream->socket = connectTcp(proxy);
            stream->lastPiece = now();
            stream->broken = !sendAll(stream->socket, request(host, i % 2 == 1));
            watch(m_poller, stream->socket, m_streams.size());
            m_streams.push_back(std::move(stream));
        }
    m_thread = std::thread([this] { watchAll(); });
}

OpenStreams::~OpenStreams() {
    m_stopping = true;
    m_thread.join();
    for (const auto& stream : m_streams)
        close(stream->socket);
    close(m_poller);
}

std::size_t OpenStreams::broken() const {
    return static_cast<std::size_t>(std::count_if(m_streams.begin(), m_streams.end(), [](const auto& one) {
        return one->broken || now() - one->lastPiece > silenceMilliseconds;
    }));
}

void OpenStreams::watchAll() {
    std::array<epoll_event, 256> events{};
    std::array<char, 16384> bytes{};
    while (!m_stopping) {
        const int count = epoll_wait(m_poller, events.data(), static_cast<int>(events.size()), 50);
        for (int i = 0; i < count; ++i) {
            Stream& stream = *m_streams[events[static_cast<std::size_t>(i)].data.u64];
            const ssize_t got = recv(stream.socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
            if (got > 0) {
                take(stream, {bytes.data(), static_cast<std::size_t>(got)});
                continue;
            }
            stream.broken = true;
            epoll_ctl(m_poller, EPOLL_CTL_DEL, stream.socket, nullptr);
        }
    }
}

void OpenStreams::take(Stream& stream, std::string_view bytes) {
    stream.rest += bytes;
    for (std::size_t at = 0; (at = stream.rest.find('#')) != std::string::npos;) {
        if (stream.rest.size() < at + pieceSize)
            return;
        unsigned number = 0;
        const char* begin = stream.rest.data() + at + 1;
        const auto [end, error] = std::from_chars(begin, begin + pieceSize - 2, number);
        if (error != std::errc() || *end != ';' || number != stream.next++)
            stream.broken = true;
        stream.rest.erase(0, at + pieceSize);
        stream.lastPiece = now();
    }
}

}  // namespace portolan::bench
