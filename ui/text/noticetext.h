// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A notice in the user's language: a title for the message beside the tray's icon, a body below it, and both
// in one line for the list. Pure functions; the GUI thread, after the translators are installed. The English
// of the API stands in model/notice.h.

#include "backend/model/notice.h"

#include <QString>

namespace portolan::ui::text {

/// "3 services went down", "llm is up again".
[[nodiscard]] QString noticeTitle(const model::Notice& notice);
/// The names of several; of one, how often it changed since and what is the matter. May be empty.
[[nodiscard]] QString noticeBody(const model::Notice& notice);
/// "3 services went down: llm, notes, wiki".
[[nodiscard]] QString noticeLine(const model::Notice& notice);
/// A line for each of what it is about: "llm: nothing listens there".
[[nodiscard]] QString noticeDetails(const model::Notice& notice);
/// What a webhook can be told of: "services that went down".
[[nodiscard]] QString noticeKindText(model::NoticeKind kind);

}  // namespace portolan::ui::text
