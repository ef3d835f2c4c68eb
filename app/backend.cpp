// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backend.h"

#include <unistd.h>

namespace portolan::app {

base::Result<std::unique_ptr<Backend>> Backend::start(const Options& options, const std::string& version) {
    PORTOLAN_TRY(platform::DataDirectoryLock lock,
                 platform::DataDirectoryLock::acquire(options.settings.start.dataDirectory));
    return start(options, version, std::move(lock));
}

base::Result<std::unique_ptr<Backend>> Backend::start(const Options& options, const std::string& version,
                                                      platform::DataDirectoryLock lock) {
    std::unique_ptr<Backend> backend(new Backend(std::move(lock), options.endpointPlace.path));
    PORTOLAN_TRY(backend->m_runtime, runtime::Runtime::start(options.settings, version));
    const platform::Endpoint endpoint{backend->m_runtime->privateUrl(), getpid(),
                                      backend->m_runtime->token()};
    PORTOLAN_CHECK(
        platform::writeEndpointFile(options.endpointPlace.path, endpoint, options.endpointPlace.audience));
    return backend;
}

Backend::~Backend() {
    platform::removeEndpointFile(m_endpointFile, getpid());
}

void Backend::drain(base::Milliseconds grace, std::function<void()> done) {
    m_runtime->drain(grace, [this, done = std::move(done)] { m_main.post(done); });
}

}  // namespace portolan::app
