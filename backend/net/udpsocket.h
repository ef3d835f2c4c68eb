// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A bound UDP socket on one worker: a QUdpSocket owns the descriptor, and its own notifications never run
// since the worker has no Qt event loop. The user watches fd() in the Engine and calls recvmmsg and sendmmsg
// on it. Made and destroyed on the worker's thread.

#include "backend/net/filedescriptor.h"

#include <QUdpSocket>

namespace portolan::net {

class UdpSocket {
  public:
    /// `socket` is one of BoundSockets::sockets.
    explicit UdpSocket(FileDescriptor socket);
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;

    [[nodiscard]] bool isValid() const { return m_fd >= 0; }
    [[nodiscard]] int fd() const { return m_fd; }

  private:
    QUdpSocket m_socket;
    int m_fd = -1;
};

}  // namespace portolan::net
