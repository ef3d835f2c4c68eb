// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/runtime.h"

#include "backend/base/logging.h"
#include "backend/platform/descriptorlimit.h"
#include "backend/runtime/token.h"

namespace portolan::runtime {

namespace {

/// Ids of events rise over a restart, as long as there is less than one event per microsecond.
std::uint64_t firstEventId(const base::Clock& clock) {
    const auto sinceEpoch = clock.systemNow().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(sinceEpoch).count());
}

}  // namespace

base::Result<std::unique_ptr<Runtime>> Runtime::start(const model::Settings& settings,
                                                      const std::string& version) {
    platform::raiseDescriptorLimit();
    std::unique_ptr<Runtime> runtime(new Runtime(settings, version));
    PORTOLAN_CHECK(runtime->begin());
    return runtime;
}

Runtime::Runtime(const model::Settings& settings, std::string version)
    : m_settings(settings),
      m_version(std::move(version)),
      m_token(makeToken()),
      m_events(firstEventId(m_clock)),
      m_reports([this] {
          m_control.executor().post([this] { m_administration->takeHealthReports(m_reports.drain()); });
      }) {}

Runtime::~Runtime() {
    m_control.executor().call([this] { tearDown(); });
}

base::Result<void> Runtime::begin() {
    base::Result<void> result;
    m_control.executor().call([&] { result = build(); });
    return result;
}

base::Result<void> Runtime::build() {
    base::Executor& executor = m_control.executor();
    const model::StartSettings& start = m_settings.start;
    m_store = std::make_unique<store::StoreThread>(
        store::StoreOptions{start.dataDirectory, start.emptyStart, nullptr}, m_clock, executor);
    PORTOLAN_TRY(store::LoadedCatalog loaded, m_store->load());
    if (loaded.notice)
        qCWarning(base::logRuntime, "%s", loaded.notice->message.c_str());
    SystemSockets sockets;
    std::vector<OpenListener> opened = openListeners(start, sockets);
    const api::ListenerView& privateApi = opened.back().view;
    if (privateApi.status != "listening")
        return base::Error{"listen.failed", privateApi.message, "", {}};
    m_workers = std::make_unique<WorkerSet>(std::move(opened), start.workers, m_clock, executor, m_events,
                                            m_reports, m_sink);
    m_listeners = m_workers->listeners();
    m_administration = std::make_unique<control::Control>(
        control::ControlParts{executor, m_clock, *m_workers, m_events, *m_store, m_version}, m_settings.run,
        std::move(loaded));
    m_rest = std::make_unique<rest::Server>(*m_administration, accessRules(m_settings.run));
    m_sink.setServer(m_rest.get());
    m_workers->serve();
    return {};
}

/// In one task, so that nothing else runs on the control thread in between. Control goes first: it answers
/// what still waits, over connections that still stand.
void Runtime::tearDown() {
    m_sink.setServer(nullptr);
    m_administration.reset();
    m_rest.reset();
    m_workers.reset();
    m_store.reset();
    m_control.executor().close();
}

std::string Runtime::privateUrl() const {
    return "http://" + m_listeners.back().address.toString();
}

void Runtime::reload(model::RunSettings settings) {
    m_control.executor().post([this, settings = std::move(settings)]() mutable {
        m_rest->setRules(accessRules(settings));
        m_administration->reload(std::move(settings));
    });
}

void Runtime::drain(base::Milliseconds grace, std::function<void()> done) {
    m_workers->drain(grace, done);
}

rest::AccessRules Runtime::accessRules(const model::RunSettings& settings) const {
    return {settings.zones, m_token};
}

}  // namespace portolan::runtime
