// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/servicecommands.h"

#include "app/ctl/names.h"
#include "app/ctl/ownaddress.h"
#include "app/ctl/serviceviews.h"
#include "app/ctl/words.h"
#include "backend/api/json.h"

#include <charconv>

namespace portolan::ctl {

namespace {

base::Result<api::ServiceDraft> draftToAdd(Session& session) {
    const Arguments& arguments = session.arguments();
    api::ServiceDraft draft;
    draft.host = arguments.words.front();
    draft.name = arguments.value("--name");
    draft.recordAddress = arguments.value("--ip");
    bool secure = arguments.has("--https");
    for (std::size_t i = 1; i < arguments.words.size(); ++i) {
        PORTOLAN_TRY(WrittenTarget target, parseTarget(arguments.words[i]));
        secure = secure || target.scheme == "https";
        if (target.address.empty()) {
            PORTOLAN_TRY(target.address, ownAddress(session));
        }
        draft.targets.push_back({target.address, target.port, {}});
    }
    if (secure)
        draft.protocol = "https";
    if (const auto expires = arguments.value("--expires")) {
        PORTOLAN_TRY(const std::chrono::seconds after, parseDuration(*expires));
        draft.expiresIn = after.count();
    }
    return draft;
}

/// The same error, with the field in the words of the command line.
base::Error inOwnWords(base::Error error, const Arguments& arguments) {
    constexpr std::string_view targets = "targets[";
    if (error.field.starts_with(targets)) {
        std::size_t index = 0;
        std::from_chars(error.field.data() + targets.size(), error.field.data() + error.field.size(), index);
        if (index + 1 < arguments.words.size())
            return error.at("target " + arguments.words[index + 1]);
    }
    for (const auto& [field, option] : {std::pair<std::string_view, const char*>{"record_address", "--ip"},
                                        {"expires_in", "--expires"},
                                        {"name", "--name"},
                                        {"targets", "TARGET"}})
        if (error.field == field)
            return error.at(option);
    return error.field == "host" ? error.at("") : error;
}

/// What its targets make of a service.
api::HealthView healthOf(const std::vector<api::TargetView>& targets) {
    std::size_t up = 0;
    const api::TargetView* bad = nullptr;
    for (const api::TargetView& target : targets) {
        const bool isUp = target.health.state == model::HealthState::Up;
        up += isUp ? 1 : 0;
        if (!isUp && !bad)
            bad = &target;
    }
    if (!bad)
        return targets.front().health;
    if (up == 0)
        return bad->health;
    return {model::HealthState::Degraded, model::HealthCause::SomeDown};
}

/// The service as a look at every target finds it now. One that is switched off is not looked at.
base::Result<api::ServiceView> lookedAt(Session& session, api::ServiceView service) {
    const auto report = session.ask<api::Report>(
        [&](auto reply) { session.backend().report(myself(), api::CheckRequest{service.id}, reply); });
    if (!report && report.error().code == "check.switched_off")
        return service;
    if (!report)
        return report.error();
    for (const api::CheckFinding& finding : std::get<api::CheckView>(*report).targets)
        for (api::TargetView& target : service.targets)
            if (target.id == finding.id)
                target.health = {finding.state, finding.cause, {}, finding.latency, finding.detail};
    service.health = healthOf(service.targets);
    return service;
}

bool isInState(const api::ServiceView& service, std::string_view state) {
    return (state == "off" ? "disabled" : state) == model::toWord(service.health.state);
}

}  // namespace

base::Result<api::ServiceView> fetchService(Session& session, model::ServiceId id) {
    return session.ask<api::ServiceView>(
        [&](auto reply) { session.backend().showService(myself(), id, reply); });
}

base::Result<api::Preview> askPreview(Session& session, const api::PreviewRequest& request) {
    return session.ask<api::Preview>(
        [&](auto reply) { session.backend().previewService(myself(), request, reply); });
}

ExitCode printPreview(Session& session, const api::Preview& preview) {
    if (session.json())
        session.output().data(api::toJson(preview));
    else
        session.output().data(previewText(preview, session.output().dataStyle()));
    session.warn(preview.warnings);
    session.output().note("Nothing was changed (--dry-run).");
    return ExitCode::Ok;
}

ExitCode listServices(Session& session) {
    const std::vector<std::string>& words = session.arguments().words;
    api::ListRequest request;
    if (!words.empty())
        request.filter = words.front();
    auto page = session.ask<api::ServicePage>(
        [&](auto reply) { session.backend().listServices(myself(), request, reply); });
    if (!page)
        return session.fail(page.error());
    api::ServicePage& shown = page.value();
    keepMatching(shown, words);
    if (const auto state = session.arguments().value("--state"))
        std::erase_if(shown.items,
                      [&](const api::ServiceView& service) { return !isInState(service, *state); });
    shown.total = shown.items.size();
    if (session.json())
        session.output().data(api::toJson(shown));
    else if (!shown.items.empty())
        session.output().data(listText(shown, session.output().dataStyle(), session.now()));
    else if (words.empty() && !session.arguments().has("--state"))
        session.output().note("There are no services yet: portolanctl add NAME HOST:PORT");
    else
        session.output().note("No service fits.");
    return ExitCode::Ok;
}

ExitCode showService(Session& session) {
    const auto found = findService(session, session.arguments().words.front());
    if (!found)
        return session.fail(found.error());
    const auto shown = fetchService(session, found->id);
    if (!shown)
        return session.fail(shown.error());
    if (session.json())
        session.output().data(api::toJson(*shown));
    else
        session.output().data(showText(*shown, session.output().dataStyle(), session.now()));
    return ExitCode::Ok;
}

ExitCode addService(Session& session) {
    const auto draft = draftToAdd(session);
    if (!draft)
        return session.fail(draft.error());
    if (session.arguments().has("--dry-run")) {
        const auto shown = askPreview(session, {*draft, {}});
        return shown ? printPreview(session, *shown)
                     : session.fail(inOwnWords(shown.error(), session.arguments()));
    }
    const auto added = session.ask<api::ServiceChange>(
        [&](auto reply) { session.backend().addService(myself(), *draft, reply); });
    if (!added)
        return session.fail(inOwnWords(added.error(), session.arguments()));
    if (session.json())
        session.output().data(api::toJson(*added));
    else
        session.output().data(previewText(previewOf(added->service), session.output().dataStyle()));
    session.warn(added->warnings);
    return ExitCode::Ok;
}

ExitCode removeServices(Session& session) {
    ExitCode code = ExitCode::Ok;
    QJsonArray removed;
    for (const std::string& name : session.arguments().words) {
        auto gone = findService(session, name);
        if (gone)
            gone = session.ask<api::ServiceView>([&](auto reply) {
                session.backend().removeService(myself(), gone->id, {gone->revision}, reply);
            });
        if (!gone) {
            code = session.fail(gone.error());
            if (code == ExitCode::Unreachable || code == ExitCode::Interrupted)
                break;
        } else if (session.json()) {
            removed.append(api::toJson(*gone));
        } else {
            session.output().data("removed " + harmless(gone->host) + "\n");
        }
    }
    if (session.json())
        session.output().data(removed);
    return code;
}

ExitCode checkServices(Session& session) {
    ExitCode code = ExitCode::Ok;
    QJsonArray checked;
    for (const std::string& name : session.arguments().words) {
        auto service = findService(session, name);
        if (service)
            service = lookedAt(session, std::move(service).value());
        if (!service) {
            code = session.fail(service.error());
            if (code == ExitCode::Unreachable || code == ExitCode::Interrupted)
                break;
            continue;
        }
        if (service->health.state != model::HealthState::Up && code == ExitCode::Ok)
            code = ExitCode::Failed;
        if (session.json())
            checked.append(api::toJson(*service));
        else
            session.output().data(checkText(*service, session.output().dataStyle(), session.now()));
    }
    if (session.json())
        session.output().data(checked);
    return code;
}

}  // namespace portolan::ctl
