// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What happened -> the event log, as the JSON that api/json.h describes. Control thread.

#include "backend/control/views.h"
#include "backend/live/eventlog.h"
#include "backend/model/notice.h"
#include "backend/store/changeset.h"

namespace portolan::control {

/// service.added, record.removed, ...: one event per object that a change touched.
void tellChanges(live::EventLog& events, const std::vector<store::Change>& changes, const Views& views);

/// service.changed, of one that says something else of itself without a change of the user's.
void tellService(live::EventLog& events, const model::Service& service, const Views& views);

/// health.changed of one service.
void tellHealth(live::EventLog& events, const model::Service& service, const Views& views);

/// notice.
void tellNotice(live::EventLog& events, const model::Notice& notice);

/// status.changed.
void tellStatus(live::EventLog& events, std::uint64_t generation, model::Revision revision);

}  // namespace portolan::control
