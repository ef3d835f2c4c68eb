// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The whole desktop face behind one door: window, tray, connection to a backend. app/ has decided which
// backend it is (DESIGN 1) and started it where it is embedded; this only speaks REST to it. Call
// raiseRunning() before a backend is started: a second start shows the first window and ends. runDesktop()
// returns when the user quits, the session ends, or QApplication::quit() is called (a signal); the caller
// then stops the backend. GUI thread only; one Desktop at a time.

#include "ui/connect/backendlink.h"
#include "ui/notices/noticemodel.h"
#include "ui/services/servicefeed.h"
#include "ui/services/servicemodel.h"
#include "ui/tray/tray.h"
#include "ui/tray/trayhost.h"

#include <QApplication>
#include <QByteArray>
#include <QString>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace portolan::client {
class RestAdministration;
}

namespace portolan::ui::shell {

class MainWindow;
class SingleInstance;

/// Whose backend it is: one in this program ends with it, any other goes on.
enum class BackendPlace { Embedded, ThisComputer, Elsewhere };

/// Where a backend is, when it has moved.
struct BackendAddress {
    QUrl url{};
    QByteArray token{};
};

struct DesktopOptions {
    QUrl url{};          ///< of the backend's API, "http://127.0.0.1:41234"
    QByteArray token{};  ///< of its endpoint file; may be empty
    BackendPlace place = BackendPlace::Embedded;
    /// --minimized: only the tray at first. Without a tray the window shows all the same.
    enum class Start { Shown, Minimized } start = Start::Shown;
    /// Asked now and then while the backend cannot be reached: a daemon that was restarted listens at another
    /// port, with another token. Must not block; nullopt: nothing new is known.
    std::function<std::optional<BackendAddress>()> findAgain{};
    /// What makes two starts the same one, for example the data directory or the URL of --connect; empty: no
    /// window is raised by a second start.
    QString instance{};
    /// Where window layout is kept; empty: the user's configuration folder.
    QString settingsFile{};
};

/// Raises the window of a program that runs with the same `instance`. True when there was one.
[[nodiscard]] bool raiseRunning(const QString& instance);

/// Names, icon and translations of the program; before any widget is made. runDesktop() does it by itself,
/// unless it was done before.
void prepareApplication(QApplication& application);

class Desktop : public QObject {
    Q_OBJECT

  public:
    explicit Desktop(DesktopOptions options);
    ~Desktop() override;

    /// Connects and shows; then the event loop does the rest.
    void start();

    [[nodiscard]] MainWindow& window() { return *m_window; }
    [[nodiscard]] services::ServiceModel& model() { return m_model; }
    [[nodiscard]] connect::BackendLink& link() { return m_link; }
    [[nodiscard]] notices::NoticeModel& notices() { return m_notices; }
    [[nodiscard]] tray::Tray& tray() { return m_tray; }

  protected:
    /// Sees the application being asked to quit, by whomever.
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void joinParts();
    void followLink();
    void followTray();
    void tell(const model::Notice& notice);
    void showNotices();
    void closeWindow();
    void raiseWindow();
    void quit();
    [[nodiscard]] bool sayOnce(const QString& key);

    DesktopOptions m_options;
    base::RealClock m_clock;
    std::unique_ptr<client::RestAdministration> m_backend;
    connect::BackendLink m_link;
    services::ServiceModel m_model;
    services::ServiceFeed m_feed;
    notices::NoticeModel m_notices;
    tray::TrayHost m_trayHost;
    tray::Tray m_tray;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<SingleInstance> m_instance;
    QTimer m_ages;
    QTimer m_trayGrace;
    QTimer m_findAgain;
};

/// The program's exit code.
int runDesktop(QApplication& application, const DesktopOptions& options);

}  // namespace portolan::ui::shell
