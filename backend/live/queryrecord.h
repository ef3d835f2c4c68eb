// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is kept of one DNS query: one value of fixed size, for the ring of recent queries. Written by dns/ on
// a worker, copied by whoever reads. The name stands as it was asked, in wire form; a long one loses its end.

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace portolan::live {

enum class QueryTransport : std::uint8_t { Udp, Tcp };

struct QueryRecord {
    static constexpr std::size_t nameRoom = 80;

    /// From the turn of the worker that took it to its reply on the way, nanoseconds; 0 while it is not
    /// known.
    std::uint64_t duration = 0;
    std::int64_t at = 0;  ///< system time, microseconds
    std::uint64_t id = 0;
    std::uint16_t type = 0;
    std::uint16_t rcode = 0;
    QueryTransport transport = QueryTransport::Udp;
    std::uint8_t nameSize = 0;
    base::IpAddress client{};
    std::array<char, nameRoom + 1> wireName;  ///< the first nameSize bytes are set

    void setName(base::ByteView name) {
        nameSize = static_cast<std::uint8_t>(std::min(name.size(), nameRoom));
        std::memcpy(wireName.data(), name.data(), nameSize);
    }
    [[nodiscard]] std::string_view name() const { return {wireName.data(), nameSize}; }
    [[nodiscard]] std::size_t usedSize() const { return offsetof(QueryRecord, wireName) + nameSize; }
};

static_assert(sizeof(QueryRecord) == 128);

}  // namespace portolan::live
