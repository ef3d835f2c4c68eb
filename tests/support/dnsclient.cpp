// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/dnsclient.h"

#include "tests/support/httpclient.h"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portolan::support {

namespace {

/// Walks a message; every read past the end makes it not ok() and yields zeros.
class Cursor {
  public:
    explicit Cursor(std::string_view message) : m_message(message) {}

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] std::size_t position() const { return m_at; }

    std::uint8_t byte() {
        if (m_at >= m_message.size()) {
            m_ok = false;
            return 0;
        }
        return static_cast<std::uint8_t>(m_message[m_at++]);
    }
    std::uint16_t number() {
        const auto high = byte();
        return static_cast<std::uint16_t>(high << 8 | byte());
    }
    std::uint32_t longNumber() {
        const std::uint32_t high = number();
        return high << 16 | number();
    }
    std::string bytes(std::size_t count) {
        if (m_at + count > m_message.size()) {
            m_ok = false;
            return {};
        }
        m_at += count;
        return std::string(m_message.substr(m_at - count, count));
    }

    /// A name, compression followed (RFC 1035 section 4.1.4), with a final dot.
    std::string name() {
        std::string text;
        std::size_t resume = 0;
        for (int jumps = 0; m_ok && jumps < 64;) {
            const std::uint8_t length = byte();
            if (length >= 0xc0) {
                const std::size_t target = static_cast<std::size_t>((length & 0x3f) << 8 | byte());
                resume = resume ? resume : m_at;
                m_at = target;
                ++jumps;
            } else if (length == 0) {
                m_at = resume ? resume : m_at;
                return text.empty() ? "." : text;
            } else {
                text += bytes(length) + ".";
            }
        }
        m_ok = false;
        return text;
    }

  private:
    std::string_view m_message;
    std::size_t m_at = 0;
    bool m_ok = true;
};

DnsRecord readRecord(Cursor& cursor) {
    DnsRecord record;
    record.name = cursor.name();
    record.type = cursor.number();
    cursor.number();
    record.ttl = cursor.longNumber();
    const std::size_t length = cursor.number();
    const std::size_t end = cursor.position() + length;
    const auto type = static_cast<DnsType>(record.type);
    if (type == DnsType::Ns || type == DnsType::Cname || type == DnsType::Soa)
        record.data = cursor.name();
    if (type == DnsType::Soa) {
        cursor.name();
        record.serial = cursor.longNumber();
    }
    if (cursor.position() <= end && record.data.empty())
        record.data = cursor.bytes(length);
    else if (cursor.position() <= end)
        cursor.bytes(end - cursor.position());
    const auto* raw = reinterpret_cast<const std::uint8_t*>(record.data.data());
    if (type == DnsType::A && record.data.size() == 4)
        record.data = base::IpAddress::fromBytes(raw, base::IpAddress::Family::V4).toString();
    else if (type == DnsType::Aaaa && record.data.size() == 16)
        record.data = base::IpAddress::fromBytes(raw, base::IpAddress::Family::V6).toString();
    return record;
}

std::uint16_t nextId() {
    static std::atomic<std::uint16_t> id{1};
    return ++id;
}

}  // namespace

std::string DnsReply::answer(DnsType type) const {
    for (const auto& record : answers)
        if (record.type == static_cast<std::uint16_t>(type))
            return record.data;
    return {};
}

std::string dnsQuery(std::string_view name, DnsType type, std::uint16_t id) {
    std::string message{
        static_cast<char>(id >> 8), static_cast<char>(id & 0xff), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    while (!name.empty()) {
        const std::string_view label = name.substr(0, name.find('.'));
        message += static_cast<char>(label.size());
        message += label;
        name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    const auto code = static_cast<std::uint16_t>(type);
    message += std::string{0, static_cast<char>(code >> 8), static_cast<char>(code & 0xff), 0, 1};
    return message;
}

DnsReply parseDnsReply(std::string_view message) {
    Cursor cursor(message);
    DnsReply reply;
    cursor.number();
    const std::uint16_t flags = cursor.number();
    const std::uint16_t questions = cursor.number();
    const std::uint16_t answers = cursor.number();
    const std::uint16_t authorities = cursor.number();
    cursor.number();
    for (int i = 0; i < questions && cursor.ok(); ++i) {
        cursor.name();
        cursor.longNumber();
    }
    for (int i = 0; i < answers && cursor.ok(); ++i)
        reply.answers.push_back(readRecord(cursor));
    for (int i = 0; i < authorities && cursor.ok(); ++i)
        reply.authority.push_back(readRecord(cursor));
    if (!cursor.ok() || (flags & 0x8000) == 0)
        return {};
    reply.rcode = flags & 0x0f;
    reply.authoritative = (flags & 0x0400) != 0;
    reply.truncated = (flags & 0x0200) != 0;
    return reply;
}

DnsReply askUdp(const base::SocketAddress& server, std::string_view name, DnsType type,
                std::chrono::milliseconds limit) {
    sockaddr_storage target{};
    const socklen_t length = server.address.toSocketAddress(target, server.port);
    const int udp = socket(target.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const std::string query = dnsQuery(name, type, nextId());
    DnsReply reply;
    sendto(udp, query.data(), query.size(), 0, reinterpret_cast<const sockaddr*>(&target), length);
    pollfd poller{udp, POLLIN, 0};
    char bytes[4096];
    sockaddr_storage source{};
    socklen_t sourceLength = sizeof source;
    if (poll(&poller, 1, static_cast<int>(limit.count())) > 0) {
        const ssize_t count =
            recvfrom(udp, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&source), &sourceLength);
        if (count > 12 && std::string_view(bytes, 2) == query.substr(0, 2))
            reply = parseDnsReply({bytes, static_cast<std::size_t>(count)});
        reply.source.address = base::IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&source));
        const auto port = source.ss_family == AF_INET
                              ? reinterpret_cast<const sockaddr_in*>(&source)->sin_port
                              : reinterpret_cast<const sockaddr_in6*>(&source)->sin6_port;
        reply.source.port = ntohs(port);
    }
    close(udp);
    return reply;
}

DnsReply askTcp(const base::SocketAddress& server, std::string_view name, DnsType type,
                std::chrono::milliseconds limit) {
    HttpConnection stream(server, limit);
    const std::string query = dnsQuery(name, type, nextId());
    const std::string prefix{static_cast<char>(query.size() >> 8), static_cast<char>(query.size() & 0xff)};
    if (!stream.connected() || !stream.sendRaw(prefix + query))
        return {};
    std::string received;
    while (const auto more = stream.receiveSome()) {
        received += *more;
        if (received.size() < 2)
            continue;
        const auto expected = static_cast<std::size_t>(static_cast<unsigned char>(received[0]) << 8 |
                                                       static_cast<unsigned char>(received[1]));
        if (received.size() >= expected + 2)
            return parseDnsReply(std::string_view(received).substr(2, expected));
    }
    return {};
}

}  // namespace portolan::support
