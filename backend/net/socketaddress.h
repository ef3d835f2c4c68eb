// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Between the kernel's socket addresses and base::SocketAddress. Values only; any thread.

#include "backend/base/ipaddress.h"

#include <cstdint>

struct sockaddr;

namespace portolan::net {

/// Address and port of an AF_INET or AF_INET6 socket address; 0.0.0.0:0 for other families.
[[nodiscard]] base::SocketAddress socketAddressOf(const sockaddr& address);

/// The address that socket `fd` is bound to.
[[nodiscard]] base::SocketAddress boundAddressOf(int fd);

}  // namespace portolan::net
