// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// portolanctl: the command line of a backend. Reads the arguments, finds the backend, and hands over to the
// verb. QCoreApplication only: it runs where there is no display.
#include "app/ctl/arguments.h"
#include "app/ctl/completion.h"
#include "app/ctl/endpointfinder.h"
#include "app/ctl/explaincommand.h"
#include "app/ctl/help.h"
#include "app/ctl/noticecommand.h"
#include "app/ctl/recordcommands.h"
#include "app/ctl/servicecommands.h"
#include "app/ctl/setcommand.h"
#include "app/ctl/statuscommand.h"
#include "app/ctl/trustcommands.h"
#include "app/ctl/watchcommand.h"
#include "app/ctl/words.h"
#include "backend/client/restadministration.h"
#include "backend/platform/signals.h"

#include <QCoreApplication>

#include <csignal>
#include <unistd.h>

namespace {

using namespace portolan;
using namespace portolan::ctl;

constexpr std::chrono::seconds completionLimit{1};

EndpointPlaces places() {
    return {platform::Environment::ofProcess(), platform::currentPrivilege()};
}

Style styleFor(int descriptor, const std::string& when) {
    Style style = styleOf(descriptor, platform::Environment::ofProcess());
    if (when == "always")
        style.colours = true;
    if (when == "never")
        style.colours = false;
    return style;
}

ExitCode runVerb(Session& session) {
    switch (session.arguments().verb->verb) {
        case Verb::List:
            return listServices(session);
        case Verb::Show:
            return showService(session);
        case Verb::Add:
            return addService(session);
        case Verb::Set:
            return setFields(session);
        case Verb::Remove:
            return removeServices(session);
        case Verb::Check:
            return checkServices(session);
        case Verb::Explain:
            return explainName(session, storesOfThisMachine(session));
        case Verb::Status:
            return showStatus(session);
        case Verb::Watch:
            return watchEvents(session);
        case Verb::Notices:
            return listNotices(session);
        case Verb::RecordsList:
            return listRecords(session);
        case Verb::RecordsAdd:
            return addRecord(session);
        case Verb::RecordsRemove:
            return removeRecords(session);
        case Verb::TrustStatus:
            return showTrust(session, storesOfThisMachine(session));
        case Verb::TrustInstall:
            return installTrust(session, storesOfThisMachine(session));
        case Verb::TrustRemove:
            return removeTrust(session, storesOfThisMachine(session));
        case Verb::Completion:
            break;
    }
    return ExitCode::Failed;
}

/// What the endpoint and the time limit of a call are.
struct Connection {
    client::Endpoint endpoint{};
    client::Timings timings{};
};

base::Result<Connection> connectionFor(const Arguments& arguments) {
    Connection connection;
    if (const auto timeout = arguments.value("--timeout")) {
        PORTOLAN_TRY(connection.timings.call, parseDuration(*timeout));
    }
    // A root that no backend has any more can be taken out without one.
    if (arguments.has("--fingerprint"))
        return connection;
    PORTOLAN_TRY(connection.endpoint,
                 findEndpoint({arguments.value("--connect"), arguments.value("--endpoint"),
                               arguments.value("--token-file")},
                              places()));
    return connection;
}

ExitCode runSession(const Arguments& arguments, Output& output) {
    const auto connection = connectionFor(arguments);
    if (!connection) {
        output.error(connection.error().message);
        return exitCodeOf(connection.error());
    }
    client::RestAdministration backend(connection->endpoint, connection->timings);
    const base::RealClock clock;
    Session session(backend, connection->endpoint.url, arguments, output, clock);
    const platform::Signals signals([&](int) { session.interrupt(); });
    const ExitCode code = runVerb(session);
    return output.hasFailed() ? ExitCode::Failed : code;
}

ExitCode printCompletion(const Arguments& arguments, Output& output) {
    const auto script = completionScript(arguments.words.front());
    if (!script) {
        output.error("There is completion for bash, zsh and fish.");
        return ExitCode::Usage;
    }
    output.data(*script);
    return ExitCode::Ok;
}

/// Names for completion, as short as they may be written; none where no backend answers at once.
std::vector<std::string> namesForCompletion(WordKind kind) {
    const auto endpoint = findEndpoint({}, places());
    if (!endpoint)
        return {};
    client::Timings timings;
    timings.call = completionLimit;
    client::RestAdministration backend(*endpoint, timings);
    const Arguments none;
    Output output({}, {});
    const base::RealClock clock;
    Session session(backend, endpoint->url, none, output, clock);
    std::vector<std::string> names;
    if (kind == WordKind::Service) {
        if (const auto page =
                session.ask<api::ServicePage>([&](auto reply) { backend.listServices(myself(), {}, reply); }))
            for (const api::ServiceView& service : page->items)
                names.push_back(service.host);
    } else if (const auto page = session.ask<api::RecordPage>(
                   [&](auto reply) { backend.listRecords(myself(), {}, reply); })) {
        for (const api::RecordView& record : page->items)
            names.push_back(record.name);
    }
    return names;
}

ExitCode printCandidates(const std::vector<std::string>& words) {
    Output output({}, {});
    for (const Candidate& candidate : complete(words, namesForCompletion))
        output.data(harmless(candidate.word) + (candidate.meaning.empty() ? "" : "\t" + candidate.meaning) +
                    "\n");
    return ExitCode::Ok;
}

ExitCode run(const std::vector<std::string>& written) {
    if (!written.empty() && written.front() == "__complete")
        return printCandidates({written.begin() + 1, written.end()});
    auto arguments = parseArguments(written);
    const std::string when = arguments ? arguments->value("--colour").value_or("auto") : "auto";
    Output output(styleFor(STDOUT_FILENO, when), styleFor(STDERR_FILENO, when));
    if (!arguments) {
        output.error(arguments.error().message);
        return ExitCode::Usage;
    }
    if (arguments->has("--version")) {
        output.data("portolanctl " PORTOLAN_VERSION "\n");
        return ExitCode::Ok;
    }
    if (arguments->has("--help")) {
        output.data(arguments->verb ? helpText(*arguments->verb, output.dataStyle())
                                    : helpText(output.dataStyle()));
        return ExitCode::Ok;
    }
    if (!arguments->verb) {
        output.error("Say what to do: portolanctl VERB. See \"portolanctl --help\".");
        return ExitCode::Usage;
    }
    if (arguments->verb->verb == Verb::Completion)
        return printCompletion(*arguments, output);
    return runSession(*arguments, output);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> written(argv + 1, argv + argc);
    // Qt takes options of its own from the command line; ours are not for it.
    int ownCount = 1;
    const QCoreApplication application(ownCount, argv);
    return static_cast<int>(run(written));
}
