// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace portolan::architecture {
namespace fs = std::filesystem;
namespace {

std::string readFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string_view trimmedLeft(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text;
}

std::vector<Include> includesOf(std::string_view text) {
    std::vector<Include> includes;
    int number = 0;
    for (std::string_view line : linesOf(text)) {
        ++number;
        line = trimmedLeft(line);
        if (!line.starts_with('#'))
            continue;
        line = trimmedLeft(line.substr(1));
        if (!line.starts_with("include"))
            continue;
        line = trimmedLeft(line.substr(7));
        if (line.empty() || (line[0] != '"' && line[0] != '<'))
            continue;
        const bool quoted = line[0] == '"';
        const std::size_t end = line.find(quoted ? '"' : '>', 1);
        if (end != std::string_view::npos)
            includes.push_back({std::string(line.substr(1, end - 1)), quoted, number});
    }
    return includes;
}

std::string withoutHashComments(std::string_view text) {
    std::string kept;
    for (const std::string_view line : linesOf(text)) {
        kept += line.substr(0, line.find('#'));
        kept += '\n';
    }
    return kept;
}

SourceFile readSource(const fs::path& root, const fs::path& path) {
    SourceFile file;
    file.path = fs::relative(path, root).generic_string();
    file.text = readFile(path);
    file.code = withoutComments(file.text);
    file.lines = static_cast<int>(std::count(file.text.begin(), file.text.end(), '\n'));
    file.includes = includesOf(file.code);
    return file;
}

void readFolder(SourceTree& tree, const fs::path& folder) {
    if (!fs::is_directory(folder))
        return;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const fs::path& path = entry.path();
        const std::string name = fs::relative(path, tree.root).generic_string();
        if (!entry.is_regular_file())
            continue;
        if (path.extension() == ".h" || path.extension() == ".cpp")
            tree.sources.emplace(name, readSource(tree.root, path));
        else if (path.filename() == "CMakeLists.txt")
            tree.cmakeLists.emplace(name, withoutHashComments(readFile(path)));
        else if (path.extension() == ".md" && name.starts_with("docs/"))
            tree.documents.emplace(name, readFile(path));
    }
}

/// Where the literal or comment that starts at `at` ends (one past it); `at` itself if none starts there.
std::size_t endOfString(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const bool digitSeparator =
        quote == '\'' && at > 0 && std::isxdigit(static_cast<unsigned char>(text[at - 1]));
    if (digitSeparator)
        return at + 1;
    if (quote == '"' && at > 0 && text[at - 1] == 'R') {
        const std::size_t open = text.find('(', at);
        if (open == std::string_view::npos)
            return at + 1;
        const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
        const std::size_t end = text.find(close, open);
        return end == std::string_view::npos ? text.size() : end + close.size();
    }
    for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == quote)
            return i + 1;
    }
    return at + 1;
}

}  // namespace

std::string SourceFile::folder() const {
    return path.substr(0, path.rfind('/'));
}

std::string SourceFile::stem() const {
    return path.substr(0, path.rfind('.'));
}

SourceTree SourceTree::read(const fs::path& root) {
    SourceTree tree;
    tree.root = root;
    for (const char* folder :
         {"backend", "ui", "app", "tests", "docs", "resources", "translations", "installer"})
        readFolder(tree, root / folder);
    if (fs::exists(root / "CMakeLists.txt"))
        tree.cmakeLists.emplace("CMakeLists.txt", withoutHashComments(readFile(root / "CMakeLists.txt")));
    return tree;
}

std::string withoutComments(std::string_view text) {
    std::string code(text);
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = at + 1;
        if (text[at] == '"' || text[at] == '\'') {
            at = endOfString(text, at);
            continue;
        }
        if (text.substr(at).starts_with("//"))
            end = std::min(text.find('\n', at), text.size());
        else if (text.substr(at).starts_with("/*"))
            end = std::min(text.find("*/", at + 2), text.size() - 2) + 2;
        if (end > at + 1)
            std::replace_if(
                code.begin() + static_cast<std::ptrdiff_t>(at),
                code.begin() + static_cast<std::ptrdiff_t>(end), [](char c) { return c != '\n'; }, ' ');
        at = end;
    }
    return code;
}

}  // namespace portolan::architecture
