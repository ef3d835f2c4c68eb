// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The include table of docs/architecture.md: which folder may include which. The document is the one place
// where the rule stands; this reads it. A row is "| folder | what it holds | may include |"; in the last
// column a bare word means backend/word, "x/*" every folder under x, anything else is a folder as spelled,
// and "-" nothing. A row's folder may end in "/*" too. A folder may always include itself. Used by the
// architecture tests; a plain value.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::architecture {

class IncludeTable {
  public:
    /// Takes every table row of the document that follows the head "| folder | holds | may include |". Empty
    /// if the document has no such table.
    [[nodiscard]] static IncludeTable parse(std::string_view markdown);

    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    [[nodiscard]] bool knows(std::string_view folder) const { return rowOf(folder) != nullptr; }
    [[nodiscard]] bool allows(std::string_view from, std::string_view to) const;

  private:
    using Patterns = std::vector<std::string>;
    [[nodiscard]] const Patterns* rowOf(std::string_view folder) const;

    std::map<std::string, Patterns, std::less<>> m_rows;
};

}  // namespace portolan::architecture
