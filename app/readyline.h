// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The line on stdout that tells whoever started the program that it is ready, and what listens where with
// which real port: one JSON object. A pure function; scripts and tests read it.

#include "app/options.h"
#include "backend/api/replies.h"

#include <string>
#include <vector>

namespace portolan::app {

/// With its newline.
[[nodiscard]] std::string readyLine(const Options& options, const std::vector<api::ListenerView>& listeners,
                                    const std::string& version, long pid);

}  // namespace portolan::app
