// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/help.h"

#include "app/ctl/table.h"

#include <algorithm>
#include <array>

namespace portolan::ctl {

namespace {

constexpr std::size_t widest = 100;
constexpr std::size_t usual = 80;

std::size_t columnsFor(const Style& style) {
    return style.width == 0 ? usual : std::min(style.width, widest);
}

/// "Title" and, below it, what stands left and right in two columns; the right one is wrapped. `left`:
/// columns of the left one, if it is narrower.
std::string section(const Style& style, std::string_view title,
                    const std::vector<std::pair<std::string, std::string>>& lines, std::size_t left = 0) {
    for (const auto& [term, meaning] : lines)
        left = std::max(left, columnsOf(term));
    const std::size_t indent = 2 + left + 2;
    const std::size_t columns = columnsFor(style) > indent + 20 ? columnsFor(style) - indent : 40;
    std::string text = painted(style, Colour::Bold, title) + "\n";
    for (const auto& [term, meaning] : lines)
        text += "  " + term + std::string(left - columnsOf(term) + 2, ' ') +
                wrapped(meaning, columns, indent) + "\n";
    return text + "\n";
}

std::pair<std::string, std::string> lineOf(const OptionSpec& option) {
    std::string term(option.shortName.empty() ? "    " : std::string(option.shortName) + ", ");
    term += option.name;
    if (!option.placeholder.empty())
        term += " " + std::string(option.placeholder);
    return {term, std::string(option.help)};
}

std::vector<std::pair<std::string, std::string>> linesOf(std::span<const OptionSpec> options) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const OptionSpec& option : options)
        lines.push_back(lineOf(option));
    return lines;
}

std::string examplesOf(const Style& style, std::string_view examples) {
    std::string text = painted(style, Colour::Bold, "Examples") + "\n";
    while (!examples.empty()) {
        const std::size_t end = std::min(examples.find('\n'), examples.size());
        text += "  " + std::string(examples.substr(0, end)) + "\n";
        examples.remove_prefix(std::min(end + 1, examples.size()));
    }
    return text;
}

std::string synopsisOf(const VerbSpec& verb) {
    return std::string(verb.path) + (verb.words.empty() ? "" : " ") + std::string(verb.words);
}

}  // namespace

std::string helpText(const Style& style) {
    struct Group {
        std::string_view title;
        std::array<std::string_view, 7> families;
    };
    constexpr std::array<Group, 4> groups{
        {{"Services", {"list", "show", "add", "set", "rm", "check", "explain"}},
         {"Backend", {"status", "watch", "notices"}},
         {"Records", {"records"}},
         {"This machine", {"trust", "completion"}}}};
    std::string text = "Names, shows and checks the services of a Portolan backend.\n\n" +
                       painted(style, Colour::Bold, "Usage:") + " portolanctl VERB [word...] [option...]\n\n";
    std::size_t left = 0;
    for (const VerbSpec& verb : verbs())
        left = std::max(left, synopsisOf(verb).size());
    for (const Group& group : groups) {
        std::vector<std::pair<std::string, std::string>> lines;
        for (const VerbSpec& verb : verbs())
            if (std::find(group.families.begin(), group.families.end(), firstWordOf(verb.path)) !=
                group.families.end())
                lines.emplace_back(synopsisOf(verb), verb.summary);
        text += section(style, group.title, lines, left);
    }
    text += section(style, "Options", linesOf(commonOptions()));
    text += section(style, "Exit codes",
                    {{"0", "done"},
                     {"1", "failed, or not up"},
                     {"2", "wrong usage"},
                     {"3", "no such service or record"},
                     {"4", "the name is taken"},
                     {"5", "no backend answers"}});
    text += examplesOf(style,
                       "portolanctl add llm 100.2.2.2:8080\n"
                       "portolanctl list --state down\n"
                       "portolanctl add --help");
    return text;
}

std::string helpText(const VerbSpec& verb, const Style& style) {
    std::string text = painted(style, Colour::Bold, "Usage:") + " portolanctl " + synopsisOf(verb) +
                       " [option...]\n\n" + wrapped(verb.description, columnsFor(style), 0) + "\n\n";
    if (!verb.options.empty())
        text += section(style, "Options", linesOf(verb.options));
    text += section(style, "Options of every verb", linesOf(commonOptions()));
    text += examplesOf(style, verb.examples);
    return text;
}

}  // namespace portolan::ctl
