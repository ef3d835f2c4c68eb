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

#include <algorithm>

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

/// "checks.interval: 5 -> 30" for each field that is not as it was. The values of request fields are nobody's
/// to see on a terminal.
std::string changesText(const api::ServiceView& before, const api::ServiceView& after,
                        const std::vector<Assignment>& assignments) {
    const QJsonObject was = api::toJson(before);
    const QJsonObject is = api::toJson(after);
    const auto shown = [](const std::string& value) { return value.empty() ? "(none)" : harmless(value); };
    std::string text;
    for (const Assignment& assignment : assignments) {
        const FieldSpec& field = *assignment.field;
        const std::string old = valueText(was, field);
        const std::string now = valueText(is, field);
        if (old != now)
            text += std::string(field.path) + ": " + shown(old) + " -> " + shown(now) + "\n";
        else if (field.kind == FieldKind::Fields && (after.fieldValues == api::FieldValues::Hidden ||
                                                     before.proxy.requestFields != after.proxy.requestFields))
            text += std::string(field.path) + ": " + shown(now) + ", with these values\n";
    }
    return text;
}

/// What a change gives reason to warn of that there was no reason for before.
std::vector<api::Warning> newWarnings(Session& session, const api::ServiceView& before,
                                      std::vector<api::Warning> warnings) {
    if (warnings.empty())
        return warnings;
    const auto known = askPreview(session, {api::draftOf(before, session.now()), before.id});
    if (known)
        std::erase_if(warnings, [&](const api::Warning& warning) {
            return std::find(known->warnings.begin(), known->warnings.end(), warning) !=
                   known->warnings.end();
        });
    return warnings;
}

}  // namespace

ExitCode setFields(Session& session) {
    const auto assignments = assignmentsOf(session.arguments());
    if (!assignments)
        return session.fail(assignments.error());
    const auto found = findService(session, session.arguments().words.front());
    if (!found)
        return session.fail(found.error());
    const auto service = fetchService(session, found->id);
    if (!service)
        return session.fail(service.error());
    const auto draft = changedDraft(session, *service, *assignments);
    if (!draft)
        return session.fail(draft.error());
    if (session.arguments().has("--dry-run")) {
        const auto shown = askPreview(session, {*draft, service->id});
        return shown ? printPreview(session, *shown) : session.fail(shown.error());
    }
    const auto changed = session.ask<api::ServiceChange>([&](auto reply) {
        session.backend().replaceService(myself(), service->id, *draft, {service->revision}, reply);
    });
    if (!changed)
        return session.fail(changed.error());
    const std::string text = changesText(*service, changed->service, *assignments);
    if (session.json())
        session.output().data(api::toJson(*changed));
    else if (text.empty())
        session.output().note(harmless(service->host) + " is like that already.");
    else
        session.output().data(text);
    session.warn(newWarnings(session, *service, changed->warnings));
    return ExitCode::Ok;
}

}  // namespace portolan::ctl
