// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/watchcommand.h"

#include "app/ctl/words.h"
#include "backend/api/json.h"
#include "backend/api/jsonfields.h"

#include <QDateTime>
#include <QJsonDocument>

namespace portolan::ctl {

namespace {

QJsonObject dataOf(const api::EventView& event) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(event.data)).object();
}

std::string targetsOf(const api::ServiceView& service) {
    std::string text;
    for (const api::TargetView& target : service.targets)
        text += (text.empty() ? " -> " : ", ") + target.place();
    return text;
}

std::string serviceText(const QJsonObject& data) {
    const auto service = api::serviceFromJson(data);
    return service ? service->host + targetsOf(*service) : "";
}

std::string recordText(const QJsonObject& data) {
    const auto record = api::recordFromJson(data);
    return record ? record->name + " " + record->type + " " + record->data : "";
}

std::string textOf(const QJsonObject& data, const char* field) {
    return data[QLatin1String(field)].toString().toStdString();
}

std::string healthText(const QJsonObject& data, const Style& style) {
    const auto health = api::healthFromJson(data[QLatin1String("health")].toObject());
    if (!health)
        return "";
    const Cell state = stateCell(health->state, style);
    const std::string cause = causeText(*health);
    return harmless(textOf(data, "host")) + " is " + painted(style, state.colour, state.text) +
           (health->latency ? ", " + latencyText(*health->latency) : "") +
           (cause.empty() ? "" : ": " + cause);
}

std::string clockTime() {
    return QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss")).toStdString();
}

}  // namespace

std::string eventText(const api::EventView& event, const Style& style) {
    const QJsonObject data = dataOf(event);
    if (event.type == "service.added")
        return "added    " + harmless(serviceText(data));
    if (event.type == "service.changed")
        return "changed  " + harmless(serviceText(data));
    if (event.type == "service.removed")
        return "removed  " + harmless(textOf(data, "host"));
    if (event.type == "record.added")
        return "added    " + harmless(recordText(data));
    if (event.type == "record.changed")
        return "changed  " + harmless(recordText(data));
    if (event.type == "record.removed")
        return "removed  " + harmless(recordText(data));
    if (event.type == "notice")
        return "notice   " + harmless(textOf(data, "text"));
    return event.type == "health.changed" ? "health   " + healthText(data, style) : "";
}

QJsonObject eventJson(const api::EventView& event) {
    return {{QStringLiteral("id"), QString::number(event.id)},
            {QStringLiteral("type"), api::toQString(event.type)},
            {QStringLiteral("data"), dataOf(event)}};
}

ExitCode watchEvents(Session& session) {
    const auto status =
        session.ask<api::SystemStatus>([&](auto reply) { session.backend().status(myself(), reply); });
    if (!status)
        return session.fail(status.error());
    Output& output = session.output();
    bool begun = false;
    const auto subscription = session.backend().watch(
        0, {[&](const api::EventView& event) {
                if (session.json())
                    output.dataLine(eventJson(event));
                else if (const std::string text = eventText(event, output.dataStyle()); !text.empty())
                    output.data(clockTime() + "  " + text + "\n");
                if (output.hasFailed())
                    session.wake();
            },
            [&] {
                if (session.json())
                    output.dataLine({{QStringLiteral("type"), QStringLiteral("missed")}});
                output.note(begun ? "Something was missed meanwhile." : "Watching; Ctrl+C ends it.");
                begun = true;
            },
            [&] { output.note("The connection to the backend was lost; trying again."); }});
    session.waitUntil([&] { return output.hasFailed(); });
    return output.hasFailed() ? ExitCode::Failed : ExitCode::Interrupted;
}

}  // namespace portolan::ctl
