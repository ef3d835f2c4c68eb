// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/logging.h"

namespace portolan::base {

Q_LOGGING_CATEGORY(logControl, "portolan.control", QtInfoMsg)
Q_LOGGING_CATEGORY(logDns, "portolan.dns", QtInfoMsg)
Q_LOGGING_CATEGORY(logHealth, "portolan.health", QtInfoMsg)
Q_LOGGING_CATEGORY(logNet, "portolan.net", QtInfoMsg)
Q_LOGGING_CATEGORY(logProxy, "portolan.proxy", QtInfoMsg)
Q_LOGGING_CATEGORY(logRest, "portolan.rest", QtInfoMsg)
Q_LOGGING_CATEGORY(logRuntime, "portolan.runtime", QtInfoMsg)
Q_LOGGING_CATEGORY(logStore, "portolan.store", QtInfoMsg)
Q_LOGGING_CATEGORY(logUi, "portolan.ui", QtInfoMsg)

}  // namespace portolan::base
