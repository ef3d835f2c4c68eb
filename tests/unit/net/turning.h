// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the tests of net share: turning an engine on the test's own thread until something is true, a handler
// that records what a stream says, and pairs of sockets. For tests only.

#include "backend/net/engine.h"
#include "backend/net/socketaddress.h"

#include <chrono>
#include <functional>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace portolan::net {

/// Turns the engine until `condition` holds; false when that takes longer than `limit`.
inline bool turnUntil(Engine& engine, const std::function<bool()>& condition,
                      base::Milliseconds limit = base::Milliseconds(5000)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        engine.turn(base::Milliseconds(5));
    }
    return true;
}

/// Writes down what a stream tells it.
struct Recorder final : StreamHandler {
    std::string bytes;
    std::vector<std::size_t> sizes;
    int connected = 0;
    int ended = 0;
    int drained = 0;
    int closed = 0;
    CloseReason reason = CloseReason::Failed;
    std::function<void(std::string_view)> then;

    void onConnected() override { ++connected; }
    void onBytes(std::string_view got) override {
        bytes.append(got);
        sizes.push_back(got.size());
        if (then)
            then(got);
    }
    void onEnd() override { ++ended; }
    void onDrained() override { ++drained; }
    void onClosed(CloseReason why) override {
        ++closed;
        reason = why;
    }
};

/// Both ends of a connection over loopback or, for AF_UNIX, of a socketpair; the first is non-blocking.
inline std::pair<FileDescriptor, FileDescriptor> unixPair() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
        return {};
    return {FileDescriptor(fds[0]), FileDescriptor(fds[1])};
}

/// A listening socket on 127.0.0.1 and its address.
inline std::pair<FileDescriptor, base::SocketAddress> listenOnLoopback(int backlog = 16) {
    FileDescriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_storage storage;
    const auto length = base::IpAddress::fromV4(0x7f000001).toSocketAddress(storage, 0);
    if (::bind(fd.value(), reinterpret_cast<sockaddr*>(&storage), length) != 0 ||
        ::listen(fd.value(), backlog) != 0)
        return {};
    const base::SocketAddress address = boundAddressOf(fd.value());
    return {std::move(fd), address};
}

/// A connected non-blocking pair over TCP on loopback.
inline std::pair<FileDescriptor, FileDescriptor> tcpPair() {
    auto [listener, address] = listenOnLoopback();
    FileDescriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_storage storage;
    const auto length = address.address.toSocketAddress(storage, address.port);
    if (::connect(client.value(), reinterpret_cast<sockaddr*>(&storage), length) != 0)
        return {};
    FileDescriptor server(::accept4(listener.value(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    return {std::move(server), std::move(client)};
}

/// Reads what is there now, without waiting.
inline std::string readNow(const FileDescriptor& fd) {
    std::string result;
    char buffer[65536];
    for (;;) {
        const ssize_t got = ::recv(fd.value(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (got <= 0)
            return result;
        result.append(buffer, static_cast<std::size_t>(got));
    }
}

/// True when the peer has ended (false: bytes or nothing yet).
inline bool atEnd(const FileDescriptor& fd) {
    char byte = 0;
    return ::recv(fd.value(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

/// errno of a read, 0 when there is something to read or the end is reached.
inline int readError(const FileDescriptor& fd) {
    char byte = 0;
    return ::recv(fd.value(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 ? errno : 0;
}

inline void writeAll(const FileDescriptor& fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::send(fd.value(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (done <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
}

}  // namespace portolan::net
