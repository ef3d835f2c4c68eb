// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One attempt to hand something over by HTTP POST, as deliveries see it: what goes out, what came back.
// HttpPoster does it for real; tests have one that answers as they like. Control thread.

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/addresspolicy.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace portolan::notices {

struct Post {
    std::string url{};
    std::vector<std::pair<std::string, std::string>>
        fields{};  ///< beside Content-Type, Length and User-Agent
    std::string body{};
    model::AddressPolicy policy{};  ///< for the addresses behind the URL
};

struct PostOutcome {
    int status = 0;                             ///< 0: no response
    std::optional<base::Error> error{};         ///< why there is none; webhook.*
    std::string answer{};                       ///< the first of the response's body, at most `keptAnswer`
    std::optional<base::Seconds> retryAfter{};  ///< Source: RFC 9110 section 10.2.3
};

inline constexpr std::size_t keptAnswer = 1024;  ///< bytes

class Poster {
  public:
    virtual ~Poster() = default;
    /// `done` is called once, later, within HttpPoster::limit; never when the poster is destroyed first.
    virtual void post(Post post, std::function<void(PostOutcome)> done) = 0;
};

}  // namespace portolan::notices
