// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/events.h"

#include "backend/api/json.h"
#include "backend/api/noticesjson.h"

#include <QJsonDocument>

namespace portolan::control {

namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

void append(live::EventLog& events, std::string type, const QJsonObject& data) {
    events.append(std::move(type), QJsonDocument(data).toJson(QJsonDocument::Compact).toStdString());
}

void tell(live::EventLog& events, const store::ServiceEdit& edit, const Views& views) {
    if (!edit.after) {
        append(events, "service.removed",
               {{QStringLiteral("id"), QString::number(static_cast<quint64>(edit.before->id))},
                {QStringLiteral("host"), toQString(edit.before->host.text())}});
        return;
    }
    append(events, edit.before ? "service.changed" : "service.added",
           api::toJson(views.ofService(*edit.after)));
}

void tell(live::EventLog& events, const store::RecordEdit& edit) {
    const char* type = !edit.after ? "record.removed" : edit.before ? "record.changed" : "record.added";
    append(events, type, api::toJson(Views::ofRecord(edit.after ? *edit.after : *edit.before)));
}

/// A name that goes from record to service is first gone, then there.
enum class Part : unsigned char { Removals, Rest };

void tellPart(live::EventLog& events, const store::Change& change, Part part, const Views& views) {
    for (const store::ServiceEdit& edit : change.services)
        if (!edit.after == (part == Part::Removals))
            tell(events, edit, views);
    for (const store::RecordEdit& edit : change.records)
        if (!edit.after == (part == Part::Removals))
            tell(events, edit);
}

}  // namespace

void tellChanges(live::EventLog& events, const std::vector<store::Change>& changes, const Views& views) {
    for (const store::Change& change : changes)
        for (const Part part : {Part::Removals, Part::Rest})
            tellPart(events, change, part, views);
}

void tellService(live::EventLog& events, const model::Service& service, const Views& views) {
    append(events, "service.changed", api::toJson(views.ofService(service)));
}

void tellHealth(live::EventLog& events, const model::Service& service, const Views& views) {
    const api::ServiceView view = views.ofService(service);
    QJsonArray targets;
    for (const api::TargetView& target : view.targets)
        targets.append(api::toJson(target));
    append(events, "health.changed",
           {{QStringLiteral("service"), QString::number(static_cast<quint64>(service.id))},
            {QStringLiteral("host"), toQString(view.host)},
            {QStringLiteral("health"), api::toJson(view.health)},
            {QStringLiteral("targets"), targets}});
}

void tellNotice(live::EventLog& events, const model::Notice& notice) {
    append(events, "notice", api::toJson(notice));
}

void tellStatus(live::EventLog& events, std::uint64_t generation, model::Revision revision) {
    append(events, "status.changed",
           {{QStringLiteral("generation"), static_cast<qint64>(generation)},
            {QStringLiteral("revision"), static_cast<qint64>(revision)}});
}

}  // namespace portolan::control
