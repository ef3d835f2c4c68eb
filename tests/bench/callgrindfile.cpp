// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/callgrindfile.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string_view>
#include <unordered_map>

namespace portolan::bench {

namespace {

constexpr std::string_view sourceFolder = "backend/";

/// "(12) text" gives 12 a text, "(12)" is that text again.
class Names {
  public:
    const std::string& of(const std::string& value) {
        const std::size_t end = value.find(')');
        std::string& name = m_names[value.substr(0, end)];
        if (end + 2 < value.size())
            name = value.substr(end + 2);
        return name;
    }

  private:
    std::unordered_map<std::string, std::string> m_names;
};

/// "proxy/session" of ".../backend/proxy/session.cpp"; empty for a file that is not ours.
std::string ownPart(const std::string& file) {
    const std::size_t at = file.rfind(sourceFolder);
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + sourceFolder.size();
    return file.substr(begin, file.rfind('.') - begin);
}

/// Qt, libc, libstdc++: the name of the file without its version.
std::string foreignPart(const std::string& object) {
    const std::string file = object.substr(object.rfind('/') + 1);
    return file == "portolan" ? "templates of libraries" : file.substr(0, file.find(".so"));
}

std::vector<Share> sorted(const std::map<std::string, std::uint64_t>& counts) {
    std::vector<Share> shares;
    for (const auto& [name, instructions] : counts)
        shares.push_back({name, instructions});
    std::stable_sort(shares.begin(), shares.end(),
                     [](const Share& a, const Share& b) { return a.instructions > b.instructions; });
    return shares;
}

class Reader {
  public:
    void line(const std::string& text) {
        const std::size_t equals = text.find('=');
        if (text.empty() || text.find(':') < text.find(' '))
            return;
        if (equals != std::string::npos && text.find(' ') > equals)
            assign(text.substr(0, equals), text.substr(equals + 1));
        else if (text[0] == '+' || text[0] == '-' || text[0] == '*' || (text[0] >= '0' && text[0] <= '9'))
            cost(std::stoull(text.substr(text.find(' '))));
    }
    [[nodiscard]] CallgrindFile result() const { return {m_total, sorted(m_parts), sorted(m_functions)}; }

  private:
    void assign(const std::string& key, const std::string& value) {
        if (key == "ob")
            m_object = m_objects.of(value);
        else if (key == "fl")
            m_file = m_inlined = m_files.of(value);
        else if (key == "fi" || key == "fe")
            m_inlined = m_files.of(value);
        else if (key == "fn") {
            m_function = m_functionNames.of(value);
            m_inlined = m_file;
        } else if (key == "cob")
            (void)m_objects.of(value);
        else if (key == "cfi" || key == "cfl")
            (void)m_files.of(value);
        else if (key == "cfn")
            (void)m_functionNames.of(value);
        else if (key == "calls")
            m_calls = true;
    }
    void cost(std::uint64_t instructions) {
        if (!ownPart(m_file).empty())
            m_functions[m_function] += instructions;
        if (m_calls) {
            m_calls = false;
            return;
        }
        std::string part = ownPart(m_inlined);
        if (part.empty())
            part = ownPart(m_file);
        m_parts[part.empty() ? foreignPart(m_object) : part] += instructions;
        m_total += instructions;
    }

    Names m_objects;
    Names m_files;
    Names m_functionNames;
    std::string m_object;
    std::string m_file;
    std::string m_inlined;  ///< the file of the current line, which may have been inlined
    std::string m_function;
    bool m_calls = false;  ///< the next cost is that of a call
    std::uint64_t m_total = 0;
    std::map<std::string, std::uint64_t> m_parts;
    std::map<std::string, std::uint64_t> m_functions;
};

}  // namespace

CallgrindFile readCallgrindFile(const std::string& path) {
    Reader reader;
    std::ifstream stream(path);
    for (std::string line; std::getline(stream, line);)
        reader.line(line);
    return reader.result();
}

}  // namespace portolan::bench
