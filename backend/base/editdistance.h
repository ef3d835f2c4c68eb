// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How far apart two spellings are, for "did you mean", and the nearest of several words. Compares bytes, in
// lower case by ASCII's rules. Pure functions; any thread.
// Source: optimal string alignment, the restricted form of Damerau's and Levenshtein's distance.

#include <span>
#include <string>
#include <string_view>

namespace portolan::base {

/// Insertions, deletions, replacements and swaps of neighbours that make `b` out of `a`. Cost: product of the
/// lengths.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b);

/// The word that `written` was probably meant to be: the nearest, if at most a third of it is wrong (one
/// letter of a short one). Empty if none is that near.
[[nodiscard]] std::string nearestOf(std::string_view written, std::span<const std::string> words);

}  // namespace portolan::base
