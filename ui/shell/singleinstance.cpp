// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/singleinstance.h"

#include <QCryptographicHash>
#include <QLocalSocket>
#include <QStandardPaths>

namespace portolan::ui::shell {

namespace {

constexpr int patience = 1000;  // ms

QByteArray raiseWord() {
    return "raise\n";
}

QByteArray yesWord() {
    return "raised\n";
}

QString socketNameOf(const QString& instance) {
    const QByteArray digest =
        QCryptographicHash::hash(instance.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    // The runtime folder is the user's own; the system's folder for temporary files is not.
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    const QString name = QStringLiteral("portolan-window-") + QString::fromLatin1(digest);
    return folder.isEmpty() ? name : folder + QLatin1Char('/') + name;
}

}  // namespace

SingleInstance::SingleInstance(const QString& instance) {
    const QString name = socketNameOf(instance);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] { answer(); });
    if (!m_server.listen(name)) {
        // Nobody answered raise(), so what is there was left by a program that was killed.
        QLocalServer::removeServer(name);
        m_server.listen(name);
    }
}

bool SingleInstance::raise(const QString& instance) {
    QLocalSocket socket;
    socket.connectToServer(socketNameOf(instance));
    if (!socket.waitForConnected(patience))
        return false;
    socket.write(raiseWord());
    while (!socket.canReadLine())
        if (!socket.waitForReadyRead(patience))
            return false;
    return socket.readLine() == yesWord();
}

void SingleInstance::answer() {
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine() || socket->readLine() != raiseWord())
                return;
            socket->write(yesWord());
            Q_EMIT raiseWanted();
        });
    }
}

}  // namespace portolan::ui::shell
