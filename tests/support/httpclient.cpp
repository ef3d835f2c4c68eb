// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httpclient.h"

#include "backend/base/bytes.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::support {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

bool ready(int socket, short what, SteadyTime deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd poller{socket, what, 0};
    return poll(&poller, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) > 0;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

bool parseHead(std::string_view head, HttpReply& reply) {
    std::size_t end = head.find("\r\n");
    const std::string_view first = head.substr(0, end);
    if (first.size() < 12 || first.substr(0, 7) != "HTTP/1.")
        return false;
    std::from_chars(first.data() + 9, first.data() + 12, reply.status);
    reply.reason = first.size() > 13 ? std::string(first.substr(13)) : std::string();
    while (end != std::string_view::npos) {
        head.remove_prefix(end + 2);
        end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos)
            reply.fields.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }
    return true;
}

}  // namespace

std::string HttpReply::field(std::string_view name) const {
    for (const auto& [key, value] : fields)
        if (base::equalsIgnoringCase(key, name))
            return value;
    return {};
}

HttpConnection::HttpConnection(const base::SocketAddress& address, Limit limit)
    : m_host(address.toString()), m_limit(limit) {
    sockaddr_storage target{};
    const socklen_t length = address.address.toSocketAddress(target, address.port);
    const int made = socket(target.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    int failure = 0;
    socklen_t size = sizeof failure;
    if (connect(made, reinterpret_cast<const sockaddr*>(&target), length) != 0) {
        const bool pending = errno == EINPROGRESS;
        if (!pending || !ready(made, POLLOUT, std::chrono::steady_clock::now() + limit) ||
            getsockopt(made, SOL_SOCKET, SO_ERROR, &failure, &size) != 0 || failure != 0) {
            close(made);
            return;
        }
    }
    m_socket = made;
}

HttpConnection::~HttpConnection() {
    if (m_socket >= 0)
        close(m_socket);
}

base::SocketAddress HttpConnection::local() const {
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    getsockname(m_socket, reinterpret_cast<sockaddr*>(&name), &length);
    const auto port = name.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in*>(&name)->sin_port
                                                : reinterpret_cast<const sockaddr_in6*>(&name)->sin6_port;
    return {base::IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&name)), ntohs(port)};
}

bool HttpConnection::sendRaw(std::string_view bytes) {
    const auto deadline = std::chrono::steady_clock::now() + m_limit;
    while (!bytes.empty() && m_socket >= 0) {
        const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EAGAIN || !ready(m_socket, POLLOUT, deadline))
            return false;
    }
    return bytes.empty();
}

bool HttpConnection::send(const HttpCall& call) {
    std::string message = call.method + " " + call.target + " HTTP/1.1\r\nHost: ";
    message += (call.host.empty() ? m_host : call.host) + "\r\n";
    for (const auto& [name, value] : call.fields)
        message += name + ": " + value + "\r\n";
    if (!call.body.empty() || call.method == "POST" || call.method == "PUT")
        message += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
    message += "\r\n";
    return sendRaw(message + call.body);
}

bool HttpConnection::fill(SteadyTime deadline) {
    char bytes[65536];
    while (m_socket >= 0) {
        const ssize_t count = recv(m_socket, bytes, sizeof bytes, 0);
        if (count > 0) {
            m_buffer.append(bytes, static_cast<std::size_t>(count));
            return true;
        }
        if (count == 0 || errno != EAGAIN || !ready(m_socket, POLLIN, deadline))
            return false;
    }
    return false;
}

bool HttpConnection::need(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + m_limit;
    while (m_buffer.size() < count)
        if (!fill(deadline))
            return false;
    return true;
}

std::optional<std::string> HttpConnection::line() {
    const auto deadline = std::chrono::steady_clock::now() + m_limit;
    while (m_buffer.find("\r\n") == std::string::npos)
        if (!fill(deadline))
            return std::nullopt;
    const std::size_t end = m_buffer.find("\r\n");
    std::string result = m_buffer.substr(0, end);
    m_buffer.erase(0, end + 2);
    return result;
}

HttpReply HttpConnection::receiveHead() {
    HttpReply reply;
    if (m_socket < 0) {
        reply.failure = "not connected";
        return reply;
    }
    const auto deadline = std::chrono::steady_clock::now() + m_limit;
    std::size_t end = 0;
    while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos)
        if (!fill(deadline)) {
            reply.failure = "no head; read: " + m_buffer;
            return reply;
        }
    const std::string head = m_buffer.substr(0, end);
    m_buffer.erase(0, end + 4);
    if (!parseHead(head, reply))
        reply.failure = "not an HTTP reply: " + head;
    else if (reply.status < 200 && reply.status != 101)
        return receiveHead();
    return reply;
}

HttpReply HttpConnection::receive(ReplyBody body) {
    HttpReply reply = receiveHead();
    const bool bare =
        body == ReplyBody::None || reply.status == 101 || reply.status == 204 || reply.status == 304;
    if (reply.failure.empty() && !bare && !readBody(reply))
        reply.failure = "body cut short";
    return reply;
}

bool HttpConnection::readBody(HttpReply& reply) {
    if (base::equalsIgnoringCase(reply.field("Transfer-Encoding"), "chunked"))
        return readChunks(reply);
    const std::string length = reply.field("Content-Length");
    if (length.empty()) {
        while (const auto more = receiveSome())
            reply.body += *more;
        return true;
    }
    const std::size_t count = std::stoull(length);
    const bool whole = need(count);
    reply.body = m_buffer.substr(0, count);
    m_buffer.erase(0, count);
    return whole;
}

bool HttpConnection::readChunks(HttpReply& reply) {
    while (const auto size = line()) {
        const std::size_t count = std::stoull(*size, nullptr, 16);
        if (count == 0) {
            while (const auto trailer = line())
                if (trailer->empty())
                    return true;
            return false;
        }
        if (!need(count + 2))
            return false;
        reply.body.append(m_buffer, 0, count);
        m_buffer.erase(0, count + 2);
    }
    return false;
}

std::optional<std::string> HttpConnection::receiveSome(std::size_t most) {
    if (m_buffer.empty() && !fill(std::chrono::steady_clock::now() + m_limit))
        return std::nullopt;
    std::string result = m_buffer.substr(0, most);
    m_buffer.erase(0, result.size());
    return result;
}

std::string HttpConnection::receiveUntil(std::string_view text) {
    const auto deadline = std::chrono::steady_clock::now() + m_limit;
    std::size_t at = 0;
    while ((at = m_buffer.find(text)) == std::string::npos)
        if (!fill(deadline))
            return {};
    std::string result = m_buffer.substr(0, at + text.size());
    m_buffer.erase(0, result.size());
    return result;
}

bool HttpConnection::closedByPeer(Limit within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (fill(deadline)) {
    }
    char byte = 0;
    const ssize_t count = m_socket >= 0 ? recv(m_socket, &byte, 1, MSG_PEEK) : 0;
    return count == 0 || (count < 0 && errno != EAGAIN);
}

void HttpConnection::shutdownWrite() const {
    shutdown(m_socket, SHUT_WR);
}

HttpReply fetch(const base::SocketAddress& address, const HttpCall& call, HttpConnection::Limit limit) {
    HttpConnection connection(address, limit);
    if (!connection.connected() || !connection.send(call)) {
        HttpReply none;
        none.failure =
            connection.connected() ? "could not send" : "could not connect to " + address.toString();
        return none;
    }
    return connection.receive(call.method == "HEAD" ? ReplyBody::None : ReplyBody::AsFramed);
}

HttpCall jsonCall(std::string method, std::string target, std::string body) {
    return {
        std::move(method), std::move(target), {}, {{"Content-Type", "application/json"}}, std::move(body)};
}

}  // namespace portolan::support
