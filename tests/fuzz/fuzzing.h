// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the fuzz targets share: a check that ends the run with a sentence, bytes in a buffer of exactly their
// size, so that reading one too many is seen, and a way to cut an input into pieces that depends on nothing
// but the input. Used by the programs of this folder only; one thread.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

namespace portolan::fuzz {

/// Ends the program, which libFuzzer reports with the input, unless `holds`.
inline void require(bool holds, const char* sentence) {
    if (holds)
        return;
    (void)std::fprintf(stderr, "property violated: %s\n", sentence);
    std::abort();
}

[[nodiscard]] inline std::string_view asText(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A copy that ends where the view ends: std::string keeps room behind short text.
class ExactCopy {
  public:
    explicit ExactCopy(std::string_view bytes) : m_bytes(new char[bytes.size()]), m_size(bytes.size()) {
        bytes.copy(m_bytes.get(), m_size);
    }
    [[nodiscard]] std::string_view view() const { return {m_bytes.get(), m_size}; }

  private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
};

/// Where to cut `bytes`: rising ends of pieces, the last of which is its size. One way out of the many,
/// chosen by the bytes themselves, so that a finding repeats.
[[nodiscard]] inline std::vector<std::size_t> piecesOf(std::string_view bytes) {
    std::uint32_t state = 2166136261U;
    for (const char c : bytes)
        state = (state ^ static_cast<unsigned char>(c)) * 16777619U;
    std::vector<std::size_t> ends;
    const std::size_t longest = 1 + state % 64;
    for (std::size_t at = 0; at < bytes.size();) {
        state = state * 1664525U + 1013904223U;
        at += 1 + (state >> 8U) % longest;
        ends.push_back(at < bytes.size() ? at : bytes.size());
    }
    if (ends.empty())
        ends.push_back(0);
    return ends;
}

}  // namespace portolan::fuzz
