// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The whole backend as one object: starts the threads (control, store, workers), puts the parts on them in
// the right order, lets them drain and stops them. The window embeds one, the daemon is one. Made, used and
// destroyed by app/ on the main thread, which it never needs an event loop of. It touches no file but the
// catalog: lock, endpoint file and signals are app/'s.

#include "backend/accesslog/accesslog.h"
#include "backend/api/replies.h"
#include "backend/base/clock.h"
#include "backend/control/control.h"
#include "backend/live/eventlog.h"
#include "backend/live/reportqueue.h"
#include "backend/model/settings.h"
#include "backend/notices/httpposter.h"
#include "backend/platform/addresswatch.h"
#include "backend/resolve/systemresolver.h"
#include "backend/rest/server.h"
#include "backend/runtime/advertisedaddress.h"
#include "backend/runtime/controlthread.h"
#include "backend/runtime/listenerkeeper.h"
#include "backend/runtime/restsink.h"
#include "backend/runtime/workerset.h"
#include "backend/store/storethread.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::runtime {

class Runtime {
  public:
    /// Returns when everything that can listen listens and the catalog is served. Listeners that failed are
    /// in listeners(). Errors, all fatal: those of store::StoreThread::load(), and listen.* when not even the
    /// private listener could be opened.
    [[nodiscard]] static base::Result<std::unique_ptr<Runtime>> start(const model::Settings& settings,
                                                                      const std::string& version);
    /// Cuts what is left; all acknowledged changes are on disk when it returns.
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    [[nodiscard]] const std::vector<api::ListenerView>& listeners() const { return m_listeners; }
    /// "http://127.0.0.1:41234": the private API.
    [[nodiscard]] std::string privateUrl() const;
    [[nodiscard]] const std::string& token() const { return m_token; }

    /// Opens the access log again, after somebody has moved it away. Any thread.
    void reopenLogs();
    /// Applies settings that may change while running.
    void reload(model::RunSettings settings);

    /// Stops listening and lets running exchanges finish. `done` is called once, on a thread of the runtime,
    /// when none is left or `grace` is over; the runtime may be destroyed from then on, but not inside
    /// `done`.
    void drain(base::Milliseconds grace, std::function<void()> done);

  private:
    Runtime(const model::Settings& settings, std::string version);

    [[nodiscard]] base::Result<void> begin();
    [[nodiscard]] base::Result<void> build();
    void tearDown();
    void apply(model::RunSettings settings);
    void followAddresses();
    void followAddressesLater();
    [[nodiscard]] rest::AccessRules accessRules(const model::RunSettings& settings) const;

    const model::Settings m_settings;
    const std::string m_version;
    const std::string m_token;
    base::RealClock m_clock;
    ControlThread m_control;
    live::EventLog m_events;
    live::ReportQueue m_reports;
    RestSink m_sink;
    std::vector<api::ListenerView> m_listeners;

    // On the control thread, made in this order.
    model::RunSettings m_run;  ///< what holds
    SystemSockets m_sockets;
    std::unique_ptr<store::StoreThread> m_store;
    std::unique_ptr<accesslog::AccessLog> m_accessLog;
    std::unique_ptr<WorkerSet> m_workers;
    std::unique_ptr<notices::HttpPoster> m_poster;
    std::unique_ptr<resolve::SystemResolver> m_resolver;
    std::unique_ptr<control::Control> m_administration;
    std::unique_ptr<rest::Server> m_rest;
    std::optional<AdvertisedAddress> m_advertised;  ///< where the user has named none
    std::unique_ptr<ListenerKeeper> m_keeper;
    std::unique_ptr<platform::AddressWatch> m_addressWatch;
};

}  // namespace portolan::runtime
