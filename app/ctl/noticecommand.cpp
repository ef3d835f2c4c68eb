// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/noticecommand.h"

#include "app/ctl/words.h"
#include "backend/api/noticesjson.h"

#include <charconv>

namespace portolan::ctl {

namespace {

base::Result<std::size_t> parseCount(const std::string& text) {
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size())
        return base::Error{"usage.option", "--limit takes a number, not \"" + text + "\".", "", {}};
    return count;
}

}  // namespace

std::string noticesText(const std::vector<model::Notice>& notices, const Style& style) {
    if (notices.empty())
        return "There are no notices.\n";
    Table table;
    table.columns = {{"TIME"}, {"NOTICE", Align::Left, Fit::MayBeCut}};
    for (const model::Notice& notice : notices) {
        const Colour colour = model::isTrouble(notice.kind) ? Colour::Red : Colour::None;
        table.rows.push_back({timeText(notice.at), Cell(model::textOf(notice), colour)});
    }
    return toText(table, style);
}

ExitCode listNotices(Session& session) {
    api::NoticesRequest wanted;
    if (const auto limit = session.arguments().value("--limit")) {
        const auto count = parseCount(*limit);
        if (!count)
            return session.fail(count.error());
        wanted.limit = *count;
    }
    const auto report =
        session.ask<api::Report>([&](auto reply) { session.backend().report(myself(), wanted, reply); });
    if (!report)
        return session.fail(report.error());
    const auto& list = std::get<api::NoticeList>(*report);
    if (session.json())
        session.output().data(api::toJson(list));
    else
        session.output().data(noticesText(list.items, session.output().dataStyle()));
    return ExitCode::Ok;
}

}  // namespace portolan::ctl
