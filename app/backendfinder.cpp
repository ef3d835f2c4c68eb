// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backendfinder.h"

#include <thread>

namespace portolan::app {

namespace {

using Place = FoundBackend::Place;
constexpr base::Milliseconds pollInterval{50};

/// The endpoint files in which a backend of this data directory may have written itself down.
std::vector<std::string> ownEndpointFiles(const Options& options) {
    return {options.endpointPlace.path, platform::endpointPlaceIn(options.settings.start.dataDirectory).path};
}

std::string withoutSlash(std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

FoundBackend connectTo(const Options& options, const std::string& systemEndpointFile) {
    FoundBackend found{Place::Elsewhere, {withoutSlash(*options.connectUrl), 0, ""}, std::nullopt, ""};
    if (options.token) {
        found.endpoint.token = *options.token;
        return found;
    }
    auto files = ownEndpointFiles(options);
    files.push_back(systemEndpointFile);
    for (const std::string& file : files) {
        const auto endpoint = platform::readEndpointFile(file);
        if (endpoint && withoutSlash(endpoint->url) == found.endpoint.url) {
            found.endpoint.token = endpoint->token;
            break;
        }
    }
    return found;
}

/// Another process holds the data directory: its endpoint, when it is there or turns up in time.
base::Result<FoundBackend> waitForHolder(const Options& options, const base::Error& held,
                                         base::Milliseconds patience) {
    for (base::Milliseconds waited{0};; waited += pollInterval) {
        for (const std::string& file : ownEndpointFiles(options)) {
            auto endpoint = platform::readEndpointFile(file);
            if (endpoint && platform::isAlive(*endpoint))
                return FoundBackend{Place::ThisComputer, std::move(endpoint).value(), std::nullopt, file};
        }
        if (waited >= patience)
            return held;
        std::this_thread::sleep_for(pollInterval);
    }
}

}  // namespace

base::Result<FoundBackend> findBackend(const Options& options, const std::string& systemEndpointFile,
                                       base::Milliseconds patience) {
    if (options.connectUrl)
        return connectTo(options, systemEndpointFile);
    const model::StartSettings& start = options.settings.start;
    auto lock = platform::DataDirectoryLock::acquire(start.dataDirectory);
    if (!lock) {
        if (lock.error().code == "lock.held")
            return waitForHolder(options, lock.error(), patience);
        return std::move(lock).error();
    }
    if (start.dataDirectoryChoice == model::Choice::Default) {
        auto endpoint = platform::readEndpointFile(systemEndpointFile);
        if (endpoint && platform::isAlive(*endpoint))
            return FoundBackend{Place::ThisComputer, std::move(endpoint).value(), std::nullopt,
                                systemEndpointFile};
        if (!endpoint && endpoint.error().code == "endpoint.not_readable")
            return std::move(endpoint).error();
    }
    return FoundBackend{Place::Nowhere, {}, std::move(lock).value(), ""};
}

}  // namespace portolan::app
