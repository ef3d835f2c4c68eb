// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A backend made of canned bytes, for the tests of client/: takes each request whole (by Content-Length),
// keeps it, and answers with what the test has put in line for it, or leaves it unanswered. Runs in the
// test's own event loop on a loopback port of its own. It knows no HTTP beyond that.

#include <QList>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

class CannedServer : public QObject {
  public:
    struct Request {
        QByteArray line;    ///< "GET /path HTTP/1.1"
        QByteArray fields;  ///< lower case names, as sent otherwise
        QByteArray body;
        QPointer<QTcpSocket> socket;
    };

    CannedServer() {
        connect(&m_server, &QTcpServer::newConnection, this, [this] { accept(); });
        m_server.listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] QUrl url() const {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
    }
    [[nodiscard]] const QList<Request>& requests() const { return m_requests; }
    /// The bytes that answer the next request; none: it is left waiting.
    void answerNext(const QByteArray& bytes) { m_answers.append(bytes); }
    void answerNext(int status, const QByteArray& json) { answerNext(reply(status, json)); }
    void close() { m_server.close(); }
    [[nodiscard]] bool reopen(quint16 port) { return m_server.listen(QHostAddress::LocalHost, port); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

    static QByteArray reply(int status, const QByteArray& json) {
        return "HTTP/1.1 " + QByteArray::number(status) +
               " Said\r\nContent-Type: application/json\r\nContent-Length: " +
               QByteArray::number(json.size()) + "\r\n\r\n" + json;
    }

  private:
    void accept() {
        while (QTcpSocket* socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    }
    void read(QTcpSocket* socket) {
        QByteArray bytes = socket->property("bytes").toByteArray() + socket->readAll();
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        const QByteArray head = bytes.left(end);
        const qsizetype lineEnd = head.indexOf("\r\n");
        const QByteArray fields = head.mid(lineEnd + 2);
        const qsizetype at = fields.toLower().indexOf("content-length: ");
        const qsizetype length =
            at < 0
                ? 0
                : fields.mid(at + 16, fields.indexOf('\r', at) < 0 ? -1 : fields.indexOf('\r', at) - at - 16)
                      .toLongLong();
        if (end < 0 || bytes.size() < end + 4 + length) {
            socket->setProperty("bytes", bytes);
            return;
        }
        socket->setProperty("bytes", bytes.mid(end + 4 + length));
        m_requests.append({head.left(lineEnd), fields, bytes.mid(end + 4, length), socket});
        const QByteArray answer = m_answers.isEmpty() ? QByteArray() : m_answers.takeFirst();
        socket->write(answer);
    }

    QTcpServer m_server;
    QList<Request> m_requests;
    QList<QByteArray> m_answers;
};
