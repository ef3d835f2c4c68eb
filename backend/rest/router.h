// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which function answers a path and a method. Filled once by the route classes, asked by Server for each
// request that was admitted. It answers by itself what is the same for every path: 404, 405 with Allow,
// OPTIONS, HEAD through GET, and 415 for a body that is no application/json. Control thread. Source: RFC 9110
// sections 9.3.2, 9.3.7, 15.5.5, 15.5.6 and 15.5.16.

#include "backend/api/requests.h"
#include "backend/rest/message.h"

#include <QStringList>

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::rest {

/// What a handler is called with. `id` is the number in the path and `name` the word, for routes that have
/// one.
struct Call {
    const Request& request;
    const api::Caller& caller;
    std::uint64_t id = 0;
    QString name{};
};

class Router {
  public:
    /// `call` is valid until the handler returns; `answer` may be kept.
    using Handler = std::function<void(const Call& call, Answer answer)>;

    /// `pattern` is a path; a segment "{id}" matches a decimal number, "{name}" anything.
    void add(Method method, const char* pattern, Handler handler);
    /// The same with a function of `routes`, which must outlive the router's last dispatch().
    template <class Routes>
    void add(Method method, const char* pattern, Routes& routes,
             void (Routes::*handler)(const Call&, Answer)) {
        add(method, pattern, [&routes, handler](const Call& call, Answer answer) {
            (routes.*handler)(call, std::move(answer));
        });
    }

    void dispatch(const Request& request, const api::Caller& caller, Answer answer) const;

  private:
    struct Route {
        Method method;
        QStringList segments;
        Handler handler;
    };
    struct Match {
        const Route* route = nullptr;  ///< for the method; HEAD finds GET
        std::vector<Method> allowed;   ///< of every route on this path; empty: there is no such path
        std::uint64_t id = 0;
        QString name{};
    };
    [[nodiscard]] Match find(const Request& request) const;
    [[nodiscard]] static bool fits(const Route& route, const QStringList& segments, Match& match);

    std::vector<Route> m_routes;
};

}  // namespace portolan::rest
