// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testupstream.h"

#include "backend/base/bytes.h"

#include <QCryptographicHash>

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::support {

namespace {

std::string fieldOf(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !base::equalsIgnoringCase(line.substr(0, colon), name))
            continue;
        const std::size_t start = line.find_first_not_of(" \t", colon + 1);
        return start == std::string_view::npos ? std::string() : std::string(line.substr(start));
    }
    return {};
}

std::string hexadecimal(std::size_t number) {
    char text[20];
    (void)snprintf(text, sizeof text, "%zx", number);
    return text;
}

std::string withLength(std::string_view status, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

}  // namespace

/// One client: reads requests and answers them in turn, on its own thread.
class TestUpstream::Connection {
  public:
    Connection(TestUpstream& server, int socket) : m_server(server), m_socket(socket) {}

    void run() {
        while (const auto head = readHead()) {
            ++m_server.m_requests;
            if (!answer(*head))
                return;
        }
    }

  private:
    bool fill() {
        char bytes[65536];
        const ssize_t count = recv(m_socket, bytes, sizeof bytes, 0);
        if (count > 0)
            m_buffer.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    }

    std::optional<std::string> readHead() {
        std::size_t end = 0;
        while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos)
            if (!fill())
                return std::nullopt;
        std::string head = m_buffer.substr(0, end + 4);
        m_buffer.erase(0, end + 4);
        return head;
    }

    bool write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    std::string take(std::size_t count) {
        while (m_buffer.size() < count && fill()) {
        }
        std::string bytes = m_buffer.substr(0, count);
        m_buffer.erase(0, bytes.size());
        return bytes;
    }

    std::string takeLine() {
        while (m_buffer.find("\r\n") == std::string::npos && fill()) {
        }
        return take(m_buffer.find("\r\n") + 2);
    }

    /// Calls sink(piece) for each piece of the request's body as it comes.
    template <class Sink>
    void readBody(const std::string& head, Sink&& sink) {
        if (fieldOf(head, "Transfer-Encoding") == "chunked") {
            while (const std::size_t count = std::strtoull(takeLine().c_str(), nullptr, 16)) {
                sink(take(count));
                take(2);
            }
            while (takeLine().size() > 2) {
            }
            return;
        }
        std::size_t left = std::strtoull(fieldOf(head, "Content-Length").c_str(), nullptr, 10);
        while (left > 0 && (!m_buffer.empty() || fill())) {
            const std::string piece = take(std::min(left, m_buffer.size()));
            left -= piece.size();
            sink(piece);
        }
    }

    std::string readWholeBody(const std::string& head) {
        std::string body;
        readBody(head, [&](const std::string& piece) { body += piece; });
        return body;
    }

    bool answer(const std::string& head) {
        const std::string path =
            head.substr(head.find(' ') + 1, head.find(' ', head.find(' ') + 1) - head.find(' ') - 1);
        const auto number = [&] { return std::strtoull(path.c_str() + path.rfind('/') + 1, nullptr, 10); };
        if (path.starts_with("/echo-body"))
            return echoBody(head);
        if (path.starts_with("/websocket"))
            return webSocket(head);
        if (path.starts_with("/stream"))
            return stream();
        if (path.starts_with("/hang"))
            return waitForEnd();
        if (path.starts_with("/close"))
            return false;
        if (path.starts_with("/garbage"))
            return write("SSH-2.0-OpenSSH_9.2p1\r\n\r\n") && false;
        if (path.starts_with("/chunked")) {
            readWholeBody(head);
            return write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n");
        }
        if (path.starts_with("/bytes/"))
            return bytes(number());
        if (path.starts_with("/slow/")) {
            ++m_server.m_slowRequests;
            pause(static_cast<int>(number()));
        }
        const std::string body = readWholeBody(head);
        if (path.starts_with("/status/"))
            return write(withLength(std::to_string(number()) + " As Asked", ""));
        const std::string reply =
            withLength("200 OK", path.starts_with("/echo") ? head + body : m_server.m_body);
        return write(head.starts_with("HEAD ") ? reply.substr(0, reply.find("\r\n\r\n") + 4) : reply);
    }

    /// Waits, but not longer than the peer and the server stay.
    bool pause(int milliseconds) const {
        pollfd poller{m_socket, POLLRDHUP, 0};
        return poll(&poller, 1, milliseconds) == 0 && !m_server.m_stopping;
    }

    bool waitForEnd() {
        while (fill()) {
        }
        return false;
    }

    bool stream() {
        ++m_server.m_streams;
        write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (pause(20) && write("8\r\ndata: x\n\r\n")) {
        }
        --m_server.m_streams;
        return false;
    }

    bool bytes(std::size_t count) {
        if (!write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(count) + "\r\n\r\n"))
            return false;
        std::string block;
        for (std::size_t at = 0; at < count; at += block.size()) {
            block.resize(std::min<std::size_t>(65536, count - at));
            for (std::size_t i = 0; i < block.size(); ++i)
                block[i] = patternByte(at + i);
            if (!write(block))
                return false;
        }
        return true;
    }

    bool echoBody(const std::string& head) {
        const std::string length = fieldOf(head, "Content-Length");
        const std::string framing =
            length.empty() ? "Transfer-Encoding: chunked" : "Content-Length: " + length;
        if (!write("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n"))
            return false;
        readBody(head, [&](const std::string& piece) {
            write(length.empty() ? hexadecimal(piece.size()) + "\r\n" + piece + "\r\n" : piece);
        });
        return !length.empty() || write("0\r\n\r\n");
    }

    bool webSocket(const std::string& head) {
        const std::string key = fieldOf(head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        const QByteArray hash =
            QCryptographicHash::hash(QByteArray::fromStdString(key), QCryptographicHash::Sha1).toBase64();
        if (!write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: " +
                   hash.toStdString() + "\r\n\r\n"))
            return false;
        while (echoFrame()) {
        }
        return false;
    }

    /// One masked client frame of at most 125 payload bytes, sent back unmasked with its opcode.
    bool echoFrame() {
        const std::string start = take(2);
        if (start.size() < 2)
            return false;
        const std::size_t length = static_cast<unsigned char>(start[1]) & 0x7f;
        const std::string mask = take(4);
        std::string payload = take(length);
        if (mask.size() < 4 || payload.size() < length || length > 125)
            return false;
        for (std::size_t i = 0; i < payload.size(); ++i)
            payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
        const bool closing = (static_cast<unsigned char>(start[0]) & 0x0f) == 8;
        return write(std::string{start[0], static_cast<char>(length)} + payload) && !closing;
    }

    TestUpstream& m_server;
    int m_socket;
    std::string m_buffer;
};

TestUpstream::TestUpstream(std::string body, const base::SocketAddress& address)
    : m_body(std::move(body)), m_address(address) {
    sockaddr_storage name{};
    socklen_t length = address.address.toSocketAddress(name, address.port);
    m_listener = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(m_listener, reinterpret_cast<const sockaddr*>(&name), length) != 0 ||
        listen(m_listener, 512) != 0) {
        close(m_listener);
        m_listener = -1;
        return;
    }
    length = sizeof name;
    getsockname(m_listener, reinterpret_cast<sockaddr*>(&name), &length);
    m_address.port =
        ntohs(name.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in*>(&name)->sin_port
                                        : reinterpret_cast<const sockaddr_in6*>(&name)->sin6_port);
    m_acceptor = std::thread([this] { acceptLoop(); });
}

TestUpstream::~TestUpstream() {
    stop();
}

void TestUpstream::acceptLoop() {
    while (!m_stopping) {
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        const int yes = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const std::lock_guard lock(m_mutex);
        m_sockets.push_back(client);
        m_threads.emplace_back([this, client] {
            Connection(*this, client).run();
            shutdown(client, SHUT_RDWR);
        });
    }
}

void TestUpstream::stop() {
    if (m_listener < 0 || m_stopping.exchange(true))
        return;
    shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    close(m_listener);
    const std::lock_guard lock(m_mutex);
    for (const int socket : m_sockets)
        shutdown(socket, SHUT_RDWR);
    for (auto& thread : m_threads)
        thread.join();
    for (const int socket : m_sockets)
        close(socket);
}

}  // namespace portolan::support
