// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/noticeroutes.h"

#include "backend/api/noticesjson.h"
#include "backend/rest/replying.h"

namespace portolan::rest {

namespace {

base::Result<api::NoticesRequest> noticesRequestOf(const Request& request) {
    api::NoticesRequest wanted;
    PORTOLAN_TRY(wanted.after, numberOf(request, "after", wanted.after));
    PORTOLAN_TRY(wanted.limit, numberOf(request, "limit", wanted.limit));
    return wanted;
}

}  // namespace

NoticeRoutes::NoticeRoutes(api::Administration& administration, Router& router)
    : m_administration(administration) {
    router.add(Method::Get, "/api/v1/notices", *this, &NoticeRoutes::list);
}

void NoticeRoutes::list(const Call& call, Answer answer) {
    const auto wanted = noticesRequestOf(call.request);
    if (!wanted) {
        answer(errorResponse(call.request.path, wanted.error()));
        return;
    }
    m_administration.report(call.caller, *wanted,
                            answering<api::Report>(call.request, std::move(answer), jsonOf<api::NoticeList>));
}

}  // namespace portolan::rest
