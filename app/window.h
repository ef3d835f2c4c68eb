// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The program without --daemon. In a build with the window this is desktop.cpp; in one without, headless.cpp,
// which says so. CMake chooses. Called by main.cpp; main thread.

#include "app/options.h"

#include <string>

namespace portolan::app {

/// The program's exit code.
[[nodiscard]] int runWindow(int& argc, char** argv, const Invocation& invocation, const Options& options,
                            const std::string& version);

}  // namespace portolan::app
