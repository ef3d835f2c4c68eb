// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray.h"

#include "ui/text/noticetext.h"
#include "ui/tray/traysummary.h"
#include "ui/widgets/icons.h"

#include <QDesktopServices>
#include <QUrl>

namespace portolan::ui::tray {

namespace {

using namespace std::chrono_literals;

constexpr auto gatherFor = 400ms;
constexpr std::size_t servicesInMenu = 12;

}  // namespace

Tray::Tray(services::ServiceModel& model, TrayHost& host) : m_model(model), m_host(host) {
    m_gather.setSingleShot(true);
    m_gather.setInterval(gatherFor);
    connect(&m_gather, &QTimer::timeout, this, [this] { update(); });
    const auto later = [this] {
        if (!m_gather.isActive())
            m_gather.start();
    };
    connect(&m_model, &QAbstractItemModel::dataChanged, this, later);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, later);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, later);
    connect(&m_model, &QAbstractItemModel::modelReset, this, later);
    connect(&m_host, &TrayHost::changed, this, [this] { follow(); });
    update();
    follow();
}

Tray::~Tray() = default;

void Tray::setKnowledge(Knowledge knowledge) {
    if (knowledge == m_knowledge)
        return;
    m_knowledge = knowledge;
    update();
}

void Tray::notify(const QString& title, const QString& sentence) {
    m_saidNotice = false;
    if (visible())
        m_icon->showMessage(title, sentence, widgets::applicationIcon());
}

void Tray::tell(const model::Notice& notice) {
    notify(text::noticeTitle(notice), text::noticeBody(notice));
    m_saidNotice = true;
}

void Tray::setUnread(int count) {
    if (count == m_unread)
        return;
    m_unread = count;
    fillMenu();
}

void Tray::follow() {
    if (!m_host.present()) {
        if (m_icon)
            m_icon->hide();
        return;
    }
    if (!m_icon) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        m_icon->setContextMenu(&m_menu);
        connect(m_icon.get(), &QSystemTrayIcon::activated, this,
                [this](QSystemTrayIcon::ActivationReason reason) {
                    if (reason == QSystemTrayIcon::Trigger)
                        Q_EMIT openWanted();
                });
        connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, [this] {
            if (m_saidNotice)
                Q_EMIT noticesWanted();
            else
                Q_EMIT openWanted();
        });
    }
    update();
    m_icon->show();
}

void Tray::update() {
    const bool live = m_knowledge == Knowledge::Live;
    m_shownState = live ? worstState(m_model.services()) : std::optional(model::HealthState::Unknown);
    m_toolTip = live ? summaryText(m_model.services()) : tr("Not connected");
    if (const QString warning = certificateWarning(m_model.services(), m_model.now());
        live && !warning.isEmpty())
        m_toolTip += QLatin1Char('\n') + warning;
    fillMenu();
    if (!m_icon)
        return;
    m_icon->setIcon(m_shownState ? widgets::applicationIcon(*m_shownState) : widgets::applicationIcon());
    m_icon->setToolTip(QStringLiteral("Portolan\n") + m_toolTip);
}

void Tray::fillMenu() {
    if (m_menu.isVisible()) {
        m_gather.start();  // not under the user's pointer
        return;
    }
    m_menu.clear();
    QAction* open = m_menu.addAction(tr("Open Portolan"));
    m_menu.setDefaultAction(open);
    connect(open, &QAction::triggered, this, [this] { Q_EMIT openWanted(); });
    if (m_knowledge == Knowledge::Live)
        addServices();
    m_menu.addSeparator();
    QAction* notices = m_menu.addAction(m_unread > 0 ? tr("Notices (%1)").arg(m_unread) : tr("Notices"));
    notices->setObjectName(QStringLiteral("trayNotices"));
    connect(notices, &QAction::triggered, this, [this] { Q_EMIT noticesWanted(); });
    connect(m_menu.addAction(tr("Add service …")), &QAction::triggered, this, [this] { Q_EMIT addWanted(); });
    connect(m_menu.addAction(tr("Quit")), &QAction::triggered, this, [this] { Q_EMIT quitWanted(); });
}

void Tray::addServices() {
    const std::vector<api::ServiceView> services = byState(m_model.services());
    if (!services.empty())
        m_menu.addSeparator();
    for (std::size_t i = 0; i < std::min(services.size(), servicesInMenu); ++i) {
        const api::ServiceView& service = services[i];
        QString name = QString::fromStdString(service.name.empty() ? service.host : service.name);
        name.replace(QLatin1Char('&'), QLatin1String("&&"));
        QAction* entry = m_menu.addAction(widgets::stateIcon(service.health.state), name);
        connect(entry, &QAction::triggered, this,
                [url = QUrl(QString::fromStdString(service.url))] { QDesktopServices::openUrl(url); });
    }
    if (services.size() <= servicesInMenu)
        return;
    const int more = static_cast<int>(services.size() - servicesInMenu);
    connect(m_menu.addAction(tr("%n more …", nullptr, more)), &QAction::triggered, this,
            [this] { Q_EMIT openWanted(); });
}

}  // namespace portolan::ui::tray
