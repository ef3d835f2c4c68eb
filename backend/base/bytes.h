// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The views in which bytes travel. HTTP and stream bytes are std::string_view (they are text with
// exceptions); DNS messages are ByteView (they are octets with exceptions). Neither owns anything; any
// thread.

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace portolan::base {

using ByteView = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

[[nodiscard]] inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view asText(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// ASCII only, on purpose: protocol names never follow the locale.
[[nodiscard]] constexpr char toLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
[[nodiscard]] constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool isAlpha(char c) {
    return toLower(c) >= 'a' && toLower(c) <= 'z';
}

/// ASCII case-insensitive equality.
[[nodiscard]] constexpr bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (toLower(a[i]) != toLower(b[i]))
            return false;
    return true;
}

}  // namespace portolan::base
