// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A Control on one thread with everything around it under the test's hand: the clock, the executor, a disk
// that answers when it is told to, workers that remember what was published.

#include "backend/control/control.h"
#include "tests/unit/control/heldposter.h"
#include "tests/unit/control/manualmeasurements.h"
#include "tests/unit/control/scriptedresolver.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace portolan::control {

inline base::IpAddress ip(std::string_view text) {
    return *base::IpAddress::parse(text);
}

inline model::HostName host(std::string_view text) {
    return model::HostName::parse(text).value();
}

/// Runs tasks when it is asked to, timers when the clock has been turned far enough. Other threads may post.
class ManualExecutor final : public base::Executor {
  public:
    explicit ManualExecutor(base::ManualClock& clock) : m_clock(clock) {}
    void post(Task task) override {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    void postAfter(base::Milliseconds delay, Task task) override {
        m_timers.emplace(m_clock.steadyNow() + delay, std::move(task));
    }
    /// Runs what is due until nothing is.
    void run() {
        while (const Task task = next())
            task();
    }
    void advance(base::Milliseconds by) {
        m_clock.advance(by);
        run();
    }
    [[nodiscard]] std::size_t timers() const { return m_timers.size(); }

  private:
    Task next() {
        const std::lock_guard lock(m_mutex);
        Task task;
        if (!m_tasks.empty()) {
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        } else if (!m_timers.empty() && m_timers.begin()->first <= m_clock.steadyNow()) {
            task = std::move(m_timers.begin()->second);
            m_timers.erase(m_timers.begin());
        }
        return task;
    }

    base::ManualClock& m_clock;
    std::mutex m_mutex;
    std::deque<Task> m_tasks;
    std::multimap<base::SteadyTime, Task> m_timers;
};

/// A disk that says yes at once, or waits for answer().
class ManualStorage final : public store::CatalogStorage {
  public:
    explicit ManualStorage(base::Executor& executor) : m_executor(executor) {}

    void commit(store::ChangeSet changes, Done done) override {
        m_waiting.push_back({std::move(changes), std::move(done)});
        if (!isHeld)
            answer({});
    }
    /// Answers the oldest commit.
    void answer(base::Result<void> result) {
        auto [changes, done] = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (result)
            durable.push_back(std::move(changes));
        m_executor.post([done = std::move(done), result = std::move(result)] { done(result); });
    }
    void fail() { answer(base::Error{"store.failed", "The disk said no.", "", {}}); }
    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

    bool isHeld = false;
    std::vector<store::ChangeSet> durable;

  private:
    struct Waiting {
        store::ChangeSet changes;
        Done done;
    };
    base::Executor& m_executor;
    std::deque<Waiting> m_waiting;
};

class FakeDataPlane final : public DataPlane {
  public:
    void publish(std::shared_ptr<const snapshot::Snapshot> snapshot) override {
        published.push_back(std::move(snapshot));
    }
    [[nodiscard]] std::vector<api::ListenerView> listeners() const override { return shownListeners; }
    [[nodiscard]] std::vector<base::IpAddress> ownAddresses() const override {
        return {ip("192.168.1.2"), ip("100.1.1.1")};
    }
    [[nodiscard]] live::CounterTotals totals() const override { return {12, 34, 0, 0}; }
    [[nodiscard]] const live::Counters& counters() const override { return measured; }
    [[nodiscard]] FailureCodes failureCodes() const override { return codes; }
    [[nodiscard]] FailureCodes handshakeFailures() const override { return handshakeWords; }
    [[nodiscard]] std::uint64_t accessLogLost() const override { return 3; }
    void check(std::vector<model::TargetId> targets) override { checked.push_back(std::move(targets)); }
    void forgetService(model::ServiceId id) override { forgotten.push_back(id); }

    [[nodiscard]] const snapshot::Snapshot& current() const { return *published.back(); }

    std::vector<std::shared_ptr<const snapshot::Snapshot>> published;
    live::Counters measured{2};
    std::vector<std::string_view> codes{"proxy.first", "proxy.second"};
    std::vector<std::string_view> handshakeWords{"first", "second"};
    std::vector<model::ServiceId> forgotten;
    std::vector<std::vector<model::TargetId>> checked;
    std::vector<api::ListenerView> shownListeners{
        {"dns", "udp", {ip("100.1.1.1"), 53}, "listening", ""},
        {"dns", "tcp", {ip("100.1.1.1"), 53}, "listening", ""},
        {"http", "tcp", {ip("100.1.1.1"), 80}, "listening", ""},
        {"api", "tcp", {ip("0.0.0.0"), 8080}, "listening", ""},
        {"private-api", "tcp", {ip("127.0.0.1"), 41234}, "listening", ""},
        {"https", "tcp", {ip("100.1.1.1"), 443}, "listening", ""}};
};

/// The one reply of a call.
template <class T>
class Kept {
  public:
    [[nodiscard]] api::Reply<T> reply() {
        return [replies = m_replies](base::Result<T> result) { replies->push_back(std::move(result)); };
    }
    [[nodiscard]] std::size_t count() const { return m_replies->size(); }
    [[nodiscard]] const base::Result<T>& result() const { return m_replies->at(0); }
    [[nodiscard]] bool ok() const { return count() == 1 && result().ok(); }
    [[nodiscard]] const T& value() const { return result().value(); }
    /// "code field", for comparing; "ok" without an error, "no reply" before one.
    [[nodiscard]] std::string verdict() const {
        if (count() != 1)
            return count() == 0 ? "no reply" : "several replies";
        if (result())
            return "ok";
        const base::Error& error = result().error();
        return error.field.empty() ? error.code : error.code + " " + error.field;
    }

  private:
    std::shared_ptr<std::vector<base::Result<T>>> m_replies =
        std::make_shared<std::vector<base::Result<T>>>();
};

inline model::RunSettings someSettings() {
    return {{host("portolan.internal"), host("second.example")},
            {ip("100.1.1.1")},
            model::defaultInternalNetworks(),
            model::defaultTargetNetworks()};
}

struct ControlFixture {
    ControlFixture() { restart({}); }
    explicit ControlFixture(store::LoadedCatalog loaded) { restart(std::move(loaded)); }
    /// With local authorities in that folder.
    explicit ControlFixture(CertificatePlace certificates) : place(std::move(certificates)) { restart({}); }

    void restart(store::LoadedCatalog loaded) {
        control.reset();
        control.emplace(ControlParts{executor, clock, dataPlane, events, storage, measurements, poster,
                                     lookups, "0.1.0", place, resolver},
                        someSettings(), std::move(loaded));
        executor.run();
        atStart = std::exchange(storage.durable, {});
    }

    static api::Caller from(std::string_view address) {
        return {api::Authority::Network, ip(address), "request-1"};
    }
    static api::Caller withToken(std::string_view address = "100.3.3.3") {
        return {api::Authority::Token, ip(address), "request-2"};
    }

    /// Calls `verb` of Control with the reply last, and runs what it starts.
    template <class T, class... Given, class... Arguments>
    Kept<T> call(void (Control::*verb)(Given...), Arguments&&... arguments) {
        Kept<T> kept;
        ((*control).*verb)(std::forward<Arguments>(arguments)..., kept.reply());
        executor.run();
        return kept;
    }
    Kept<api::AnnounceReply> announce(const api::Caller& caller, api::AnnounceRequest request) {
        return call<api::AnnounceReply>(&Control::announce, caller, std::move(request));
    }
    Kept<api::WithdrawReply> withdraw(const api::Caller& caller, std::string name) {
        return call<api::WithdrawReply>(&Control::withdraw, caller, api::WithdrawRequest{std::move(name)});
    }
    Kept<api::ServiceChange> add(const api::Caller& caller, api::ServiceDraft draft) {
        return call<api::ServiceChange>(&Control::addService, caller, std::move(draft));
    }
    Kept<api::ServiceChange> replace(const api::Caller& caller, model::ServiceId id, api::ServiceDraft draft,
                                     api::Precondition precondition = {}) {
        return call<api::ServiceChange>(&Control::replaceService, caller, id, std::move(draft), precondition);
    }
    Kept<api::ServiceView> remove(const api::Caller& caller, model::ServiceId id,
                                  api::Precondition precondition = {}) {
        return call<api::ServiceView>(&Control::removeService, caller, id, precondition);
    }
    Kept<api::RecordView> addRecord(const api::Caller& caller, api::RecordDraft draft) {
        return call<api::RecordView>(&Control::saveRecord, caller, std::nullopt, std::move(draft),
                                     api::Precondition{});
    }
    std::vector<api::NameView> names() {
        return call<std::vector<api::NameView>>(&Control::listNames, from("127.0.0.1")).value();
    }
    std::vector<api::ServiceView> services() {
        return call<api::ServicePage>(&Control::listServices, from("127.0.0.1"), api::ListRequest{})
            .value()
            .items;
    }
    api::SystemStatus status() {
        return call<api::SystemStatus>(&Control::status, from("127.0.0.1")).value();
    }

    [[nodiscard]] bool hasRoute(const std::string& name) const {
        return dataPlane.current().routes.find(name) != nullptr;
    }
    /// Types of all events since the start, without status.changed.
    [[nodiscard]] std::vector<std::string> eventTypes() const {
        std::vector<std::string> types;
        const auto all = events.read(1, 10000);
        for (const auto& event : *all)
            if (event->type != "status.changed")
                types.push_back(event->type);
        return types;
    }
    /// The data of the last event of this type.
    [[nodiscard]] QJsonObject lastEvent(std::string_view type) const {
        QJsonObject found;
        const auto all = events.read(1, 10000);
        for (const auto& event : *all)
            if (event->type == type)
                found = QJsonDocument::fromJson(QByteArray::fromStdString(event->data)).object();
        return found;
    }

    CertificatePlace place;
    explain::ResolverPlace resolver;
    base::ManualClock clock;
    ManualExecutor executor{clock};
    FakeDataPlane dataPlane;
    live::EventLog events;
    ManualStorage storage{executor};
    std::vector<store::ChangeSet> atStart;  ///< what Control wrote by itself; not in storage.durable
    ManualMeasurements measurements{executor};
    HeldPoster poster;
    ScriptedResolver lookups{executor};
    std::optional<Control> control;
};

/// A draft of a service with one target.
inline api::ServiceDraft draftOf(std::string name, std::string address = "10.0.0.5",
                                 std::int64_t port = 8080) {
    api::ServiceDraft draft;
    draft.host = std::move(name);
    draft.targets.push_back({std::move(address), port, {}});
    return draft;
}

/// The seed's call with a port.
inline api::AnnounceRequest announcementOf(std::string name, std::optional<std::int64_t> port = {},
                                           std::optional<std::string> forwardToIp = {}) {
    api::AnnounceRequest request;
    request.name = std::move(name);
    request.port = port;
    request.forwardToIp = std::move(forwardToIp);
    return request;
}

}  // namespace portolan::control
