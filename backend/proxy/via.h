// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The name of this process in Via fields, by which a request that comes back is recognised, whichever worker
// takes it and whatever went between. A value made once and copied to each worker; the lines are ready to be
// written. Where a service sends no forwarding fields, only the check of our own listeners at connect
// (Server) stands against a loop: one that leads through another proxy ends at the limits of connections and
// of time. Source: RFC 9110 section 7.6.3.

#include "backend/httpwire/head.h"

#include <string>
#include <string_view>

namespace portolan::proxy {

class Via {
  public:
    /// "portolan-" and 16 random hexadecimal digits.
    [[nodiscard]] static std::string newPseudonym();

    explicit Via(std::string pseudonym = newPseudonym());

    /// "Via: 1.1 portolan-0123456789abcdef\r\n", for a message received in that version.
    [[nodiscard]] std::string_view line(httpwire::Version received) const {
        return received == httpwire::Version::Http11 ? m_line11 : m_line10;
    }

    /// Whether the message has been here before, or over more proxies than any sensible way has.
    [[nodiscard]] bool isLoop(const httpwire::FieldList& fields) const;

  private:
    std::string m_pseudonym;
    std::string m_line10;
    std::string m_line11;
};

}  // namespace portolan::proxy
