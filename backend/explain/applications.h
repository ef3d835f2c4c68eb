// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Applications that answer only to names they know, or only to proxies they trust, recognised by what they
// say when they refuse, and the line of their configuration that mends it. A table; pure functions. The
// strings are those that the applications send: tests/unit/explain/tst_wording.cpp has whole answers.

#include "backend/explain/httplook.h"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::explain {

enum class Refusal : std::uint8_t {
    Host,   ///< the name is not one of its own
    Proxy,  ///< X-Forwarded-* from an address it does not trust
};

struct Application {
    std::string_view name;  ///< "Vite"
    Refusal refusal = Refusal::Host;
    int status = 0;             ///< that it refuses with; 0: any
    std::string_view says{};    ///< in its body; empty: whatever
    std::string_view server{};  ///< in its field Server; empty: whatever
    std::string_view lines{};   ///< of its configuration, with {host} and {proxy}
    bool isSilent = false;      ///< its body is empty
};

/// nullptr when it is none that is known. `refusal`: what a second request has proved.
[[nodiscard]] const Application* recognise(const HttpAnswer& answer, Refusal refusal);

/// Whether the answer is one of an application that refuses a name by what it says, whatever the status.
[[nodiscard]] bool saysRefused(const HttpAnswer& answer);

/// Where an application that shows its page to everybody is particular about names, which its page needs;
/// empty for one that refuses at once.
[[nodiscard]] std::string_view innerPathOf(const HttpAnswer& answer);

/// The lines of its configuration.
[[nodiscard]] std::vector<std::string> linesOf(const Application& application, const std::string& host,
                                               const std::string& proxy);

/// Whether the answer to plain http says that the port is for https.
[[nodiscard]] bool saysWantsTls(const HttpAnswer& answer);

}  // namespace portolan::explain
