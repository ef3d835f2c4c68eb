// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A dump that callgrind wrote, added up two ways: the instructions of each part (a pair of source files of
// ours, as "proxy/session", or a foreign library) by themselves, and those of each function with all that it
// calls. What a header of the standard library has inlined counts for the file that uses it. The format is
// that of the Valgrind manual, "Callgrind Format Specification", as far as one thread and one event need it.

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::bench {

struct Share {
    std::string name;
    std::uint64_t instructions = 0;
};

struct CallgrindFile {
    std::uint64_t total = 0;
    std::vector<Share> parts{};      ///< by what they cost themselves; the most expensive first
    std::vector<Share> functions{};  ///< of ours, by what they cost with what they call
};

/// Nothing if there is no such file.
[[nodiscard]] CallgrindFile readCallgrindFile(const std::string& path);

}  // namespace portolan::bench
