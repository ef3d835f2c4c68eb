// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/notice.h"

#include <algorithm>

namespace portolan::model {

namespace {

// In the order of NoticeKind.
constexpr std::array<std::string_view, 3> kindWords{"services_down", "services_up", "test"};

constexpr std::size_t namesInText = 5;

std::string times(std::uint32_t count) {
    return count == 1 ? "once" : std::to_string(count) + " times";
}

/// "a, b, c and 4 more".
std::string namesOf(const Notice& notice) {
    std::string names;
    const std::size_t shown = std::min(namesInText, notice.services.size());
    for (std::size_t i = 0; i < shown; ++i)
        names += (i > 0 ? ", " : "") + titleOf(notice.services[i]);
    if (notice.count > shown)
        names += " and " + std::to_string(notice.count - shown) + " more";
    return names;
}

std::string textOfOne(NoticeKind kind, const NoticeSubject& subject) {
    const bool down = kind == NoticeKind::ServicesDown;
    std::string text = titleOf(subject) + (down ? " went down" : " is up again");
    if (subject.flaps > 0)
        text +=
            (down ? ", and went up and down " : ", and went down and up ") + times(subject.flaps) + " since";
    text += '.';
    if (down && subject.cause != HealthCause::None)
        text += ' ' + sentenceOf(subject.cause, subject.detail);
    return text;
}

}  // namespace

std::string_view toWord(NoticeKind kind) {
    return kindWords[static_cast<std::size_t>(kind)];
}

std::optional<NoticeKind> noticeKindFromWord(std::string_view word) {
    const auto found = std::find(kindWords.begin(), kindWords.end(), word);
    if (found == kindWords.end())
        return std::nullopt;
    return static_cast<NoticeKind>(found - kindWords.begin());
}

const std::string& titleOf(const NoticeSubject& subject) {
    return subject.name.empty() ? subject.host : subject.name;
}

std::string textOf(const Notice& notice) {
    if (notice.kind == NoticeKind::Test)
        return "A test: notices of Portolan arrive here.";
    if (notice.count == 1 && !notice.services.empty())
        return textOfOne(notice.kind, notice.services.front());
    return std::to_string(notice.count) + " services " +
           (notice.kind == NoticeKind::ServicesDown ? "went down: " : "are up again: ") + namesOf(notice) +
           '.';
}

std::string codeOf(NoticeKind kind) {
    return "notice." + std::string(toWord(kind));
}

base::Error::Params paramsOf(const Notice& notice) {
    if (notice.kind == NoticeKind::Test)
        return {};
    base::Error::Params params{{"count", std::to_string(notice.count)}, {"names", namesOf(notice)}};
    if (notice.count == 1 && !notice.services.empty() && notice.services.front().flaps > 0)
        params.emplace_back("flaps", std::to_string(notice.services.front().flaps));
    return params;
}

}  // namespace portolan::model
