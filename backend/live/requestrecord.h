// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is kept of one request once it is over: one value of fixed size, the same in the ring of recent
// requests, in the queue to the access log and in the API. Written by proxy/ on a worker, copied by whoever
// reads. The query of the target is never in it: people put passwords and tokens there.

#include "backend/base/ipaddress.h"
#include "backend/model/service.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace portolan::live {

/// How a request ended.
enum class Outcome : std::uint8_t {
    Complete,    ///< the whole response was handed to the client's connection
    ClientGone,  ///< the client left before that
    Cut,         ///< the response could not be completed, so the connection was cut
};

struct RequestRecord {
    static constexpr std::uint32_t noTime = UINT32_MAX;
    static constexpr std::uint8_t noFailure = UINT8_MAX;
    static constexpr std::size_t textRoom = 168;
    static constexpr std::size_t longestMethod = 16;
    static constexpr std::size_t longestHost = 80;

    std::uint64_t id = 0;      ///< rises with time, different for each record of all workers
    std::int64_t endedAt = 0;  ///< system time, microseconds
    std::uint64_t bytesIn =
        0;  ///< from the client, heads and framing included; of a tunnel what it carried too
    std::uint64_t bytesOut = 0;
    model::ServiceId service{};          ///< 0: none, Portolan answered itself
    model::TargetId target{};            ///< 0: none was chosen
    std::uint32_t duration = 0;          ///< microseconds from the request's head to its end
    std::uint32_t toHead = noTime;       ///< from the request's head to the response's
    std::uint32_t connectTime = noTime;  ///< of a connection that was made for this request
    std::uint16_t status = 0;            ///< 0: the client got none
    std::uint8_t failure = noFailure;    ///< why Portolan answered itself: a number of proxy's table
    Outcome outcome = Outcome::Complete;
    std::uint8_t retries = 0;
    bool tunnel = false;
    bool http11 = true;
    bool pathCut = false;
    std::uint8_t methodSize = 0;
    std::uint8_t hostSize = 0;
    std::uint8_t pathSize = 0;
    base::IpAddress client{};
    std::array<char, textRoom> text;  ///< method, host and path, one behind the other; the rest is not set

    /// Cuts what does not fit.
    void setText(std::string_view method, std::string_view host, std::string_view path) {
        char* at = text.data();
        methodSize = put(at, method, longestMethod);
        hostSize = put(at, host, longestHost);
        const auto room = static_cast<std::size_t>(text.data() + textRoom - at);
        pathCut = path.size() > room;
        pathSize = put(at, path, room);
    }
    [[nodiscard]] std::string_view method() const { return {text.data(), methodSize}; }
    [[nodiscard]] std::string_view host() const { return {text.data() + methodSize, hostSize}; }
    [[nodiscard]] std::string_view path() const { return {text.data() + methodSize + hostSize, pathSize}; }

    /// How many bytes from the beginning of the record are set.
    [[nodiscard]] std::size_t usedSize() const {
        return offsetof(RequestRecord, text) + methodSize + hostSize + pathSize;
    }

  private:
    static std::uint8_t put(char*& at, std::string_view part, std::size_t room) {
        const std::size_t size = part.size() < room ? part.size() : room;
        if (size > 0)
            std::memcpy(at, part.data(), size);
        at += size;
        return static_cast<std::uint8_t>(size);
    }
};

static_assert(sizeof(RequestRecord) == 256);

}  // namespace portolan::live
