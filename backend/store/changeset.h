// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What control/ asks the disk to remember: changes with the objects before and after, who made them and when.
// A ChangeSet becomes durable as a whole or not at all. Each Change is one revision and one row of the
// history, so that undo can find what was there before. Values; any thread.

#include "backend/base/ipaddress.h"
#include "backend/model/catalog.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::store {

/// The ids the next new objects get. Ids are never used twice, not even after a removal.
struct NextIds {
    std::uint64_t service = 1;
    std::uint64_t target = 1;
    std::uint64_t record = 1;
    std::uint64_t webhook = 1;
    friend bool operator==(const NextIds&, const NextIds&) = default;
};

/// Who made a change.
struct Actor {
    base::IpAddress address{};
    std::string authority{};  ///< "network", "token", or "portolan" for what it does by itself
    std::string requestId{};
};

/// Without `before`: added. Without `after`: removed.
struct ServiceEdit {
    std::shared_ptr<const model::Service> before{};
    std::shared_ptr<const model::Service> after{};
};
struct RecordEdit {
    std::optional<model::Record> before{};
    std::optional<model::Record> after{};
};

struct WebhookEdit {
    std::optional<model::Webhook> before{};
    std::optional<model::Webhook> after{};
};

struct Change {
    model::Revision revision = 0;
    base::SystemTime at{};
    Actor actor{};
    std::string action{};  ///< "announce", "service.replace", "expire", "pin", ...
    std::vector<ServiceEdit> services{};
    std::vector<RecordEdit> records{};
    std::vector<WebhookEdit> webhooks{};
};

/// Written in this order, in one transaction.
struct ChangeSet {
    std::vector<Change> changes{};
    std::vector<model::Zone> zones{};  ///< those that differ
    NextIds nextIds{};                 ///< after all the changes
};

/// What was on disk at the start.
struct LoadedCatalog {
    model::Catalog catalog{};
    NextIds nextIds{};
    /// Set when this is not simply what was saved last (store.restored, store.started_empty): a sentence for
    /// the operator, with the path of the file that was set aside.
    std::optional<base::Error> notice{};
};

}  // namespace portolan::store
