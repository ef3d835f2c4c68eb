// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The only two things that are changed inside the values of a response: a Location that names the target's
// own address or name leads to the public name instead, and a cookie for the target's own address becomes one
// for the public name, by losing its Domain. Everything else passes as it came, bodies always. Made on the
// stack for responses with one of these fields, on a worker. Source: SPEC 5.8, RFC 9110 section 10.2.2, RFC
// 6265 section 4.1.2.3.

#include "backend/httpwire/writer.h"
#include "backend/snapshot/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::proxy {

/// What is known of how the client names the service. The head that was written for the target says it,
/// unless nothing is to be said of the client; then it is `host` with the port of the listener.
struct PublicName {
    std::string_view upstreamHead;
    std::string_view host;
    std::uint16_t localPort = 80;

    /// "http://llm.internal.example.dev:8000".
    [[nodiscard]] std::string origin() const;
};

class ResponseEdits {
  public:
    /// `target` and what `publicName` views must outlive the edits.
    ResponseEdits(const snapshot::RouteTarget& target, const PublicName& publicName)
        : m_target(target), m_public(publicName) {}

    /// Writes a Location or Set-Cookie field.
    void write(httpwire::HeadWriter& out, const httpwire::Field& field) const;

    /// The Location for the client; nullopt when it does not name the target.
    [[nodiscard]] std::optional<std::string> location(std::string_view value) const;
    /// The cookie without its Domain; nullopt when that is not the target's.
    [[nodiscard]] std::optional<std::string> cookie(std::string_view value) const;

  private:
    [[nodiscard]] bool isTargetHost(std::string_view host) const;

    const snapshot::RouteTarget& m_target;
    const PublicName m_public;
};

}  // namespace portolan::proxy
