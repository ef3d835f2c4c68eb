// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What SIGHUP does: reads flags, variables and portolan.toml again, checks all of it, and hands what may
// change to the running backend. With any mistake nothing changes. What only a restart can change is named in
// the log. Main thread.

#include "app/options.h"
#include "backend/runtime/runtime.h"

namespace portolan::app {

class Reloader {
  public:
    Reloader(Invocation invocation, const Options& current)
        : m_invocation(std::move(invocation)), m_start(current.settings.start), m_run(current.settings.run) {}

    void reload(runtime::Runtime& runtime);

  private:
    const Invocation m_invocation;
    const model::StartSettings m_start;
    model::RunSettings m_run;
};

}  // namespace portolan::app
