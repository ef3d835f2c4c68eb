// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/trustcommands.h"

#include "app/ctl/names.h"
#include "app/ctl/nssstore.h"
#include "app/ctl/pem.h"
#include "app/ctl/systemstore.h"
#include "app/ctl/toolrunner.h"
#include "app/ctl/trustviews.h"
#include "backend/base/bytes.h"
#include "backend/model/policytext.h"

#include <QCoreApplication>

#include <algorithm>
#include <unistd.h>

namespace portolan::ctl {

namespace {

using Roots = std::vector<api::AuthorityView>;

/// Those that --zone leaves; each holds what its fingerprint says.
base::Result<Roots> rootsOf(Session& session) {
    PORTOLAN_TRY(const api::Report report, session.ask<api::Report>([&](auto reply) {
        session.backend().report(myself(), api::AuthoritiesRequest{}, reply);
    }));
    Roots roots = std::get<api::AuthorityList>(report).items;
    for (const api::AuthorityView& root : roots)
        if (const auto held = fingerprintsIn(root.pem); held.size() != 1 || held.front() != root.fingerprint)
            return base::Error{"trust.fingerprint",
                               "The backend's root for " + root.zone +
                                   " does not have the fingerprint that it claims; nothing was done.",
                               "",
                               {}};
    if (const auto zone = session.arguments().value("--zone")) {
        PORTOLAN_TRY(const std::string wanted, fullName(session, *zone + "."));
        std::erase_if(roots, [&](const auto& root) { return !base::equalsIgnoringCase(root.zone, wanted); });
        if (roots.empty())
            return base::Error{"zone.not_found", "There is no root for a zone \"" + *zone + "\".", "", {}};
    }
    return roots;
}

std::vector<RootView> lookAt(const Roots& roots, const TrustStores& stores) {
    std::vector<RootView> views;
    for (const api::AuthorityView& root : roots) {
        RootView view{root, {}};
        for (const auto& store : stores)
            view.stores.push_back({store->name(), store->place(), store->look(root)});
        views.push_back(std::move(view));
    }
    return views;
}

bool allTrusted(const std::vector<RootView>& views) {
    return std::all_of(views.begin(), views.end(), [](const RootView& view) {
        return std::all_of(view.stores.begin(), view.stores.end(),
                           [](const StoreLine& store) { return store.view.state == TrustState::Trusted; });
    });
}

std::string homeOf() {
    return callingAccount(platform::Environment::ofProcess()).home;
}

void print(Session& session, const std::vector<RootView>& views) {
    if (session.json()) {
        session.output().data(trustJson(views));
        return;
    }
    const Style& style = session.output().dataStyle();
    std::string text;
    for (const RootView& view : views)
        text += (text.empty() ? "" : "\n") + rootText(view.root, style, session.now()) + "\n" +
                storesText(view.stores, style, homeOf());
    session.output().data(text);
}

/// Ok: go on. Usage: nobody can be asked. Failed: no.
ExitCode confirm(Session& session, const std::string& question) {
    if (session.arguments().has("--yes"))
        return ExitCode::Ok;
    if (::isatty(STDIN_FILENO) != 1) {
        session.output().error(
            "There is no terminal to ask on. Compare the fingerprint with the one on the backend's own "
            "machine, "
            "then say --yes.");
        return ExitCode::Usage;
    }
    session.output().question(question + " [y/N] ");
    const auto answer = session.readLine();
    if (session.isInterrupted()) {
        session.output().note("");
        return ExitCode::Interrupted;
    }
    if (answer && (base::equalsIgnoringCase(*answer, "y") || base::equalsIgnoringCase(*answer, "yes")))
        return ExitCode::Ok;
    session.output().note("Nothing was changed.");
    return ExitCode::Failed;
}

/// The same command with sudo, for the system's store alone.
std::string sudoLine(const Session& session) {
    std::string program = QCoreApplication::applicationFilePath().toStdString();
    if (program == "/usr/bin/portolanctl")
        program = "portolanctl";
    std::string line =
        "sudo " + program + " " + std::string(session.arguments().verb->path) + " --only system";
    for (const char* option : {"--connect", "--endpoint", "--token-file", "--zone", "--fingerprint"})
        if (const auto value = session.arguments().value(option))
            line += std::string(" ") + option + " " + *value;
    return line;
}

/// Says what went wrong in one store; the others go on.
ExitCode failStore(Session& session, const TrustStore& store, base::Error error) {
    error.message = store.name() + ": " + error.message;
    const ExitCode code = session.fail(error);
    if (error.code == "trust.needs_root")
        session.output().line("  " + sudoLine(session));
    return code;
}

base::Result<std::vector<model::Fingerprint>> fingerprintsToRemove(Session& session, Roots& roots) {
    std::vector<model::Fingerprint> fingerprints;
    if (const auto written = session.arguments().value("--fingerprint")) {
        auto fingerprint = model::parseFingerprint(
            written->find(':') == std::string::npos || !written->starts_with("sha") ? "sha256:" + *written
                                                                                    : *written);
        if (!fingerprint)
            return base::Error{"usage.fingerprint",
                               "\"" + *written + "\" is no SHA-256 fingerprint: 64 hexadecimal digits.",
                               "",
                               {}};
        fingerprints.push_back(*fingerprint);
        return fingerprints;
    }
    PORTOLAN_TRY(roots, rootsOf(session));
    for (const api::AuthorityView& root : roots)
        fingerprints.push_back(root.fingerprint);
    return fingerprints;
}

constexpr const char* noAuthority = "This backend has no authority of its own: there is nothing to trust.";

}  // namespace

TrustStores storesOfThisMachine(Session& session) {
    const std::string only = session.arguments().value("--only").value_or("");
    TrustStores stores;
    if (only != "browsers")
        if (const auto layout = systemLayout())
            stores.push_back(std::make_unique<SystemStore>(*layout, toolRunner(session)));
    if (only == "system")
        return stores;
    const Account account = callingAccount(platform::Environment::ofProcess());
    const std::string certutil = findTool("certutil");
    for (const NssPlace& place : browserPlaces(account.home, lookForChromium()))
        stores.push_back(std::make_unique<NssStore>(place, certutil, toolRunner(session, account.ids)));
    return stores;
}

ExitCode showTrust(Session& session, const TrustStores& stores) {
    const auto roots = rootsOf(session);
    if (!roots)
        return session.fail(roots.error());
    const auto views = lookAt(*roots, stores);
    if (session.isInterrupted())
        return ExitCode::Interrupted;
    if (views.empty() && !session.json())
        session.output().note(noAuthority);
    else
        print(session, views);
    return allTrusted(views) ? ExitCode::Ok : ExitCode::Failed;
}

ExitCode installTrust(Session& session, const TrustStores& stores) {
    const auto roots = rootsOf(session);
    if (!roots)
        return session.fail(roots.error());
    if (roots->empty()) {
        session.output().error(noAuthority);
        return ExitCode::Failed;
    }
    const auto before = lookAt(*roots, stores);
    if (!session.json())
        print(session, before);
    if (allTrusted(before)) {
        session.output().note(stores.empty() ? "There is no store to put it into."
                                             : "All of it is trusted already.");
        if (session.json())
            print(session, before);
        return stores.empty() ? ExitCode::Failed : ExitCode::Ok;
    }
    const ExitCode answer =
        confirm(session, roots->size() == 1 ? "Trust this root here?" : "Trust these roots here?");
    if (answer != ExitCode::Ok)
        return answer;
    ExitCode code = ExitCode::Ok;
    for (std::size_t i = 0; i < roots->size(); ++i)
        for (std::size_t s = 0; s < stores.size() && !session.isInterrupted(); ++s) {
            if (before[i].stores[s].view.state == TrustState::Trusted)
                continue;
            if (const auto installed = stores[s]->install((*roots)[i]); !installed)
                code = failStore(session, *stores[s], installed.error());
            else if (!session.json())
                session.output().data("trusted: " + (*roots)[i].zone + " in " + stores[s]->name() + "\n");
        }
    if (session.json())
        print(session, lookAt(*roots, stores));
    return session.isInterrupted() ? ExitCode::Interrupted : code;
}

ExitCode removeTrust(Session& session, const TrustStores& stores) {
    Roots roots;
    const auto fingerprints = fingerprintsToRemove(session, roots);
    if (!fingerprints)
        return session.fail(fingerprints.error());
    if (!session.json())
        print(session, lookAt(roots, stores));
    const ExitCode answer = confirm(session, "Take out what \"trust install\" has put into these stores?");
    if (answer != ExitCode::Ok)
        return answer;
    ExitCode code = ExitCode::Ok;
    bool found = false;
    for (const model::Fingerprint& fingerprint : *fingerprints)
        for (const auto& store : stores) {
            const auto removed =
                session.isInterrupted() ? base::Result<bool>(false) : store->remove(fingerprint);
            if (!removed) {
                code = failStore(session, *store, removed.error());
            } else if (*removed) {
                found = true;
                if (!session.json())
                    session.output().data("removed from " + store->name() + "\n");
            }
        }
    if (session.json())
        print(session, lookAt(roots, stores));
    else if (!found && code == ExitCode::Ok)
        session.output().note("Nothing of it was there.");
    return session.isInterrupted() ? ExitCode::Interrupted : code;
}

}  // namespace portolan::ctl
