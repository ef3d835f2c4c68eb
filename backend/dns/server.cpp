// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/server.h"

#include <utility>

namespace portolan::dns {

Server::Server(net::Engine& engine, const Snapshots& snapshots, const live::TargetStates& states,
               live::WorkerCounters& counters, Defences& defences, RetireSnapshot retire)
    : m_engine(engine),
      m_answerer(engine, snapshots, states, counters, defences, std::move(retire)),
      m_sessions(engine, m_answerer, defences, counters),
      m_batch(std::make_unique<UdpBatch>()) {}

Server::~Server() {
    close();
}

bool Server::listenUdp(net::FileDescriptor socket, const base::SocketAddress& local) {
    auto listener = std::make_unique<UdpListener>(m_engine, std::move(socket), local, m_answerer, *m_batch);
    if (!listener->isListening())
        return false;
    m_udp.push_back(std::move(listener));
    return true;
}

bool Server::listenTcp(net::FileDescriptor socket, const base::SocketAddress& local) {
    auto listener = std::make_unique<TcpListener>(m_engine, std::move(socket), local, m_sessions);
    if (!listener->isListening())
        return false;
    m_tcp.push_back(std::move(listener));
    return true;
}

void Server::closeUdp(const base::SocketAddress& local) {
    std::erase_if(m_udp, [&](const auto& listener) { return listener->local() == local; });
}

void Server::closeTcp(const base::SocketAddress& local) {
    std::erase_if(m_tcp, [&](const auto& listener) { return listener->local() == local; });
}

void Server::close() {
    m_udp.clear();
    m_tcp.clear();
}

}  // namespace portolan::dns
