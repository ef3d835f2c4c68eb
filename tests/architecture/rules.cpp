// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace portolan::architecture {
namespace {

constexpr std::array<std::string_view, 4> rootFolders{"backend/", "ui/", "app/", "tests/"};

std::string folderOf(std::string_view path) {
    return std::string(path.substr(0, std::min(path.rfind('/'), path.size())));
}

bool isSpelledFromRoot(std::string_view include) {
    return std::any_of(rootFolders.begin(), rootFolders.end(),
                       [&](std::string_view folder) { return include.starts_with(folder); });
}

/// What moc makes for a source: "tst_answer.moc", included by the source itself.
bool isOwnMoc(const SourceFile& file, const Include& include) {
    return file.stem().ends_with("/" + include.spelled.substr(0, include.spelled.rfind('.'))) &&
           include.spelled.ends_with(".moc");
}

void checkInclude(const SourceTree& tree, const IncludeTable& table, const SourceFile& file,
                  const Include& include, Findings& findings) {
    if (!include.quoted) {
        if (isSpelledFromRoot(include.spelled))
            findings.push_back({"include.spelling", file.path, include.line,
                                "own headers stand in quotes: " + include.spelled});
        return;
    }
    if (isOwnMoc(file, include))
        return;
    if (!isSpelledFromRoot(include.spelled) || !tree.sources.contains(include.spelled)) {
        findings.push_back({"include.spelling", file.path, include.line,
                            "not a file spelled from the repository root: " + include.spelled});
        return;
    }
    const std::string to = folderOf(include.spelled);
    if (!table.allows(file.folder(), to))
        findings.push_back({"include.table", file.path, include.line,
                            file.folder() + " may not include " + to + " (docs/architecture.md)"});
}

using Graph = std::map<std::string, std::map<std::string, const SourceFile*>>;

Graph folderGraph(const SourceTree& tree) {
    Graph graph;
    for (const auto& [path, file] : tree.sources)
        for (const Include& include : file.includes)
            if (include.quoted && tree.sources.contains(include.spelled) &&
                folderOf(include.spelled) != file.folder())
                graph[file.folder()].emplace(folderOf(include.spelled), &file);
    return graph;
}

/// Depth-first search; `trail` holds the folders from the start to here. Each cycle is found once: where it
/// closes.
void findCycles(const Graph& graph, const std::string& folder, std::vector<std::string>& trail,
                std::set<std::string>& finished, Findings& findings) {
    if (finished.contains(folder))
        return;
    trail.push_back(folder);
    if (const auto at = graph.find(folder); at != graph.end())
        for (const auto& [next, file] : at->second) {
            const auto start = std::find(trail.begin(), trail.end(), next);
            if (start == trail.end()) {
                findCycles(graph, next, trail, finished, findings);
                continue;
            }
            std::string path;
            for (auto step = start; step != trail.end(); ++step)
                path += *step + " -> ";
            findings.push_back({"include.cycle", file->path, 0, path + next});
        }
    trail.pop_back();
    finished.insert(folder);
}

bool isGuiInclude(const Include& include, const HeaderNames& guiHeaders) {
    for (const std::string_view module : {"QtGui/", "QtWidgets/", "QtSvg/"})
        if (include.spelled.starts_with(module))
            return true;
    return guiHeaders.contains(include.spelled);
}

int lineOf(const std::string& text, std::size_t at) {
    return 1 +
           static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

bool isWordAt(const std::string& text, std::size_t at, std::size_t length) {
    const auto parts = [](char c) { return c == ' ' || c == '.' || c == '(' || c == ')' || c == '\n'; };
    return at > 0 && parts(text[at - 1]) && (at + length == text.size() || parts(text[at + length]));
}

/// By its file name; a test (tst_answer.cpp) also by the last word of its test's name (unit.dns.answer).
bool isNamedBy(const std::string& cmake, const SourceFile& file) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    if (cmake.find(name) != std::string::npos)
        return true;
    if (!name.starts_with("tst_"))
        return false;
    const std::string test = name.substr(4, name.size() - 8);
    for (std::size_t at = cmake.find(test); at != std::string::npos; at = cmake.find(test, at + 1))
        if (isWordAt(cmake, at, test.size()))
            return true;
    return false;
}

bool isListed(const SourceTree& tree, const SourceFile& file) {
    for (std::string folder = file.folder();; folder = folderOf(folder)) {
        const auto cmake = tree.cmakeLists.find(folder + "/CMakeLists.txt");
        if (cmake != tree.cmakeLists.end() && isNamedBy(cmake->second, file))
            return true;
        if (folder.find('/') == std::string::npos)
            return false;
    }
}

/// The text between the first pair of backquotes in a table cell, and what follows it is left alone.
std::optional<std::string> codeOf(const std::string& cell) {
    const std::size_t open = cell.find('`');
    const std::size_t close = open == std::string::npos ? open : cell.find('`', open + 1);
    if (close == std::string::npos)
        return std::nullopt;
    return cell.substr(open + 1, close - open - 1);
}

/// Whether `name` stands in `code` as a word with "(" behind it.
bool hasCall(const std::string& code, const std::string& name) {
    const std::string call = name + "(";
    for (std::size_t at = code.find(call); at != std::string::npos; at = code.find(call, at + 1))
        if (at == 0 || (!std::isalnum(static_cast<unsigned char>(code[at - 1])) && code[at - 1] != '_'))
            return true;
    return false;
}

/// `function` as "name" or "Class::name": the latter as it is spelled, or the name in a file that has the
/// class.
bool hasFunction(const std::string& code, std::string function) {
    function = function.substr(0, function.find('('));
    if (hasCall(code, function))
        return true;
    const std::size_t colon = function.rfind("::");
    if (colon == std::string::npos)
        return false;
    const std::string type = function.substr(0, colon);
    const bool hasType = code.find("class " + type + " ") != std::string::npos ||
                         code.find("struct " + type + " ") != std::string::npos;
    return hasType && hasCall(code, function.substr(colon + 2));
}

void checkWalkRow(const SourceTree& tree, const std::string& document, int line, const std::string& row,
                  Findings& findings) {
    std::vector<std::string> cells;
    std::istringstream in(row);
    for (std::string cell; std::getline(in, cell, '|');)
        cells.push_back(cell);
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
        const std::optional<std::string> path = codeOf(cells[i]);
        if (!path || !isSpelledFromRoot(*path))
            continue;
        const auto file = tree.sources.find(*path);
        if (file == tree.sources.end()) {
            findings.push_back({"docs.walk", document, line, "no such file: " + *path});
            continue;
        }
        const std::optional<std::string> function = codeOf(cells[i + 1]);
        if (function && !hasFunction(file->second.code, *function))
            findings.push_back({"docs.walk", document, line, *path + " has no " + *function});
    }
}

void append(Findings& all, Findings more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

}  // namespace

Findings checkIncludes(const SourceTree& tree, const IncludeTable& table) {
    Findings findings;
    for (const auto& [path, file] : tree.sources) {
        if (!table.knows(file.folder()))
            findings.push_back({"include.folder", path, 0, "the table has no row for " + file.folder()});
        for (const Include& include : file.includes)
            checkInclude(tree, table, file, include, findings);
    }
    return findings;
}

Findings checkOwnHeaderFirst(const SourceTree& tree) {
    Findings findings;
    for (const auto& [path, file] : tree.sources) {
        const std::string header = file.stem() + ".h";
        if (file.isHeader() || !tree.sources.contains(header))
            continue;
        if (file.includes.empty() || file.includes.front().spelled != header)
            findings.push_back({"include.own-first", path, 0, "the first include must be " + header});
    }
    return findings;
}

Findings checkCycles(const SourceTree& tree) {
    Findings findings;
    const Graph graph = folderGraph(tree);
    std::set<std::string> finished;
    for (const auto& [folder, edges] : graph) {
        std::vector<std::string> trail;
        findCycles(graph, folder, trail, finished, findings);
    }
    return findings;
}

Findings checkBackendWithoutGui(const SourceTree& tree, const HeaderNames& guiHeaders) {
    Findings findings;
    for (const auto& [path, file] : tree.sources)
        if (path.starts_with("backend/"))
            for (const Include& include : file.includes)
                if (isGuiInclude(include, guiHeaders))
                    findings.push_back({"backend.gui", path, include.line, "includes " + include.spelled});
    for (const auto& [path, text] : tree.cmakeLists)
        if (path.starts_with("backend/"))
            for (const char* library : {"Qt6::Gui", "Qt6::Widgets", "Qt6::Svg"})
                if (const std::size_t at = text.find(library); at != std::string::npos)
                    findings.push_back(
                        {"backend.gui", path, lineOf(text, at), std::string("links ") + library});
    return findings;
}

Findings checkSingletons(const SourceTree& tree) {
    Findings findings;
    static const std::string call = std::string("::") + "instance()";
    for (const auto& [path, file] : tree.sources)
        for (std::size_t at = file.code.find(call); at != std::string::npos;
             at = file.code.find(call, at + 1))
            findings.push_back({"singleton", path, lineOf(file.code, at), "no singletons: pass a reference"});
    return findings;
}

Findings checkSizes(const SourceTree& tree) {
    Findings findings;
    for (const auto& [path, file] : tree.sources) {
        const int maximum = file.isHeader() ? maximumHeaderLines : maximumSourceLines;
        if (file.lines > maximum)
            findings.push_back(
                {"size", path, 0, std::to_string(file.lines) + " lines; at most " + std::to_string(maximum)});
    }
    if (const auto top = tree.cmakeLists.find("CMakeLists.txt"); top != tree.cmakeLists.end())
        if (std::count(top->second.begin(), top->second.end(), '\n') > maximumRootCMakeLines)
            findings.push_back(
                {"size", top->first, 0, "at most " + std::to_string(maximumRootCMakeLines) + " lines"});
    return findings;
}

Findings checkTops(const SourceTree& tree) {
    static const std::string spdx =
        "// SPDX-FileCopyrightText: The Portolan authors\n// SPDX-License-Identifier: GPL-3.0-or-later\n";
    Findings findings;
    for (const auto& [path, file] : tree.sources) {
        if (!file.text.starts_with(spdx))
            findings.push_back({"top", path, 1, "the first two lines are the SPDX lines"});
        if (file.isHeader() && file.text.find("\n#pragma once\n") == std::string::npos)
            findings.push_back({"top", path, 3, "a header has #pragma once"});
    }
    return findings;
}

Findings checkSourceLists(const SourceTree& tree) {
    Findings findings;
    for (const auto& [path, text] : tree.cmakeLists)
        if (const std::size_t at = text.find("GLOB"); at != std::string::npos)
            findings.push_back({"cmake.glob", path, lineOf(text, at), "source lists are explicit"});
    for (const auto& [path, file] : tree.sources)
        if (!file.isHeader() && !isListed(tree, file))
            findings.push_back({"cmake.unlisted", path, 0, "no CMakeLists.txt beside or above names it"});
    return findings;
}

Findings checkWalks(const SourceTree& tree) {
    Findings findings;
    for (const auto& [path, text] : tree.documents) {
        if (!path.starts_with("docs/life-of-"))
            continue;
        int line = 0;
        std::istringstream in(text);
        for (std::string row; std::getline(in, row);) {
            ++line;
            if (row.starts_with('|'))
                checkWalkRow(tree, path, line, row, findings);
        }
    }
    return findings;
}

Findings checkAll(const SourceTree& tree, const IncludeTable& table, const HeaderNames& guiHeaders) {
    Findings all = checkIncludes(tree, table);
    append(all, checkOwnHeaderFirst(tree));
    append(all, checkCycles(tree));
    append(all, checkBackendWithoutGui(tree, guiHeaders));
    append(all, checkSingletons(tree));
    append(all, checkSizes(tree));
    append(all, checkTops(tree));
    append(all, checkSourceLists(tree));
    append(all, checkWalks(tree));
    return all;
}

std::string describe(const Findings& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += finding.path + ":" + std::to_string(finding.line) + ": [" + finding.rule + "] " +
                finding.message + "\n";
    return text;
}

}  // namespace portolan::architecture
