// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The one way in: everything a window, portolanctl or curl can ask of a backend. Implemented twice, by
// control/ (in the backend, on the control thread) and by client/ (over REST, on the window's thread); one
// contract suite runs on both.
//
// Every call is asynchronous and finishes exactly once: with its value, or with an error (call.timeout,
// call.not_connected, call.cancelled when the Administration is destroyed first, or what went wrong). Replies
// arrive on the thread the Administration lives on, and may arrive before the call returns. A change is
// replied to when it is durable and live.

#include "backend/api/replies.h"
#include "backend/api/reports.h"
#include "backend/api/requests.h"
#include "backend/api/webhooks.h"
#include "backend/base/result.h"

#include <functional>
#include <memory>

namespace portolan::api {

template <class T>
using Reply = std::function<void(base::Result<T>)>;

/// Destroying it ends the subscription.
class Subscription {
  public:
    virtual ~Subscription() = default;
};

/// What a subscriber hears. `missed` means that events were lost and the whole state must be fetched again;
/// it is also the first call after each (re)connection that could not continue where it was.
struct EventHandlers {
    std::function<void(const EventView&)> event;
    std::function<void()> missed;
    std::function<void()> connectionLost;
};

class Administration {
  public:
    virtual ~Administration() = default;

    /// The seed's add-record: adds or updates what `name` names. Errors: 422 family, access.not_owner.
    virtual void announce(const Caller& caller, AnnounceRequest request, Reply<AnnounceReply> reply) = 0;
    /// The seed's remove-record. Removing what is not there succeeds with removed = false.
    virtual void withdraw(const Caller& caller, WithdrawRequest request, Reply<WithdrawReply> reply) = 0;
    /// The seed's list-records: services and stand-alone address records.
    virtual void listNames(const Caller& caller, Reply<std::vector<NameView>> reply) = 0;

    virtual void listServices(const Caller& caller, ListRequest request, Reply<ServicePage> reply) = 0;
    /// Errors: service.not_found.
    virtual void showService(const Caller& caller, model::ServiceId id, Reply<ServiceView> reply) = 0;
    /// Errors: 422 family, service.host_taken with the owner's id in params.
    virtual void addService(const Caller& caller, ServiceDraft draft, Reply<ServiceChange> reply) = 0;
    /// Errors: 422 family, service.not_found, service.host_taken, access.not_owner, precondition.stale.
    virtual void replaceService(const Caller& caller, model::ServiceId id, ServiceDraft draft,
                                Precondition precondition, Reply<ServiceChange> reply) = 0;
    /// Errors: service.not_found, access.not_owner, precondition.stale.
    virtual void removeService(const Caller& caller, model::ServiceId id, Precondition precondition,
                               Reply<ServiceView> reply) = 0;
    /// Validates as addService or replaceService would, and changes nothing.
    virtual void previewService(const Caller& caller, PreviewRequest request, Reply<Preview> reply) = 0;

    virtual void listRecords(const Caller& caller, ListRequest request, Reply<RecordPage> reply) = 0;
    /// Without an id, a new one. Errors: 422 family, record.name_taken, access.not_owner,
    /// access.token_required (wildcards, names that Portolan keeps for itself); of one that is there also
    /// record.not_found, precondition.stale.
    virtual void saveRecord(const Caller& caller, std::optional<model::RecordId> id, RecordDraft draft,
                            Precondition precondition, Reply<RecordView> reply) = 0;
    /// Errors: record.not_found, access.not_owner, precondition.stale.
    virtual void removeRecord(const Caller& caller, model::RecordId id, Precondition precondition,
                              Reply<RecordView> reply) = 0;

    /// A change of what belongs to no single service: webhooks. Errors: access.token_required, 422 family,
    /// webhook.not_found, precondition.stale.
    virtual void configure(const Caller& caller, ConfigurationChange change, Precondition precondition,
                           Reply<Configured> reply) = 0;

    virtual void status(const Caller& caller, Reply<SystemStatus> reply) = 0;
    /// Measurements, zone files, authorities, explanations; the reply is of the kind that belongs to the
    /// request. Errors: access.token_required for all but totals, authorities, health, notices and what the
    /// caller itself sees of a name; zone.not_found, service.not_found, check.switched_off, explain.busy,
    /// those of HostName.
    virtual void report(const Caller& caller, ReportRequest request, Reply<Report> reply) = 0;

    /// Follows the events from behind `lastEventId` (0: from now on) until the subscription is destroyed.
    [[nodiscard]] virtual std::unique_ptr<Subscription> watch(std::uint64_t lastEventId,
                                                              EventHandlers handlers) = 0;
};

}  // namespace portolan::api
