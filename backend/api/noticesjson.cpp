// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/noticesjson.h"

#include "backend/api/json.h"
#include "backend/api/jsonfields.h"

namespace portolan::api {

namespace {

QJsonObject toJson(const model::NoticeSubject& subject) {
    HealthView health{subject.state, subject.cause, subject.since, std::nullopt};
    health.detail = subject.detail;
    QJsonObject json{{QStringLiteral("id"), QString::number(static_cast<quint64>(subject.service))},
                     {QStringLiteral("name"), toQString(subject.name)},
                     {QStringLiteral("host"), toQString(subject.host)},
                     {QStringLiteral("health"), api::toJson(health)}};
    if (subject.flaps > 0)
        json[QStringLiteral("flaps")] = static_cast<qint64>(subject.flaps);
    return json;
}

base::Result<model::NoticeSubject> subjectFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    model::NoticeSubject subject;
    subject.service = model::ServiceId(fields.digits("id").value_or(0));
    subject.name = fields.text("name").value_or("");
    subject.host = fields.requiredText("host");
    subject.flaps = static_cast<std::uint32_t>(fields.integer("flaps").value_or(0));
    PORTOLAN_TRY(const HealthView health, healthFromJson(fields.object("health").value_or(QJsonObject())));
    subject.state = health.state;
    subject.cause = health.cause;
    subject.detail = health.detail;
    subject.since = health.since.value_or(base::SystemTime());
    if (!fields.ok())
        return malformedReply(fields.error());
    return subject;
}

std::optional<model::NoticeKind> kindOf(const QJsonObject& json) {
    return model::noticeKindFromWord(json[QLatin1String("kind")].toString().toStdString());
}

}  // namespace

QJsonObject toJson(const model::Notice& notice) {
    QJsonObject params;
    for (const auto& [name, value] : model::paramsOf(notice))
        params[toQString(name)] = toQString(value);
    QJsonArray services;
    for (const model::NoticeSubject& subject : notice.services)
        services.append(toJson(subject));
    return {{QStringLiteral("id"), QString::number(notice.id)},
            {QStringLiteral("time"), toQString(notice.at)},
            {QStringLiteral("kind"), toQString(model::toWord(notice.kind))},
            {QStringLiteral("code"), toQString(model::codeOf(notice.kind))},
            {QStringLiteral("params"), params},
            {QStringLiteral("text"), toQString(model::textOf(notice))},
            {QStringLiteral("count"), static_cast<qint64>(notice.count)},
            {QStringLiteral("services"), services}};
}

QJsonObject toJson(const NoticeList& list) {
    QJsonArray items;
    for (const model::Notice& notice : list.items)
        items.append(toJson(notice));
    return {{QStringLiteral("items"), items}, {QStringLiteral("total"), static_cast<qint64>(list.total)}};
}

base::Result<model::Notice> noticeFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    model::Notice notice;
    notice.id = fields.digits("id").value_or(0);
    notice.at = fields.time("time").value_or(base::SystemTime());
    notice.count = static_cast<std::size_t>(fields.integer("count").value_or(0));
    const auto kind = kindOf(json);
    if (!kind)
        return malformedReply({"field.value", "It is a notice of an unknown kind.", "kind", {}});
    notice.kind = *kind;
    for (const QJsonValue& element : fields.array("services").value_or(QJsonArray())) {
        PORTOLAN_TRY(model::NoticeSubject subject, subjectFromJson(element.toObject()));
        notice.services.push_back(std::move(subject));
    }
    if (!fields.ok())
        return malformedReply(fields.error());
    return notice;
}

base::Result<NoticeList> noticeListFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    NoticeList list;
    list.total = static_cast<std::size_t>(fields.integer("total").value_or(0));
    for (const QJsonValue& element : fields.array("items").value_or(QJsonArray())) {
        const QJsonObject item = element.toObject();
        if (!kindOf(item))
            continue;
        PORTOLAN_TRY(model::Notice notice, noticeFromJson(item));
        list.items.push_back(std::move(notice));
    }
    if (!fields.ok())
        return malformedReply(fields.error());
    return list;
}

}  // namespace portolan::api
