// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How single values stand in a column or in the JSON of a history row, both directions. Pure functions.

#include "backend/model/service.h"
#include "backend/model/webhook.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::store {

/// Milliseconds since 1970 in UTC.
[[nodiscard]] inline std::int64_t toColumn(base::SystemTime time) {
    return std::chrono::duration_cast<base::Milliseconds>(time.time_since_epoch()).count();
}
[[nodiscard]] inline base::SystemTime timeFromColumn(std::int64_t milliseconds) {
    return base::SystemTime(base::Milliseconds(milliseconds));
}

[[nodiscard]] inline int toColumn(model::Switch state) {
    switch (state) {
        case model::Switch::Disabled:
            return 0;
        case model::Switch::Enabled:
            return 1;
        case model::Switch::Maintenance:
            return 2;
    }
    return 1;
}
[[nodiscard]] inline model::Switch switchFromColumn(std::int64_t number) {
    if (number == 2)
        return model::Switch::Maintenance;
    return number == 0 ? model::Switch::Disabled : model::Switch::Enabled;
}

[[nodiscard]] inline std::string_view toColumn(model::Protocol protocol) {
    switch (protocol) {
        case model::Protocol::Http:
            return "http";
        case model::Protocol::Https:
            return "https";
    }
    return "http";
}
[[nodiscard]] inline std::optional<model::Protocol> protocolFromColumn(std::string_view text) {
    if (text == "http")
        return model::Protocol::Http;
    if (text == "https")
        return model::Protocol::Https;
    return std::nullopt;
}

/// "services_down services_up".
[[nodiscard]] inline std::string kindsToColumn(const std::vector<model::NoticeKind>& kinds) {
    std::string text;
    for (const model::NoticeKind kind : kinds)
        text += (text.empty() ? "" : " ") + std::string(model::toWord(kind));
    return text;
}
/// Leaves out what it does not know.
[[nodiscard]] inline std::vector<model::NoticeKind> kindsFromColumn(std::string_view text) {
    std::vector<model::NoticeKind> kinds;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (const auto kind = model::noticeKindFromWord(text.substr(0, end)))
            kinds.push_back(*kind);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return kinds;
}

}  // namespace portolan::store
