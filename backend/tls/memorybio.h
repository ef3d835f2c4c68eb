// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where OpenSSL reads and writes instead of a socket: bytes that a stream has lent and a buffer that a stream
// will send. Copies nothing that OpenSSL would not copy anyway. One per connection, a member of it; worker's
// thread.

#include "backend/tls/openssl.h"

#include <string>
#include <string_view>

namespace portolan::tls {

/// The two ends of one connection, as OpenSSL sees them.
struct MemoryEnds {
    std::string_view incoming{};  ///< what has come and is not read; OpenSSL takes from the front
    std::string* outgoing;        ///< what it writes is appended here
};

/// Lets `ssl` read from and write to `ends`, which must outlive it. False when there is no memory.
[[nodiscard]] bool attach(SSL& ssl, MemoryEnds& ends);

}  // namespace portolan::tls
