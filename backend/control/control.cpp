// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/control.h"

#include "backend/control/announcerules.h"
#include "backend/control/events.h"
#include "backend/control/eventwatch.h"
#include "backend/control/explainquestion.h"
#include "backend/control/fieldrules.h"
#include "backend/control/historyviews.h"
#include "backend/control/measurementviews.h"
#include "backend/control/pinning.h"
#include "backend/control/recordrules.h"
#include "backend/control/servicerules.h"
#include "backend/control/statusview.h"
#include "backend/control/views.h"
#include "backend/control/webhookrules.h"
#include "backend/notices/webhookurl.h"

#include <set>
#include <utility>

namespace portolan::control {

namespace {

std::string_view wordOf(api::Authority authority) {
    return authority == api::Authority::Token ? "token" : "network";
}

store::Actor actorOf(const api::Caller& caller) {
    return {caller.address, std::string(wordOf(caller.authority)), caller.requestId};
}

api::FieldValues fieldValuesFor(const api::Caller& caller) {
    return caller.authority == api::Authority::Token ? api::FieldValues::Shown : api::FieldValues::Hidden;
}

/// A request whose `make` returns the answer to be given; the error goes to the same reply.
template <class T, class Make>
ChangeRequest requestFor(const api::Caller& caller, std::string action, const api::Reply<T>& reply,
                         Make make) {
    ChangeRequest request{actorOf(caller), std::move(action), {}, {}};
    request.make = std::move(make);
    request.fail = [reply](const base::Error& error) { reply(error); };
    return request;
}

/// What was loaded. When that is a backup, other content may have been served under later serials.
model::Catalog takeCatalog(store::LoadedCatalog& loaded) {
    if (loaded.notice)
        for (model::Zone& zone : loaded.catalog.zones)
            zone.fingerprint = 0;
    return std::move(loaded.catalog);
}

std::string withdrawnMessage(const std::string& name, bool removed) {
    return removed ? "\"" + name + "\" was removed." : "There was nothing named \"" + name + "\".";
}

/// The service a draft would make. Edits a copy that nobody keeps.
base::Result<std::shared_ptr<const model::Service>> tryOut(CatalogEditor editor,
                                                           const api::PreviewRequest& request,
                                                           const RuleContext& context) {
    if (!request.editing) {
        PORTOLAN_TRY(const model::ServiceId id, addService(editor, request.draft, context));
        return editor.catalog().service(id);
    }
    PORTOLAN_CHECK(replaceService(editor, *request.editing, request.draft, {}, context));
    return editor.catalog().service(*request.editing);
}

/// A reply that is given by its destructor, if by nobody else.
class KeptReply {
  public:
    explicit KeptReply(api::Reply<api::Report> reply) : m_reply(std::move(reply)) {}
    ~KeptReply() {
        if (m_reply)
            m_reply(cancelledError());
    }
    KeptReply(const KeptReply&) = delete;
    KeptReply& operator=(const KeptReply&) = delete;
    void give(api::Report report) { std::exchange(m_reply, nullptr)(std::move(report)); }

  private:
    api::Reply<api::Report> m_reply;
};

}  // namespace

Control::Control(ControlParts parts, model::RunSettings settings, store::LoadedCatalog loaded)
    : m_parts(std::move(parts)),
      m_certificates(m_parts.executor, m_parts.clock, m_parts.certificates,
                     [this](const auto& names) {
                         republish(names);
                         m_notices.lookAround();
                     }),
      m_names(
          m_parts.executor, m_parts.clock, m_parts.names,
          [this] { return makeAddressPolicy(m_publication.settings(), m_parts.dataPlane); },
          [this](const auto& hosts, TargetNames::News news) { followNames(hosts, news); }),
      m_recorder(m_parts.executor, m_parts.clock, m_parts.measurements),
      m_checks(m_parts.executor, m_parts.dataPlane),
      m_notices({m_parts.executor, m_parts.clock, m_parts.events, m_parts.measurements, m_parts.poster,
                 [this] { return m_certificates.troubles(); },
                 [this] { return m_parts.dataPlane.listeners(); },
                 [this] { return notices::webhookPolicy(rules({}).policy.ownListeners()); },
                 [this](model::WebhookId id) {
                     submitOwn("webhook.retire", [id](CatalogEditor& editor) { retireWebhook(editor, id); });
                 }}),
      m_publication(m_parts.dataPlane, std::move(settings)),
      m_queue(m_parts.storage, m_parts.clock, *this, takeCatalog(loaded), loaded.nextIds),
      m_expiry(m_parts.executor, m_parts.clock, [this](const DueObject& due) { expire(due); }),
      m_explanations(m_parts.executor, m_parts.resolver) {
    catalog().services().forEach(
        [this](const auto&, const auto& service) { m_health.follow(nullptr, service.get()); });
    m_expiry.follow(catalog());
    for (const model::Webhook& webhook : catalog().webhooks)
        m_notices.follow({std::nullopt, webhook});
    reload(m_publication.settings());
    catalog().services().forEach([this](const auto&, const auto& service) { noteStandings(*service); });
}

Control::~Control() = default;

void Control::reload(model::RunSettings settings) {
    m_queue.replaceZones([this, settings = std::move(settings)](const std::vector<model::Zone>& before) {
        m_publication.setSettings(settings);
        m_certificates.configure(settings.zones, settings.certificates,
                                 publicHttpPort(m_parts.dataPlane.listeners()));
        m_notices.configure(settings.notices);
        m_names.judgeAll();
        return zonesOf(settings, before);
    });
}

void Control::republish(const std::vector<std::string>& names) {
    m_queue.replaceZones([](const std::vector<model::Zone>& before) { return before; });
    const Views shown = viewsForEvents();
    for (const std::string& name : names)
        if (const auto& service = catalog().services().find(name))
            tellService(m_parts.events, *service, shown);
}

void Control::followNames(const std::vector<std::string>& hosts, TargetNames::News news) {
    std::set<model::ServiceId> changed;
    for (const std::string& host : hosts)
        if (const auto& service = catalog().services().find(host)) {
            noteStandings(*service);
            changed.insert(service->id);
        }
    if (news == TargetNames::News::Addresses)
        republish(hosts);
    tellHealthOf(changed);
}

void Control::noteStandings(const model::Service& service) {
    for (const model::Target& target : service.targets)
        if (const TargetStanding* const standing = m_names.find(target.id))
            (void)m_health.enterLost(target.id, standing->cause, standing->since);
}

std::vector<model::Zone> Control::prepare(const model::Catalog& catalog) {
    m_certificates.update(catalog);
    m_names.update(catalog);
    return m_publication.prepare(catalog, m_certificates, m_names.resolutions(), m_parts.clock.systemNow());
}

void Control::live(const model::Catalog&, const std::vector<store::Change>& changes) {
    m_publication.publish();
    for (const store::Change& change : changes) {
        m_departures.follow(change);
        for (const store::ServiceEdit& edit : change.services) {
            m_health.follow(edit.before.get(), edit.after.get());
            m_recorder.follow(edit.before.get(), edit.after.get());
            if (edit.before)
                m_checks.follow(*edit.before, edit.after.get());
            if (edit.after)
                noteStandings(*edit.after);
            m_expiry.follow(edit);
            look(edit);
            if (edit.before && !edit.after)
                m_parts.dataPlane.forgetService(edit.before->id);
        }
        for (const store::RecordEdit& edit : change.records)
            m_expiry.follow(edit);
        for (const store::WebhookEdit& edit : change.webhooks)
            m_notices.follow(edit);
    }
}

void Control::look(const store::ServiceEdit& edit) {
    if (edit.after)
        m_notices.look(*edit.after, m_health.ofService(*edit.after));
    else
        m_notices.forget(edit.before->id);
}

void Control::tell(const std::vector<store::Change>& changes) {
    tellChanges(m_parts.events, changes, viewsForEvents());
    tellStatus(m_parts.events, m_publication.generation(), catalog().revision);
}

void Control::takeHealthReports(const std::vector<live::HealthReport>& reports) {
    std::set<model::ServiceId> changed;
    for (const live::HealthReport& report : reports) {
        if (const auto id = m_health.serviceOf(report.target))
            m_recorder.enter(report, catalog().service(*id).get());
        if (const auto service = m_health.enter(report))
            changed.insert(*service);
        m_names.noteHealth(report.target, report.state);
    }
    tellHealthOf(changed);
}

void Control::takeTrafficReports(const std::vector<live::TrafficReport>& reports) {
    std::set<model::ServiceId> changed;
    for (const live::TrafficReport& report : reports)
        if (const auto service = m_health.enter(report))
            changed.insert(*service);
    tellHealthOf(changed);
}

void Control::tellHealthOf(const std::set<model::ServiceId>& changed) {
    if (changed.empty())
        return;
    const Views shown = viewsForEvents();
    for (const model::ServiceId id : changed)
        if (const auto service = catalog().service(id)) {
            tellHealth(m_parts.events, *service, shown);
            m_notices.look(*service, m_health.ofService(*service));
        }
}

void Control::takeCertificateReports(const std::vector<live::CertificateReport>& reports) {
    for (const live::CertificateReport& report : reports) {
        const auto id = report.kind == live::CertificateReport::Kind::First
                            ? m_health.serviceOf(report.target)
                            : m_health.enterOffered(report.target, report.fingerprint);
        const auto service = id ? catalog().service(*id) : nullptr;
        if (!service)
            continue;
        if (report.kind == live::CertificateReport::Kind::First)
            pin(*id, report);
        else
            tellHealth(m_parts.events, *service, viewsForEvents());
    }
}

void Control::submitOwn(std::string action, std::function<void(CatalogEditor& editor)> edit) {
    ChangeRequest request{{{}, "portolan", {}}, std::move(action), {}, [](const base::Error&) {}};
    request.make = [edit = std::move(edit)](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
        edit(editor);
        return ChangeRequest::Succeed([](const model::Catalog&) {});
    };
    m_queue.submit(std::move(request));
}

void Control::pin(model::ServiceId service, const live::CertificateReport& report) {
    submitOwn("pin", [service, report](CatalogEditor& editor) {
        pinFirstSeen(editor, service, report.target, report.fingerprint);
    });
}

void Control::expire(const DueObject& due) {
    submitOwn("expire", [due](CatalogEditor& editor) {
        const auto removeIfDue = [&editor](auto id, const auto* object) {
            if (object && object->expiresAt && *object->expiresAt <= editor.now())
                editor.remove(id);
        };
        if (const auto* service = std::get_if<model::ServiceId>(&due))
            removeIfDue(*service, editor.catalog().service(*service).get());
        else if (const auto* record = std::get_if<model::RecordId>(&due))
            removeIfDue(*record, editor.catalog().record(*record));
    });
}

Views Control::viewsFor(const api::Caller& caller) const {
    return {m_publication.settings(), m_health, m_certificates, m_names, m_parts.dataPlane,
            fieldValuesFor(caller)};
}

Views Control::viewsForEvents() const {
    return {m_publication.settings(), m_health, m_certificates, m_names, m_parts.dataPlane,
            api::FieldValues::Hidden};
}

RuleContext Control::rules(const api::Caller& caller) const {
    RuleContext context = makeRuleContext(m_publication.settings(), caller, m_parts.dataPlane);
    context.names = &m_names;
    return context;
}

/// Names that were never looked up are first, so that what is wrong with them is said in the reply, and what
/// is right with them is live with it.
void Control::submitWhenKnown(const std::vector<model::HostName>& names, ChangeRequest request) {
    m_names.settle(names, [this, request = std::move(request)](TargetNames::Settled how) {
        if (how == TargetNames::Settled::Yes)
            m_queue.submit(request);
        else
            request.fail(cancelledError());
    });
}

void Control::announce(const api::Caller& caller, api::AnnounceRequest request,
                       api::Reply<api::AnnounceReply> reply) {
    std::vector<model::HostName> names = namesIn(request.targets.value_or(std::vector<api::TargetDraft>()));
    if (request.forwardToIp)
        names = namesIn({{*request.forwardToIp}});
    submitWhenKnown(
        names,
        requestFor(caller, "announce", reply,
                   [this, caller, request = std::move(request),
                    reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                       PORTOLAN_TRY(Announced announced, control::announce(editor, request, rules(caller)));
                       const api::NameView name = viewsFor(caller).nameOf(editor.catalog(), announced.name);
                       return ChangeRequest::Succeed([announced, name, reply](const model::Catalog&) {
                           reply(api::AnnounceReply{announced.outcome, name, announced.targetChosenBy,
                                                    announced.warnings});
                       });
                   }));
}

void Control::withdraw(const api::Caller& caller, api::WithdrawRequest request,
                       api::Reply<api::WithdrawReply> reply) {
    m_queue.submit(
        requestFor(caller, "withdraw", reply,
                   [this, caller, name = std::move(request.name),
                    reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                       PORTOLAN_TRY(const bool removed, control::withdraw(editor, name, rules(caller)));
                       return ChangeRequest::Succeed([name, removed, reply](const model::Catalog&) {
                           reply(api::WithdrawReply{removed, withdrawnMessage(name, removed)});
                       });
                   }));
}

void Control::listNames(const api::Caller& caller, api::Reply<std::vector<api::NameView>> reply) {
    reply(viewsFor(caller).names(catalog()));
}

void Control::listServices(const api::Caller& caller, api::ListRequest request,
                           api::Reply<api::ServicePage> reply) {
    reply(viewsFor(caller).services(catalog(), request));
}

void Control::showService(const api::Caller& caller, model::ServiceId id,
                          api::Reply<api::ServiceView> reply) {
    const auto service = catalog().service(id);
    if (!service) {
        reply(serviceNotFound(id));
        return;
    }
    api::ServiceView view = viewsFor(caller).ofService(*service);
    view.traffic = trafficOf(m_parts.dataPlane, id);
    reply(std::move(view));
}

void Control::addService(const api::Caller& caller, api::ServiceDraft draft,
                         api::Reply<api::ServiceChange> reply) {
    const std::vector<model::HostName> names = namesIn(draft.targets);
    submitWhenKnown(names, requestFor(caller, "service.add", reply,
                                      [this, caller, draft = std::move(draft),
                                       reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                                          const RuleContext context = rules(caller);
                                          PORTOLAN_TRY(const model::ServiceId id,
                                                       control::addService(editor, draft, context));
                                          return changeReply(editor.catalog().service(id), context, reply);
                                      }));
}

void Control::replaceService(const api::Caller& caller, model::ServiceId id, api::ServiceDraft draft,
                             api::Precondition precondition, api::Reply<api::ServiceChange> reply) {
    const std::vector<model::HostName> names = namesIn(draft.targets);
    submitWhenKnown(names, requestFor(caller, "service.replace", reply,
                                      [this, caller, id, draft = std::move(draft), precondition,
                                       reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                                          const RuleContext context = rules(caller);
                                          PORTOLAN_CHECK(control::replaceService(editor, id, draft,
                                                                                 precondition, context));
                                          return changeReply(editor.catalog().service(id), context, reply);
                                      }));
}

ChangeRequest::Succeed Control::changeReply(const std::shared_ptr<const model::Service>& service,
                                            const RuleContext& context,
                                            const api::Reply<api::ServiceChange>& reply) const {
    return [this, service, caller = context.caller, warnings = warningsOf(*service, context),
            reply](const model::Catalog&) {
        reply(api::ServiceChange{viewsFor(caller).ofService(*service), warnings});
    };
}

void Control::removeService(const api::Caller& caller, model::ServiceId id, api::Precondition precondition,
                            api::Reply<api::ServiceView> reply) {
    m_queue.submit(requestFor(
        caller, "service.remove", reply,
        [this, caller, id, precondition,
         reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
            PORTOLAN_TRY(const auto removed, control::removeService(editor, id, precondition, rules(caller)));
            return ChangeRequest::Succeed(
                [view = viewsFor(caller).ofService(*removed), reply](const model::Catalog&) { reply(view); });
        }));
}

void Control::previewService(const api::Caller& caller, api::PreviewRequest request,
                             api::Reply<api::Preview> reply) {
    const std::vector<model::HostName> names = namesIn(request.draft.targets);
    m_names.settle(names, [this, caller, request = std::move(request), reply](TargetNames::Settled how) {
        reply(how == TargetNames::Settled::Yes ? preview(caller, request) : cancelledError());
    });
}

base::Result<api::Preview> Control::preview(const api::Caller& caller,
                                            const api::PreviewRequest& request) const {
    const RuleContext context = rules(caller);
    PORTOLAN_TRY(
        const auto service,
        tryOut(CatalogEditor(catalog(), m_queue.nextIds(), m_parts.clock.systemNow()), request, context));
    api::Preview preview = viewsFor(caller).preview(*service);
    preview.warnings = warningsOf(*service, context);
    return preview;
}

void Control::listRecords(const api::Caller&, api::ListRequest request, api::Reply<api::RecordPage> reply) {
    reply(Views::records(catalog(), request));
}

void Control::saveRecord(const api::Caller& caller, std::optional<model::RecordId> id, api::RecordDraft draft,
                         api::Precondition precondition, api::Reply<api::RecordView> reply) {
    m_queue.submit(
        requestFor(caller, id ? "record.replace" : "record.add", reply,
                   [this, caller, id, draft = std::move(draft), precondition,
                    reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                       PORTOLAN_TRY(const model::RecordId saved,
                                    control::saveRecord(editor, id, draft, precondition, rules(caller)));
                       const api::RecordView view = Views::ofRecord(*editor.catalog().record(saved));
                       return ChangeRequest::Succeed([view, reply](const model::Catalog&) { reply(view); });
                   }));
}

void Control::removeRecord(const api::Caller& caller, model::RecordId id, api::Precondition precondition,
                           api::Reply<api::RecordView> reply) {
    m_queue.submit(
        requestFor(caller, "record.remove", reply,
                   [this, caller, id, precondition,
                    reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                       PORTOLAN_TRY(const model::Record removed,
                                    control::removeRecord(editor, id, precondition, rules(caller)));
                       return ChangeRequest::Succeed(
                           [view = Views::ofRecord(removed), reply](const model::Catalog&) { reply(view); });
                   }));
}

void Control::configure(const api::Caller& caller, api::ConfigurationChange change,
                        api::Precondition precondition, api::Reply<api::Configured> reply) {
    const auto submit = [&](const char* action, auto edit) {
        m_queue.submit(requestFor(
            caller, action, reply,
            [this, caller, precondition, edit,
             reply](CatalogEditor& editor) -> base::Result<ChangeRequest::Succeed> {
                PORTOLAN_TRY(const model::Webhook webhook, edit(editor, precondition, rules(caller)));
                return ChangeRequest::Succeed([this, webhook, reply](const model::Catalog&) {
                    reply(api::Configured(viewOf(webhook)));
                });
            }));
    };
    if (const auto* save = std::get_if<api::SaveWebhook>(&change))
        submit(save->id ? "webhook.replace" : "webhook.add",
               [save = *save](CatalogEditor& editor, const api::Precondition& only,
                              const RuleContext& context) -> base::Result<model::Webhook> {
                   PORTOLAN_TRY(const model::WebhookId id, saveWebhook(editor, save, only, context));
                   return *editor.catalog().webhook(id);
               });
    else
        submit("webhook.remove",
               [id = std::get<api::RemoveWebhook>(change).id](
                   CatalogEditor& editor, const api::Precondition& only, const RuleContext& context) {
                   return removeWebhook(editor, id, only, context);
               });
}

void Control::status(const api::Caller&, api::Reply<api::SystemStatus> reply) {
    reply(makeStatus(m_parts.version, m_parts.dataPlane, m_publication, m_certificates, catalog(),
                     m_queue.storeFailure()));
}

void Control::report(const api::Caller& caller, api::ReportRequest request, api::Reply<api::Report> reply) {
    if (const auto allowed = checkMayRead(caller, request); !allowed)
        reply(allowed.error());
    else
        std::visit([&](const auto& wanted) { answer(caller, wanted, reply); }, request);
}

void Control::answer(const api::Caller&, const api::HealthHistoryRequest& wanted,
                     const api::Reply<api::Report>& reply) {
    const auto service = catalog().service(wanted.service);
    if (!service) {
        reply(serviceNotFound(wanted.service));
        return;
    }
    m_recorder.handOver();
    std::vector<model::TargetId> targets;
    for (const model::Target& target : service->targets)
        targets.push_back(target.id);
    const base::SystemTime now = m_parts.clock.systemNow();
    m_parts.measurements.read(std::move(targets), now, [service, now, wanted, reply](auto histories) {
        reply(api::Report(healthHistoryOf(*service, wanted.range, now, histories)));
    });
}

void Control::answer(const api::Caller&, const api::CheckRequest& wanted,
                     const api::Reply<api::Report>& reply) {
    const auto service = catalog().service(wanted.service);
    if (!service) {
        reply(serviceNotFound(wanted.service));
        return;
    }
    m_checks.begin(*service, reply);
    // Nobody can look at a target that is nowhere.
    std::vector<live::FindingReport> lost;
    for (const model::Target& target : service->targets)
        if (const TargetStanding* const standing = m_names.find(target.id); standing && !standing->address)
            lost.push_back({target.id, model::HealthState::Down, standing->cause, 0, {}});
    m_checks.take(lost);
}

void Control::answer(const api::Caller& caller, const api::ExplainRequest& wanted,
                     const api::Reply<api::Report>& reply) {
    auto question = questionFor(wanted, rules(caller),
                                {catalog(), m_publication, m_health, m_certificates, m_departures,
                                 m_parts.dataPlane, m_parts.clock.systemNow()});
    if (question)
        m_explanations.begin(std::move(question).value(), reply);
    else
        reply(question.error());
}

/// What came of the test is in the reply, whatever it was.
void Control::answer(const api::Caller&, const api::WebhookTestRequest& wanted,
                     const api::Reply<api::Report>& reply) {
    if (!catalog().webhook(wanted.id)) {
        reply(webhookNotFound(wanted.id));
        return;
    }
    m_notices.test(
        wanted.id, [kept = std::make_shared<KeptReply>(reply)](const notices::PostOutcome& outcome) {
            kept->give(api::WebhookTestView{outcome.status, notices::errorOf(outcome), outcome.answer});
        });
}

api::WebhookView Control::viewOf(const model::Webhook& webhook) const {
    return webhookView(webhook, m_notices.deliveriesTo(webhook.id));
}

base::Result<api::Report> Control::reportOn(const api::TotalsRequest&) const {
    api::TotalsView totals = totalsOf(m_parts.dataPlane, catalog(), m_health);
    totals.certificates = expiryOf(m_certificates);
    totals.version = m_parts.version;
    totals.generation = m_publication.generation();
    return api::Report(std::move(totals));
}

base::Result<api::Report> Control::reportOn(const api::RecentRequests& wanted) const {
    return api::Report(recentRequests(m_parts.dataPlane, wanted));
}

base::Result<api::Report> Control::reportOn(const api::RecentQueries& wanted) const {
    return api::Report(recentQueries(m_parts.dataPlane, wanted));
}

base::Result<api::Report> Control::reportOn(const api::ZoneFileRequest& wanted) const {
    PORTOLAN_TRY(std::string text, m_publication.zoneFile(wanted.zone));
    return api::Report(api::ZoneFile{std::move(text)});
}

base::Result<api::Report> Control::reportOn(const api::AuthoritiesRequest&) const {
    api::AuthorityList list;
    for (const auto& anchor : m_publication.trustAnchors())
        list.items.push_back({anchor->zone, anchor->name, anchor->fingerprint, anchor->notBefore,
                              anchor->notAfter, anchor->pem});
    return api::Report(std::move(list));
}

base::Result<api::Report> Control::reportOn(const api::NoticesRequest& wanted) const {
    return api::Report(m_notices.list(wanted));
}

base::Result<api::Report> Control::reportOn(const api::WebhooksRequest&) const {
    api::WebhookList list;
    for (const model::Webhook& webhook : catalog().webhooks)
        list.items.push_back(viewOf(webhook));
    return api::Report(std::move(list));
}

std::unique_ptr<api::Subscription> Control::watch(std::uint64_t lastEventId, api::EventHandlers handlers) {
    return std::make_unique<EventWatch>(m_parts.events, m_parts.executor, lastEventId, std::move(handlers));
}

}  // namespace portolan::control
