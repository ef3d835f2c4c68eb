// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The texts of --help, made from the table of verbs for the width of the terminal. Pure functions.

#include "app/ctl/style.h"
#include "app/ctl/verbs.h"

#include <string>

namespace portolan::ctl {

/// Of the program.
[[nodiscard]] std::string helpText(const Style& style);
/// Of one verb.
[[nodiscard]] std::string helpText(const VerbSpec& verb, const Style& style);

}  // namespace portolan::ctl
