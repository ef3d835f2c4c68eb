// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A port for a server that is told its port and cannot be asked for it. The port is free when it is chosen,
// not held: start the server at once.

#include <cstdint>

namespace portolan::support {

/// Whether a server could listen on this port of 127.0.0.1, with TCP and with UDP. A connection that was made
/// from the port keeps it for a minute after its end (TIME-WAIT, RFC 9293 section 3.6.1), and a server cannot
/// bind TCP to it meanwhile, though UDP is free.
[[nodiscard]] bool isFreePort(std::uint16_t port);

/// A port of 127.0.0.1 for which that is true; 0 if there is none.
[[nodiscard]] std::uint16_t freePort();

}  // namespace portolan::support
