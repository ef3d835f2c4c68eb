// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A request's record as one line of JSON: the format of the access log, described for users in
// docs/observing.md; the API uses the same names. Everything in a line is ASCII. Pure functions; any thread.

#include "backend/live/requestrecord.h"

#include <span>
#include <string>
#include <string_view>

namespace portolan::accesslog {

/// The codes of the proxy's reasons, by their number.
using FailureCodes = std::span<const std::string_view>;

/// Appends the line with its newline.
void appendLine(std::string& out, const live::RequestRecord& record, FailureCodes failures);

}  // namespace portolan::accesslog
