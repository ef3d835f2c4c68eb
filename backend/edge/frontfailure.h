// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Why the front answers an API request by itself, and the one table of status, code and sentence. The bodies
// have the shapes that rest/ uses for the same paths, so that a client cannot tell who refused it. Pure
// functions; any thread. Source: SPEC 2; RFC 9457 section 3.

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::edge {

enum class FrontFailure : std::uint8_t {
    BodyTooLarge,   ///< over 1 MiB
    FieldRepeated,  ///< a field that says who asks stands there twice
    MethodUnknown,  ///< RFC 9110 section 9.1
    Busy,           ///< too many requests wait for the control thread
    NotConnected,   ///< the control thread has gone away
    TimedOut,       ///< no answer in time
    Count
};

/// The seed's error object, or problem+json below /api/.
enum class ErrorShape : std::uint8_t { Seed, Problem };
[[nodiscard]] ErrorShape errorShapeOf(std::string_view path);

[[nodiscard]] int statusOf(FrontFailure failure);
[[nodiscard]] std::string bodyOf(FrontFailure failure, ErrorShape shape);
[[nodiscard]] std::string_view contentTypeOf(ErrorShape shape);

}  // namespace portolan::edge
