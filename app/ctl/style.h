// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How text may look where it goes: colours only on a terminal and without NO_COLOR, symbols only where UTF-8
// is read, lines no longer than the terminal is wide. What goes into a pipe or a file is plain and whole.
// Also what any text from outside must pass before it reaches a terminal. Values and functions; main thread.
// Source: no-color.org; ECMA-48 section 8.3.117 (SGR).

#include "backend/platform/environment.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::ctl {

enum class Colour : std::uint8_t { None, Bold, Dim, Green, Yellow, Red };

struct Style {
    bool colours = false;
    bool symbols = false;   ///< characters outside ASCII
    std::size_t width = 0;  ///< columns; 0: as long as it gets
};

/// Of the stream with this descriptor.
[[nodiscard]] Style styleOf(int descriptor, const platform::Environment& environment);

/// `text`, in that colour if `style` has any.
[[nodiscard]] std::string painted(const Style& style, Colour colour, std::string_view text);

/// Columns that UTF-8 takes on a terminal, every character counted as one.
[[nodiscard]] std::size_t columnsOf(std::string_view text);
/// The first `columns` of it; what is cut ends in "...", or the symbol for it.
[[nodiscard]] std::string shortened(const Style& style, std::string_view text, std::size_t columns);
/// Without what a terminal would obey: each control character is a question mark.
[[nodiscard]] std::string harmless(std::string_view text);
/// Broken between words into lines of at most `columns`, each but the first with `indent` spaces in front.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace portolan::ctl
