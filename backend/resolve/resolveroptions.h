// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whom SystemResolver asks, and for how long it waits. A value; the defaults are what the program runs with.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"

#include <string>
#include <vector>

namespace portolan::resolve {

struct ResolverOptions {
    /// Asked instead of the system's name servers; empty: those of `configuration`.
    std::vector<base::SocketAddress> servers{};
    std::string configuration = "/etc/resolv.conf";
    base::Milliseconds timeout{2000};  ///< for each name server, doubled with each round
    int rounds = 2;                    ///< over all name servers
};

}  // namespace portolan::resolve
