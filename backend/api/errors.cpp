// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/errors.h"

#include <algorithm>
#include <array>

namespace portolan::api {

namespace {

struct Rule {
    std::string_view family;  ///< a whole code, a prefix that ends in a dot, or a suffix that begins with one
    int status;
};

// The first rule that fits decides.
constexpr std::array<Rule, 18> rules{{
    {"request.method", 405},
    {"request.path_not_found", 404},
    {"request.too_large", 413},
    {"request.content_type", 415},
    {"request.", 400},
    {"access.token_required", 401},
    {"access.token_wrong", 401},
    {"access.", 403},
    {".not_found", 404},
    {".host_taken", 409},
    {".name_taken", 409},
    {"precondition.", 412},
    {"store.", 503},
    {"explain.busy", 503},
    {"call.timeout", 504},
    {"call.", 503},
    {"internal.", 500},
    {"reply.", 502},
}};

bool fits(std::string_view family, std::string_view code) {
    if (family.back() == '.')
        return code.starts_with(family);
    return family.front() == '.' ? code.ends_with(family) : code == family;
}

}  // namespace

int httpStatusOf(std::string_view errorCode) {
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return fits(r.family, errorCode); });
    return rule == rules.end() ? 422 : rule->status;
}

}  // namespace portolan::api
