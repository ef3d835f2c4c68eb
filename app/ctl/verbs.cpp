// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"

#include <algorithm>
#include <array>

namespace portolan::ctl {

namespace {

constexpr std::array<OptionSpec, 8> common{{
    {"--json", "", "", "Print JSON; its fields are those of the API"},
    {"--connect", "", "URL", "The backend to speak to (PORTOLAN_CONNECT); else the one of this machine"},
    {"--token-file", "", "FILE", "The token for it, or its endpoint file (token in PORTOLAN_TOKEN)"},
    {"--endpoint", "", "FILE", "The endpoint file of the backend to speak to"},
    {"--timeout", "", "TIME", "How long a call may take; 20s if not said"},
    {"--colour", "", "WHEN", "auto, always or never; NO_COLOR is heeded", "auto always never"},
    {"--help", "-h", "", "Print this"},
    {"--version", "", "", "Print the version"},
}};

constexpr std::array<OptionSpec, 1> listOptions{{
    {"--state", "", "STATE", "Only those that are up, degraded, down, unknown or off",
     "up degraded down unknown off"},
}};

constexpr std::array<OptionSpec, 1> noticeOptions{{
    {"--limit", "", "N", "The last N; 100 if not said"},
}};

constexpr std::array<OptionSpec, 5> addOptions{{
    {"--https", "", "", "The targets speak https"},
    {"--name", "", "TEXT", "What people call it; the first label of NAME if not said"},
    {"--ip", "", "ADDRESS", "What the name points to; this backend's own address if not said"},
    {"--expires", "", "TIME", "Remove it by itself after 90s, 15m, 2h, 7d or 1w"},
    {"--dry-run", "-n", "", "Only show what would be"},
}};

constexpr std::array<OptionSpec, 1> setOptions{{
    {"--dry-run", "-n", "", "Only show what would be"},
}};

constexpr std::array<OptionSpec, 2> recordAddOptions{{
    {"--ttl", "", "TIME", "How long others may keep the answer; 60s if not said"},
    {"--expires", "", "TIME", "Remove it by itself after 90s, 15m, 2h, 7d or 1w"},
}};

constexpr std::array<OptionSpec, 1> recordRemoveOptions{{
    {"--all", "", "", "All that fit, where several do"},
}};

constexpr std::array<OptionSpec, 2> trustOptions{{
    {"--zone", "", "ZONE", "Only the root of this zone"},
    {"--only", "", "STORES", "system, or browsers", "system browsers"},
}};

constexpr std::array<OptionSpec, 3> trustInstallOptions{{
    trustOptions[0],
    trustOptions[1],
    {"--yes", "-y", "", "Do not ask: the fingerprint has been compared"},
}};

constexpr std::array<OptionSpec, 4> trustRemoveOptions{{
    trustOptions[0],
    trustOptions[1],
    {"--yes", "-y", "", "Do not ask"},
    {"--fingerprint", "", "SHA256", "Of a root that no backend has any more"},
}};

constexpr std::array<VerbSpec, 17> table{{
    {Verb::List, "list", "[WORD...]", 0, anyNumber, WordKind::Service, WordKind::Other, listOptions,
     "The services with their states", "Lists the services whose host, name or targets contain every WORD.",
     "portolanctl list\n"
     "portolanctl list 100.2.2.2 --state down\n"
     "portolanctl list --json | jq -r '.items[].host'"},
    {Verb::Show,
     "show",
     "NAME",
     1,
     1,
     WordKind::Service,
     WordKind::Other,
     {},
     "All about one service",
     "Shows one service: its targets and their health, what DNS answers, its traffic. NAME is one label of "
     "the first zone, or a whole host name.",
     "portolanctl show llm\n"
     "portolanctl show llm.internal.example --json"},
    {Verb::Add, "add", "NAME [TARGET...]", 1, anyNumber, WordKind::Other, WordKind::Other, addOptions,
     "Name a service",
     "Adds a service: from then on NAME is answered and leads to the targets. A TARGET is HOST:PORT (the "
     "host by address or name), or a PORT of this machine; several share the requests. When the command "
     "returns, the name works.",
     "portolanctl add llm 100.2.2.2:8080\n"
     "portolanctl add notes 3000                        # on this machine\n"
     "portolanctl add nas https://192.168.1.4:5001      # speaks https\n"
     "portolanctl add demo 8000 --expires 2h"},
    {Verb::Set, "set", "NAME FIELD=VALUE...", 2, anyNumber, WordKind::Service, WordKind::Assignment,
     setOptions, "Change fields of a service",
     "Changes these fields of a service and leaves the others as they are. FIELD is the name that the API "
     "has "
     "for it (docs/services.md): host, name, targets, protocol, delivery, record_address, enabled, "
     "maintenance, expires_in, and what stands in tls, proxy, balancing and checks (checks.path). Times may "
     "be written 90s, 15m, 2h; switches are on or off; lists have commas. FIELD= goes back to the default.",
     "portolanctl set llm maintenance=on\n"
     "portolanctl set llm checks.path=/healthz checks.interval=30s\n"
     "portolanctl set llm targets=100.2.2.2:8080*3,100.2.2.3:8080\n"
     "portolanctl set nas tls.access=https_only proxy.host_header=localhost"},
    {Verb::Remove,
     "rm",
     "NAME...",
     1,
     anyNumber,
     WordKind::Service,
     WordKind::Service,
     {},
     "Remove services",
     "Removes services, with their names.",
     "portolanctl rm llm\n"
     "portolanctl rm demo notes"},
    {Verb::Check,
     "check",
     "NAME...",
     1,
     anyNumber,
     WordKind::Service,
     WordKind::Service,
     {},
     "Whether services are up",
     "Has the backend look at every target now, and says what it finds, what is the matter and where to "
     "look. "
     "Ends with 0 if all are up, else with 1.",
     "portolanctl check llm && echo fine"},
    {Verb::Explain,
     "explain",
     "NAME",
     1,
     1,
     WordKind::Service,
     WordKind::Other,
     {},
     "Why a name does not open",
     "Follows a name, or the host of a URL, hop by hop: its zone, its record, DNS, the proxy, its "
     "certificate, "
     "its target and what that answers; then what this machine sees of it. Says what is wrong and what to "
     "do. "
     "Ends with 0 if it opens, with 1 if it does not, with 3 if there is nothing of that name.",
     "portolanctl explain llm\n"
     "portolanctl explain https://llm.internal.example/\n"
     "portolanctl explain llm --json | jq -r .cause"},
    {Verb::Status,
     "status",
     "",
     0,
     0,
     WordKind::Other,
     WordKind::Other,
     {},
     "Version, parts and listeners",
     "Shows the backend itself: its parts, where it listens, its zones. Ends with 1 if a part has failed.",
     "portolanctl status\n"
     "portolanctl status --connect http://100.1.1.1:8080"},
    {Verb::Watch,
     "watch",
     "",
     0,
     0,
     WordKind::Other,
     WordKind::Other,
     {},
     "What happens, as it happens",
     "Prints changes of services, records and health, and notices, until Ctrl+C. With --json: one object per "
     "line.",
     "portolanctl watch\n"
     "portolanctl watch --json | jq -c 'select(.type == \"health.changed\")'"},
    {Verb::Notices, "notices", "", 0, 0, WordKind::Other, WordKind::Other, noticeOptions,
     "What somebody should have heard of",
     "Lists the last notices, the newest first: services that went down and came back, certificates that end "
     "or fail, listeners that are lost; those of the same moment together.",
     "portolanctl notices\n"
     "portolanctl notices --json | jq -r '.items[].text'"},
    {Verb::RecordsList,
     "records list",
     "[WORD...]",
     0,
     anyNumber,
     WordKind::Record,
     WordKind::Other,
     {},
     "The records that stand alone",
     "Lists the records that belong to no service and contain every WORD.",
     "portolanctl records list mail"},
    {Verb::RecordsAdd, "records add", "NAME TYPE DATA...", 3, anyNumber, WordKind::Other,
     WordKind::RecordType, recordAddOptions, "Add a record of any type",
     "Adds a DNS record. DATA is written as in a zone file.",
     "portolanctl records add box A 192.168.1.7\n"
     "portolanctl records add mail MX 10 box.internal.example --ttl 1h\n"
     "portolanctl records add '*.lab' CNAME box.internal.example"},
    {Verb::RecordsRemove, "records rm", "NAME [TYPE [DATA...]]", 1, anyNumber, WordKind::Record,
     WordKind::RecordType, recordRemoveOptions, "Remove records",
     "Removes the record with that name, type and data; what is left out may be anything.",
     "portolanctl records rm box A\n"
     "portolanctl records rm mail --all"},
    {Verb::TrustStatus, "trust status", "", 0, 0, WordKind::Other, WordKind::Other, trustOptions,
     "Whether this machine trusts Portolan's https",
     "Shows the root certificate of each zone, and for each store of this machine whether it is trusted "
     "there: the system's, and those of this user's browsers.",
     "portolanctl trust status"},
    {Verb::TrustInstall, "trust install", "", 0, 0, WordKind::Other, WordKind::Other, trustInstallOptions,
     "Make this machine trust it",
     "Puts the root certificate of each zone into the stores of this machine, after asking: the system's "
     "(needs root: curl, git, most programs) and those of this user's browsers (needs certutil). Compare "
     "the fingerprint with the one on the backend's own machine first.",
     "portolanctl trust install\n"
     "sudo portolanctl trust install --only system"},
    {Verb::TrustRemove, "trust remove", "", 0, 0, WordKind::Other, WordKind::Other, trustRemoveOptions,
     "Undo that", "Takes out of the stores what \"trust install\" has put there, and nothing else.",
     "portolanctl trust remove\n"
     "portolanctl trust remove --fingerprint sha256:4c93..."},
    {Verb::Completion,
     "completion",
     "SHELL",
     1,
     1,
     WordKind::Shell,
     WordKind::Other,
     {},
     "Completion for bash, zsh or fish",
     "Prints the completion script of a shell. The Debian package installs all three.",
     "source <(portolanctl completion bash)\n"
     "portolanctl completion fish > ~/.config/fish/completions/portolanctl.fish"},
}};

}  // namespace

std::span<const VerbSpec> verbs() {
    return table;
}

std::span<const OptionSpec> commonOptions() {
    return common;
}

std::string_view firstWordOf(std::string_view path) {
    return path.substr(0, path.find(' '));
}

const VerbSpec* defaultOfFamily(std::string_view family) {
    const auto at = std::find_if(table.begin(), table.end(), [&](const VerbSpec& spec) {
        return spec.path != family && firstWordOf(spec.path) == family;
    });
    return at == table.end() ? nullptr : &*at;
}

}  // namespace portolan::ctl
