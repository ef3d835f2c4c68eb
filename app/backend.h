// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A backend in this process with everything around it that makes it findable and keeps a second one away: the
// lock of the data directory, the runtime, the endpoint file. The daemon is one; the window embeds one when
// there is no other. Made, used and destroyed on the main thread.

#include "app/options.h"
#include "backend/platform/datadirectorylock.h"
#include "backend/runtime/eventloopexecutor.h"
#include "backend/runtime/runtime.h"

#include <functional>
#include <memory>
#include <string>

namespace portolan::app {

class Backend {
  public:
    /// Returns when everything listens and the endpoint file is written. Errors: those of
    /// DataDirectoryLock::acquire(), Runtime::start() and writeEndpointFile().
    [[nodiscard]] static base::Result<std::unique_ptr<Backend>> start(const Options& options,
                                                                      const std::string& version);
    /// As above, with the lock already taken.
    [[nodiscard]] static base::Result<std::unique_ptr<Backend>> start(const Options& options,
                                                                      const std::string& version,
                                                                      platform::DataDirectoryLock lock);
    /// Cuts what is left.
    ~Backend();
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    [[nodiscard]] runtime::Runtime& runtime() { return *m_runtime; }
    /// Lets running exchanges finish within `grace`; `done` is called on the main thread, from its event
    /// loop.
    void drain(base::Milliseconds grace, std::function<void()> done);

  private:
    Backend(platform::DataDirectoryLock lock, std::string endpointFile)
        : m_lock(std::move(lock)), m_endpointFile(std::move(endpointFile)) {}

    platform::DataDirectoryLock m_lock;
    const std::string m_endpointFile;
    runtime::EventLoopExecutor m_main;
    std::unique_ptr<runtime::Runtime> m_runtime;
};

}  // namespace portolan::app
