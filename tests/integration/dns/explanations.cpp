// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dns/explanations.h"

#include <initializer_list>

namespace portolan::tests {

const std::vector<Explanation>& explanations() {
    static const std::vector<Explanation> table{};
    return table;
}

}  // namespace portolan::tests
