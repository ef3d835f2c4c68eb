// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/style.h"

#include "backend/base/bytes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sys/ioctl.h>
#include <unistd.h>

namespace portolan::ctl {

namespace {

constexpr std::size_t usualWidth = 80;

// In the order of Colour.
constexpr std::array<std::string_view, 6> codes{"", "1", "2", "32", "33", "31"};

bool readsUtf8(const platform::Environment& environment) {
    for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (const auto locale = environment.value(variable)) {
            std::string lowered = *locale;
            std::transform(lowered.begin(), lowered.end(), lowered.begin(), base::toLower);
            return lowered.find("utf-8") != std::string::npos || lowered.find("utf8") != std::string::npos;
        }
    return false;
}

std::size_t widthOf(int descriptor, const platform::Environment& environment) {
    std::size_t columns = 0;
    if (const auto said = environment.value("COLUMNS")) {
        std::from_chars(said->data(), said->data() + said->size(), columns);
        if (columns > 0)
            return columns;
    }
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return usualWidth;
}

bool continuesCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

}  // namespace

Style styleOf(int descriptor, const platform::Environment& environment) {
    Style style;
    style.symbols = readsUtf8(environment);
    if (::isatty(descriptor) != 1)
        return style;
    style.width = widthOf(descriptor, environment);
    style.colours = !environment.value("NO_COLOR") && environment.value("TERM").value_or("dumb") != "dumb";
    return style;
}

std::string painted(const Style& style, Colour colour, std::string_view text) {
    if (!style.colours || colour == Colour::None || text.empty())
        return std::string(text);
    return "\x1b[" + std::string(codes[static_cast<std::size_t>(colour)]) + "m" + std::string(text) +
           "\x1b[0m";
}

std::size_t columnsOf(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !continuesCharacter(c); }));
}

std::string shortened(const Style& style, std::string_view text, std::size_t columns) {
    if (columnsOf(text) <= columns)
        return std::string(text);
    const std::string_view mark = style.symbols ? "\u2026" : "...";
    const std::size_t kept = columns - std::min(columns, columnsOf(mark));
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size() && seen <= kept; ++end)
        if (!continuesCharacter(text[end]) && seen++ == kept)
            break;
    return std::string(text.substr(0, end)) + std::string(mark);
}

std::string harmless(std::string_view text) {
    std::string result(text);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const auto byte = static_cast<unsigned char>(result[i]);
        if (byte < 0x20 || byte == 0x7f)
            result[i] = '?';
        // The controls U+0080 to U+009F are C2 80 to C2 9F.
        const bool second = i > 0 && static_cast<unsigned char>(result[i - 1]) == 0xC2;
        if (second && byte >= 0x80 && byte < 0xA0)
            result.replace(i - 1, 2, "?"), --i;
    }
    return result;
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
    std::string result;
    std::size_t used = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t length = columnsOf(word);
        if (used > 0 && columns > 0 && used + 1 + length > columns) {
            result += "\n" + std::string(indent, ' ');
            used = 0;
        }
        if (used > 0) {
            result += ' ';
            ++used;
        }
        result += word;
        used += length;
    }
    return result;
}

}  // namespace portolan::ctl
