// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The rules of the architecture that can be read off the text of the tree: the include table, no cycles, no
// Qt Gui or Widgets under backend/, sizes, explicit source lists, and the walks in docs/ that must name real
// files and functions. Each rule is a pure function from the tree to its findings; checkAll() runs all of
// them. Called by the architecture tests, on the repository and on trees with planted violations. Compiling
// headers alone is in headercheck.h.

#include "tests/architecture/includetable.h"
#include "tests/architecture/sourcetree.h"

#include <set>
#include <string>
#include <vector>

namespace portolan::architecture {

struct Finding {
    std::string rule;  ///< stable name, as "include.table"
    std::string path;
    int line = 0;  ///< 0: the file as a whole
    std::string message;
};

using Findings = std::vector<Finding>;
using HeaderNames = std::set<std::string, std::less<>>;

constexpr int maximumSourceLines = 600;
constexpr int maximumHeaderLines = 300;
constexpr int maximumRootCMakeLines = 150;

/// Quoted includes are spelled from the root and exist ("include.spelling"); the folder they stand in is in
/// the table
/// ("include.folder") and may include theirs ("include.table").
[[nodiscard]] Findings checkIncludes(const SourceTree& tree, const IncludeTable& table);

/// A source with a header of its own includes it first, so that each build proves that the header compiles
/// alone
/// ("include.own-first").
[[nodiscard]] Findings checkOwnHeaderFirst(const SourceTree& tree);

/// No folder reaches itself over the includes of others ("include.cycle"), whatever the table says.
[[nodiscard]] Findings checkCycles(const SourceTree& tree);

/// Nothing under backend/ includes one of `guiHeaders` or <QtGui/...>, <QtWidgets/...>, <QtSvg/...>, or links
/// them
/// ("backend.gui").
[[nodiscard]] Findings checkBackendWithoutGui(const SourceTree& tree, const HeaderNames& guiHeaders);

/// No "::instance()" ("singleton").
[[nodiscard]] Findings checkSingletons(const SourceTree& tree);

/// At most 600 lines a source, 300 a header, 150 the root CMakeLists.txt ("size").
[[nodiscard]] Findings checkSizes(const SourceTree& tree);

/// The two SPDX lines, and #pragma once in headers ("top").
[[nodiscard]] Findings checkTops(const SourceTree& tree);

/// No file(GLOB) ("cmake.glob"), and each source is named by a CMakeLists.txt beside or above it
/// ("cmake.unlisted"): by its file name, a tst_name.cpp also by the last word of its test's name.
[[nodiscard]] Findings checkSourceLists(const SourceTree& tree);

/// A row "| `folder/file.cpp` | `function` | ... |" in docs/life-of-*.md names a file that exists and a
/// function that stands in it ("docs.walk").
[[nodiscard]] Findings checkWalks(const SourceTree& tree);

[[nodiscard]] Findings checkAll(const SourceTree& tree, const IncludeTable& table,
                                const HeaderNames& guiHeaders);

/// "backend/dns/answer.cpp:12: [include.table] ...", a line each.
[[nodiscard]] std::string describe(const Findings& findings);

}  // namespace portolan::architecture
