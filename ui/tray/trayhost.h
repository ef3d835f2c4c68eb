// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whether the desktop has a tray, and when that changes: a StatusNotifierWatcher with a host on the session
// bus, or an XEmbed tray on the X display. Nothing of QSystemTrayIcon may be touched before this says so: Qt
// 6.4 looks for the watcher once, and never again when it was not there. Never blocks: the bus is asked
// asynchronously. Lives on the GUI thread, as long as the program.
// Source: StatusNotifierItem specification, "Service Watcher".

#include <QDBusServiceWatcher>
#include <QObject>
#include <QTimer>

namespace portolan::ui::tray {

class TrayHost : public QObject {
    Q_OBJECT

  public:
    TrayHost();

    void start();
    [[nodiscard]] bool present() const { return m_hasNotifierHost || m_hasXembed; }

  Q_SIGNALS:
    /// present() differs from what it was.
    void changed();

  private:
    void look();
    void askWatcher();
    void set(bool& which, bool isPresent);

    QDBusServiceWatcher m_watcher;
    QTimer m_poll;
    bool m_hasNotifierHost = false;
    bool m_hasXembed = false;
};

}  // namespace portolan::ui::tray
