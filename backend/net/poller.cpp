// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/poller.h"

#include <cerrno>
#include <sys/epoll.h>

namespace portolan::net {

Poller::Poller() : m_epoll(epoll_create1(EPOLL_CLOEXEC)) {}

bool Poller::add(int fd, Interest interest, FdHandler& handler) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    if (interest == Interest::ReadWrite)
        event.events |= EPOLLOUT;
    event.data.ptr = &handler;
    return epoll_ctl(m_epoll.value(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Poller::remove(int fd, const FdHandler& handler) {
    epoll_ctl(m_epoll.value(), EPOLL_CTL_DEL, fd, nullptr);
    forget(handler);
}

void Poller::forget(const FdHandler& handler) {
    for (std::size_t i = m_next; i < m_filled; ++i)
        if (m_batch[i].handler == &handler)
            m_batch[i].handler = nullptr;
}

std::size_t Poller::wait(int timeoutMs) {
    std::array<epoll_event, batchSize> events;
    const int count = epoll_wait(m_epoll.value(), events.data(), static_cast<int>(events.size()), timeoutMs);
    m_next = 0;
    m_filled = count > 0 ? static_cast<std::size_t>(count) : 0;
    for (std::size_t i = 0; i < m_filled; ++i) {
        const std::uint32_t bits = events[i].events;
        m_batch[i].handler = static_cast<FdHandler*>(events[i].data.ptr);
        m_batch[i].ready = {.read = (bits & EPOLLIN) != 0,
                            .write = (bits & EPOLLOUT) != 0,
                            .end = (bits & (EPOLLRDHUP | EPOLLHUP)) != 0,
                            .error = (bits & EPOLLERR) != 0};
    }
    return m_filled;
}

void Poller::dispatch() {
    while (m_next < m_filled) {
        const Event event = m_batch[m_next++];
        if (event.handler)
            event.handler->onReady(event.ready);
    }
}

}  // namespace portolan::net
