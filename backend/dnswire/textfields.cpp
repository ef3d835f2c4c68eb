// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/textfields.h"

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"

#include <array>
#include <charconv>

namespace portolan::dnswire {

namespace {

constexpr std::string_view base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hexDigits = "0123456789abcdef";

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

bool isPrintable(char c) {
    return c >= 0x20 && c < 0x7F;
}

base::Error quoteError() {
    return dataError("record.quote",
                     "A text that begins with a quote ends with one, and a blank follows: \"like this\".");
}

/// Where the part behind an opening quote at `at` ends: the place of the closing quote, or npos.
std::size_t closingQuote(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at;
    }
    return std::string_view::npos;
}

/// The end of the unquoted field that begins at `at`.
base::Result<std::size_t> endOfField(std::string_view text, std::size_t at) {
    while (at < text.size() && !isBlank(text[at])) {
        const char c = text[at];
        if (c == '\\') {
            at += 2;
        } else if (c == '"') {
            const std::size_t close = text[at - 1] == '=' ? closingQuote(text, at) : std::string_view::npos;
            if (close == std::string_view::npos)
                return quoteError();
            at = close + 1;
        } else if (c == '(' || c == ')' || c == ';' || !isPrintable(c)) {
            return dataError("record.character",
                             "Parentheses, semicolons and characters other than ASCII stand in quotes, or "
                             "with a backslash before them.",
                             {{"character", std::string(1, c)}});
        } else {
            ++at;
        }
    }
    return std::min(at, text.size());
}

/// One byte of an escape whose backslash is at `at`; moves `at` to its last character.
base::Result<char> readEscape(std::string_view raw, std::size_t& at) {
    if (at + 1 < raw.size() && !base::isDigit(raw[at + 1])) {
        ++at;
        return raw[at];
    }
    unsigned value = 256;
    if (at + 3 < raw.size() && base::isDigit(raw[at + 2]) && base::isDigit(raw[at + 3]))
        value =
            static_cast<unsigned>((raw[at + 1] - '0') * 100 + (raw[at + 2] - '0') * 10 + raw[at + 3] - '0');
    if (value > 255)
        return dataError("record.escape",
                         "Behind a backslash stands a character that is no digit, or three digits from 000 "
                         "to 255.",
                         {{"text", std::string(raw)}});
    at += 3;
    return static_cast<char>(value);
}

void appendDecimal(std::string& out, char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += '\\';
    out += static_cast<char>('0' + byte / 100);
    out += static_cast<char>('0' + byte / 10 % 10);
    out += static_cast<char>('0' + byte % 10);
}

std::string escaped(std::string_view bytes, std::string_view marks) {
    std::string out;
    for (const char c : bytes) {
        if (!isPrintable(c)) {
            appendDecimal(out, c);
            continue;
        }
        if (marks.find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

base::Error nameError(std::string_view raw, std::string_view why) {
    return dataError("record.name", "\"" + std::string(raw) + "\" is no name: " + std::string(why) + ".",
                     {{"name", std::string(raw)}});
}

}  // namespace

base::Error dataError(std::string code, std::string message, base::Error::Params params) {
    return {std::move(code), std::move(message), "data", std::move(params)};
}

void appendU16(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value >> 8);
    out += static_cast<char>(value & 0xFF);
}

base::Result<std::vector<TextField>> splitFields(std::string_view text) {
    std::vector<TextField> fields;
    for (std::size_t at = 0; at < text.size();) {
        if (isBlank(text[at])) {
            ++at;
            continue;
        }
        if (text[at] != '"') {
            PORTOLAN_TRY(const std::size_t end, endOfField(text, at));
            fields.push_back({text.substr(at, end - at), false});
            at = end;
            continue;
        }
        const std::size_t close = closingQuote(text, at);
        if (close == std::string_view::npos || (close + 1 < text.size() && !isBlank(text[close + 1])))
            return quoteError();
        fields.push_back({text.substr(at + 1, close - at - 1), true});
        at = close + 1;
    }
    return fields;
}

base::Result<std::string> unescape(std::string_view raw) {
    std::string out;
    for (std::size_t at = 0; at < raw.size(); ++at) {
        if (raw[at] != '\\') {
            out += raw[at];
            continue;
        }
        PORTOLAN_TRY(const char c, readEscape(raw, at));
        out += c;
    }
    return out;
}

base::Result<DnsName> parseName(std::string_view raw) {
    DnsName name;
    if (raw == ".")
        return name;
    if (base::IpAddress::parse(raw))
        return nameError(raw, "it is an address; give the name that has this address");
    std::string label;
    const auto endLabel = [&]() -> base::Result<void> {
        if (!name.append(label))
            return nameError(raw, "between two dots stand 1 to 63 characters, and 253 are the most of all");
        label.clear();
        return {};
    };
    for (std::size_t at = 0; at < raw.size(); ++at) {
        if (raw[at] == '.') {
            PORTOLAN_CHECK(endLabel());
        } else if (raw[at] == '\\') {
            PORTOLAN_TRY(const char c, readEscape(raw, at));
            label += c;
        } else {
            label += raw[at];
        }
    }
    if (!label.empty() || raw.empty())
        PORTOLAN_CHECK(endLabel());
    return name;
}

base::Result<std::uint32_t> parseNumber(std::string_view raw, std::string_view what, std::uint32_t highest) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error == std::errc() && end == raw.data() + raw.size() && value <= highest)
        return value;
    const std::string most = std::to_string(highest);
    return dataError(
        "record.number",
        "The " + std::string(what) + " is a number from 0 to " + most + ", not \"" + std::string(raw) + "\".",
        {{"field", std::string(what)}, {"highest", most}, {"text", std::string(raw)}});
}

bool parseHex(std::string_view digits, std::string& out) {
    if (digits.size() % 2 != 0)
        return false;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        const std::size_t high = hexDigits.find(base::toLower(digits[at]));
        const std::size_t low = hexDigits.find(base::toLower(digits[at + 1]));
        if (high == std::string_view::npos || low == std::string_view::npos)
            return false;
        out += static_cast<char>(high << 4 | low);
    }
    return true;
}

std::string toHex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        out += hexDigits[byte >> 4];
        out += hexDigits[byte & 15];
    }
    return out;
}

bool parseBase64(std::string_view text, std::string& out) {
    if (text.empty() || text.size() % 4 != 0)
        return false;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::uint32_t bits = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t digit = at >= text.size() - padding ? 0 : base64Digits.find(text[at]);
        if (digit == std::string_view::npos)
            return false;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if (at % 4 != 3)
            continue;
        for (const int shift : {16, 8, 0})
            out += static_cast<char>(bits >> shift & 0xFF);
    }
    out.resize(out.size() - padding);
    return true;
}

std::string toBase64(std::string_view bytes) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (at + i < bytes.size() ? static_cast<std::uint8_t>(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            out += at + i <= bytes.size() ? base64Digits[bits >> (18 - 6 * i) & 63] : '=';
    }
    return out;
}

std::string quotedText(std::string_view bytes) {
    return '"' + escaped(bytes, "\"\\") + '"';
}

std::string bareText(std::string_view bytes) {
    return escaped(bytes, " \"\\;()");
}

}  // namespace portolan::dnswire
