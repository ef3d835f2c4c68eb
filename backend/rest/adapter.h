// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The only place that names QHttpServer, whose interface changes between Qt versions. It has no port: its
// QTcpServer never accepts and is fed one end of an AF_UNIX socketpair per connection of edge's front, which
// enforces limits, framing and timeouts. Requests become rest::Request, answers may come later; a connection
// that has gone by then is noticed. Lives on the control thread, needs its event loop; offer() is for any
// thread. Deviation: QHttpServer's own routes are not used, since its QFuture routes crash when a client
// disconnects.

#include "backend/rest/message.h"

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace portolan::rest {

class Adapter final : public QObject {
  public:
    using Handler = std::function<void(Request request, Answer answer)>;

    explicit Adapter(Handler handler);
    ~Adapter() override;

    /// Any thread. Takes the control end of a socketpair over; it is closed when the far end is.
    void offer(int descriptor);

  private:
    class Feed;
    class Http;
    void takeOffers();

    Handler m_handler;
    std::unique_ptr<Http> m_http;
    std::mutex m_mutex;
    std::vector<int> m_offers;  // guarded by m_mutex
};

}  // namespace portolan::rest
