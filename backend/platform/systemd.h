// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Tells the service manager how the start and the stop are going, by the datagram protocol of sd_notify(3)
// and without its library. Where nobody asked (no NOTIFY_SOCKET) every call does nothing. Used by app/ on the
// main thread in the daemon only. It does not take sockets over from the manager.

#include "backend/platform/environment.h"

#include <string>
#include <string_view>

namespace portolan::platform {

class ServiceManager {
  public:
    /// `environment` names the socket in NOTIFY_SOCKET: a path, or an abstract name behind an "@".
    explicit ServiceManager(const Environment& environment);

    [[nodiscard]] bool isListening() const { return !m_socketPath.empty(); }
    /// Everything listens. `status` is one line for `systemctl status`.
    void ready(std::string_view status) const;
    /// The drain has begun.
    void stopping(std::string_view status) const;
    void status(std::string_view status) const;

  private:
    void send(const std::string& lines) const;

    std::string m_socketPath;
};

}  // namespace portolan::platform
