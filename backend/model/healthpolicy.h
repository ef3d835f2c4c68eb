// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the targets of one service are checked: by what, how often, which answer counts as alive, and how many
// findings it takes to believe one. Part of a Service; control/ checks it where it is entered, snapshot/
// hands it to the probes. What single values may be stands here, for control/ and the form alike. Values and
// pure functions; any thread. Source: RFC 9110 sections 9.3.1, 9.3.2 (GET, HEAD) and 15 (status codes).

#include "backend/base/clock.h"
#include "backend/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::model {

enum class ProbeKind : std::uint8_t {
    Auto,   ///< Http; where clients do not come through the proxy, Tcp
    Http,   ///< a request; over TLS where the targets are spoken to by https
    Tcp,    ///< a connection is enough
    Never,  ///< not at all: for machines that a probe would wake
};

enum class ProbeMethod : std::uint8_t { Get, Head };

/// Status codes from `first` to `last`, both included.
struct StatusRange {
    std::uint16_t first = 200;
    std::uint16_t last = 299;
    friend bool operator==(const StatusRange&, const StatusRange&) = default;
};

struct HealthPolicy {
    ProbeKind kind = ProbeKind::Auto;
    ProbeMethod method = ProbeMethod::Get;
    std::uint8_t rise = 1;            ///< answers in a row that make a target up
    std::uint8_t fall = 2;            ///< failures in a row that make it down
    std::uint8_t jitterPercent = 10;  ///< by how much of the interval a probe may be early or late
    std::uint8_t flapChanges = 6;     ///< more changes than this within flapWindow are flapping; 0: never
    std::string path = "/";
    std::vector<StatusRange> statuses{};  ///< that count as alive; empty: all
    std::string text{};                   ///< that the body must hold in its first 64 KiB; empty: nothing
    base::Milliseconds interval{5000};
    base::Milliseconds timeout{10000};  ///< of a whole probe
    base::Seconds grace{0};             ///< so long failures of a new target do not make it down
    base::Seconds flapWindow{600};
    std::optional<base::Milliseconds> slow{};  ///< answers that take longer make a target degraded
    friend bool operator==(const HealthPolicy&, const HealthPolicy&) = default;
};

/// A policy as it was spelled. What is absent takes its default.
struct HealthDraft {
    std::optional<std::string> kind{};    ///< "auto", "http", "tcp", "never"
    std::optional<std::string> method{};  ///< "GET", "HEAD"
    std::optional<std::string> path{};
    std::optional<std::string> status{};  ///< "200-299, 404"
    std::optional<std::string> text{};
    std::optional<double> interval{};  ///< seconds, as all times here
    std::optional<double> timeout{};
    std::optional<double> slow{};
    std::optional<std::int64_t> rise{};
    std::optional<std::int64_t> fall{};
    std::optional<std::int64_t> jitter{};  ///< percent
    std::optional<std::int64_t> grace{};
    std::optional<std::int64_t> flapChanges{};
    std::optional<std::int64_t> flapWindow{};
    friend bool operator==(const HealthDraft&, const HealthDraft&) = default;
};

/// Calls visit(name, member) for each member of a HealthDraft; the names are those of the API.
template <class Draft, class Visit>
void forEachField(Draft& draft, Visit visit) {
    visit("kind", draft.kind);
    visit("method", draft.method);
    visit("path", draft.path);
    visit("status", draft.status);
    visit("text", draft.text);
    visit("interval", draft.interval);
    visit("timeout", draft.timeout);
    visit("slow", draft.slow);
    visit("rise", draft.rise);
    visit("fall", draft.fall);
    visit("jitter", draft.jitter);
    visit("grace", draft.grace);
    visit("flap_changes", draft.flapChanges);
    visit("flap_window", draft.flapWindow);
}

/// Errors: check.kind, check.method, check.path, check.status, check.text, check.text_with_head, check.range;
/// each with the name of its field, as forEachField() has it.
[[nodiscard]] base::Result<HealthPolicy> parseHealthPolicy(const HealthDraft& draft);
/// What parseHealthPolicy() reads back; only what differs from the default.
[[nodiscard]] HealthDraft draftOf(const HealthPolicy& policy);
/// The same with every field but `slow`, which may be none.
[[nodiscard]] HealthDraft wholeDraftOf(const HealthPolicy& policy);

/// How much of a body is searched for HealthPolicy::text.
inline constexpr std::size_t searchedBodyBytes = 64 * 1024;

template <class Number>
struct Bounds {
    Number least;
    Number most;
    [[nodiscard]] constexpr bool hold(Number value) const { return value >= least && value <= most; }
};

// Seconds where nothing else is said.
inline constexpr Bounds<double> probeIntervals{1, 3600};
inline constexpr Bounds<double> probeTimeouts{0.1, 60};
inline constexpr Bounds<double> slowThresholds{0.001, 60};
inline constexpr Bounds<std::int64_t> graceTimes{0, 3600};
inline constexpr Bounds<std::int64_t> flapWindows{60, 86400};
inline constexpr Bounds<std::int64_t> flapLimits{0, 50};   ///< changes
inline constexpr Bounds<std::int64_t> riseAndFall{1, 10};  ///< findings
inline constexpr Bounds<std::int64_t> jitters{0, 50};      ///< percent
inline constexpr std::size_t longestProbePath = 1024;
inline constexpr std::size_t longestProbeText = 256;
inline constexpr std::size_t mostStatusRanges = 16;

/// "auto", "http", "tcp", "never".
[[nodiscard]] std::string_view toWord(ProbeKind kind);
[[nodiscard]] std::optional<ProbeKind> probeKindFromWord(std::string_view word);
/// "GET", "HEAD".
[[nodiscard]] std::string_view toWord(ProbeMethod method);
[[nodiscard]] std::optional<ProbeMethod> probeMethodFromWord(std::string_view word);

/// "200-299, 404"; empty for all.
[[nodiscard]] std::string toText(const std::vector<StatusRange>& statuses);
/// The same, with or without spaces. Errors: check.status.
[[nodiscard]] base::Result<std::vector<StatusRange>> parseStatusRanges(std::string_view text);
/// Whether `status` counts as alive.
[[nodiscard]] bool isExpected(const HealthPolicy& policy, int status);

/// The target of a probe's request: a path, with a query if need be, in visible ASCII. Errors: check.path.
[[nodiscard]] base::Result<std::string> parseProbePath(std::string_view text);

}  // namespace portolan::model
