// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"

#include "backend/api/json.h"

#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace portolan::testing {

namespace {

using namespace std::chrono_literals;

const std::string zone = "internal.example";

std::string bytesOf(const QJsonObject& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

std::string fullName(const std::string& host) {
    return host.find('.') == std::string::npos ? host + "." + zone : host;
}

base::Error notFound() {
    return {"service.not_found", "There is no such service.", {}, {}};
}

api::ServiceView with(api::ServiceView service, api::HealthView state) {
    service.health = state;
    for (api::TargetView& target : service.targets)
        target.health = state;
    return service;
}

}  // namespace

class FakeBackend::Watcher final : public api::Subscription {
  public:
    explicit Watcher(FakeBackend& backend) : m_backend(&backend) {}
    ~Watcher() override {
        if (m_backend)
            m_backend->m_watchers.erase(this);
    }
    void forget() { m_backend = nullptr; }

  private:
    FakeBackend* m_backend;
};

api::HealthView health(model::HealthState state, model::HealthCause cause) {
    api::HealthView view{state, cause, std::chrono::system_clock::now() - 12min, std::nullopt};
    if (state == model::HealthState::Up || state == model::HealthState::Degraded)
        view.latency = 12'000us;
    return view;
}

api::ServiceView sampleService(std::uint64_t id, const std::string& label, const std::string& target) {
    api::ServiceView service;
    service.id = model::ServiceId{id};
    service.name = label;
    service.host = fullName(label);
    service.url = "http://" + service.host;
    service.targets.push_back(
        {model::TargetId{id}, *base::SocketAddress::parse(target), 1, health(model::HealthState::Up)});
    service.protocol = "http";
    service.dns.push_back({service.host, "A", "100.1.1.1"});
    service.health = health(model::HealthState::Up);
    service.origin = *base::IpAddress::parse("100.2.2.2");
    service.createdAt = service.updatedAt = std::chrono::system_clock::now() - 3h;
    service.revision = id;
    return service;
}

std::vector<api::ServiceView> sampleServices() {
    using model::HealthCause;
    using model::HealthState;
    std::vector<api::ServiceView> services;
    services.push_back(sampleService(1, "llm", "100.2.2.2:8080"));
    services.push_back(sampleService(2, "photos", "100.3.3.3:2342"));
    services.back().targets.push_back({model::TargetId{21}, *base::SocketAddress::parse("100.3.3.4:2342"), 1,
                                       health(HealthState::Down, HealthCause::Timeout)});
    services.back().health = health(HealthState::Degraded, HealthCause::SomeDown);
    services.push_back(
        with(sampleService(3, "git", "100.2.2.7:3000"), health(HealthState::Down, HealthCause::Refused)));
    services.push_back(sampleService(4, "grafana", "100.2.2.2:3001"));
    services.push_back(with(sampleService(5, "jellyfin", "100.3.3.3:8096"),
                            health(HealthState::Unknown, HealthCause::NotYetProbed)));
    services.push_back(with(sampleService(6, "printer", "192.168.1.40:631"), health(HealthState::Disabled)));
    services.back().enabled = false;
    services.push_back(sampleService(7, "notebook", "[fd7a:115c:a1e0::5]:8888"));
    services.push_back(sampleService(8, "wiki", "100.2.2.2:8090"));
    int hours = 0;
    for (api::ServiceView& service : services)
        service.updatedAt -= std::chrono::hours(hours += 7);
    return services;
}

FakeBackend::FakeBackend() {
    systemStatus.version = "0.1.0";
    systemStatus.zones.push_back({zone, 7, {}});
    systemStatus.generation = 41;
    const auto listener = [](const char* name, const char* protocol, const char* address) {
        return api::ListenerView{name, protocol, *base::SocketAddress::parse(address), "listening", {}};
    };
    systemStatus.listeners = {listener("dns", "udp", "100.1.1.1:53"), listener("dns", "tcp", "100.1.1.1:53"),
                              listener("http", "tcp", "100.1.1.1:80"),
                              listener("api", "tcp", "100.1.1.1:8080"),
                              listener("private-api", "tcp", "127.0.0.1:41234")};
}

FakeBackend::~FakeBackend() {
    for (auto& [watcher, handlers] : m_watchers)
        watcher->forget();
}

template <class T>
void FakeBackend::answer(api::Reply<T> reply, base::Result<T> result) {
    if (unreachable)
        result =
            base::Error{"call.not_connected", "The backend cannot be reached.", {}, {{"url", "http://x"}}};
    else if (auto error = std::exchange(m_nextError, {}))
        result = *std::move(error);
    if (!held) {
        reply(std::move(result));
        return;
    }
    m_held.push_back([reply = std::move(reply), result = std::move(result)] { reply(result); });
}

void FakeBackend::release() {
    held = false;
    for (const auto& reply : std::exchange(m_held, {}))
        reply();
}

void FakeBackend::sendEvent(const std::string& type, const std::string& json) {
    const api::EventView event{m_nextEvent++, type, json};
    for (const auto& [watcher, handlers] : std::map(m_watchers))
        handlers.event(event);
}

void FakeBackend::sendMissed() {
    for (const auto& [watcher, handlers] : std::map(m_watchers))
        handlers.missed();
}

void FakeBackend::sendConnectionLost() {
    for (const auto& [watcher, handlers] : std::map(m_watchers))
        handlers.connectionLost();
}

void FakeBackend::setHealth(model::ServiceId id, const api::HealthView& state) {
    api::ServiceView* service = find(id);
    *service = with(*service, state);
    QJsonArray targets;
    for (const api::TargetView& target : service->targets)
        targets.append(api::toJson(target));
    const QJsonObject json{{QStringLiteral("service"), QString::number(static_cast<qulonglong>(id))},
                           {QStringLiteral("host"), QString::fromStdString(service->host)},
                           {QStringLiteral("health"), api::toJson(state)},
                           {QStringLiteral("targets"), targets}};
    sendEvent("health.changed", bytesOf(json));
}

api::ServiceView* FakeBackend::find(model::ServiceId id) {
    const auto found = std::find_if(services.begin(), services.end(),
                                    [id](const auto& service) { return service.id == id; });
    return found == services.end() ? nullptr : &*found;
}

api::ServiceView FakeBackend::viewOf(const api::ServiceDraft& draft, model::ServiceId id) {
    api::ServiceView service = sampleService(static_cast<std::uint64_t>(id), draft.host);
    service.name = draft.name.value_or(service.host.substr(0, service.host.find('.')));
    service.targets.clear();
    for (const api::TargetDraft& target : draft.targets)
        service.targets.push_back(
            {model::TargetId{m_nextId++},
             {*base::IpAddress::parse(target.address), static_cast<std::uint16_t>(target.port)},
             static_cast<std::uint16_t>(target.weight.value_or(1)),
             {}});
    service.protocol = draft.protocol.value_or("http");
    service.enabled = draft.enabled.value_or(true);
    service.health = service.enabled ? api::HealthView{} : health(model::HealthState::Disabled);
    service.createdAt = service.updatedAt = std::chrono::system_clock::now();
    service.revision = ++m_revision;
    return service;
}

void FakeBackend::listServices(const api::Caller&, api::ListRequest, api::Reply<api::ServicePage> reply) {
    ++listCalls;
    answer<api::ServicePage>(std::move(reply), api::ServicePage{services, services.size()});
}

void FakeBackend::showService(const api::Caller&, model::ServiceId id, api::Reply<api::ServiceView> reply) {
    const api::ServiceView* service = find(id);
    answer<api::ServiceView>(std::move(reply),
                             service ? base::Result<api::ServiceView>(*service) : notFound());
}

void FakeBackend::addService(const api::Caller&, api::ServiceDraft draft,
                             api::Reply<api::ServiceChange> reply) {
    drafts.push_back(draft);
    const std::string host = fullName(draft.host);
    if (std::any_of(services.begin(), services.end(), [&](const auto& s) { return s.host == host; })) {
        answer<api::ServiceChange>(std::move(reply),
                                   base::Error{"service.host_taken", host + " is taken.", "host", {}});
        return;
    }
    const bool succeeds = !unreachable && !m_nextError;
    const api::ServiceView service = viewOf(draft, model::ServiceId{m_nextId++});
    if (succeeds) {
        services.push_back(service);
        sendEvent("service.added", bytesOf(api::toJson(service)));
    }
    answer<api::ServiceChange>(std::move(reply), api::ServiceChange{service, {}});
}

void FakeBackend::replaceService(const api::Caller&, model::ServiceId id, api::ServiceDraft draft,
                                 api::Precondition precondition, api::Reply<api::ServiceChange> reply) {
    drafts.push_back(draft);
    preconditions.push_back(precondition);
    api::ServiceView* service = find(id);
    if (!service || m_nextError || unreachable) {
        answer<api::ServiceChange>(std::move(reply), notFound());
        return;
    }
    *service = viewOf(draft, id);
    sendEvent("service.changed", bytesOf(api::toJson(*service)));
    answer<api::ServiceChange>(std::move(reply), api::ServiceChange{*service, {}});
}

void FakeBackend::removeService(const api::Caller&, model::ServiceId id, api::Precondition precondition,
                                api::Reply<api::ServiceView> reply) {
    preconditions.push_back(precondition);
    const api::ServiceView* found = find(id);
    if (!found || m_nextError || unreachable) {
        answer<api::ServiceView>(std::move(reply), notFound());
        return;
    }
    const api::ServiceView service = *found;
    std::erase_if(services, [id](const auto& s) { return s.id == id; });
    sendEvent("service.removed",
              bytesOf({{QStringLiteral("id"), QString::number(static_cast<qulonglong>(id))},
                       {QStringLiteral("host"), QString::fromStdString(service.host)}}));
    answer<api::ServiceView>(std::move(reply), service);
}

void FakeBackend::previewService(const api::Caller&, api::PreviewRequest request,
                                 api::Reply<api::Preview> reply) {
    previews.push_back(request);
    api::Preview preview;
    preview.host = fullName(request.draft.host);
    preview.url = "http://" + preview.host;
    preview.dns.push_back({preview.host, "A", "100.1.1.1"});
    for (const api::TargetDraft& target : request.draft.targets) {
        api::PreviewTarget& shown = preview.targets.emplace_back();
        shown.address.port = static_cast<std::uint16_t>(target.port);
        if (const auto address = base::IpAddress::parse(target.address)) {
            shown.address.address = *address;
            continue;
        }
        shown.address.address = *base::IpAddress::parse("100.2.2.2");
        shown.lookup = api::LookupView{target.address, true};
    }
    answer<api::Preview>(std::move(reply), preview);
}

void FakeBackend::status(const api::Caller&, api::Reply<api::SystemStatus> reply) {
    answer<api::SystemStatus>(std::move(reply), systemStatus);
}

void FakeBackend::report(const api::Caller&, api::ReportRequest request, api::Reply<api::Report> reply) {
    reports.push_back(request);
    if (const auto* wanted = std::get_if<api::HealthHistoryRequest>(&request))
        answer<api::Report>(std::move(reply), api::Report(pastOf(*wanted)));
    else if (const auto* check = std::get_if<api::CheckRequest>(&request))
        answer<api::Report>(std::move(reply), api::Report(lookAt(*check)));
    else if (std::holds_alternative<api::WebhooksRequest>(request))
        answer<api::Report>(std::move(reply), api::Report(webhooks));
    else if (std::holds_alternative<api::WebhookTestRequest>(request))
        answer<api::Report>(std::move(reply), api::Report(webhookTest));
    else if (std::holds_alternative<api::NoticesRequest>(request))
        answer<api::Report>(std::move(reply), api::Report(notices));
    else if (std::holds_alternative<api::AuthoritiesRequest>(request))
        answer<api::Report>(std::move(reply), api::Report(authorities));
    else if (std::holds_alternative<api::ExplainRequest>(request))
        answer<api::Report>(std::move(reply), api::Report(explanation));
    else
        answer<api::Report>(std::move(reply), api::Report());
}

/// A day with an outage of an hour and a gap of three.
api::HealthHistoryView FakeBackend::pastOf(const api::HealthHistoryRequest& wanted) {
    api::HealthHistoryView view{wanted.service, wanted.range, {}, std::chrono::minutes(1), {}};
    const api::ServiceView* service = find(wanted.service);
    if (!service)
        return view;
    for (const api::TargetView& target : service->targets) {
        api::TargetHistory history{target.id, target.address, {95.24, 99.5, 99.97}, {}};
        for (int minute = 0; minute < 1440; ++minute) {
            api::HistoryPoint point;
            const bool isDown = minute >= 600 && minute < 660;
            if (minute < 180 || minute >= 360)
                point.up = isDown ? 0.0 : 1.0;
            if (point.up == 1.0)
                point.latency = std::chrono::microseconds(2000 + (minute * 37) % 900 + minute);
            history.points.push_back(point);
        }
        view.targets.push_back(std::move(history));
    }
    return view;
}

api::CheckView FakeBackend::lookAt(const api::CheckRequest& wanted) {
    api::CheckView view{wanted.service, {}};
    if (const api::ServiceView* service = find(wanted.service))
        for (const api::TargetView& target : service->targets)
            view.targets.push_back({target.id, target.address, target.health.state, target.health.cause, 0,
                                    target.health.latency});
    return view;
}

std::unique_ptr<api::Subscription> FakeBackend::watch(std::uint64_t, api::EventHandlers handlers) {
    auto watcher = std::make_unique<Watcher>(*this);
    m_watchers.emplace(watcher.get(), std::move(handlers));
    return watcher;
}

/// Adds and removes; what is there already stays as it is.
void FakeBackend::configure(const api::Caller&, api::ConfigurationChange change,
                            api::Precondition precondition, api::Reply<api::Configured> reply) {
    configured.push_back(change);
    preconditions.push_back(precondition);
    api::WebhookView view;
    if (const auto* save = std::get_if<api::SaveWebhook>(&change)) {
        view.id = save->id.value_or(model::WebhookId{m_nextId++});
        view.url = save->draft.url;
        if (!save->id && !m_nextError)
            webhooks.items.push_back(view);
    } else {
        view.id = std::get<api::RemoveWebhook>(change).id;
        std::erase_if(webhooks.items, [&view](const auto& webhook) { return webhook.id == view.id; });
    }
    answer<api::Configured>(std::move(reply), api::Configured(view));
}

// The window asks for none of these.
void FakeBackend::announce(const api::Caller&, api::AnnounceRequest, api::Reply<api::AnnounceReply> reply) {
    answer<api::AnnounceReply>(std::move(reply), notFound());
}
void FakeBackend::withdraw(const api::Caller&, api::WithdrawRequest, api::Reply<api::WithdrawReply> reply) {
    answer<api::WithdrawReply>(std::move(reply), notFound());
}
void FakeBackend::listNames(const api::Caller&, api::Reply<std::vector<api::NameView>> reply) {
    answer<std::vector<api::NameView>>(std::move(reply), notFound());
}
void FakeBackend::listRecords(const api::Caller&, api::ListRequest, api::Reply<api::RecordPage> reply) {
    answer<api::RecordPage>(std::move(reply), notFound());
}
void FakeBackend::saveRecord(const api::Caller&, std::optional<model::RecordId>, api::RecordDraft,
                             api::Precondition, api::Reply<api::RecordView> reply) {
    answer<api::RecordView>(std::move(reply), notFound());
}
void FakeBackend::removeRecord(const api::Caller&, model::RecordId, api::Precondition,
                               api::Reply<api::RecordView> reply) {
    answer<api::RecordView>(std::move(reply), notFound());
}

}  // namespace portolan::testing
