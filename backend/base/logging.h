// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The logging categories, one per area a user would want to hear alone:
// QT_LOGGING_RULES="portolan.dns.debug=true". How lines are written (text or json) is decided once, in
// platform/. Workers log only what is rare.

#include <QLoggingCategory>

namespace portolan::base {

Q_DECLARE_LOGGING_CATEGORY(logControl)
Q_DECLARE_LOGGING_CATEGORY(logDns)
Q_DECLARE_LOGGING_CATEGORY(logHealth)
Q_DECLARE_LOGGING_CATEGORY(logNet)
Q_DECLARE_LOGGING_CATEGORY(logProxy)
Q_DECLARE_LOGGING_CATEGORY(logRest)
Q_DECLARE_LOGGING_CATEGORY(logRuntime)
Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logUi)

}  // namespace portolan::base
