// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Heads to bytes. A HeadWriter builds one head at a time in its own buffer, which is inline up to 2 KiB and
// grows beyond that; a worker keeps one and uses it for every head. Every head that leaves Portolan is
// written here from parsed values, so bytes of the input never pass through unread: a value with a control
// byte is dropped and not written. It adds nothing by itself: framing, Date and Connection are the caller's.
// Source: RFC 9112 sections 3, 4 and 5.

#include "backend/httpwire/fields.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace portolan::httpwire {

class HeadWriter {
  public:
    HeadWriter() = default;
    HeadWriter(const HeadWriter&) = delete;
    HeadWriter& operator=(const HeadWriter&) = delete;

    void clear() { m_size = 0; }
    /// "GET /path HTTP/1.1". Both must come from a parsed head or from the program.
    void requestLine(std::string_view method, std::string_view target);
    /// "HTTP/1.1 200 OK"; an empty reason is filled from reasonPhrase().
    void statusLine(int status, std::string_view reason = {});
    /// A field that a parser has checked.
    void field(const Field& parsed) { line(parsed.name, parsed.value); }
    /// Any other field. False, and nothing written, when the name is no token or the value has a control
    /// byte.
    bool field(std::string_view name, std::string_view value);
    bool field(KnownField id, std::string_view value) { return field(fieldName(id), value); }
    void field(KnownField id, std::uint64_t value);
    /// Appends bytes that the program itself holds complete: "Date: ...\r\n".
    void literal(std::string_view lines) { append(lines); }
    /// The empty line.
    void end() { append("\r\n"); }

    /// What has been written; valid until the next call that is not const.
    [[nodiscard]] std::string_view view() const { return {m_data, m_size}; }

  private:
    void line(std::string_view name, std::string_view value);
    void append(std::string_view text) { std::memcpy(reserve(text.size()), text.data(), text.size()); }
    [[nodiscard]] char* reserve(std::size_t bytes) {
        if (m_capacity - m_size < bytes)
            grow(bytes);
        return m_data + std::exchange(m_size, m_size + bytes);
    }
    void grow(std::size_t bytes);

    static constexpr std::size_t inlineBytes = 2048;
    char m_inline[inlineBytes];
    std::unique_ptr<char[]> m_grown;
    char* m_data = m_inline;
    std::size_t m_capacity = inlineBytes;
    std::size_t m_size = 0;
};

}  // namespace portolan::httpwire
