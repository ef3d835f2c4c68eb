// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the program was told to do: its mode and its settings, made from flags, variables and portolan.toml,
// with the defaults where nobody said anything. Everything is checked and every mistake is reported, each
// with the place where it stands and what would be right. Made by main.cpp before any application object
// exists, and again for a reload. Values and functions; main thread.

#include "app/rawoptions.h"
#include "backend/model/settings.h"
#include "backend/platform/paths.h"

#include <optional>
#include <string>
#include <vector>

namespace portolan::app {

enum class Action : unsigned char { Run, PrintHelp, PrintVersion, PrintConfig };

struct Options {
    Action action = Action::Run;
    platform::Face face = platform::Face::Window;
    model::Settings settings;
    std::string configFile;
    platform::EndpointPlace endpointPlace;
    std::optional<std::string> connectUrl;
    /// PORTOLAN_TOKEN: for `connectUrl`.
    std::optional<std::string> token;
    /// Where each value comes from, for printConfig; what is missing is a default.
    RawOptions sources;
};

/// What the options are read from.
struct Invocation {
    std::vector<std::string> arguments;  ///< without the program's name
    platform::Environment environment;
    platform::Privilege privilege = platform::Privilege::User;
};

/// nullopt when `errors` has been added to.
[[nodiscard]] std::optional<Options> loadOptions(const Invocation& invocation, Errors& errors);

/// The keys whose values differ and which only a restart can change.
[[nodiscard]] std::vector<std::string> restartKeys(const model::StartSettings& before,
                                                   const model::StartSettings& after);
/// The keys whose values differ and which a reload applies.
[[nodiscard]] std::vector<std::string> reloadKeys(const model::RunSettings& before,
                                                  const model::RunSettings& after);

}  // namespace portolan::app
