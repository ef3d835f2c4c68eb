// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A notice: something that somebody should hear of without looking at the window, as one message for all the
// services it happened to at the same time. notices/ makes them; the event log, webhooks, the operator's
// command and the window's tray carry them. Values; any thread.

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/health.h"
#include "backend/model/service.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::model {

enum class NoticeKind : std::uint8_t {
    ServicesDown,
    ServicesUp,  ///< they were down
    Test,        ///< somebody tries a webhook; it is in no list
};
/// What a webhook can ask for.
inline constexpr std::array<NoticeKind, 2> selectableNotices{NoticeKind::ServicesDown,
                                                             NoticeKind::ServicesUp};

/// One service of a notice, as it was when the notice was made.
struct NoticeSubject {
    ServiceId service{};
    std::string name{};  ///< for people; may be empty
    std::string host{};
    HealthState state = HealthState::Unknown;
    HealthCause cause = HealthCause::None;
    std::uint32_t detail = 0;  ///< of the cause
    base::SystemTime since{};
    std::uint32_t flaps = 0;  ///< how often it changed and changed back since it was last told of
    friend bool operator==(const NoticeSubject&, const NoticeSubject&) = default;
};

struct Notice {
    std::uint64_t id = 0;  ///< rises, over restarts too
    base::SystemTime at{};
    NoticeKind kind = NoticeKind::Test;
    std::size_t count = 0;                  ///< of the services it is about
    std::vector<NoticeSubject> services{};  ///< the first of them, at most `mostSubjects`
    friend bool operator==(const Notice&, const Notice&) = default;
};

/// So that a notice stays a message when a whole network goes down.
inline constexpr std::size_t mostSubjects = 50;

/// "services_down", ...: the stable word of the API.
[[nodiscard]] std::string_view toWord(NoticeKind kind);
[[nodiscard]] std::optional<NoticeKind> noticeKindFromWord(std::string_view word);

/// How people call it: its name, else its host.
[[nodiscard]] const std::string& titleOf(const NoticeSubject& subject);

/// In one line of English: "3 services went down: llm, notes, wiki."
[[nodiscard]] std::string textOf(const Notice& notice);
/// "notice.services_down", ...: stable, for translation.
[[nodiscard]] std::string codeOf(NoticeKind kind);
/// What textOf() names: `count`, `names`, and of a single service `flaps`.
[[nodiscard]] base::Error::Params paramsOf(const Notice& notice);

}  // namespace portolan::model
