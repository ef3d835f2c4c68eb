// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How log lines are written: to stderr, one write each, as text for people or as JSON for collectors. Takes
// over Qt's message handler, so everything that is logged anywhere in the process comes through here. Called
// once by app/ before threads exist. Which categories are heard is Qt's business (QT_LOGGING_RULES).

#include "backend/base/clock.h"

#include <QtGlobal>

#include <string>
#include <string_view>

namespace portolan::platform {

enum class LogStyle : unsigned char { Text, Json };

void installLogHandler(LogStyle style);

/// One line with its newline. Line breaks inside the message become spaces in text and escapes in JSON.
[[nodiscard]] std::string formatLogLine(LogStyle style, QtMsgType type, std::string_view category,
                                        std::string_view message, base::SystemTime time);

}  // namespace portolan::platform
