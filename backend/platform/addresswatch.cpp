// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/addresswatch.h"

#include "backend/base/logging.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace portolan::platform {

AddressWatch::AddressWatch(std::function<void()> changed) : m_changed(std::move(changed)) {
    m_socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (m_socket < 0 || ::bind(m_socket, reinterpret_cast<const sockaddr*>(&groups), sizeof groups) != 0) {
        qCWarning(base::logRuntime, "changes of this host's addresses will not be noticed: %s",
                  std::strerror(errno));
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { drain(); });
}

AddressWatch::~AddressWatch() {
    m_notifier.reset();
    if (m_socket >= 0)
        ::close(m_socket);
}

void AddressWatch::drain() {
    std::array<char, 8192> message;
    ssize_t received = 0;
    do
        received = ::recv(m_socket, message.data(), message.size(), 0);
    while (received > 0 ||
           (received < 0 && (errno == ENOBUFS || errno == EINTR)));  // ENOBUFS: some were lost
    m_changed();
}

}  // namespace portolan::platform
