// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which backend a window shows, in this order: the one of --connect; the one that holds the lock of the own
// data directory; the system's daemon; else none runs, and the window embeds one. Reads endpoint files and
// tries the lock; starts nothing. Called by desktop.cpp before there is a window; main thread.

#include "app/options.h"
#include "backend/base/clock.h"
#include "backend/platform/datadirectorylock.h"
#include "backend/platform/endpointfile.h"

#include <optional>
#include <string>

namespace portolan::app {

struct FoundBackend {
    enum class Place : unsigned char {
        Elsewhere,
        ThisComputer,
        Nowhere,  ///< embed one, under `lock`
    };
    Place place = Place::Nowhere;
    platform::Endpoint endpoint{};  ///< pid 0 for Elsewhere, empty for Nowhere
    std::optional<platform::DataDirectoryLock> lock{};
    std::string file{};  ///< the endpoint file, for ThisComputer
};

/// `systemEndpointFile` is only looked at for the default data directory. A backend that is just starting is
/// waited for, up to `patience`. Errors: lock.failed, lock.held (by one that does not answer),
/// endpoint.not_readable (the system's daemon runs, but this user may not administer it).
[[nodiscard]] base::Result<FoundBackend> findBackend(const Options& options,
                                                     const std::string& systemEndpointFile,
                                                     base::Milliseconds patience);

}  // namespace portolan::app
