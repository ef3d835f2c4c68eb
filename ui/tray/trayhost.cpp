// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/trayhost.h"

#include "ui/tray/xembed.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace portolan::ui::tray {

namespace {

using namespace std::chrono_literals;

/// Neither an XEmbed tray nor a host that registers late tells us; both are cheap to ask for.
constexpr auto pollEvery = 2s;

QString watcherService() {
    return QStringLiteral("org.kde.StatusNotifierWatcher");
}

}  // namespace

TrayHost::TrayHost() {
    m_poll.setInterval(pollEvery);
    connect(&m_poll, &QTimer::timeout, this, [this] { look(); });
}

void TrayHost::start() {
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (bus.isConnected()) {
        m_watcher.setConnection(bus);
        m_watcher.addWatchedService(watcherService());
        connect(&m_watcher, &QDBusServiceWatcher::serviceRegistered, this, [this] { askWatcher(); });
        connect(&m_watcher, &QDBusServiceWatcher::serviceUnregistered, this,
                [this] { set(m_hasNotifierHost, false); });
    }
    m_poll.start();
    look();
}

void TrayHost::look() {
    set(m_hasXembed, xembedTrayExists());
    if (!m_hasNotifierHost && QDBusConnection::sessionBus().isConnected())
        askWatcher();
}

void TrayHost::askWatcher() {
    QDBusMessage question = QDBusMessage::createMethodCall(
        watcherService(), QStringLiteral("/StatusNotifierWatcher"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << watcherService() << QStringLiteral("IsStatusNotifierHostRegistered");
    question.setAutoStartService(false);
    auto* answer = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        set(m_hasNotifierHost, !reply.isError() && reply.value().variant().toBool());
    });
}

void TrayHost::set(bool& which, bool isPresent) {
    const bool before = present();
    which = isPresent;
    if (present() != before)
        Q_EMIT changed();
}

}  // namespace portolan::ui::tray
