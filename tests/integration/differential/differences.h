// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where Portolan's HTTP parser and Node's judge the same message differently, and why that is right. Each
// entry is a reason and the rows of tests/support/httpmessages.h it covers; a difference without an entry
// fails the test, and so does an entry whose difference is gone. Read by the differential test only.

#include <span>
#include <string>
#include <vector>

namespace portolan::differential {

enum class Difference : unsigned char {
    None,
    WeRefuse,     ///< Node accepts it
    NodeRefuses,  ///< we accept it
    Values        ///< both accept it, and read different things
};

struct Explained {
    const char* why;
    Difference difference = Difference::WeRefuse;
    std::vector<const char*> rows;  ///< names; one that ends in "*" stands for all that begin so
    int sinceVersion = 0;           ///< of llhttp: 901 is 9.1
    int untilVersion = 10000;
};

[[nodiscard]] std::span<const Explained> explainedDifferences();

/// Whether `row` is one of those that `explained` names.
[[nodiscard]] bool covers(const Explained& explained, const std::string& row);

}  // namespace portolan::differential
