// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rawoptions.h"

#include "app/optionkeys.h"
#include "backend/base/bytes.h"

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>

namespace portolan::app {

namespace {

base::Error unknownKey(const std::string& written, const std::string& where, std::string_view key) {
    const std::string suggestion = suggestionFor(key);
    return {"option.unknown",
            "There is no option " + written + where + ": " + suggestion,
            std::string(key),
            {{"key", std::string(key)}, {"suggestion", suggestion}}};
}

constexpr std::string_view fileOnly =
    "a program to run is set in portolan.toml only, by whoever may write that file";

base::Error wrongValue(const std::string& where, std::string_view key, const std::string& right) {
    return {"option.value", where + ": " + right + ".", std::string(key), {{"where", where}}};
}

/// "a, b" -> {"a", "b"}; empty members are dropped.
void splitInto(std::vector<std::string>& members, std::string_view list) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        std::string_view member = list.substr(0, comma);
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        while (!member.empty() && member.front() == ' ')
            member.remove_prefix(1);
        while (!member.empty() && member.back() == ' ')
            member.remove_suffix(1);
        if (!member.empty())
            members.emplace_back(member);
    }
}

std::vector<std::string> textsOf(const OptionKey& key, const std::vector<std::string>& given) {
    if (key.kind != ValueKind::List)
        return {given.back()};
    std::vector<std::string> texts;
    for (const std::string& one : given)
        splitInto(texts, one);
    return texts;
}

/// "true", "false", or empty for what is neither.
std::string switchText(std::string_view text) {
    for (const std::string_view yes : {"1", "true", "yes", "on"})
        if (base::equalsIgnoringCase(text, yes))
            return "true";
    for (const std::string_view no : {"0", "false", "no", "off"})
        if (base::equalsIgnoringCase(text, no))
            return "false";
    return {};
}

/// The flags as CLI11 knows them, and where it puts what it finds.
class FlagParser {
  public:
    FlagParser() : m_app("Portolan gives every internal service a name.", "portolan") {
        m_app.set_help_flag();
        m_app.allow_extras();
        m_app.footer(
            "Each option is also a variable (PORTOLAN_DATA_DIR) and a key of portolan.toml (data-dir).\n"
            "A flag beats a variable, a variable beats the file.");
        for (const OptionKey& key : optionKeys())
            if (key.kind != ValueKind::Command)
                add(key);
    }

    void parse(const std::vector<std::string>& arguments) {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        m_app.parse(std::move(reversed));
    }
    [[nodiscard]] std::vector<std::string> extras() const { return m_app.remaining(); }
    [[nodiscard]] std::string help() const { return m_app.help(); }

    [[nodiscard]] RawOptions values() const {
        RawOptions options;
        for (const OptionKey& key : optionKeys()) {
            if (key.kind == ValueKind::Command)
                continue;
            const std::string flag = "--" + std::string(key.name);
            const CLI::Option* option = m_app.get_option(flag);
            if (option->count() == 0)
                continue;
            const std::vector<std::string> given =
                key.kind == ValueKind::Switch ? std::vector<std::string>{"true"} : option->results();
            options[std::string(key.name)] = {textsOf(key, given), Source::Flag, flag};
        }
        return options;
    }

  private:
    void add(const OptionKey& key) {
        std::string names = "--" + std::string(key.name);
        if (key.name == "help")
            names = "-h," + names;
        const std::string help(key.help);
        if (key.kind == ValueKind::Switch) {
            m_app.add_flag(names, help);
            return;
        }
        CLI::Option* option = m_app.add_option(names, help);
        option->type_name(std::string(key.placeholder))->expected(1);
        option->multi_option_policy(key.kind == ValueKind::List ? CLI::MultiOptionPolicy::TakeAll
                                                                : CLI::MultiOptionPolicy::TakeLast);
    }

    CLI::App m_app;
};

/// The texts of a TOML value of the right kind; empty when it is of another.
std::vector<std::string> textsOfNode(const OptionKey& key, const toml::node& node) {
    if (key.kind == ValueKind::Switch) {
        const auto flag = node.value_exact<bool>();
        return flag ? std::vector<std::string>{*flag ? "true" : "false"} : std::vector<std::string>{};
    }
    if (const auto text = node.value_exact<std::string>(); text && key.kind != ValueKind::Command)
        return textsOf(key, {*text});
    if (const auto number = node.value_exact<std::int64_t>(); number && key.kind == ValueKind::Number)
        return {std::to_string(*number)};
    std::vector<std::string> texts;
    const bool isArray = key.kind == ValueKind::List || key.kind == ValueKind::Command;
    const toml::array* array = isArray ? node.as_array() : nullptr;
    if (!array)
        return texts;
    for (const toml::node& member : *array) {
        const auto text = member.value_exact<std::string>();
        if (!text)
            return {};
        texts.push_back(*text);
    }
    return texts;
}

std::string_view rightKind(const OptionKey& key) {
    if (key.kind == ValueKind::Switch)
        return "write true or false";
    if (key.kind == ValueKind::Number)
        return "write a number";
    if (key.kind == ValueKind::Command)
        return "write an array of strings, the program with its whole path first: [\"/usr/bin/notify\", "
               "\"-\"]";
    return key.kind == ValueKind::List ? "write an array of strings, [\"...\"], that is not empty"
                                       : "write a string in quotes";
}

void readTable(const toml::table& table, const std::string& path, RawOptions& options, Errors& errors) {
    for (const auto& [keyNode, node] : table) {
        const std::string name(keyNode.str());
        const std::string place = " in " + path + ", line " + std::to_string(keyNode.source().begin.line);
        const OptionKey* key = findOptionKey(name);
        if (!key || name == "help" || name == "version") {
            errors.push_back(unknownKey(name, place, name));
            continue;
        }
        if (name == "config") {
            errors.push_back(wrongValue(name + place, name,
                                        "a file cannot name another: use --config or PORTOLAN_CONFIG"));
            continue;
        }
        std::vector<std::string> texts = textsOfNode(*key, node);
        if (texts.empty())
            errors.push_back(wrongValue(name + place, name, std::string(rightKind(*key))));
        else
            options[name] = {std::move(texts), Source::File, name + place};
    }
}

/// An argument that is no flag.
base::Error strayArgument(const std::string& written) {
    const std::string name = written.substr(std::min(written.find_first_not_of('-'), written.size()));
    const OptionKey* key = findOptionKey(name.substr(0, name.find('=')));
    if (key && key->kind == ValueKind::Command)
        return wrongValue("--" + std::string(key->name), key->name, std::string(fileOnly));
    return unknownKey(written, "", name);
}

}  // namespace

RawOptions readFlags(const std::vector<std::string>& arguments, Errors& errors) {
    FlagParser parser;
    try {
        parser.parse(arguments);
    } catch (const CLI::ParseError& error) {
        errors.push_back({"option.value", std::string(error.what()) + ". See portolan --help.", "", {}});
        return {};
    }
    for (const std::string& extra : parser.extras())
        errors.push_back(strayArgument(extra));
    RawOptions options = parser.values();
    for (const auto& [name, value] : options)
        if (value.texts.empty())
            errors.push_back(wrongValue(value.where, name, "give it a value"));
    return options;
}

std::string helpText() {
    return FlagParser().help();
}

RawOptions readVariables(const platform::Environment& environment, Errors& errors) {
    RawOptions options;
    for (const OptionKey& key : optionKeys()) {
        const std::string variable = variableOf(key.name);
        const auto text = environment.value(variable);
        if (!text || key.name == "help" || key.name == "version")
            continue;
        if (key.kind == ValueKind::Command) {
            errors.push_back(wrongValue(variable, key.name, std::string(fileOnly)));
            continue;
        }
        std::vector<std::string> texts = textsOf(key, {*text});
        if (key.kind == ValueKind::Switch)
            texts = {switchText(*text)};
        if (texts.empty() || texts.front().empty())
            errors.push_back(wrongValue(variable, key.name, std::string(rightKind(key))));
        else
            options[std::string(key.name)] = {std::move(texts), Source::Environment, variable};
    }
    return options;
}

RawOptions readConfigFile(const std::string& path, Presence presence, Errors& errors) {
    RawOptions options;
    errno = 0;
    std::ifstream file(path);
    if (!file) {
        const int why = errno;
        if (presence == Presence::Required || why != ENOENT)
            errors.push_back(
                {"config.not_readable",
                 "The configuration file " + path + " cannot be read: " + std::strerror(why) + ".",
                 "config",
                 {{"path", path}}});
        return options;
    }
    try {
        readTable(toml::parse(file, path), path, options, errors);
    } catch (const toml::parse_error& error) {
        const auto& at = error.source().begin;
        errors.push_back({"config.syntax",
                          path + ", line " + std::to_string(at.line) + ", column " +
                              std::to_string(at.column) + ": " + std::string(error.description()) + ".",
                          "config",
                          {{"path", path}, {"line", std::to_string(at.line)}}});
    }
    return options;
}

void complete(RawOptions& options, const RawOptions& weaker) {
    for (const auto& [name, value] : weaker)
        options.try_emplace(name, value);
}

}  // namespace portolan::app
