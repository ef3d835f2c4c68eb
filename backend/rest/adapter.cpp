// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/adapter.h"

#include "backend/base/logging.h"

#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <queue>

#include <unistd.h>
#include <utility>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

namespace portolan::rest {

namespace {

Method methodOf(QHttpServerRequest::Method method) {
    switch (method) {
        case QHttpServerRequest::Method::Get:
            return Method::Get;
        case QHttpServerRequest::Method::Head:
            return Method::Head;
        case QHttpServerRequest::Method::Post:
            return Method::Post;
        case QHttpServerRequest::Method::Put:
            return Method::Put;
        case QHttpServerRequest::Method::Delete:
            return Method::Delete;
        case QHttpServerRequest::Method::Options:
            return Method::Options;
        case QHttpServerRequest::Method::Patch:
            return Method::Patch;
        default:
            return Method::Other;
    }
}

Fields fieldsOf(const QHttpServerRequest& request) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    return request.headers().toListOfPairs();
#else
    return request.headers();
#endif
}

Request requestOf(const QHttpServerRequest& from) {
    return {methodOf(from.method()), from.url().path(QUrl::FullyDecoded), from.query(), fieldsOf(from),
            from.body()};
}

/// One request's way back. The socket is watched because a responder must not be used once it is gone.
struct Pending {
    explicit Pending(QHttpServerResponder&& from, QTcpSocket* over)
        : responder(std::move(from)), socket(over) {}
    QHttpServerResponder responder;
    QPointer<QTcpSocket> socket;
};

void write(Pending& pending, const Response& response) {
    const auto status = static_cast<QHttpServerResponder::StatusCode>(response.status);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders headers;
    for (const auto& [name, value] : response.fields)
        headers.append(name, value);
    pending.responder.write(response.body, headers, status);
#else
    if (pending.socket.isNull() || pending.socket->state() != QAbstractSocket::ConnectedState)
        return;
    pending.responder.writeStatusLine(status);
    for (const auto& [name, value] : response.fields)
        pending.responder.writeHeader(name, value);
    if (response.status != 204 && response.status != 304)
        pending.responder.writeHeader("Content-Length", QByteArray::number(response.body.size()));
    pending.responder.writeBody(response.body);
#endif
}

}  // namespace

/// A QTcpServer that hands out sockets made from descriptors. The base class's own queue only carries the
/// signal: its nextPendingConnection() warns when it is not listening.
class Adapter::Feed final : public QTcpServer {
  public:
    using QTcpServer::QTcpServer;

    void add(QTcpSocket* socket) {
        m_waiting.push(socket);
        addPendingConnection(nullptr);
        close();  // empties the base class's queue
    }
    [[nodiscard]] bool hasPendingConnections() const override { return !m_waiting.empty(); }
    QTcpSocket* nextPendingConnection() override {
        if (m_waiting.empty())
            return nullptr;
        QTcpSocket* socket = m_waiting.front();
        m_waiting.pop();
        return socket;
    }

  private:
    std::queue<QTcpSocket*> m_waiting;
};

class Adapter::Http final {
  public:
    explicit Http(Handler& handler) : m_feed(new Feed) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
        m_server.setMissingHandler(
            &m_server, [&handler](const QHttpServerRequest& request, QHttpServerResponder& responder) {
                handle(handler, request, std::make_shared<Pending>(std::move(responder), nullptr));
            });
#else
        m_server.setMissingHandler(
            [&handler](const QHttpServerRequest& request, QHttpServerResponder&& responder) {
                QTcpSocket* socket = responder.socket();
                handle(handler, request, std::make_shared<Pending>(std::move(responder), socket));
            });
#endif
        bind();
    }

    [[nodiscard]] Feed& feed() {
        return *m_feed;
    }

  private:
    static void handle(const Handler& handler, const QHttpServerRequest& request,
                       std::shared_ptr<Pending> pending) {
        handler(requestOf(request),
                [pending = std::move(pending)](const Response& response) { write(*pending, response); });
    }

    /// bind() insists on a server that listens: 6.8 refuses any other. It stops to before the event loop
    /// could accept anything, and nothing was ever told the port.
    void bind() {
        m_feed->listen(QHostAddress::LocalHost);
        m_server.bind(m_feed);
        m_feed->close();
    }

    QHttpServer m_server;
    Feed* m_feed;  // a child of m_server
};

Adapter::Adapter(Handler handler)
    : m_handler(std::move(handler)), m_http(std::make_unique<Http>(m_handler)) {}

Adapter::~Adapter() {
    for (const int descriptor : m_offers)
        ::close(descriptor);
}

void Adapter::offer(int descriptor) {
    {
        const std::lock_guard lock(m_mutex);
        m_offers.push_back(descriptor);
    }
    QMetaObject::invokeMethod(
        this, [this] { takeOffers(); }, Qt::QueuedConnection);
}

void Adapter::takeOffers() {
    std::vector<int> offers;
    {
        const std::lock_guard lock(m_mutex);
        offers.swap(m_offers);
    }
    for (const int descriptor : offers) {
        auto socket = std::make_unique<QTcpSocket>(&m_http->feed());
        if (socket->setSocketDescriptor(descriptor)) {
            m_http->feed().add(socket.release());
        } else {
            qCWarning(base::logRest) << "a connection of the front was refused:" << socket->errorString();
            ::close(descriptor);
        }
    }
}

}  // namespace portolan::rest
