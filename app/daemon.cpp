// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon.h"

#include "app/backend.h"
#include "app/readyline.h"
#include "app/reloader.h"
#include "backend/base/logging.h"
#include "backend/platform/signals.h"
#include "backend/platform/systemd.h"

#include <QCoreApplication>

#include <iostream>
#include <unistd.h>

namespace portolan::app {

namespace {

constexpr base::Seconds drainGrace{10};

/// What the signals do to a running daemon.
class Daemon {
  public:
    Daemon(Backend& backend, Reloader reloader, const platform::ServiceManager& manager)
        : m_backend(backend), m_reloader(std::move(reloader)), m_manager(manager) {}

    void onSignal(int number) {
        if (number == SIGHUP) {
            m_backend.runtime().reopenLogs();
            m_reloader.reload(m_backend.runtime());
        } else if (m_draining) {
            QCoreApplication::quit();
        } else {
            drain();
        }
    }

  private:
    void drain() {
        m_draining = true;
        qCInfo(base::logRuntime, "stopping: running requests have %d s to finish",
               static_cast<int>(drainGrace.count()));
        m_manager.stopping("letting running requests finish");
        m_backend.drain(drainGrace, [] { QCoreApplication::quit(); });
    }

    Backend& m_backend;
    Reloader m_reloader;
    const platform::ServiceManager& m_manager;
    bool m_draining = false;
};

std::string statusLine(const Options& options) {
    std::string zones;
    for (const model::HostName& zone : options.settings.run.zones)
        zones += (zones.empty() ? "" : ", ") + zone.text();
    return "serving " + zones;
}

}  // namespace

int runDaemon(int& argc, char** argv, const Invocation& invocation, const Options& options,
              const std::string& version) {
    const QCoreApplication application(argc, argv);
    const platform::ServiceManager manager(invocation.environment);
    auto started = Backend::start(options, version);
    if (!started) {
        std::cerr << "portolan: " << started.error().message << std::endl;
        return 1;
    }
    const std::unique_ptr<Backend> backend = std::move(started).value();
    Daemon daemon(*backend, Reloader(invocation, options), manager);
    const platform::Signals signals([&daemon](int number) { daemon.onSignal(number); });
    std::cout << readyLine(options, backend->runtime().listeners(), version, getpid()) << std::flush;
    manager.ready(statusLine(options));
    return QCoreApplication::exec();
}

}  // namespace portolan::app
