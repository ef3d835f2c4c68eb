// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/changequeue.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

base::Error cancelledError() {
    return {"call.cancelled", "Portolan is stopping; the change was not made.", "", {}};
}

ChangeQueue::ChangeQueue(store::CatalogStorage& storage, const base::Clock& clock, Listener& listener,
                         model::Catalog catalog, store::NextIds nextIds)
    : m_storage(storage),
      m_clock(clock),
      m_listener(listener),
      m_published(std::move(catalog)),
      m_nextIds(nextIds) {}

ChangeQueue::~ChangeQueue() {
    m_alive.reset();
    m_busy = true;
    if (m_written)
        for (Verdict& verdict : m_written->verdicts)
            verdict.request.fail(cancelledError());
    while (!m_waiting.empty()) {
        auto waiting = std::exchange(m_waiting, {});
        cancel(waiting);
    }
}

void ChangeQueue::cancel(std::vector<ChangeRequest>& requests) {
    for (ChangeRequest& request : requests)
        request.fail(cancelledError());
}

void ChangeQueue::submit(ChangeRequest request) {
    m_waiting.push_back(std::move(request));
    start();
}

void ChangeQueue::replaceZones(ZoneEdit edit) {
    m_zoneEdits.push_back(std::move(edit));
    start();
}

void ChangeQueue::start() {
    if (m_busy)
        return;
    m_busy = true;
    while (!m_waiting.empty() || !m_zoneEdits.empty()) {
        applyZoneEdits();
        auto batch = std::make_shared<Batch>(validate(std::exchange(m_waiting, {})));
        if (batch->changes.empty()) {
            succeed(*batch);
            batch->verdicts.clear();
            if (!m_zonesUnsaved)
                continue;
        }
        write(std::move(batch));
        return;
    }
    m_busy = false;
}

void ChangeQueue::applyZoneEdits() {
    if (m_zoneEdits.empty())
        return;
    model::Catalog next = m_published;
    for (const ZoneEdit& edit : std::exchange(m_zoneEdits, {}))
        next.zones = edit(next.zones);
    next.zones = m_listener.prepare(next);
    m_zonesUnsaved = m_zonesUnsaved || !unsavedZones(next).empty();
    m_published = std::move(next);
    m_listener.live(m_published, {});
    m_listener.tell({});
}

ChangeQueue::Batch ChangeQueue::validate(std::vector<ChangeRequest> requests) const {
    Batch batch{CatalogEditor(m_published, m_nextIds, m_clock.systemNow())};
    for (ChangeRequest& request : requests) {
        const CatalogEditor before = batch.editor;
        auto made = request.make(batch.editor);
        if (!made)
            batch.editor = before;
        else if (auto change = batch.editor.finishChange(request.actor, request.action))
            batch.changes.push_back(std::move(*change));
        batch.verdicts.push_back({std::move(request), std::move(made)});
    }
    return batch;
}

void ChangeQueue::write(std::shared_ptr<Batch> batch) {
    if (!batch->changes.empty())
        batch->editor.setZones(m_listener.prepare(batch->editor.catalog()));
    store::ChangeSet changes{batch->changes, unsavedZones(batch->editor.catalog()), batch->editor.nextIds()};
    m_written = batch;
    m_storage.commit(std::move(changes), [this, alive = std::weak_ptr<bool>(m_alive),
                                          batch](const base::Result<void>& committed) {
        if (!alive.lock())
            return;
        finish(*batch, committed);
        m_busy = false;
        start();
    });
}

std::vector<model::Zone> ChangeQueue::unsavedZones(const model::Catalog& next) const {
    std::vector<model::Zone> unsaved;
    for (const model::Zone& zone : next.zones)
        if (m_zonesUnsaved ||
            std::find(m_published.zones.begin(), m_published.zones.end(), zone) == m_published.zones.end())
            unsaved.push_back(zone);
    return unsaved;
}

void ChangeQueue::finish(Batch& batch, const base::Result<void>& committed) {
    m_written.reset();
    if (!committed) {
        m_storeFailure = committed.error();
        fail(batch, committed.error());
        return;
    }
    m_storeFailure.reset();
    m_zonesUnsaved = false;
    if (batch.changes.empty())
        return;
    m_published = batch.editor.catalog();
    m_nextIds = batch.editor.nextIds();
    m_listener.live(m_published, batch.changes);
    succeed(batch);
    m_listener.tell(batch.changes);
}

void ChangeQueue::succeed(Batch& batch) {
    for (Verdict& verdict : batch.verdicts) {
        if (verdict.made)
            verdict.made.value()(m_published);
        else
            verdict.request.fail(verdict.made.error());
    }
}

void ChangeQueue::fail(Batch& batch, const base::Error& error) {
    std::vector<ChangeRequest> again;
    for (Verdict& verdict : batch.verdicts) {
        if (verdict.made)
            verdict.request.fail(error);
        else
            again.push_back(std::move(verdict.request));
    }
    m_waiting.insert(m_waiting.begin(), std::make_move_iterator(again.begin()),
                     std::make_move_iterator(again.end()));
}

}  // namespace portolan::control
