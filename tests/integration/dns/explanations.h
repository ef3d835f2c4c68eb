// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where Portolan means to answer otherwise than Knot DNS, and why. An entry that explains nothing any more
// fails the comparison. Test code only.

#include <set>
#include <string>
#include <vector>

namespace portolan::tests {

struct Explanation {
    const char* why;
    bool (*isAbout)(const std::string& title);
    std::set<std::string> aspects;  ///< of aspectsOf(), which may differ
};

[[nodiscard]] const std::vector<Explanation>& explanations();

}  // namespace portolan::tests
