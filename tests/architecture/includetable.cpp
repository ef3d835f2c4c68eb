// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/includetable.h"

#include <algorithm>
#include <sstream>

namespace portolan::architecture {
namespace {

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" `\t");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" `\t") - first + 1));
}

std::vector<std::string> cellsOf(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line.substr(1));
    for (std::string cell; std::getline(in, cell, '|');)
        cells.push_back(trimmed(cell));
    return cells;
}

bool matches(std::string_view pattern, std::string_view folder) {
    if (!pattern.ends_with("/*"))
        return pattern == folder;
    pattern.remove_suffix(1);
    return folder.starts_with(pattern) && folder.size() > pattern.size();
}

std::vector<std::string> patternsOf(const std::string& cell) {
    std::vector<std::string> patterns;
    std::istringstream words(cell);
    for (std::string word; words >> word;)
        if (word != "-")
            patterns.push_back(word.find('/') == std::string::npos && word != "app" ? "backend/" + word
                                                                                    : word);
    return patterns;
}

}  // namespace

IncludeTable IncludeTable::parse(std::string_view markdown) {
    IncludeTable table;
    bool inside = false;
    std::istringstream in{std::string(markdown)};
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with('|')) {
            inside = false;
            continue;
        }
        const std::vector<std::string> cells = cellsOf(line);
        if (cells.size() < 3)
            continue;
        if (cells[0] == "folder" && cells[2] == "may include")
            inside = true;
        else if (inside && !cells[0].starts_with("--"))
            table.m_rows[cells[0]] = patternsOf(cells[2]);
    }
    return table;
}

bool IncludeTable::allows(std::string_view from, std::string_view to) const {
    const Patterns* row = rowOf(from);
    if (from == to)
        return true;
    return row && std::any_of(row->begin(), row->end(), [&](const std::string& p) { return matches(p, to); });
}

const IncludeTable::Patterns* IncludeTable::rowOf(std::string_view folder) const {
    if (const auto exact = m_rows.find(folder); exact != m_rows.end())
        return &exact->second;
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const auto& row) { return matches(row.first, folder); });
    return found == m_rows.end() ? nullptr : &found->second;
}

}  // namespace portolan::architecture
