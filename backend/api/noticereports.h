// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The last notices, as callers ask for them and are told. A part of reports.h. Values; any thread.

#include "backend/model/notice.h"

#include <cstdint>
#include <vector>

namespace portolan::api {

/// What is asked for: the last notices, newest first.
struct NoticesRequest {
    std::uint64_t after = 0;  ///< only those with a later id
    std::size_t limit = 100;
};

struct NoticeList {
    std::vector<model::Notice> items{};
    std::size_t total = 0;  ///< that are kept, and later than `after`
    friend bool operator==(const NoticeList&, const NoticeList&) = default;
};

}  // namespace portolan::api
