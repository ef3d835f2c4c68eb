// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where tests make the disk fail. A CatalogStore that was given one asks it at each stage of a commit; the
// program gives none. Called on the thread of the store.

#include "backend/base/result.h"

#include <optional>

namespace portolan::store {

enum class CommitStage : unsigned char {
    BeforeWriting,  ///< nothing has been written
    BeforeCommit,   ///< all rows are written, the transaction is open
    AfterCommit,    ///< durable, but the disk reports an error all the same
};

class FailureInjection {
  public:
    virtual ~FailureInjection() = default;
    /// The error to meet at this stage, if any.
    [[nodiscard]] virtual std::optional<base::Error> failAt(CommitStage stage) = 0;
};

}  // namespace portolan::store
