// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Files with keys in them: read with a bound, written whole or not at all, seen by their owner only. Control
// thread; a call may wait for the disk.

#include "backend/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::pki {

/// No certificate or key that somebody means to use is larger.
inline constexpr std::size_t largestFile = 1 << 20;

/// What changes when a file is written or replaced.
struct FileStamp {
    std::int64_t modifiedNs = 0;
    std::uint64_t size = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// nullopt when there is no such file.
[[nodiscard]] std::optional<FileStamp> stampOf(const std::string& path);

/// Errors: file.missing, file.unreadable (with the system's reason), file.too_large. Parameters: path,
/// reason.
[[nodiscard]] base::Result<std::string> readFile(const std::string& path, std::size_t largest = largestFile);

/// Replaces `path` in one step by a file of `content` that its owner alone may read and write, and waits
/// until the disk has it. Errors: file.not_written.
[[nodiscard]] base::Result<void> writeFile(const std::string& path, std::string_view content);

/// Makes the folder, and those above it, if need be; it is its owner's alone in any case. Errors:
/// file.not_written.
[[nodiscard]] base::Result<void> makePrivateFolder(const std::string& path);

enum class Exposure : unsigned char {
    None,    ///< its owner alone may read it
    Closed,  ///< others might, until this call
    Open,    ///< others may, and this process cannot change it
};

/// Takes away what others may do with the file.
[[nodiscard]] Exposure closeToOthers(const std::string& path);

/// Waits until the disk has the names in the folder.
[[nodiscard]] bool syncFolder(const std::string& path);

}  // namespace portolan::pki
