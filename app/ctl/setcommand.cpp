// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/setcommand.h"

#include "app/ctl/assignments.h"
#include "app/ctl/names.h"
#include "app/ctl/ownaddress.h"
#include "app/ctl/servicecommands.h"
#include "app/ctl/words.h"
#include "backend/api/drafts.h"
#include "backend/api/json.h"

namespace portolan::ctl {

namespace {

base::Result<std::vector<Assignment>> assignmentsOf(const Arguments& arguments) {
    std::vector<Assignment> assignments;
    for (std::size_t i = 1; i < arguments.words.size(); ++i) {
        PORTOLAN_TRY(Assignment assignment, parseAssignment(arguments.words[i]));
        assignments.push_back(std::move(assignment));
    }
    return assignments;
}

base::Result<api::ServiceDraft> changedDraft(Session& session, const api::ServiceView& service,
                                             const std::vector<Assignment>& assignments) {
    QJsonObject json = api::toJson(api::draftOf(service, session.now()));
    for (const Assignment& assignment : assignments)
        PORTOLAN_CHECK(assign(json, assignment, [&] { return ownAddress(session); }));
    return api::serviceDraftFromJson(json);
}

/// "checks.interval: 5 -> 30" for each field that is not as it was.
std::string changesText(const api::ServiceView& before, const api::ServiceView& after,
                        const std::vector<Assignment>& assignments) {
    const QJsonObject was = api::toJson(before);
    const QJsonObject is = api::toJson(after);
    const auto shown = [](const std::string& value) { return value.empty() ? "(none)" : harmless(value); };
    std::string text;
    for (const Assignment& assignment : assignments) {
        const std::string old = valueText(was, *assignment.field);
        const std::string now = valueText(is, *assignment.field);
        if (old != now)
            text += std::string(assignment.field->path) + ": " + shown(old) + " -> " + shown(now) + "\n";
    }
    return text;
}

}  // namespace

ExitCode setFields(Session& session) {
    const auto assignments = assignmentsOf(session.arguments());
    if (!assignments)
        return session.fail(assignments.error());
    const auto found = findService(session, session.arguments().words.front());
    if (!found)
        return session.fail(found.error());
    const auto service = session.ask<api::ServiceView>(
        [&](auto reply) { session.backend().showService(myself(), found->id, reply); });
    if (!service)
        return session.fail(service.error());
    const auto draft = changedDraft(session, *service, *assignments);
    if (!draft)
        return session.fail(draft.error());
    if (session.arguments().has("--dry-run")) {
        const auto shown = session.ask<api::Preview>([&](auto reply) {
            session.backend().previewService(myself(), {*draft, service->id}, reply);
        });
        return shown ? printPreview(session, *shown) : session.fail(shown.error());
    }
    const auto changed = session.ask<api::ServiceChange>([&](auto reply) {
        session.backend().replaceService(myself(), service->id, *draft, {service->revision}, reply);
    });
    if (!changed)
        return session.fail(changed.error());
    if (session.json()) {
        session.output().data(api::toJson(*changed));
    } else if (const std::string text = changesText(*service, changed->service, *assignments);
               !text.empty()) {
        session.output().data(text);
    } else {
        session.output().note(harmless(service->host) + " is like that already.");
    }
    session.warn(changed->warnings);
    return ExitCode::Ok;
}

}  // namespace portolan::ctl
