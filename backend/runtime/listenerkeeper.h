// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Keeps the listeners what the settings say while the host changes under them. A listener that could not be
// opened (its address is not there yet, its port is held by somebody else) is tried again when an address
// comes or goes, and now and then; default listeners follow the default address when a tailnet appears or
// renumbers. A socket that is bound stays: its address may come back, and until then it hurts nobody. Made by
// Runtime, control thread.

#include "backend/base/clock.h"
#include "backend/base/executor.h"
#include "backend/model/settings.h"
#include "backend/runtime/listeners.h"

#include <functional>
#include <memory>
#include <vector>

namespace portolan::runtime {

/// Who has the listeners (WorkerSet): takes sockets, gives up listeners.
class ListenerHost {
  public:
    [[nodiscard]] virtual const std::vector<OpenListener>& entries() const = 0;
    /// Serves `listener`, in the place of the entry with its kind and wanted address if there is one.
    virtual void openListener(OpenListener listener) = 0;
    /// Takes no new clients there; connections that stand live on.
    virtual void closeListener(const WantedListener& wanted) = 0;

  protected:
    ~ListenerHost() = default;
};

class ListenerKeeper {
  public:
    /// How often a listener that has failed is tried again without any sign of a change.
    static constexpr base::Seconds retryInterval{30};

    /// All outlive the keeper.
    ListenerKeeper(const model::StartSettings& settings, ListenerHost& host, SocketSource& source);

    /// Tries again what does not listen, and makes the default listeners those of loopback and `advertised`.
    void follow(const std::vector<base::IpAddress>& advertised);
    /// Tries again what does not listen.
    void retry();

  private:
    void open(const WantedListener& wanted);
    void followDefaults(ListenerKind kind, const model::ListenSettings& settings,
                        const std::vector<base::IpAddress>& advertised);

    const model::StartSettings& m_settings;
    ListenerHost& m_host;
    SocketSource& m_source;
};

}  // namespace portolan::runtime
