// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/httpsredirect.h"

#include "backend/httpwire/head.h"
#include "backend/proxy/finishedexchange.h"
#include "backend/proxy/pages.h"

#include <string>

namespace portolan::proxy {

namespace {

constexpr int temporaryRedirect = 307;
constexpr std::uint16_t usualPort = 443;

std::string placeOverHttps(const httpwire::RequestHead& head, std::uint16_t port) {
    std::string place = "https://" + std::string(head.host);
    if (port != usualPort)
        place += ":" + std::to_string(port);
    if (head.form != httpwire::TargetForm::Asterisk)
        place += head.target;
    return place;
}

}  // namespace

bool HttpsRedirect::isPossible() const {
    return m_router.current() && m_router.current()->httpsPort;
}

std::unique_ptr<LocalExchange> HttpsRedirect::begin(const httpwire::RequestHead& head, const Arrival&,
                                                    LocalResponder& responder) {
    std::string place = placeOverHttps(head, m_router.current()->httpsPort.value_or(usualPort));
    FinishedAnswer answer{.status = temporaryRedirect,
                          .contentType = contentTypeOf(PageFormat::Text),
                          .body = "This service is served by https only: " + place + "\n",
                          .contentPolicy = std::string(pagePolicy()),
                          .location = std::move(place)};
    return std::make_unique<FinishedExchange>(std::move(answer), head.method, responder);
}

}  // namespace portolan::proxy
