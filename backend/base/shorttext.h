// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A text of at most 255 bytes, such as a name, in the room of one pointer: its length and its bytes stand in
// one allocation of exactly their size. For the keys of large maps, where a std::string would take 24 bytes
// more for each. A value that is made once and read ever after; any thread.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace portolan::base {

class ShortText {
  public:
    static constexpr std::size_t maxSize = 255;

    ShortText() = default;
    /// `text` has at most maxSize bytes; the rest of a longer one is lost.
    explicit ShortText(std::string_view text) {
        const std::size_t size = std::min(text.size(), maxSize);
        if (size == 0)
            return;
        m_bytes.reset(new char[size + 1]);
        m_bytes[0] = static_cast<char>(size);
        text.copy(m_bytes.get() + 1, size);
    }
    ShortText(const ShortText& other) : ShortText(other.view()) {}
    ShortText(ShortText&&) noexcept = default;
    ShortText& operator=(const ShortText& other) { return *this = ShortText(other); }
    ShortText& operator=(ShortText&&) noexcept = default;
    ~ShortText() = default;

    [[nodiscard]] std::string_view view() const {
        return m_bytes ? std::string_view(m_bytes.get() + 1, static_cast<std::uint8_t>(m_bytes[0]))
                       : std::string_view();
    }
    operator std::string_view() const { return view(); }
    [[nodiscard]] const char* data() const { return m_bytes.get(); }

    friend bool operator==(const ShortText& a, const ShortText& b) { return a.view() == b.view(); }
    friend bool operator==(const ShortText& a, std::string_view b) { return a.view() == b; }

  private:
    std::unique_ptr<char[]> m_bytes;  ///< the length, then the text; null if it is empty
};

}  // namespace portolan::base
