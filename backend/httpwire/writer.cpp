// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/writer.h"

#include "backend/httpwire/characters.h"
#include "backend/httpwire/head.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace portolan::httpwire {

namespace {

bool isToken(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return isIn(c, TOKEN); });
}

bool isValue(std::string_view text) {
    return findControl(text.data(), text.data() + text.size()) == text.data() + text.size();
}

/// Copies the first and the last bytes as one word each; they overlap in the middle.
template <std::size_t WordSize>
void putWords(char* at, std::string_view text) {
    std::memcpy(at, text.data(), WordSize);
    std::memcpy(at + text.size() - WordSize, text.data() + text.size() - WordSize, WordSize);
}

/// Names and most values are short, and a call for each would cost more than the copying.
char* put(char* at, std::string_view text) {
    const std::size_t size = text.size();
    if (size > 32)
        std::memcpy(at, text.data(), size);
    else if (size >= 16)
        putWords<16>(at, text);
    else if (size >= 8)
        putWords<8>(at, text);
    else if (size >= 4)
        putWords<4>(at, text);
    else
        for (std::size_t i = 0; i < size; ++i)
            at[i] = text[i];
    return at + size;
}

}  // namespace

void HeadWriter::requestLine(std::string_view method, std::string_view target) {
    constexpr std::string_view requestLineTail = " HTTP/1.1\r\n";
    char* at = reserve(method.size() + 1 + target.size() + requestLineTail.size());
    at = put(at, method);
    *at++ = ' ';
    at = put(at, target);
    put(at, requestLineTail);
}

void HeadWriter::statusLine(int status, std::string_view reason) {
    constexpr std::string_view statusLineStart = "HTTP/1.1 ";
    if (reason.empty() || !isValue(reason))
        reason = reasonPhrase(status);
    status = std::clamp(status, 100, 999);
    char* at = reserve(statusLineStart.size() + 4 + reason.size() + 2);
    at = put(at, statusLineStart);
    *at++ = static_cast<char>('0' + status / 100);
    *at++ = static_cast<char>('0' + status / 10 % 10);
    *at++ = static_cast<char>('0' + status % 10);
    *at++ = ' ';
    at = put(at, reason);
    put(at, "\r\n");
}

bool HeadWriter::field(std::string_view name, std::string_view value) {
    if (!isToken(name) || !isValue(value))
        return false;
    line(name, value);
    return true;
}

void HeadWriter::field(KnownField id, std::uint64_t value) {
    char digits[20];
    const auto result = std::to_chars(digits, digits + sizeof digits, value);
    line(fieldName(id), {digits, static_cast<std::size_t>(result.ptr - digits)});
}

void HeadWriter::line(std::string_view name, std::string_view value) {
    char* at = reserve(name.size() + value.size() + 4);
    at = put(at, name);
    *at++ = ':';
    *at++ = ' ';
    at = put(at, value);
    *at++ = '\r';
    *at = '\n';
}

void HeadWriter::grow(std::size_t bytes) {
    const std::size_t capacity = std::max(m_capacity * 2, m_size + bytes);
    auto grown = std::make_unique<char[]>(capacity);
    std::memcpy(grown.get(), m_data, m_size);
    m_grown = std::move(grown);
    m_data = m_grown.get();
    m_capacity = capacity;
}

}  // namespace portolan::httpwire
