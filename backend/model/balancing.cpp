// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/balancing.h"

#include <array>

namespace portolan::model {

namespace {

// In the order of BalancingMethod.
constexpr std::array<std::string_view, 6> methodWords{"round_robin",  "least_outstanding", "random",
                                                      "address_hash", "header_hash",       "cookie_hash"};

}  // namespace

std::string_view toWord(BalancingMethod method) {
    return methodWords[static_cast<std::size_t>(method)];
}

std::optional<BalancingMethod> balancingMethodFromWord(std::string_view word) {
    for (std::size_t i = 0; i < methodWords.size(); ++i)
        if (methodWords[i] == word)
            return static_cast<BalancingMethod>(i);
    return std::nullopt;
}

}  // namespace portolan::model
