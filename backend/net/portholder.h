// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who holds a port: looked up in /proc/net/{tcp,tcp6,udp,udp6} and /proc/*/fd. For error messages only, on
// the control side: it reads many files, so never on a worker. Finds processes of other users only with the
// rights to see them.

#include "backend/base/ipaddress.h"
#include "backend/net/boundsockets.h"

#include <optional>
#include <string>

namespace portolan::net {

struct PortHolder {
    long pid = 0;      ///< 0 when the socket is known but not whose it is
    std::string name;  ///< the program's short name, empty when not known
};

/// The process with a socket bound to `address`, or to its port on every address. nullopt when there is none
/// to be seen.
[[nodiscard]] std::optional<PortHolder> findPortHolder(Transport transport,
                                                       const base::SocketAddress& address);

}  // namespace portolan::net
