// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One request, for "/" unless said otherwise, over a connection that stands, and what comes of it: the head
// of the answer and the beginning of its body, which is where applications say why they refuse. Follows no
// redirect. Blocks; for the thread that explains. Source: RFC 9110 sections 9.3.1 and 15, RFC 9112 sections 6
// and 7.1.

#include "backend/explain/connection.h"
#include "backend/model/proxypolicy.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace portolan::explain {

/// Who is said to have asked, and how: X-Forwarded-*.
struct ForwardedFor {
    base::IpAddress client{};
    std::uint16_t port = 80;  ///< of the proxy, as the client used it
    enum class Transport : std::uint8_t { Plain, Tls } transport = Transport::Plain;
    std::string host{};
};

struct HttpRequest {
    std::string host{};
    std::string path = "/";
    std::optional<ForwardedFor> forwarded{};
    std::vector<model::RequestField> fields{};
    std::string accept = "text/html, */*";
};

struct HttpAnswer {
    enum class Outcome : std::uint8_t {
        Answered,
        Silent,   ///< no whole head within the limit
        Closed,   ///< the connection ended before a byte came
        NotHttp,  ///< bytes that are no head of a response
    };
    Outcome outcome = Outcome::Closed;
    int status = 0;
    std::string location{};  ///< of a redirect
    std::string server{};    ///< the field Server
    std::string text{};      ///< the body's first 16 KiB; bytes as they came of what is NotHttp
    std::chrono::microseconds duration{0};
};

[[nodiscard]] HttpAnswer askHttp(Connection& connection, const HttpRequest& request,
                                 const Patience& patience);

}  // namespace portolan::explain
