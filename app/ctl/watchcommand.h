// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The verb `watch`: the events of the backend, a line each, until it is interrupted. Main thread.

#include "app/ctl/session.h"

namespace portolan::ctl {

/// ExitCode::Unreachable if there is no backend at the beginning; when it goes later, it is waited for.
[[nodiscard]] ExitCode watchEvents(Session& session);

/// An event in words, without the time and without a line feed; empty for what only programs need.
[[nodiscard]] std::string eventText(const api::EventView& event, const Style& style);
/// {"id","type","data"}
[[nodiscard]] QJsonObject eventJson(const api::EventView& event);

}  // namespace portolan::ctl
