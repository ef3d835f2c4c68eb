// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/arguments.h"

#include "backend/base/editdistance.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

namespace portolan::ctl {

namespace {

base::Error usage(const char* code, std::string message) {
    return {code, std::move(message), "", {}};
}

/// The command line as CLI11 knows it, made from the table of verbs, and where it puts what it finds.
class Parser {
  public:
    Parser() {
        m_app.set_help_flag();
        m_app.allow_extras();
        m_app.fallthrough();
        for (const OptionSpec& option : commonOptions())
            add(m_app, option);
        for (const VerbSpec& spec : verbs())
            add(spec);
    }

    void parse(const std::vector<std::string>& written) {
        std::vector<std::string> reversed(written.rbegin(), written.rend());
        m_app.parse(std::move(reversed));
    }

    [[nodiscard]] const VerbSpec* verb() const {
        for (const auto& [spec, app] : m_verbs)
            if (app->parsed())
                return spec;
        for (const CLI::App* family : m_app.get_subcommands())
            return defaultOfFamily(family->get_name());
        return nullptr;
    }
    /// "records", if it stands there without a verb that it has; else empty.
    [[nodiscard]] std::string familyWithoutVerb() const {
        for (const auto& [spec, app] : m_verbs)
            if (app->parsed())
                return {};
        for (const CLI::App* family : m_app.get_subcommands())
            return family->get_name();
        return {};
    }
    /// Everything that is no option and no verb; what CLI11 knew no place for is in extras().
    [[nodiscard]] std::vector<std::string> words() const { return m_words; }
    [[nodiscard]] std::vector<std::string> extras() const { return m_app.remaining(true); }

    [[nodiscard]] std::map<std::string, std::string, std::less<>> options() const {
        std::map<std::string, std::string, std::less<>> found;
        for (const auto& [spec, option] : m_options)
            if (option->count() > 0)
                found[std::string(spec->name)] =
                    spec->placeholder.empty() ? std::string() : option->results().back();
        return found;
    }

  private:
    void add(CLI::App& app, const OptionSpec& spec) {
        std::string names(spec.name);
        if (!spec.shortName.empty())
            names += "," + std::string(spec.shortName);
        CLI::Option* option =
            spec.placeholder.empty()
                ? app.add_flag(names)
                : app.add_option(names)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        m_options.emplace_back(&spec, option);
    }
    void add(const VerbSpec& spec) {
        const std::string first(firstWordOf(spec.path));
        CLI::App*& family = m_families[first];
        if (!family)
            family = m_app.add_subcommand(first);
        CLI::App* app = family;
        if (first.size() < spec.path.size())
            app = app->add_subcommand(std::string(spec.path.substr(first.size() + 1)));
        app->add_option("words", m_words)->expected(0, static_cast<int>(anyNumber));
        for (const OptionSpec& option : spec.options)
            add(*app, option);
        m_verbs.emplace_back(&spec, app);
    }

    CLI::App m_app{"", "portolanctl"};
    std::map<std::string, CLI::App*> m_families;
    std::vector<std::pair<const VerbSpec*, CLI::App*>> m_verbs;
    std::vector<std::pair<const OptionSpec*, CLI::Option*>> m_options;
    std::vector<std::string> m_words;
};

std::string inQuotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

std::string didYouMean(std::string_view written, const std::vector<std::string>& words) {
    const std::string near = base::nearestOf(written, words);
    return near.empty() ? "" : " Did you mean " + inQuotes(near) + "?";
}

/// What other programs call a verb of ours; empty for anything else.
std::string synonymOf(std::string_view written) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> synonyms{{{"ls", "list"},
                                                                                      {"remove", "rm"},
                                                                                      {"delete", "rm"},
                                                                                      {"del", "rm"},
                                                                                      {"get", "show"},
                                                                                      {"describe", "show"},
                                                                                      {"create", "add"},
                                                                                      {"new", "add"},
                                                                                      {"events", "watch"},
                                                                                      {"health", "check"},
                                                                                      {"uninstall", "remove"},
                                                                                      {"help", "--help"}}};
    for (const auto& [word, ours] : synonyms)
        if (word == written)
            return std::string(ours);
    return {};
}

/// `family`: the word in front of `written`, empty if it is the first.
base::Error unknownVerb(std::string_view family, std::string_view written) {
    std::vector<std::string> words{"--help"};
    for (const VerbSpec& spec : verbs()) {
        std::string_view path = spec.path;
        if (!family.empty() && firstWordOf(path) != family)
            continue;
        if (!family.empty())
            path.remove_prefix(family.size() + 1);
        words.emplace_back(firstWordOf(path));
    }
    const std::string synonym = synonymOf(written);
    const bool known = std::find(words.begin(), words.end(), synonym) != words.end();
    std::string hint = known ? " Did you mean " + inQuotes(synonym) + "?" : didYouMean(written, words);
    if (hint.empty())
        hint = " See \"portolanctl --help\".";
    const std::string before = family.empty() ? std::string() : std::string(family) + " ";
    return usage("usage.verb", "There is no verb " + inQuotes(before + std::string(written)) + "." + hint);
}

base::Error unknownOption(const VerbSpec* verb, const std::string& written) {
    std::vector<std::string> names;
    const auto take = [&](std::span<const OptionSpec> options) {
        for (const OptionSpec& option : options)
            names.emplace_back(option.name);
    };
    take(commonOptions());
    if (verb)
        take(verb->options);
    std::string hint = didYouMean(written, names);
    if (hint.empty())
        hint = " See \"portolanctl " + (verb ? std::string(verb->path) + " " : std::string()) + "--help\".";
    return usage("usage.option", "There is no option " + inQuotes(written) +
                                     (verb ? " of " + inQuotes(verb->path) : std::string()) + "." + hint);
}

base::Result<void> checkWords(const VerbSpec& verb, const std::vector<std::string>& words) {
    if (words.size() >= verb.fewest && words.size() <= verb.most)
        return {};
    const std::string right = verb.words.empty() ? std::string() : " " + std::string(verb.words);
    return usage("usage.words", words.size() < verb.fewest
                                    ? "Something is missing: portolanctl " + std::string(verb.path) + right
                                    : inQuotes(words[verb.most]) + " is too much: portolanctl " +
                                          std::string(verb.path) + right);
}

base::Result<void> checkValues(const Arguments& arguments) {
    const auto check = [&](const OptionSpec& option) -> base::Result<void> {
        const auto value = arguments.value(option.name);
        const std::string padded = " " + std::string(option.values) + " ";
        if (!value || option.values.empty() || padded.find(" " + *value + " ") != std::string::npos)
            return {};
        return usage("usage.option",
                     std::string(option.name) + " is one of: " + std::string(option.values) + ".");
    };
    for (const OptionSpec& option : commonOptions())
        PORTOLAN_CHECK(check(option));
    for (const OptionSpec& option : arguments.verb->options)
        PORTOLAN_CHECK(check(option));
    return {};
}

}  // namespace

base::Result<Arguments> parseArguments(const std::vector<std::string>& written) {
    // Behind "--" there are words only.
    const auto mark = std::find(written.begin(), written.end(), "--");
    Parser parser;
    try {
        parser.parse({written.begin(), mark});
    } catch (const CLI::ParseError& error) {
        return usage("usage.option", std::string(error.what()) + ".");
    }
    Arguments arguments{parser.verb(), parser.words(), parser.options()};
    if (mark != written.end())
        arguments.words.insert(arguments.words.end(), mark + 1, written.end());
    const bool asksForHelp = arguments.has("--help") || arguments.has("--version");
    for (const std::string& extra : parser.extras()) {
        if (extra.starts_with('-') && extra.size() > 1)
            return unknownOption(arguments.verb, extra);
        return unknownVerb(parser.familyWithoutVerb(), extra);
    }
    if (!arguments.verb || asksForHelp)
        return arguments;
    PORTOLAN_CHECK(checkWords(*arguments.verb, arguments.words));
    PORTOLAN_CHECK(checkValues(arguments));
    return arguments;
}

}  // namespace portolan::ctl
