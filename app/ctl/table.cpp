// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/table.h"

#include <algorithm>
#include <numeric>

namespace portolan::ctl {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;

std::vector<std::size_t> widthsOf(const Table& table) {
    std::vector<std::size_t> widths;
    for (const Column& column : table.columns)
        widths.push_back(columnsOf(column.title));
    for (const auto& row : table.rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columnsOf(row[i].text));
    return widths;
}

/// Takes columns away from the widest that may be cut until the line fits, or none can give any more.
void fit(std::vector<std::size_t>& widths, const Table& table, std::size_t width) {
    const auto total = [&] {
        return std::accumulate(widths.begin(), widths.end(), table.indent + gap * (widths.size() - 1));
    };
    while (total() > width) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i)
            if (table.columns[i].fit == Fit::MayBeCut && widths[i] > narrowest &&
                (widest == widths.size() || widths[i] > widths[widest]))
                widest = i;
        if (widest == widths.size())
            return;
        --widths[widest];
    }
}

std::string lineOf(const std::vector<Cell>& row, const std::vector<std::size_t>& widths, const Table& table,
                   const Style& style) {
    std::string line(table.indent, ' ');
    std::string spaces;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string text = shortened(style, harmless(row[i].text), widths[i]);
        const std::string padding(widths[i] - std::min(widths[i], columnsOf(text)), ' ');
        const bool right = table.columns[i].align == Align::Right;
        const std::string before = spaces + (right ? padding : "");
        spaces = (right ? "" : padding) + std::string(gap, ' ');
        if (!text.empty())
            line += before + painted(style, row[i].colour, text);
        else
            spaces = before + spaces;
    }
    return line + "\n";
}

}  // namespace

std::string toText(const Table& table, const Style& style) {
    std::vector<std::size_t> widths = widthsOf(table);
    if (style.width > 0)
        fit(widths, table, style.width);
    std::string text;
    std::vector<Cell> titles;
    for (const Column& column : table.columns)
        titles.emplace_back(column.title, Colour::Dim);
    if (std::any_of(titles.begin(), titles.end(), [](const Cell& cell) { return !cell.text.empty(); }))
        text += lineOf(titles, widths, table, style);
    for (const auto& row : table.rows)
        text += lineOf(row, widths, table, style);
    return text;
}

}  // namespace portolan::ctl
