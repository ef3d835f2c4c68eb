// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/completion.h"

#include "app/ctl/assignments.h"
#include "app/ctl/words.h"

#include <algorithm>

namespace portolan::ctl {

namespace {

const OptionSpec* findOption(const VerbSpec* verb, std::string_view name) {
    const auto within = [&](std::span<const OptionSpec> options) -> const OptionSpec* {
        for (const OptionSpec& option : options)
            if (option.name == name || (!option.shortName.empty() && option.shortName == name))
                return &option;
        return nullptr;
    };
    const OptionSpec* found = within(commonOptions());
    return found || !verb ? found : within(verb->options);
}

/// What the words before the one being typed have settled.
struct Settled {
    std::string path{};  ///< as far as it is a verb or a family
    const VerbSpec* verb = nullptr;
    std::size_t words = 0;             ///< of the verb
    const OptionSpec* open = nullptr;  ///< an option whose value is being typed
};

bool isFamily(std::string_view path) {
    return std::any_of(verbs().begin(), verbs().end(), [&](const VerbSpec& spec) {
        return spec.path != path && firstWordOf(spec.path) == path;
    });
}

Settled settle(const std::vector<std::string>& words) {
    Settled settled;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const std::string& word = words[i];
        if (settled.open) {
            settled.open = nullptr;
        } else if (word.starts_with('-')) {
            const OptionSpec* option = findOption(settled.verb, word);
            settled.open = option && !option->placeholder.empty() ? option : nullptr;
        } else if (settled.verb) {
            ++settled.words;
        } else {
            settled.path += (settled.path.empty() ? "" : " ") + word;
            for (const VerbSpec& spec : verbs())
                if (spec.path == settled.path)
                    settled.verb = &spec;
        }
    }
    return settled;
}

std::vector<Candidate> verbCandidates(std::string_view family) {
    std::vector<Candidate> candidates;
    for (const VerbSpec& spec : verbs()) {
        if (!family.empty() && (firstWordOf(spec.path) != family || spec.path == family))
            continue;
        const std::string word(family.empty() ? firstWordOf(spec.path) : spec.path.substr(family.size() + 1));
        const bool known = std::any_of(candidates.begin(), candidates.end(),
                                       [&](const Candidate& candidate) { return candidate.word == word; });
        if (!known)
            candidates.push_back({word, std::string(spec.summary)});
    }
    return candidates;
}

std::vector<Candidate> optionCandidates(const VerbSpec* verb) {
    std::vector<Candidate> candidates;
    if (verb)
        for (const OptionSpec& option : verb->options)
            candidates.push_back({std::string(option.name), std::string(option.help)});
    for (const OptionSpec& option : commonOptions())
        candidates.push_back({std::string(option.name), std::string(option.help)});
    return candidates;
}

template <class Words>
std::vector<Candidate> plain(const Words& words) {
    std::vector<Candidate> candidates;
    for (const std::string_view word : words)
        candidates.push_back({std::string(word)});
    return candidates;
}

/// Each field with its "=", and with each word that it can be.
std::vector<Candidate> assignmentCandidates() {
    std::vector<Candidate> candidates;
    for (const FieldSpec& field : settableFields()) {
        const std::string start = std::string(field.path) + "=";
        if (field.values.empty())
            candidates.push_back({start});
        for (const std::string_view value : partsOf(field.values, " "))
            candidates.push_back({start + std::string(value)});
    }
    return candidates;
}

std::vector<Candidate> wordCandidates(const Settled& settled, const NameSource& names) {
    if (settled.words >= settled.verb->most)
        return {};
    const WordKind kind = settled.words == 0 ? settled.verb->first : settled.verb->rest;
    switch (kind) {
        case WordKind::Service:
        case WordKind::Record:
            return plain(names(kind));
        case WordKind::RecordType:
            return settled.words == 1 ? plain(partsOf("A AAAA CAA CNAME HTTPS MX NS PTR SRV SVCB TXT", " "))
                                      : std::vector<Candidate>();
        case WordKind::Assignment:
            return assignmentCandidates();
        case WordKind::Shell:
            return plain(partsOf("bash zsh fish", " "));
        case WordKind::Other:
            break;
    }
    return {};
}

}  // namespace

std::vector<Candidate> complete(const std::vector<std::string>& words, const NameSource& names) {
    const std::string typed = words.empty() ? std::string() : words.back();
    const Settled settled = settle(words);
    std::vector<Candidate> candidates;
    if (settled.open)
        candidates = plain(partsOf(settled.open->values, " "));
    else if (typed.starts_with('-'))
        candidates = optionCandidates(settled.verb);
    else if (settled.verb)
        candidates = wordCandidates(settled, names);
    else if (settled.path.empty() || isFamily(settled.path))
        candidates = verbCandidates(settled.path);
    std::erase_if(candidates, [&](const Candidate& candidate) { return !candidate.word.starts_with(typed); });
    return candidates;
}

}  // namespace portolan::ctl
