// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Completion for shells. Their scripts (completions/) are a few lines each that call `portolanctl __complete`
// with the words typed so far; what may come next is found here, from the table of verbs and from what
// `NameSource` asks the backend for. Pure but for that; main thread.

#include "app/ctl/verbs.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::ctl {

struct Candidate {
    std::string word;
    std::string meaning{};
    friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// The names of services or of records.
using NameSource = std::function<std::vector<std::string>(WordKind kind)>;

/// `words`: those behind "portolanctl", the last one as far as it is typed. What does not begin like it is
/// left out. Empty where the shell may offer files.
[[nodiscard]] std::vector<Candidate> complete(const std::vector<std::string>& words, const NameSource& names);

/// Of "bash", "zsh" or "fish"; nullopt for any other.
[[nodiscard]] std::optional<std::string_view> completionScript(std::string_view shell);

}  // namespace portolan::ctl
