// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/explanation.h"

#include <algorithm>

namespace portolan::api {

namespace {

constexpr std::array<std::string_view, hopStages> stageWords{
    "zone",  "record", "dns",     "resolver", "access", "listener", "certificate",
    "route", "target", "connect", "tls",      "http",   "trust"};
constexpr std::array<std::string_view, 4> verdictWords{"ok", "warning", "bad", "skipped"};

template <class Enum, class Words>
std::optional<Enum> fromWord(const Words& words, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? std::nullopt : std::optional(static_cast<Enum>(found - words.begin()));
}

}  // namespace

std::string_view toWord(HopStage stage) {
    return stageWords[static_cast<std::size_t>(stage)];
}

std::optional<HopStage> hopStageFromWord(std::string_view word) {
    return fromWord<HopStage>(stageWords, word);
}

std::string_view toWord(HopVerdict verdict) {
    return verdictWords[static_cast<std::size_t>(verdict)];
}

std::optional<HopVerdict> hopVerdictFromWord(std::string_view word) {
    return fromWord<HopVerdict>(verdictWords, word);
}

const Hop* causeOf(const std::vector<Hop>& hops) {
    const auto bad =
        std::find_if(hops.begin(), hops.end(), [](const Hop& hop) { return hop.verdict == HopVerdict::Bad; });
    return bad == hops.end() ? nullptr : &*bad;
}

}  // namespace portolan::api
