// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakenameserver.h"

#include "backend/dnswire/message.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/writer.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::support {

using dnswire::RrClass;
using dnswire::RrType;
using dnswire::Section;

struct FakeNameServer::Waiting {
    std::string query;
    sockaddr_storage peer;
    socklen_t peerSize;
};

FakeNameServer::FakeNameServer(std::uint16_t port)
    : m_address{base::IpAddress::fromV4(0x7f000001), port}, m_wakeup(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    constexpr int mostTries = 20;
    for (int i = 0; i < mostTries && !listening(); ++i)
        openSockets(port);
    if (listening())
        m_thread = std::thread([this] { run(); });
}

/// TCP first, since UDP ports are rarely taken.
void FakeNameServer::openSockets(std::uint16_t port) {
    for (int* fd : {&m_udp, &m_tcp})
        if (*fd >= 0)
            close(std::exchange(*fd, -1));
    sockaddr_storage address{};
    socklen_t size = m_address.address.toSocketAddress(address, port);
    const int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const bool isBound = bind(tcp, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(tcp, 16) == 0;
    getsockname(tcp, reinterpret_cast<sockaddr*>(&address), &size);
    const int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int room = 1 << 20;
    setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (!isBound || bind(udp, reinterpret_cast<sockaddr*>(&address), size) != 0) {
        close(tcp);
        close(udp);
        return;
    }
    m_address.port = ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
    m_udp = udp;
    m_tcp = tcp;
}

FakeNameServer::~FakeNameServer() {
    m_stopping = true;
    const std::uint64_t one = 1;
    (void)!write(m_wakeup, &one, sizeof one);
    if (m_thread.joinable())
        m_thread.join();
    for (const int fd : {m_udp, m_tcp, m_wakeup})
        if (fd >= 0)
            close(fd);
}

void FakeNameServer::set(const std::string& name, NameScript script) {
    const std::lock_guard lock(m_mutex);
    m_scripts[name] = std::move(script);
}

void FakeNameServer::remove(const std::string& name) {
    const std::lock_guard lock(m_mutex);
    m_scripts.erase(name);
}

void FakeNameServer::hold() {
    const std::lock_guard lock(m_mutex);
    m_held = true;
}

void FakeNameServer::letGo() {
    {
        const std::lock_guard lock(m_mutex);
        m_held = false;
    }
    const std::uint64_t one = 1;
    (void)!write(m_wakeup, &one, sizeof one);
}

int FakeNameServer::queries(const std::string& name) const {
    const std::lock_guard lock(m_mutex);
    const auto asked = m_asked.find(name);
    return asked == m_asked.end() ? 0 : asked->second;
}

std::size_t FakeNameServer::mostHeld() const {
    const std::lock_guard lock(m_mutex);
    return m_mostHeld;
}

void FakeNameServer::run() {
    while (!m_stopping) {
        std::array<pollfd, 3> sockets{{{m_udp, POLLIN, 0}, {m_tcp, POLLIN, 0}, {m_wakeup, POLLIN, 0}}};
        poll(sockets.data(), sockets.size(), -1);
        std::uint64_t wakeups = 0;
        if (sockets[2].revents != 0)
            (void)!read(m_wakeup, &wakeups, sizeof wakeups);
        answerUdp();
        if (sockets[1].revents != 0)
            answerTcp();
    }
}

void FakeNameServer::answerUdp() {
    std::array<char, 4096> buffer;
    std::vector<Waiting> ready;
    while (true) {
        Waiting next{{}, {}, sizeof(sockaddr_storage)};
        const ssize_t size = recvfrom(m_udp, buffer.data(), buffer.size(), MSG_DONTWAIT,
                                      reinterpret_cast<sockaddr*>(&next.peer), &next.peerSize);
        if (size <= 0)
            break;
        next.query.assign(buffer.data(), static_cast<std::size_t>(size));
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(next));
        m_mostHeld = std::max(m_mostHeld, m_waiting.size());
    }
    {
        const std::lock_guard lock(m_mutex);
        if (!m_held)
            ready = std::exchange(m_waiting, {});
    }
    for (const Waiting& one : ready) {
        const std::string reply = replyTo(one.query, false);
        if (!reply.empty())
            sendto(m_udp, reply.data(), reply.size(), 0, reinterpret_cast<const sockaddr*>(&one.peer),
                   one.peerSize);
    }
}

/// The queries of one connection, until no more come. Source: RFC 1035 section 4.2.2.
void FakeNameServer::answerTcp() {
    constexpr int patience = 50;  // milliseconds
    const int client = accept4(m_tcp, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return;
    const timeval limit{2, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    pollfd readable{client, POLLIN, 0};
    while (poll(&readable, 1, patience) > 0) {
        std::array<unsigned char, 2> length{};
        if (recv(client, length.data(), length.size(), MSG_WAITALL) != 2)
            break;
        std::string query(static_cast<std::size_t>(length[0]) << 8 | length[1], '\0');
        if (recv(client, query.data(), query.size(), MSG_WAITALL) != static_cast<ssize_t>(query.size()))
            break;
        ++m_tcpQueries;
        const std::string reply = replyTo(query, true);
        const std::string framed =
            std::string{static_cast<char>(reply.size() >> 8), static_cast<char>(reply.size() & 0xff)} + reply;
        (void)!send(client, framed.data(), framed.size(), MSG_NOSIGNAL);
    }
    close(client);
}

std::string FakeNameServer::replyTo(std::string_view bytes, bool overTcp) {
    const auto query = dnswire::parseMessage(base::asBytes(bytes));
    if (!query || query->questions.size() != 1)
        return {};
    const dnswire::Question& question = query->questions.front();
    const std::string name = question.name.toText();
    const std::lock_guard lock(m_mutex);
    ++m_queries;
    ++m_asked[name];
    const auto known = m_scripts.find(name);
    NameScript script;
    script.rcode = dnswire::Rcode::NxDomain;
    if (known != m_scripts.end())
        script = known->second;
    if (script.silent)
        return {};
    std::array<std::uint8_t, 4096> buffer;
    dnswire::Writer writer(buffer);
    const std::size_t questionSize = question.spelling.size() + 4;
    (void)writer.question(base::asBytes(bytes.substr(dnswire::headerSize, questionSize)));
    constexpr std::uint16_t flags = dnswire::flag::response | dnswire::flag::recursionDesired;
    if (script.truncated && !overTcp)
        return std::string(
            base::asText(writer.finish(query->id, flags | dnswire::flag::truncated, script.rcode)));
    dnswire::DnsName owner = question.name;
    if (!script.alias.empty()) {
        const dnswire::DnsName alias = *dnswire::DnsName::fromText(script.alias);
        (void)writer.add(Section::Answer, owner.key(), RrType::Cname, RrClass::In, script.aliasTtl,
                         base::asBytes(dnswire::nameRdata(alias)));
        owner = alias;
    }
    for (const std::string& text : script.addresses) {
        const base::IpAddress address = *base::IpAddress::parse(text);
        if (dnswire::addressType(address) == question.type)
            (void)writer.add(Section::Answer, owner.key(), question.type, RrClass::In, script.ttl,
                             base::asBytes(dnswire::addressRdata(address)));
    }
    return std::string(base::asText(writer.finish(query->id, flags, script.rcode)));
}

}  // namespace portolan::support
