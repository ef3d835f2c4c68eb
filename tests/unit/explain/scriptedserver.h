// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Servers that say what a test has chosen, each on a thread of its own, for what asks them blocking. They
// share no code with what is tested.

#include "backend/base/ipaddress.h"
#include "tests/support/tlspeer.h"

#include <arpa/inet.h>
#include <csignal>
#include <functional>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace portolan::tests {

/// A socket on 127.0.0.1 and a thread that is called when there is something to read on it.
class ServerThread {
  public:
    ServerThread(int type, std::function<void(int)> onReadable) : m_onReadable(std::move(onReadable)) {
        m_socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size);
        if (type == SOCK_STREAM)
            ::listen(m_socket, 16);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { run(); });
    }
    ~ServerThread() {
        ::eventfd_write(m_stop, 1);
        m_thread.join();
        ::close(m_socket);
        ::close(m_stop);
    }
    ServerThread(const ServerThread&) = delete;
    ServerThread& operator=(const ServerThread&) = delete;
    [[nodiscard]] base::SocketAddress address() const {
        return {base::IpAddress::fromV4(0x7f000001), m_port};
    }

  private:
    void run() {
        // A client may be gone before it was answered.
        sigset_t signals;
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        for (;;) {
            pollfd watched[2]{{m_socket, POLLIN, 0}, {m_stop, POLLIN, 0}};
            ::poll(watched, 2, -1);
            if (watched[1].revents)
                return;
            m_onReadable(m_socket);
        }
    }

    int m_socket = -1;
    int m_stop = ::eventfd(0, EFD_CLOEXEC);
    std::uint16_t m_port = 0;
    std::function<void(int)> m_onReadable;
    std::thread m_thread;
};

/// Answers each request by a function of its head, and closes.
class ScriptedHttp {
  public:
    using Answer = std::function<std::string(const std::string& head)>;
    explicit ScriptedHttp(Answer answer, support::TlsServer* tls = nullptr)
        : m_answer(std::move(answer)), m_tls(tls), m_server(SOCK_STREAM, [this](int fd) { serve(fd); }) {}
    [[nodiscard]] base::SocketAddress address() const { return m_server.address(); }

  private:
    void serve(int listener) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        // Whoever says nothing is not waited for.
        const timeval limit{2, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        SSL* const ssl = m_tls ? SSL_new(m_tls->context()) : nullptr;
        if (ssl)
            SSL_set_fd(ssl, fd);
        if (!ssl || SSL_accept(ssl) == 1)
            talk(fd, ssl);
        if (ssl)
            SSL_free(ssl);
        ::close(fd);
    }
    void talk(int fd, SSL* ssl) {
        std::string head;
        char bytes[4096];
        while (head.find("\r\n\r\n") == std::string::npos) {
            const auto size = ssl ? SSL_read(ssl, bytes, sizeof bytes) : ::recv(fd, bytes, sizeof bytes, 0);
            if (size <= 0)
                return;
            head.append(bytes, static_cast<std::size_t>(size));
            if (!ssl && head.front() == '\x16')
                break;
        }
        const std::string answer = m_answer(head);
        if (ssl) {
            SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
            SSL_shutdown(ssl);
        } else {
            (void)!::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
        }
    }

    Answer m_answer;
    support::TlsServer* m_tls;
    ServerThread m_server;
};

/// A DNS server for every name: answers with one IPv4 address, with an rcode, or not at all.
class ScriptedDns {
  public:
    /// `address` empty: `rcode` alone; `rcode` -1: silence.
    explicit ScriptedDns(std::string address, int rcode = 0)
        : m_address(std::move(address)),
          m_rcode(rcode),
          m_server(SOCK_DGRAM, [this](int fd) { serve(fd); }) {}
    [[nodiscard]] base::SocketAddress address() const { return m_server.address(); }

  private:
    void serve(int fd) const {
        char bytes[512];
        sockaddr_in peer{};
        socklen_t length = sizeof peer;
        const auto size = ::recvfrom(fd, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&peer), &length);
        if (size < 12 || m_rcode < 0)
            return;
        std::string reply(bytes, static_cast<std::size_t>(size));
        reply[2] = static_cast<char>(0x84);  // QR, AA
        reply[3] = static_cast<char>(m_rcode);
        if (!m_address.empty()) {
            reply[7] = 1;  // ANCOUNT
            reply += std::string("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04", 12);
            in_addr address{};
            ::inet_pton(AF_INET, m_address.c_str(), &address);
            reply.append(reinterpret_cast<const char*>(&address), 4);
        }
        ::sendto(fd, reply.data(), reply.size(), 0, reinterpret_cast<const sockaddr*>(&peer), length);
    }

    std::string m_address;
    int m_rcode;
    ServerThread m_server;
};

}  // namespace portolan::tests
