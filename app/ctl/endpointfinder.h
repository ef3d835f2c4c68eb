// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which backend portolanctl speaks to: the one of --connect, the one of --endpoint, else the first that
// runs on this machine: the user's own (its endpoint file is in XDG_RUNTIME_DIR), then the system's daemon.
// A file that a killed backend left behind is passed over. Reads files and tries a connection; main thread.

#include "backend/base/result.h"
#include "backend/client/endpoint.h"
#include "backend/platform/environment.h"
#include "backend/platform/paths.h"

#include <optional>
#include <string>

namespace portolan::ctl {

struct EndpointWish {
    std::optional<std::string> connect{};       ///< --connect: a URL, or ADDRESS:PORT
    std::optional<std::string> endpointFile{};  ///< --endpoint
    std::optional<std::string> tokenFile{};     ///< --token-file: the token alone, or an endpoint file
};

/// What is looked at where nothing is wished for.
struct EndpointPlaces {
    platform::Environment environment;
    platform::Privilege privilege = platform::Privilege::User;
    std::string systemFile = platform::systemEndpointFile();
};

/// PORTOLAN_CONNECT and PORTOLAN_TOKEN stand in for --connect and --token-file. The token for a URL without
/// one is taken from the endpoint file that names this URL. Errors: usage.url, usage.token_file,
/// endpoint.not_running (nothing runs), endpoint.missing, endpoint.not_readable, endpoint.malformed.
[[nodiscard]] base::Result<client::Endpoint> findEndpoint(const EndpointWish& wish,
                                                          const EndpointPlaces& places);

}  // namespace portolan::ctl
