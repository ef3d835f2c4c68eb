// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reloader.h"

#include "backend/base/logging.h"

#include <algorithm>

namespace portolan::app {

namespace {

std::string joined(const std::vector<std::string>& keys) {
    std::string text;
    for (const std::string& key : keys)
        text += (text.empty() ? "" : ", ") + key;
    return text;
}

}  // namespace

void Reloader::reload(runtime::Runtime& runtime) {
    Errors errors;
    const auto options = loadOptions(m_invocation, errors);
    if (!options) {
        for (const base::Error& error : errors)
            qCCritical(base::logRuntime, "not reloaded, the settings stay as they were: %s",
                       error.message.c_str());
        return;
    }
    const auto restart = restartKeys(m_start, options->settings.start);
    if (!restart.empty())
        qCWarning(base::logRuntime, "needs a restart to take effect: %s", joined(restart).c_str());
    auto changed = reloadKeys(m_run, options->settings.run);
    // Their paths may be the same and what lies there not: whoever renews them reloads us.
    if (!options->settings.run.certificates.empty() &&
        std::find(changed.begin(), changed.end(), "certificates") == changed.end())
        changed.emplace_back("certificates");
    if (changed.empty()) {
        qCInfo(base::logRuntime, "reloaded %s: nothing to apply", options->configFile.c_str());
        return;
    }
    m_run = options->settings.run;
    runtime.reload(m_run);
    qCInfo(base::logRuntime, "reloaded %s: %s", options->configFile.c_str(), joined(changed).c_str());
}

}  // namespace portolan::app
