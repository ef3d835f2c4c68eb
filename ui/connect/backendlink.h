// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whether the backend can be reached, and what it says of itself: asks for its status every few seconds, more
// often while it does not answer. The status bar, the tray and the form (for the zones) read it. It does not
// find a backend (app/ does) and does not list services (services/ServiceFeed does); ServiceFeed tells it
// when the event stream was lost, which is noticed sooner. Lives on the GUI thread, as long as the window.

#include "backend/api/administration.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace portolan::ui::connect {

class BackendLink : public QObject {
    Q_OBJECT

  public:
    enum class State { Connecting, Connected, Lost };

    struct Pace {
        std::chrono::milliseconds whenConnected{5'000};
        std::chrono::milliseconds whenLost{1'000};
    };

    /// `backend` must outlive this.
    BackendLink(api::Administration& backend, Pace pace);
    explicit BackendLink(api::Administration& backend) : BackendLink(backend, Pace{}) {}

    void start();
    /// Asks at once instead of at the next turn.
    void refresh();
    /// Something else noticed that the connection is gone.
    void noteLost();

    [[nodiscard]] State state() const { return m_state; }
    /// The last status that was received; stays while the connection is lost.
    [[nodiscard]] const std::optional<api::SystemStatus>& status() const { return m_status; }
    /// Why the last question was not answered.
    [[nodiscard]] const std::optional<base::Error>& error() const { return m_error; }
    [[nodiscard]] std::vector<std::string> zoneNames() const;

  Q_SIGNALS:
    /// State or status differ from what they were.
    void changed();

  private:
    void take(base::Result<api::SystemStatus> reply);

    api::Administration& m_backend;
    Pace m_pace;
    QTimer m_next;
    State m_state = State::Connecting;
    bool m_asking = false;
    std::optional<api::SystemStatus> m_status;
    std::optional<base::Error> m_error;
};

}  // namespace portolan::ui::connect
