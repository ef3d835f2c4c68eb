// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/healthpolicy.h"

#include "backend/base/seconds.h"
#include "backend/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

namespace portolan::model {

namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 4> kindWords{"auto", "http", "tcp", "never"};
constexpr std::array<std::string_view, 2> methodWords{"GET", "HEAD"};

// RFC 9110 section 15; a final response begins at 200.
constexpr Bounds<int> finalStatuses{200, 599};

template <class Value, std::size_t size>
std::optional<Value> fromWord(const std::array<std::string_view, size>& words, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
        return std::nullopt;
    return static_cast<Value>(found - words.begin());
}

std::optional<std::uint16_t> parseStatus(std::string_view text) {
    int status = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), status);
    if (failure != std::errc() || end != text.data() + text.size() || !finalStatuses.hold(status))
        return std::nullopt;
    return static_cast<std::uint16_t>(status);
}

std::optional<StatusRange> parseStatusRange(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = parseStatus(base::trimmed(text.substr(0, dash)));
    const auto last =
        dash == std::string_view::npos ? first : parseStatus(base::trimmed(text.substr(dash + 1)));
    if (!first || !last || *last < *first)
        return std::nullopt;
    return StatusRange{*first, *last};
}

template <class Number>
std::string numberText(Number number) {
    std::string text = std::to_string(number);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.')
            text.pop_back();
    }
    return text;
}

template <class Number>
base::Result<void> checkBounds(const std::optional<Number>& number, const Bounds<Number>& bounds,
                               const char* field) {
    if (!number || bounds.hold(*number))
        return {};
    const std::string least = numberText(bounds.least);
    const std::string most = numberText(bounds.most);
    return base::Error{"check.range",
                       std::string("\"") + field + "\" is a number from " + least + " to " + most + ".",
                       field,
                       {{"field", field}, {"least", least}, {"most", most}}};
}

base::Result<void> checkNumbers(const HealthDraft& draft) {
    PORTOLAN_CHECK(checkBounds(draft.interval, probeIntervals, "interval"));
    PORTOLAN_CHECK(checkBounds(draft.timeout, probeTimeouts, "timeout"));
    PORTOLAN_CHECK(checkBounds(draft.slow, slowThresholds, "slow"));
    PORTOLAN_CHECK(checkBounds(draft.rise, riseAndFall, "rise"));
    PORTOLAN_CHECK(checkBounds(draft.fall, riseAndFall, "fall"));
    PORTOLAN_CHECK(checkBounds(draft.jitter, jitters, "jitter"));
    PORTOLAN_CHECK(checkBounds(draft.grace, graceTimes, "grace"));
    PORTOLAN_CHECK(checkBounds(draft.flapChanges, flapLimits, "flap_changes"));
    return checkBounds(draft.flapWindow, flapWindows, "flap_window");
}

base::Milliseconds milliseconds(double seconds) {
    return base::Milliseconds(std::llround(seconds * 1000.0));
}

/// Into a member, if the draft has it.
template <class Member, class Value>
void take(Member& member, const std::optional<Value>& value) {
    if (value)
        member = static_cast<Member>(*value);
}

void takeNumbers(HealthPolicy& policy, const HealthDraft& draft) {
    if (draft.interval)
        policy.interval = milliseconds(*draft.interval);
    if (draft.timeout)
        policy.timeout = milliseconds(*draft.timeout);
    if (draft.slow)
        policy.slow = milliseconds(*draft.slow);
    take(policy.rise, draft.rise);
    take(policy.fall, draft.fall);
    take(policy.jitterPercent, draft.jitter);
    take(policy.grace, draft.grace);
    take(policy.flapChanges, draft.flapChanges);
    take(policy.flapWindow, draft.flapWindow);
}

base::Result<std::string> parseProbeText(const HealthDraft& draft, ProbeMethod method) {
    std::string text = draft.text.value_or(std::string());
    if (text.size() > longestProbeText)
        return base::Error{"check.text",
                           "The text that an answer must hold has at most 256 bytes.",
                           "text",
                           {{"size", std::to_string(text.size())}}};
    if (!text.empty() && method == ProbeMethod::Head)
        return base::Error{
            "check.text_with_head",
            "The answer to HEAD has no body that could hold a text; use GET, or expect no text.",
            "text",
            {}};
    return text;
}

base::Error wordError(const char* field, const char* words, const std::string& given) {
    return {std::string("check.") + field,
            std::string("\"") + field + "\" is one of " + words + "; \"" + given + "\" is unknown.",
            field,
            {{field, given}}};
}

}  // namespace

base::Result<HealthPolicy> parseHealthPolicy(const HealthDraft& draft) {
    HealthPolicy policy;
    if (draft.kind) {
        const auto kind = probeKindFromWord(*draft.kind);
        if (!kind)
            return wordError("kind", "\"auto\", \"http\", \"tcp\", \"never\"", *draft.kind);
        policy.kind = *kind;
    }
    if (draft.method) {
        const auto method = probeMethodFromWord(*draft.method);
        if (!method)
            return wordError("method", "\"GET\", \"HEAD\"", *draft.method);
        policy.method = *method;
    }
    if (draft.path && !draft.path->empty()) {
        PORTOLAN_TRY(policy.path, parseProbePath(*draft.path));
    }
    if (draft.status) {
        PORTOLAN_TRY(policy.statuses, parseStatusRanges(*draft.status));
    }
    PORTOLAN_TRY(policy.text, parseProbeText(draft, policy.method));
    PORTOLAN_CHECK(checkNumbers(draft));
    takeNumbers(policy, draft);
    return policy;
}

HealthDraft wholeDraftOf(const HealthPolicy& policy) {
    HealthDraft draft;
    draft.kind = toWord(policy.kind);
    draft.method = toWord(policy.method);
    draft.path = policy.path;
    draft.status = toText(policy.statuses);
    draft.text = policy.text;
    draft.interval = base::inSeconds(policy.interval);
    draft.timeout = base::inSeconds(policy.timeout);
    if (policy.slow)
        draft.slow = base::inSeconds(*policy.slow);
    draft.rise = policy.rise;
    draft.fall = policy.fall;
    draft.jitter = policy.jitterPercent;
    draft.grace = policy.grace.count();
    draft.flapChanges = policy.flapChanges;
    draft.flapWindow = policy.flapWindow.count();
    return draft;
}

HealthDraft draftOf(const HealthPolicy& policy) {
    static const HealthPolicy commonPolicy;
    static const HealthDraft common = wholeDraftOf(commonPolicy);
    if (policy == commonPolicy)
        return {};
    HealthDraft draft = wholeDraftOf(policy);
    forEachField(draft, [](std::string_view name, auto& value) {
        forEachField(common, [&](std::string_view other, const auto& usual) {
            using Value = std::remove_reference_t<decltype(value)>;
            if constexpr (std::is_same_v<const Value, std::remove_reference_t<decltype(usual)>>)
                if (name == other && value == usual)
                    value.reset();
        });
    });
    return draft;
}

std::string_view toWord(ProbeKind kind) {
    return kindWords[static_cast<std::size_t>(kind)];
}

std::optional<ProbeKind> probeKindFromWord(std::string_view word) {
    return fromWord<ProbeKind>(kindWords, word);
}

std::string_view toWord(ProbeMethod method) {
    return methodWords[static_cast<std::size_t>(method)];
}

std::optional<ProbeMethod> probeMethodFromWord(std::string_view word) {
    return fromWord<ProbeMethod>(methodWords, word);
}

std::string toText(const std::vector<StatusRange>& statuses) {
    std::string text;
    for (const StatusRange& range : statuses) {
        if (!text.empty())
            text += ", ";
        text += std::to_string(range.first);
        if (range.last != range.first)
            text += '-' + std::to_string(range.last);
    }
    return text;
}

base::Result<std::vector<StatusRange>> parseStatusRanges(std::string_view text) {
    std::vector<StatusRange> ranges;
    std::string_view rest = base::trimmed(text);
    bool isLast = rest.empty();
    while (!isLast) {
        const std::size_t comma = rest.find(',');
        isLast = comma == std::string_view::npos;
        const auto range = parseStatusRange(rest.substr(0, comma));
        if (!range || ranges.size() == mostStatusRanges)
            return base::Error{
                "check.status",
                "The status that is expected is written as codes from 200 to 599 and ranges of "
                "them, such as \"200-299, 404\"; at most 16. \"" +
                    std::string(text) + "\" is not.",
                "status",
                {{"status", std::string(text)}}};
        ranges.push_back(*range);
        rest = isLast ? std::string_view() : rest.substr(comma + 1);
    }
    return ranges;
}

bool isExpected(const HealthPolicy& policy, int status) {
    return policy.statuses.empty() ||
           std::any_of(policy.statuses.begin(), policy.statuses.end(), [status](const StatusRange& range) {
               return status >= range.first && status <= range.last;
           });
}

base::Result<std::string> parseProbePath(std::string_view text) {
    const std::string_view path = base::trimmed(text);
    const bool isVisible =
        std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
    if (path.empty() || path.front() != '/' || path.size() > longestProbePath || !isVisible)
        return base::Error{"check.path",
                           "The path that is asked for begins with \"/\", has no spaces and at most 1024 "
                           "characters, such as \"/health\"; write others as %XX.",
                           "path",
                           {{"path", std::string(text)}}};
    return std::string(path);
}

}  // namespace portolan::model
