// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop.h"

#include "backend/client/restadministration.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/readablepalette.h"
#include "ui/shell/singleinstance.h"
#include "ui/shell/translators.h"
#include "ui/widgets/icons.h"

#include <QSessionManager>
#include <QSettings>

#include <utility>

namespace portolan::ui::shell {

namespace {

using namespace std::chrono_literals;

constexpr auto agesEvery = 15s;
constexpr auto findAgainEvery = 2s;
/// At login the tray may come a moment after the programs that want it.
constexpr auto trayGrace = 3s;

}  // namespace

bool raiseRunning(const QString& instance) {
    return !instance.isEmpty() && SingleInstance::raise(instance);
}

void prepareApplication(QApplication& application) {
    constexpr const char* done = "portolanPrepared";
    if (application.property(done).toBool())
        return;
    application.setProperty(done, true);
    QCoreApplication::setOrganizationName(QStringLiteral("portolan"));
    QCoreApplication::setApplicationName(QStringLiteral("portolan"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Portolan"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.portolan.portolan"));
    installTranslators(application, QLocale());
    QGuiApplication::setLayoutDirection(QLocale().textDirection());
    QApplication::setWindowIcon(widgets::applicationIcon());
    QGuiApplication::setQuitOnLastWindowClosed(false);
    keepPaletteReadable(application);
}

Desktop::Desktop(DesktopOptions options)
    : m_options(std::move(options)),
      m_backend(
          std::make_unique<client::RestAdministration>(client::Endpoint{m_options.url, m_options.token})),
      m_link(*m_backend),
      m_model(m_clock),
      m_feed(*m_backend, m_model),
      m_notices(*m_backend, m_clock),
      m_tray(m_model, m_trayHost) {
    m_window = std::make_unique<MainWindow>(
        MainWindow::Parts{*m_backend, m_link, m_model, m_feed, m_notices, m_clock}, m_options);
    m_ages.setInterval(agesEvery);
    m_trayGrace.setSingleShot(true);
    m_trayGrace.setInterval(trayGrace);
    m_findAgain.setInterval(findAgainEvery);
    joinParts();
    qApp->installEventFilter(this);
}

Desktop::~Desktop() {
    m_window->saveLayout();
}

void Desktop::joinParts() {
    using connect::BackendLink;
    QObject::connect(&m_ages, &QTimer::timeout, this, [this] { m_model.refreshAges(); });
    QObject::connect(&m_feed, &services::ServiceFeed::connectionLost, this, [this] { m_link.noteLost(); });
    QObject::connect(&m_feed, &services::ServiceFeed::statusChanged, this, [this] { m_link.refresh(); });
    QObject::connect(&m_feed, &services::ServiceFeed::loaded, this, [this] { m_notices.reload(); });
    QObject::connect(&m_feed, &services::ServiceFeed::noticed, this,
                     [this](const model::Notice& notice) { tell(notice); });
    QObject::connect(&m_notices, &notices::NoticeModel::unreadChanged, this,
                     [this] { m_tray.setUnread(m_notices.unread()); });
    QObject::connect(&m_link, &BackendLink::changed, this, [this] { followLink(); });
    QObject::connect(&m_findAgain, &QTimer::timeout, this, [this] {
        const auto found = m_options.findAgain();
        if (found && client::Endpoint{found->url, found->token} != m_backend->endpoint())
            m_backend->moveTo({found->url, found->token});
    });
    QObject::connect(&m_tray, &tray::Tray::openWanted, this, [this] { raiseWindow(); });
    QObject::connect(&m_tray, &tray::Tray::addWanted, this, [this] {
        raiseWindow();
        m_window->actions().add();
    });
    QObject::connect(&m_tray, &tray::Tray::noticesWanted, this, [this] { showNotices(); });
    QObject::connect(&m_tray, &tray::Tray::quitWanted, this, [this] { quit(); });
    QObject::connect(&m_trayHost, &tray::TrayHost::changed, this, [this] { followTray(); });
    QObject::connect(&m_trayGrace, &QTimer::timeout, this, [this] { followTray(); });
    QObject::connect(m_window.get(), &MainWindow::closeWanted, this, [this] { closeWindow(); });
    QObject::connect(m_window.get(), &MainWindow::quitWanted, this, [this] { quit(); });
    QObject::connect(qApp, &QGuiApplication::commitDataRequest, this,
                     [this](QSessionManager&) { m_window->saveLayout(); });
}

bool Desktop::eventFilter(QObject* watched, QEvent* event) {
    // Quitting closes the windows first, and one that stays open would call it off.
    if (event->type() == QEvent::Quit)
        m_window->letGo();
    return QObject::eventFilter(watched, event);
}

void Desktop::start() {
    if (!m_options.instance.isEmpty()) {
        m_instance = std::make_unique<SingleInstance>(m_options.instance);
        QObject::connect(m_instance.get(), &SingleInstance::raiseWanted, this, [this] { raiseWindow(); });
    }
    m_link.start();
    m_feed.start();
    m_ages.start();
    m_trayHost.start();
    m_trayGrace.start();
    if (m_options.start == DesktopOptions::Start::Shown)
        m_window->show();
}

void Desktop::followLink() {
    const bool lost = m_link.state() == connect::BackendLink::State::Lost;
    m_tray.setKnowledge(lost ? tray::Tray::Knowledge::Lost : tray::Tray::Knowledge::Live);
    if (!lost)
        m_findAgain.stop();
    else if (m_options.findAgain && !m_findAgain.isActive())
        m_findAgain.start();
}

/// Whoever looks at the window sees it there.
void Desktop::tell(const model::Notice& notice) {
    m_notices.add(notice);
    if (!m_window->isActiveWindow())
        m_tray.tell(notice);
}

void Desktop::showNotices() {
    raiseWindow();
    m_window->showNotices();
}

void Desktop::followTray() {
    if (m_trayHost.present() || m_trayGrace.isActive())
        return;
    // Nothing else is left to reach the program by.
    if (!m_window->isVisible())
        m_window->show();
    if (m_options.place == BackendPlace::Embedded && sayOnce(QStringLiteral("noTray")))
        m_window->toast().say(
            widgets::Toast::Kind::Done,
            tr("This desktop has no tray: closing the window ends Portolan, and with it the "
               "names it serves."));
}

void Desktop::closeWindow() {
    if (!m_trayHost.present()) {
        quit();
        return;
    }
    m_window->hide();
    if (sayOnce(QStringLiteral("hidden")))
        m_tray.notify(tr("Portolan goes on"),
                      tr("The window is closed; the names are still served. Click the "
                         "icon to open it again."));
}

void Desktop::raiseWindow() {
    m_window->show();
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->raise();
    m_window->activateWindow();
}

void Desktop::quit() {
    m_window->saveLayout();
    QCoreApplication::quit();
}

bool Desktop::sayOnce(const QString& key) {
    const QString said = QStringLiteral("said/") + key;
    if (m_window->settings().value(said).toBool())
        return false;
    m_window->settings().setValue(said, true);
    return true;
}

int runDesktop(QApplication& application, const DesktopOptions& options) {
    prepareApplication(application);
    Desktop desktop(options);
    desktop.start();
    return QApplication::exec();
}

}  // namespace portolan::ui::shell
