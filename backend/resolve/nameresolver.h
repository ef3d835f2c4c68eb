// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whoever is asked for the addresses of a host name: the system's name servers in the program
// (SystemResolver), a script in tests. control/ asks, at the pace of NameBook; nobody else does, and never a
// worker.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/hostname.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace portolan::resolve {

enum class LookupOutcome : std::uint8_t {
    Pending,      ///< not asked yet, or no answer yet
    Found,        ///< it has addresses
    NotFound,     ///< there is no such name (RFC 1035 section 4.1.1: NXDOMAIN)
    NoAddress,    ///< the name exists and has no address (RFC 2308 section 2.2: NODATA)
    ServerFails,  ///< the name server says that it cannot answer, answers nonsense, or is not there
    NoAnswer,     ///< no name server answered in time
    LeadsBack,    ///< it is a name that this program itself serves; no resolver says so
};

struct LookupAnswer {
    LookupOutcome outcome = LookupOutcome::Pending;
    std::vector<base::IpAddress> addresses{};  ///< the best one to connect to first; empty unless Found
    base::Seconds ttl{};                       ///< how long they may be used, by the lowest of the records
    friend bool operator==(const LookupAnswer&, const LookupAnswer&) = default;
};

class NameResolver {
  public:
    using Reply = std::function<void(const LookupAnswer& answer)>;
    virtual ~NameResolver() = default;
    /// Asks for all addresses of `name`, v4 and v6. `reply` is called once, on the thread of whoever asks and
    /// never inside this call, unless the resolver is destroyed before.
    virtual void lookUp(const model::HostName& name, Reply reply) = 0;
};

}  // namespace portolan::resolve
