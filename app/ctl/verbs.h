// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What portolanctl can do, as one table: the parser, --help, the completion and the tests of the
// documentation all read it. Constants; any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace portolan::ctl {

enum class Verb : std::uint8_t {
    List,
    Show,
    Add,
    Set,
    Remove,
    Check,
    Explain,
    Status,
    Watch,
    Notices,
    RecordsList,
    RecordsAdd,
    RecordsRemove,
    TrustStatus,
    TrustInstall,
    TrustRemove,
    Completion
};

/// What a word stands for, for completion.
enum class WordKind : std::uint8_t { Other, Service, Assignment, Record, RecordType, Shell };

struct OptionSpec {
    std::string_view name;         ///< "--json"
    std::string_view shortName;    ///< "-h", or empty
    std::string_view placeholder;  ///< "FILE"; empty: a switch
    std::string_view help;
    std::string_view values{};  ///< the words it can be, with spaces between them; empty: anything
};

struct VerbSpec {
    Verb verb;
    std::string_view path;   ///< "list", "records add"
    std::string_view words;  ///< "NAME [TARGET...]"
    std::size_t fewest;
    std::size_t most;
    WordKind first;  ///< of the first word
    WordKind rest;
    std::span<const OptionSpec> options;
    std::string_view summary;  ///< one line
    std::string_view description;
    std::string_view examples;  ///< one per line
};

inline constexpr std::size_t anyNumber = 1'000'000;

/// In the order of --help.
[[nodiscard]] std::span<const VerbSpec> verbs();
/// Those that every verb takes.
[[nodiscard]] std::span<const OptionSpec> commonOptions();

/// "records", for "records" alone: the verb that is meant then; nullptr if there is no such family.
[[nodiscard]] const VerbSpec* defaultOfFamily(std::string_view family);
/// "records" of "records add", "list" of "list".
[[nodiscard]] std::string_view firstWordOf(std::string_view path);

}  // namespace portolan::ctl
