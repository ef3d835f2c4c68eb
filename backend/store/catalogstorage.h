// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The disk as control/ sees it: hand over changes, hear later whether they are durable. StoreThread is the
// real one; tests of control/ have one that answers by hand.

#include "backend/base/result.h"
#include "backend/store/changeset.h"

#include <functional>

namespace portolan::store {

class CatalogStorage {
  public:
    using Done = std::function<void(base::Result<void>)>;
    virtual ~CatalogStorage() = default;
    /// Makes `changes` durable as a whole or not at all, then calls `done` on the control thread, never
    /// inside this call. Errors: store.full, store.failed; nothing has changed on disk then.
    virtual void commit(ChangeSet changes, Done done) = 0;
};

}  // namespace portolan::store
