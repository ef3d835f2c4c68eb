// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Rows of cells -> aligned lines. Columns are as wide as their widest cell; where the terminal is narrower,
// the widest of those that may be cut are. The last column is not padded, so lines have no spaces at their
// end. Pure functions of values; main thread.

#include "app/ctl/style.h"

#include <string>
#include <vector>

namespace portolan::ctl {

enum class Align : std::uint8_t { Left, Right };
enum class Fit : std::uint8_t { Whole, MayBeCut };

struct Column {
    std::string title;
    Align align = Align::Left;
    Fit fit = Fit::Whole;
};

struct Cell {
    std::string text;
    Colour colour = Colour::None;
    Cell(std::string of, Colour in = Colour::None) : text(std::move(of)), colour(in) {}
    Cell(const char* of) : text(of) {}
};

struct Table {
    std::vector<Column> columns;  ///< without a single title there is no line of titles
    std::vector<std::vector<Cell>> rows;
    std::size_t indent = 0;
};

/// One line per row, titles first; each ends in a line feed. Control characters in cells are made harmless.
[[nodiscard]] std::string toText(const Table& table, const Style& style);

}  // namespace portolan::ctl
