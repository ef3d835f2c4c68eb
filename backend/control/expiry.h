// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Knows what runs out when (expires_in), and says so when it is due. Removing it is its owner's business: an
// ordinary durable change. Wakes at least hourly, so that a clock that was set is noticed. Control thread.

#include "backend/base/executor.h"
#include "backend/model/catalog.h"
#include "backend/store/changeset.h"

#include <functional>
#include <memory>
#include <set>
#include <variant>

namespace portolan::control {

/// What has run out.
using DueObject = std::variant<model::ServiceId, model::RecordId>;

class Expiry {
  public:
    /// `due` is called once for each object that has run out, on the executor's thread; again after
    /// `retryDelay` while the object is still there.
    Expiry(base::Executor& executor, const base::Clock& clock, std::function<void(const DueObject&)> due);

    static constexpr base::Seconds retryDelay{5};
    static constexpr std::size_t mostAtOnce = 256;

    void follow(const store::ServiceEdit& edit);
    void follow(const store::RecordEdit& edit);
    /// For the catalog at the start.
    void follow(const model::Catalog& catalog);

  private:
    using Entry = std::pair<base::SystemTime, DueObject>;

    template <class Edit>
    void followEdit(const Edit& edit);
    void arm();
    void onTimer();

    base::Executor& m_executor;
    const base::Clock& m_clock;
    std::function<void(const DueObject&)> m_due;
    std::set<Entry> m_entries;
    std::optional<base::SystemTime> m_wakeAt;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
