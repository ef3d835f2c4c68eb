// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/recordcommands.h"

#include "app/ctl/names.h"
#include "app/ctl/words.h"
#include "backend/api/json.h"
#include "backend/base/bytes.h"
#include "backend/base/editdistance.h"

namespace portolan::ctl {

namespace {

std::string tableText(const std::vector<api::RecordView>& records, const Style& style) {
    Table table;
    table.columns = {{"NAME", Align::Left, Fit::MayBeCut},
                     {"TTL", Align::Right},
                     {"TYPE"},
                     {"DATA", Align::Left, Fit::MayBeCut}};
    for (const api::RecordView& record : records)
        table.rows.push_back({record.name, std::to_string(record.ttl), record.type, record.data});
    return toText(table, style);
}

/// "box.internal.example 60 A 192.168.1.7"
std::string lineOf(const api::RecordView& record) {
    return harmless(record.name + " " + std::to_string(record.ttl) + " " + record.type + " " + record.data) +
           "\n";
}

/// The words from `first` on, as one text.
std::string joined(const std::vector<std::string>& words, std::size_t first) {
    std::string text;
    for (std::size_t i = first; i < words.size(); ++i)
        text += (i > first ? " " : "") + words[i];
    return text;
}

/// The backend's own filter does not look at types.
base::Result<api::RecordPage> allRecords(Session& session) {
    return session.ask<api::RecordPage>(
        [&](auto reply) { session.backend().listRecords(myself(), {}, reply); });
}

base::Error notFound(const std::string& name, const api::RecordPage& all) {
    std::vector<std::string> names;
    for (const api::RecordView& record : all.items)
        names.push_back(record.name);
    const std::string near = base::nearestOf(name, names);
    return {"record.not_found",
            "There is no such record of \"" + name + "\"." +
                (near.empty() || near == name ? "" : " Did you mean \"" + near + "\"?"),
            "",
            {{"name", name}}};
}

/// Those that the words of the command line fit.
base::Result<std::vector<api::RecordView>> wantedRecords(Session& session) {
    const std::vector<std::string>& words = session.arguments().words;
    PORTOLAN_TRY(const std::string name, fullName(session, words.front()));
    PORTOLAN_TRY(const api::RecordPage all, allRecords(session));
    const std::string data = joined(words, 2);
    std::vector<api::RecordView> wanted = all.items;
    std::erase_if(wanted, [&](const api::RecordView& record) {
        return !base::equalsIgnoringCase(record.name, name) ||
               (words.size() > 1 && !base::equalsIgnoringCase(record.type, words[1])) ||
               (words.size() > 2 && !base::equalsIgnoringCase(record.data, data));
    });
    if (wanted.empty())
        return notFound(name, all);
    return wanted;
}

}  // namespace

ExitCode listRecords(Session& session) {
    const std::vector<std::string>& words = session.arguments().words;
    auto page = allRecords(session);
    if (!page)
        return session.fail(page.error());
    keepMatching(page.value(), words);
    if (session.json())
        session.output().data(api::toJson(*page));
    else if (page->items.empty())
        session.output().note(words.empty() ? "There are no records that stand alone." : "No record fits.");
    else
        session.output().data(tableText(page->items, session.output().dataStyle()));
    return ExitCode::Ok;
}

ExitCode addRecord(Session& session) {
    const Arguments& arguments = session.arguments();
    api::RecordDraft draft{arguments.words[0], arguments.words[1], joined(arguments.words, 2), {}, {}, {}};
    for (const auto& [option, seconds] :
         {std::pair{"--ttl", &draft.ttl}, std::pair{"--expires", &draft.expiresIn}})
        if (const auto text = arguments.value(option)) {
            const auto duration = parseDuration(*text);
            if (!duration)
                return session.fail(duration.error());
            *seconds = duration->count();
        }
    const auto added = session.ask<api::RecordView>(
        [&](auto reply) { session.backend().saveRecord(myself(), std::nullopt, draft, {}, reply); });
    if (!added)
        return session.fail(added.error());
    if (session.json())
        session.output().data(api::toJson(*added));
    else
        session.output().data(lineOf(*added));
    return ExitCode::Ok;
}

ExitCode removeRecords(Session& session) {
    const auto wanted = wantedRecords(session);
    if (!wanted)
        return session.fail(wanted.error());
    if (wanted->size() > 1 && !session.arguments().has("--all")) {
        session.output().error("Several records fit: say which by type and data, or --all.");
        for (const api::RecordView& record : *wanted)
            session.output().line("  " + record.name + " " + record.type + " " + record.data);
        return ExitCode::Usage;
    }
    ExitCode code = ExitCode::Ok;
    QJsonArray removed;
    for (const api::RecordView& record : *wanted) {
        const auto gone = session.ask<api::RecordView>([&](auto reply) {
            session.backend().removeRecord(myself(), record.id, {record.revision}, reply);
        });
        if (!gone)
            code = session.fail(gone.error());
        else if (session.json())
            removed.append(api::toJson(*gone));
        else
            session.output().data("removed " + lineOf(*gone));
    }
    if (session.json())
        session.output().data(removed);
    return code;
}

}  // namespace portolan::ctl
