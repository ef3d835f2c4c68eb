// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the operator wrote, as text, from the three places where it can stand: flags, PORTOLAN_ variables and
// portolan.toml. A flag beats a variable, a variable beats the file. Nothing is judged here but whether a key
// exists and has the right kind of value; options.h gives the texts their meaning. Called by app/ on the main
// thread, again for each reload.

#include "backend/base/result.h"
#include "backend/platform/environment.h"

#include <map>
#include <string>
#include <vector>

namespace portolan::app {

enum class Source : unsigned char { Default, File, Environment, Flag };

struct RawValue {
    std::vector<std::string> texts;  ///< one for Switch ("true", "false") and Text, any number for List
    Source source = Source::Default;
    std::string where;  ///< "--dns", "PORTOLAN_DNS", "dns in /etc/portolan/portolan.toml, line 3"
};

using RawOptions = std::map<std::string, RawValue, std::less<>>;
using Errors = std::vector<base::Error>;

/// Flags only; `arguments` without the program's name. Errors: option.unknown, option.value.
[[nodiscard]] RawOptions readFlags(const std::vector<std::string>& arguments, Errors& errors);
/// The text of --help.
[[nodiscard]] std::string helpText();
/// Errors: option.value.
[[nodiscard]] RawOptions readVariables(const platform::Environment& environment, Errors& errors);

/// Whether a configuration file that is not there is an error: one that was named is.
enum class Presence : unsigned char { Required, Optional };
/// Errors: config.not_readable, config.syntax, option.unknown, option.value.
[[nodiscard]] RawOptions readConfigFile(const std::string& path, Presence presence, Errors& errors);

/// Takes over from `weaker` what is not set in `options`.
void complete(RawOptions& options, const RawOptions& weaker);

}  // namespace portolan::app
