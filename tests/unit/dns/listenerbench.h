// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the tests of the listeners share: a server with real sockets on loopback whose engine is turned by
// hand on the test's own thread, so that what arrives in which read is decided there, and plain clients of
// it. Test code only; one thread.

#include "backend/dns/server.h"
#include "backend/net/boundsockets.h"
#include "tests/unit/dns/dnsfixture.h"

#include <QElapsedTimer>

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace portolan::tests {

inline constexpr base::Milliseconds patience{20000};

inline std::shared_ptr<const snapshot::Snapshot> catalogWith(std::string_view name) {
    CatalogBuilder builder({"internal.example"});
    builder.service(name);
    for (int i = 0; i < 200; ++i)
        builder.record("huge.internal.example", model::RecordType::Aaaa,
                       ipAddress("fd00::" + std::to_string(i + 1)));
    return builder.compile();
}

/// A server on one engine, and clients of it.
class ListenerBench {
  public:
    explicit ListenerBench(const char* address = "127.0.0.1", const dns::Limits& limits = {})
        : defences(limits),
          server(engine, snapshots, states, counters.ofWorker(0), defences,
                 [this](auto old) { retired.push_back(std::move(old)); }) {
        snapshots.publish(catalogWith("llm.internal.example"));
        local = listen(address);
    }

    /// One more listener on UDP and TCP.
    base::SocketAddress listen(const char* address) {
        auto bound = net::bindUdpAndTcp({ipAddress(address), 0}, 1);
        if (!bound)
            qFatal("cannot bind: %s", bound.error().message.c_str());
        net::BoundPair sockets = std::move(bound).value();
        if (!server.listenUdp(std::move(sockets.udp.sockets[0]), sockets.udp.address) ||
            !server.listenTcp(std::move(sockets.tcp.sockets[0]), sockets.tcp.address))
            qFatal("cannot listen");
        return sockets.udp.address;
    }
    /// Turns the engine until its time is a later one.
    void tick() {
        const std::uint64_t before = engine.nowMs();
        while (engine.nowMs() <= before + 1)
            engine.turn(base::Milliseconds(1));
    }
    [[nodiscard]] std::uint64_t count(live::Defence defence) {
        return counters.ofWorker(0).of(defence).value();
    }

    /// Turns the engine until `done`; false after the patience.
    template <class Done>
    [[nodiscard]] bool turnUntil(Done&& done) {
        QElapsedTimer timer;
        timer.start();
        while (!done()) {
            if (timer.elapsed() > patience.count())
                return false;
            engine.turn(base::Milliseconds(1));
        }
        return true;
    }
    /// Turns it for what is there already; loopback delivers within the call that sends.
    void turn() {
        for (int i = 0; i < 4; ++i)
            engine.turn(base::Milliseconds(0));
    }

    net::Engine engine;
    dns::Snapshots snapshots;
    live::TargetStates states;
    live::Counters counters{1};
    std::vector<std::shared_ptr<const snapshot::Snapshot>> retired;
    dns::Defences defences;
    dns::Server server;
    base::SocketAddress local;
};

class Client {
  public:
    Client(int type, const base::SocketAddress& to, const char* from = nullptr) {
        sockaddr_storage storage;
        if (from) {
            const socklen_t size = ipAddress(from).toSocketAddress(storage, 0);
            m_fd = net::FileDescriptor(::socket(storage.ss_family, type | SOCK_CLOEXEC, 0));
            if (::bind(m_fd.value(), reinterpret_cast<const sockaddr*>(&storage), size) != 0)
                qFatal("cannot bind the client");
        }
        const socklen_t size = to.address.toSocketAddress(storage, to.port);
        if (!from)
            m_fd = net::FileDescriptor(::socket(storage.ss_family, type | SOCK_CLOEXEC, 0));
        if (::connect(m_fd.value(), reinterpret_cast<const sockaddr*>(&storage), size) != 0)
            qFatal("cannot connect");
        ::fcntl(m_fd.value(), F_SETFL, O_NONBLOCK);
        const int on = 1;
        if (type == SOCK_STREAM)
            setsockopt(m_fd.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    [[nodiscard]] int fd() const { return m_fd.value(); }

    /// Bytes the kernel took.
    std::size_t send(std::string_view bytes) {
        const auto sent = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    /// What is there; nullopt at the end of the stream or after a reset.
    std::optional<std::string> receive() {
        std::string bytes(256 * 1024, '\0');
        const auto got = ::recv(fd(), bytes.data(), bytes.size(), 0);
        if (got == 0 || (got < 0 && errno != EAGAIN))
            return std::nullopt;
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    void endSending() { ::shutdown(fd(), SHUT_WR); }

  private:
    net::FileDescriptor m_fd;
};

inline std::string framed(const std::string& message) {
    std::string out(2, '\0');
    out[0] = static_cast<char>(message.size() >> 8);
    out[1] = static_cast<char>(message.size() & 0xFF);
    return out + message;
}

/// Takes the whole framed messages off the beginning of `bytes`.
inline std::vector<dnswire::Message> unframe(std::string& bytes) {
    std::vector<dnswire::Message> messages;
    while (bytes.size() >= 2) {
        const std::size_t size = dnswire::loadU16(base::asBytes(bytes).data());
        if (bytes.size() < 2 + size)
            break;
        auto message = dnswire::parseMessage(base::asBytes(bytes).subspan(2, size));
        if (!message)
            qFatal("a reply does not parse");
        messages.push_back(std::move(*message));
        bytes.erase(0, 2 + size);
    }
    return messages;
}

inline std::string queryWithId(std::uint16_t id, const char* name = "llm.internal.example",
                               dnswire::RrType type = dnswire::RrType::A) {
    dnswire::QueryOptions options;
    options.id = id;
    return queryFor(name, type, options);
}

}  // namespace portolan::tests
