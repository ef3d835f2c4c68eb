// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// --print-config: the settings in effect, written as a portolan.toml that would give the same settings again,
// with the source of each value behind it as a comment. A pure function; called by main.cpp.

#include "app/options.h"

#include <string>

namespace portolan::app {

[[nodiscard]] std::string printConfig(const Options& options);

}  // namespace portolan::app
