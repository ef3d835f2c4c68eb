// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A socket of a test, from an address of its choice to the program, for messages that no client would send.
// Test code only; one thread.

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dnswire/header.h"

#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace portolan::tests {

inline constexpr int patience = 20'000;  ///< milliseconds

/// A socket of ours, connected to the program.
class Peer {
  public:
    Peer(int type, const base::SocketAddress& to, const char* from)
        : m_fd(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
        sockaddr_storage name{};
        socklen_t size = base::IpAddress::parse(from)->toSocketAddress(name, 0);
        m_ok = bind(m_fd, reinterpret_cast<const sockaddr*>(&name), size) == 0;
        size = to.address.toSocketAddress(name, to.port);
        m_ok = m_ok && connect(m_fd, reinterpret_cast<const sockaddr*>(&name), size) == 0;
    }
    ~Peer() { close(m_fd); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] bool ok() const { return m_ok; }
    bool say(std::string_view bytes) const {
        return send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    void endSending() const { shutdown(m_fd, SHUT_WR); }
    /// What comes within the time; empty: nothing, or the end.
    [[nodiscard]] std::string hear(int milliseconds) {
        pollfd waiting{m_fd, POLLIN, 0};
        if (poll(&waiting, 1, milliseconds) != 1)
            return {};
        const ssize_t got = recv(m_fd, m_buffer.data(), m_buffer.size(), 0);
        return got > 0 ? std::string(m_buffer.data(), static_cast<std::size_t>(got)) : std::string();
    }

  private:
    int m_fd;
    bool m_ok = false;
    std::vector<char> m_buffer = std::vector<char>(65'537);
};

inline std::uint16_t idOf(std::string_view message) {
    return message.size() < 2 ? std::uint16_t{0} : dnswire::loadU16(base::asBytes(message).data());
}

inline std::string framed(std::string_view message) {
    std::string frame(2, '\0');
    dnswire::storeU16(reinterpret_cast<std::uint8_t*>(frame.data()),
                      static_cast<std::uint16_t>(message.size()));
    return frame.append(message);
}

}  // namespace portolan::tests
