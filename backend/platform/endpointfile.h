// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The endpoint file: how a window or a script on the same machine finds a running backend. It holds the URL
// of the private API listener, the process and the token, as JSON; its mode says who may administer. Written
// by app/ when everything listens, removed at a clean stop; a file left behind by a killed process names a
// pid that is gone, and the next start overwrites it. Any thread; functions only.

#include "backend/base/result.h"

#include <string>

namespace portolan::platform {

struct Endpoint {
    std::string url;  ///< "http://127.0.0.1:41234"
    long pid = 0;
    std::string token;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Who may read the token.
enum class EndpointAudience : unsigned char {
    Owner,  ///< 0600
    Group,  ///< 0640; the group is "portolan" if there is one and this process may give the file to it
};

/// Makes the directory (0700 for Owner, 0750 for Group) if it is missing and replaces the file in one step.
/// Errors: endpoint.not_written.
[[nodiscard]] base::Result<void> writeEndpointFile(const std::string& path, const Endpoint& endpoint,
                                                   EndpointAudience audience);

/// Errors: endpoint.missing, endpoint.not_readable (not allowed to), endpoint.malformed.
[[nodiscard]] base::Result<Endpoint> readEndpointFile(const std::string& path);

/// Whether the process lives and its private API accepts a connection: an endpoint file may have been left
/// behind by one that was killed.
[[nodiscard]] bool isAlive(const Endpoint& endpoint);

/// Removes the file if it still is the one of process `pid`.
void removeEndpointFile(const std::string& path, long pid);

}  // namespace portolan::platform
