// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The names of everything an operator can set, in one table: each is a flag (--data-dir), a variable
// (PORTOLAN_DATA_DIR) and a key of portolan.toml (data-dir); programs to run are the latter alone. Read by
// the readers of those three and by
// --help and --print-config. Constant data and pure functions; any thread.

#include <span>
#include <string>
#include <string_view>

namespace portolan::app {

enum class ValueKind : unsigned char {
    Switch,  ///< true or false; a flag without a value
    Text,
    Number,  ///< as Text, and in the file without quotes too
    List,    ///< a flag that may be repeated, a variable with commas, an array in the file
    /// A program with its arguments: an array in the file, and only there. What runs on this host is for
    /// whoever may write that file.
    Command,
};

struct OptionKey {
    std::string_view name;
    ValueKind kind;
    std::string_view placeholder;  ///< "ADDR:PORT"; empty for switches
    std::string_view help;
};

/// In the order in which --help lists them.
[[nodiscard]] std::span<const OptionKey> optionKeys();
/// nullptr when there is none.
[[nodiscard]] const OptionKey* findOptionKey(std::string_view name);
/// "data-dir" -> "PORTOLAN_DATA_DIR".
[[nodiscard]] std::string variableOf(std::string_view key);
/// What somebody who wrote `unknown` may have meant: "did you mean data-dir?", or all keys when none is near.
[[nodiscard]] std::string suggestionFor(std::string_view unknown);

}  // namespace portolan::app
