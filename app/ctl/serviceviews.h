// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Services as text for people: the table of `list`, the page of `show`, the lines of `check`. Pure functions.

#include "app/ctl/style.h"
#include "backend/api/replies.h"

#include <string>

namespace portolan::ctl {

/// One line per service: state, host, targets, latency, for how long.
[[nodiscard]] std::string listText(const api::ServicePage& page, const Style& style, base::SystemTime now);

/// Everything about one.
[[nodiscard]] std::string showText(const api::ServiceView& service, const Style& style, base::SystemTime now);

/// Its state in a line, and a line for each target that something is the matter with.
[[nodiscard]] std::string checkText(const api::ServiceView& service, const Style& style,
                                    base::SystemTime now);

/// "http://llm.internal.example -> 100.2.2.2:8080" and what DNS answers, below each other.
[[nodiscard]] std::string previewText(const api::Preview& preview, const Style& style);

/// The same of a service that is there.
[[nodiscard]] api::Preview previewOf(const api::ServiceView& service);

}  // namespace portolan::ctl
