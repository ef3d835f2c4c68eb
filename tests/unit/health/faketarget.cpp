// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/health/faketarget.h"

#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

FakeTarget::FakeTarget(std::string answer)
    : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), m_answer(std::move(answer)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(m_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(m_fd, 1024);
    socklen_t length = sizeof address;
    ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &length);
    m_address = {portolan::base::IpAddress::fromV4(INADDR_LOOPBACK), ntohs(address.sin_port)};
}

FakeTarget::~FakeTarget() {
    stopListening();
    for (const Connection& connection : m_connections)
        ::close(connection.fd);
}

void FakeTarget::stopListening() {
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

void FakeTarget::serve() {
    while (m_fd >= 0) {
        const int fd = ::accept4(m_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            break;
        ++m_connectionCount;
        m_connections.push_back({fd, {}});
    }
    std::erase_if(m_connections, [this](Connection& connection) { return isDone(connection); });
}

bool FakeTarget::isDone(Connection& connection) {
    std::array<char, 4096> buffer{};
    const ssize_t got = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
    if (got > 0)
        connection.request.append(buffer.data(), static_cast<std::size_t>(got));
    const bool complete = connection.request.find("\r\n\r\n") != std::string::npos;
    if (got != 0 && (!complete || m_ending == Ending::Hold))
        return false;
    if (complete) {
        m_lastRequest = connection.request;
        answer(connection);
    }
    ::close(connection.fd);
    return true;
}

void FakeTarget::answer(const Connection& connection) const {
    if (!m_answer.empty())
        ::send(connection.fd, m_answer.data(), m_answer.size(), MSG_NOSIGNAL);
    if (m_ending == Ending::Reset) {
        const linger hard{1, 0};
        ::setsockopt(connection.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
}
