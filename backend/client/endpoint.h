// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where a backend is and how patient its client is. app/ finds the place (from --connect, or from an endpoint
// file) and hands it in; client/ never looks for one itself. Values; any thread.

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <memory>

namespace portolan::client {

struct Endpoint {
    QUrl url{};          ///< "http://127.0.0.1:41234", without a path
    QByteArray token{};  ///< sent as a bearer token; empty sends none

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// One place that a RestAdministration and its subscriptions share, so that all of them follow when the
/// backend comes back elsewhere.
using SharedEndpoint = std::shared_ptr<Endpoint>;

struct Timings {
    /// From sending a call to its complete reply; then call.timeout.
    std::chrono::milliseconds call{20'000};
    /// The backend's event stream says at least a comment every 15 s; after this silence it is dead.
    std::chrono::milliseconds streamSilence{40'000};
    /// Wait before the event stream is opened again; doubles with each failure up to the longest.
    std::chrono::milliseconds firstRetry{250};
    std::chrono::milliseconds longestRetry{10'000};
};

}  // namespace portolan::client
