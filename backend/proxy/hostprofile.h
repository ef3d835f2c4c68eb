// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a target sees instead of the public name, for services whose HostHeader is not Keep: programs made for
// one machine (Vite, Ollama, Jupyter) answer only to a Host they know, and compare Origin and Referer with
// it. The three change together, and only where Origin and Referer name the public host: those of a foreign
// page must stay foreign, as they are what such a program protects itself with. Pure functions, on a worker,
// no allocation while the head is first written. Source: RFC 9110 sections 7.2 and 10.1.3, RFC 6454
// section 7.

#include "backend/model/service.h"
#include "backend/snapshot/snapshot.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::proxy {

/// The authority by which a target is addressed: "192.0.2.7:8080", "[2001:db8::7]:8080", "localhost:8080", or
/// "nas.lan:8080" for one that is given by its name.
/// The usual port of the protocol is left out, as a browser does.
class TargetAuthority {
  public:
    TargetAuthority(model::HostHeader profile, const snapshot::RouteTarget& target, model::Protocol protocol);
    [[nodiscard]] std::string_view view() const { return {m_text.data(), m_size}; }

  private:
    std::array<char, 264> m_text;  ///< a name (RFC 1035 section 2.3.4: 253), a colon and a port
    std::size_t m_size = 0;
};

/// What follows the authority in an http or https URL that names `authority`; nullptr as data when it names
/// another. "http://a.test/x" names "a.test" and is followed by "/x".
[[nodiscard]] std::string_view behindAuthority(std::string_view url, std::string_view authority);

/// Lets a head that was written for one target name another one, in its Host, Origin and Referer.
void readdress(std::string& head, std::string_view before, std::string_view after);

}  // namespace portolan::proxy
