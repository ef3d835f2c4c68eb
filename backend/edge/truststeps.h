// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What to do on each system so that it trusts a root, and how to undo it: text with the zone's own names and
// addresses filled in, so that each command can be pasted. Data for trustpage.cpp. Pure; any thread.

#include <string>
#include <vector>

namespace portolan::edge {

struct TrustStep {
    std::string sentence;  ///< plain text; may be empty
    std::string command;   ///< to paste; may be empty
};

struct TrustSteps {
    std::string system;  ///< "Windows"
    std::vector<TrustStep> steps;
    TrustStep undo;
};

/// What the steps speak of.
struct TrustedRoot {
    std::string zone;
    std::string name;    ///< common name of the root
    std::string origin;  ///< "http://100.1.1.1": where this host is reached without https
};

/// Windows, macOS, Debian, Fedora, iOS, Android, Firefox, Java, Python, Node, in this order.
[[nodiscard]] std::vector<TrustSteps> trustStepsFor(const TrustedRoot& root);

}  // namespace portolan::edge
