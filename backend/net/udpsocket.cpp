// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/udpsocket.h"

namespace portolan::net {

UdpSocket::UdpSocket(FileDescriptor socket) {
    if (!m_socket.setSocketDescriptor(socket.value(), QAbstractSocket::BoundState, QIODevice::ReadWrite))
        return;
    m_fd = socket.release();
}

}  // namespace portolan::net
