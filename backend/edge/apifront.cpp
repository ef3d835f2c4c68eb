// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/apifront.h"

namespace portolan::edge {

std::unique_ptr<proxy::LocalExchange> ApiFront::begin(const httpwire::RequestHead& head,
                                                      const proxy::Arrival& arrival,
                                                      proxy::LocalResponder& responder) {
    auto exchange = std::make_unique<FrontExchange>(m_parts, head, arrival, responder);
    exchange->judge(head);
    return exchange;
}

}  // namespace portolan::edge
