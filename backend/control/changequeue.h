// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Changes on their way to being durable and live. All changes that wait while the disk is busy are validated
// one after another, go into one transaction, one snapshot, and then are answered. If the disk fails, nothing
// of them is live, all of them hear of it, and the ones that had been refused because of another in the same
// transaction are looked at again. Control thread; answers may submit new changes.

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/control/catalogeditor.h"
#include "backend/store/catalogstorage.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::control {

/// Of a change that is not made because the program ends: call.cancelled.
[[nodiscard]] base::Error cancelledError();

/// A change someone wants.
struct ChangeRequest {
    /// Called with the catalog that is live, when the change is durable and live.
    using Succeed = std::function<void(const model::Catalog& live)>;

    store::Actor actor;
    std::string action;
    /// Validates against the editor's catalog and edits it; returns the answer to give in case of success. An
    /// error means that nothing is to be changed. Without edits nothing is written. May be called again.
    std::function<base::Result<Succeed>(CatalogEditor& editor)> make;
    /// The answer to give otherwise.
    std::function<void(const base::Error& error)> fail;
};

class ChangeQueue {
  public:
    /// What happens around a transaction.
    class Listener {
      public:
        virtual ~Listener() = default;
        /// What the zones would be if this catalog were live: those whose content differs get new serials.
        /// live() of the same catalog follows, unless the disk fails.
        [[nodiscard]] virtual std::vector<model::Zone> prepare(const model::Catalog& catalog) = 0;
        /// The changes are durable: make this catalog live. Before any answer.
        virtual void live(const model::Catalog& catalog, const std::vector<store::Change>& changes) = 0;
        /// After the answers.
        virtual void tell(const std::vector<store::Change>& changes) = 0;
    };

    /// All references must outlive the queue.
    ChangeQueue(store::CatalogStorage& storage, const base::Clock& clock, Listener& listener,
                model::Catalog catalog, store::NextIds nextIds);
    /// Answers what waits with call.cancelled; what is being written may still become durable.
    ~ChangeQueue();

    void submit(ChangeRequest request);

    /// The durable, live catalog.
    [[nodiscard]] const model::Catalog& published() const { return m_published; }
    [[nodiscard]] const store::NextIds& nextIds() const { return m_nextIds; }

    /// Edits the zones of the published catalog as soon as nothing is being written, and calls live(). New
    /// serials are written at once behind that.
    void replaceZones(std::function<std::vector<model::Zone>(const std::vector<model::Zone>& before)> edit);

    /// Why the last transaction failed; nullopt when it did not.
    [[nodiscard]] const std::optional<base::Error>& storeFailure() const { return m_storeFailure; }

  private:
    struct Verdict {
        ChangeRequest request;
        base::Result<ChangeRequest::Succeed> made;
    };
    struct Batch {
        CatalogEditor editor;
        std::vector<Verdict> verdicts{};
        std::vector<store::Change> changes{};
    };

    void start();
    void applyZoneEdits();
    [[nodiscard]] Batch validate(std::vector<ChangeRequest> requests) const;
    void write(std::shared_ptr<Batch> batch);
    [[nodiscard]] std::vector<model::Zone> unsavedZones(const model::Catalog& next) const;
    void finish(Batch& batch, const base::Result<void>& committed);
    void succeed(Batch& batch);
    void fail(Batch& batch, const base::Error& error);
    void cancel(std::vector<ChangeRequest>& requests);

    using ZoneEdit = std::function<std::vector<model::Zone>(const std::vector<model::Zone>&)>;

    store::CatalogStorage& m_storage;
    const base::Clock& m_clock;
    Listener& m_listener;
    model::Catalog m_published;
    store::NextIds m_nextIds;
    std::vector<ChangeRequest> m_waiting;
    std::vector<ZoneEdit> m_zoneEdits;
    bool m_zonesUnsaved = false;  ///< the disk has other serials than those that are served
    bool m_busy = false;
    std::shared_ptr<Batch> m_written;  ///< the batch that is at the disk
    std::optional<base::Error> m_storeFailure;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
