// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optionkeys.h"

#include "backend/base/bytes.h"
#include "backend/base/editdistance.h"

#include <algorithm>
#include <array>

namespace portolan::app {

namespace {

constexpr std::array<OptionKey, 30> keys{{
    {"daemon", ValueKind::Switch, "", "Run without a window, as a service"},
    {"data-dir", ValueKind::Text, "DIR", "Where the catalog is kept"},
    {"config", ValueKind::Text, "FILE", "The configuration file (portolan.toml)"},
    {"zone", ValueKind::List, "NAME", "A zone to answer for; the first is the default zone"},
    {"advertise", ValueKind::List, "ADDR", "The address that names of services resolve to"},
    {"dns", ValueKind::List, "ADDR:PORT", "Where DNS listens, UDP and TCP"},
    {"http", ValueKind::List, "ADDR:PORT", "Where the proxy listens"},
    {"https", ValueKind::List, "ADDR:PORT", "Where the proxy listens for https"},
    {"api", ValueKind::List, "ADDR:PORT", "Where the management API listens"},
    {"workers", ValueKind::Number, "N", "Threads that serve DNS and the proxy"},
    {"max-connections", ValueKind::Number, "N", "Connections of clients at a time"},
    {"max-connections-per-address", ValueKind::Number, "N", "The same from one address (not this machine's)"},
    {"rate-limit", ValueKind::Number, "N",
     "Replies of DNS over UDP a second and client network; 0: no limit"},
    {"resolver", ValueKind::List, "ADDR:PORT", "The name server asked for targets that are names"},
    {"internal-networks", ValueKind::List, "LIST", "Who may ask: networks as 10.0.0.0/8"},
    {"target-networks", ValueKind::List, "LIST", "Where targets may be: networks as 10.0.0.0/8"},
    {"trusted-proxies", ValueKind::List, "LIST", "Proxies whose X-Forwarded fields are believed: networks"},
    {"certificates", ValueKind::List, "PATH",
     "Certificates of your own: a file, or a folder of lego or certbot"},
    {"connect", ValueKind::Text, "URL", "Show the backend at this URL (token in PORTOLAN_TOKEN)"},
    {"log-format", ValueKind::Text, "text|json", "How log lines are written"},
    {"access-log", ValueKind::Text, "FILE", "Write a line of JSON for each request to this file"},
    {"access-log-size", ValueKind::Number, "MIB", "Size at which the access log is put aside; five are kept"},
    {"notice-group-for", ValueKind::Number, "SECONDS", "What happens within this is one notice"},
    {"notice-cool-down", ValueKind::Number, "SECONDS", "So long what was told of as down or lost is quiet"},
    {"notice-retry", ValueKind::Number, "SECONDS",
     "When a webhook that failed is tried again; later ones grow"},
    {"notice-command", ValueKind::Command, "ARRAY",
     "A program to run for each notice; in portolan.toml only"},
    {"print-config", ValueKind::Switch, "", "Print the settings in effect, each with its source, and exit"},
    {"start-empty", ValueKind::Switch, "", "Start with an empty catalog if it is damaged beyond repair"},
    {"help", ValueKind::Switch, "", "Print this and exit"},
    {"version", ValueKind::Switch, "", "Print the version and exit"},
}};

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), base::toLower);
    return result;
}

}  // namespace

std::span<const OptionKey> optionKeys() {
    return keys;
}

const OptionKey* findOptionKey(std::string_view name) {
    const auto at = std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.name == name; });
    return at == keys.end() ? nullptr : &*at;
}

std::string variableOf(std::string_view key) {
    std::string name = "PORTOLAN_";
    for (const char c : key)
        name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    return name;
}

std::string suggestionFor(std::string_view unknown) {
    const std::string wanted = lowered(unknown);
    std::string near;
    std::string all;
    for (const OptionKey& key : keys) {
        all += (all.empty() ? "" : ", ") + std::string(key.name);
        const bool contained = wanted.size() > 2 && key.name.find(wanted) != std::string_view::npos;
        if (contained ||
            base::editDistance(wanted, key.name) <= std::max<std::size_t>(1, key.name.size() / 3))
            near += (near.empty() ? "" : " or ") + std::string(key.name);
    }
    return near.empty() ? "the keys are " + all : "did you mean " + near + "?";
}

}  // namespace portolan::app
