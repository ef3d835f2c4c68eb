// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/restsink.h"

namespace portolan::runtime {

void RestSink::setServer(rest::Server* server) {
    const std::lock_guard lock(m_mutex);
    m_server = server;
}

void RestSink::offer(net::FileDescriptor controlEnd) {
    const std::lock_guard lock(m_mutex);
    if (m_server)
        m_server->offer(controlEnd.release());
}

}  // namespace portolan::runtime
