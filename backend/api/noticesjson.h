// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON of noticereports.h, both directions; a part of json.h's contract with its rules. A notice looks
// the same wherever it appears: in the list, as an event, in the body of a webhook, on the standard input of
// the operator's command. docs/notices.md describes it to those who receive it.

#include "backend/api/noticereports.h"
#include "backend/base/result.h"

#include <QJsonObject>

namespace portolan::api {

/// {"id","time","kind":"services_down","code":"notice.services_down","params":{"count","names"},"text",
/// "count":3,"services":[{"id","name","host","health":{"state","code","message","since"},"flaps":4}],
/// "certificates":[{"owner","name","not_after","warning_days":14} or
/// {"owner","name","code","message","params"}], "listeners":[{"name","address","message"}]}; the last two
/// only where they are not empty.
[[nodiscard]] QJsonObject toJson(const model::Notice& notice);
[[nodiscard]] QJsonObject toJson(const NoticeList& list);  ///< {"items":[...],"total":n}

/// Errors: reply.malformed; a notice of a kind that this program does not know is that, too.
[[nodiscard]] base::Result<model::Notice> noticeFromJson(const QJsonObject& json);
/// Without the notices of kinds that this program does not know.
[[nodiscard]] base::Result<NoticeList> noticeListFromJson(const QJsonObject& json);

}  // namespace portolan::api
