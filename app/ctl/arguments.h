// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The command line, understood: which verb, its words and its options, checked against the table of verbs
// (verbs.h). What a word means is for the command to say. Values and a function; main thread.

#include "app/ctl/verbs.h"
#include "backend/base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::ctl {

struct Arguments {
    const VerbSpec* verb = nullptr;  ///< nullptr: none was given
    std::vector<std::string> words;
    std::map<std::string, std::string, std::less<>>
        options;  ///< by long name, with its dashes; switches empty

    [[nodiscard]] bool has(std::string_view option) const { return options.find(option) != options.end(); }
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const {
        const auto at = options.find(option);
        return at == options.end() ? std::nullopt : std::optional(at->second);
    }
};

/// `written`: the command line without the program's name. With --help anything else may be missing. Errors:
/// usage.verb, usage.option, usage.words.
[[nodiscard]] base::Result<Arguments> parseArguments(const std::vector<std::string>& written);

}  // namespace portolan::ctl
