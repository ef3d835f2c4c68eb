// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The repository as the architecture checker sees it: every C++ file under backend/, ui/, app/ and tests/
// with its #include lines, every CMakeLists.txt, and the documents under docs/. Read once by the architecture
// tests, in their thread; plain values afterwards. It does not judge (rules.h does) and knows no
// preprocessor: an #include counts wherever it stands at the start of a line.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::architecture {

struct Include {
    std::string spelled;  ///< what stands between the quotes or angle brackets
    bool quoted = false;
    int line = 0;
};

struct SourceFile {
    std::string path;  ///< from the repository root: "backend/dns/answer.cpp"
    std::string text;
    std::string code;  ///< the text without its comments, on the same lines
    int lines = 0;
    std::vector<Include> includes;

    [[nodiscard]] bool isHeader() const { return path.ends_with(".h"); }
    /// "backend/dns" of "backend/dns/answer.cpp".
    [[nodiscard]] std::string folder() const;
    /// "backend/dns/answer" of "backend/dns/answer.cpp".
    [[nodiscard]] std::string stem() const;
};

struct SourceTree {
    std::filesystem::path root;
    std::map<std::string, SourceFile> sources;      ///< by path
    std::map<std::string, std::string> cmakeLists;  ///< by path, without comments
    std::map<std::string, std::string> documents;   ///< docs/*.md by path

    /// Reads the tree under `root`; folders that are absent are taken as empty.
    [[nodiscard]] static SourceTree read(const std::filesystem::path& root);
};

/// `text` with // and /* */ comments blanked out; strings and line breaks stay.
[[nodiscard]] std::string withoutComments(std::string_view text);

}  // namespace portolan::architecture
