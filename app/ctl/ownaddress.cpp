// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ownaddress.h"

#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>

namespace portolan::ctl {

base::Result<std::string> ownAddress(Session& session) {
    using Socket = QAbstractSocket;
    constexpr std::chrono::seconds limit{5};
    constexpr int httpPort = 80;
    constexpr int httpsPort = 443;
    const QUrl& backend = session.url();
    const bool secure = backend.scheme() == QLatin1String("https");
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    QObject::connect(&socket, &Socket::stateChanged, &socket, [&] { session.wake(); });
    QTimer::singleShot(limit, &socket, [&] { socket.abort(); });
    socket.connectToHost(backend.host(), static_cast<quint16>(backend.port(secure ? httpsPort : httpPort)));
    if (!session.waitUntil([&] {
            return socket.state() == Socket::ConnectedState || socket.state() == Socket::UnconnectedState;
        }))
        return Session::interrupted();
    if (socket.state() != Socket::ConnectedState)
        return base::Error{"call.not_connected",
                           "The backend at " + backend.toString().toStdString() +
                               " cannot be reached: " + socket.errorString().toStdString() + ".",
                           "",
                           {}};
    const auto address = base::IpAddress::parse(socket.localAddress().toString().toStdString());
    return address ? address->toString() : std::string("127.0.0.1");
}

}  // namespace portolan::ctl
