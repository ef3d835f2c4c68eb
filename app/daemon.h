// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// --daemon: the backend without a window, until SIGTERM or SIGINT. The first of them drains for ten seconds
// at most, a second one ends at once; SIGHUP reloads. Tells the service manager when asked. Called by
// main.cpp; main thread.

#include "app/options.h"

#include <string>

namespace portolan::app {

/// The program's exit code.
[[nodiscard]] int runDaemon(int& argc, char** argv, const Invocation& invocation, const Options& options,
                            const std::string& version);

}  // namespace portolan::app
