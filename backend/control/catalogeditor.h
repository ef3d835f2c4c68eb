// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The working copy of the catalog while changes are made, one after another, on the way to the disk: hands
// out ids and revisions, keeps before and after of each edit, and raises the serials of the zones that were
// touched. Copying it is cheap, so a change that turns out wrong is dropped by going back to a copy.
// Validates nothing. A value; control thread.

#include "backend/model/catalog.h"
#include "backend/store/changeset.h"

#include <set>
#include <string>

namespace portolan::control {

class CatalogEditor {
  public:
    /// `now` is the time of all its changes, cut to milliseconds as the disk keeps them.
    CatalogEditor(model::Catalog catalog, store::NextIds nextIds, base::SystemTime now);

    [[nodiscard]] const model::Catalog& catalog() const { return m_catalog; }
    [[nodiscard]] const store::NextIds& nextIds() const { return m_nextIds; }
    [[nodiscard]] base::SystemTime now() const { return m_now; }

    [[nodiscard]] model::ServiceId newServiceId() { return model::ServiceId{m_nextIds.service++}; }
    [[nodiscard]] model::TargetId newTargetId() { return model::TargetId{m_nextIds.target++}; }
    [[nodiscard]] model::RecordId newRecordId() { return model::RecordId{m_nextIds.record++}; }

    /// Adds or replaces by id; sets the revision of what it is given.
    void put(model::Service service);
    void put(model::Record record);
    void remove(model::ServiceId id);
    void remove(model::RecordId id);

    /// Ends the change that the edits since the last call make up. nullopt if there were none.
    [[nodiscard]] std::optional<store::Change> finishChange(store::Actor actor, std::string action);

    /// The zones with new serials, which are in catalog() too.
    [[nodiscard]] std::vector<model::Zone> raiseSerials();

  private:
    void touch(const model::Service& service);
    void touch(const model::Record& record);

    model::Catalog m_catalog;
    store::NextIds m_nextIds;
    base::SystemTime m_now;
    std::vector<store::ServiceEdit> m_services;
    std::vector<store::RecordEdit> m_records;
    std::set<model::HostName> m_touchedNames;
};

/// The serial after `serial`: the time in seconds where that is later, so that serials rise even over a
/// restored backup. Source: RFC 1982 section 3.
[[nodiscard]] std::uint32_t nextSerial(std::uint32_t serial, base::SystemTime now);

}  // namespace portolan::control
