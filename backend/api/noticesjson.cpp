// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/noticesjson.h"

#include "backend/api/json.h"
#include "backend/api/jsonfields.h"

#include <QJsonArray>

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

base::Result<model::NoticeSubject> serviceSubjectFromJson(const QJsonObject& json) {
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

QJsonObject toJson(const base::Error::Params& params) {
    QJsonObject json;
    for (const auto& [name, value] : params)
        json[toQString(name)] = toQString(value);
    return json;
}

QJsonObject toJson(const model::CertificateSubject& subject) {
    QJsonObject json{{QStringLiteral("owner"), toQString(model::toWord(subject.owner))},
                     {QStringLiteral("name"), toQString(subject.name)}};
    if (subject.notAfter) {
        json[QStringLiteral("not_after")] = toQString(*subject.notAfter);
        json[QStringLiteral("warning_days")] = static_cast<qint64>(subject.warning.count());
    }
    if (subject.failure) {
        json[QStringLiteral("code")] = toQString(subject.failure->code);
        json[QStringLiteral("message")] = toQString(subject.failure->message);
        json[QStringLiteral("params")] = toJson(subject.failure->params);
    }
    return json;
}

base::Result<model::CertificateSubject> certificateFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    model::CertificateSubject subject;
    const auto owner = model::certificateOwnerFromWord(fields.requiredText("owner"));
    subject.name = fields.requiredText("name");
    subject.notAfter = fields.time("not_after");
    subject.warning = std::chrono::days(fields.integer("warning_days").value_or(0));
    if (fields.text("code"))
        subject.failure = errorFromJson(json, 0);
    if (!fields.ok())
        return malformedReply(fields.error());
    if (!owner)
        return malformedReply({"field.value", "It is a certificate of an unknown owner.", "owner", {}});
    subject.owner = *owner;
    return subject;
}

QJsonObject toJson(const model::ListenerSubject& subject) {
    QJsonObject json{{QStringLiteral("name"), toQString(subject.name)},
                     {QStringLiteral("address"), toQString(subject.address.toString())}};
    if (!subject.message.empty())
        json[QStringLiteral("message")] = toQString(subject.message);
    return json;
}

base::Result<model::ListenerSubject> listenerFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    model::ListenerSubject subject{fields.requiredText("name"), {}, fields.text("message").value_or("")};
    const auto address = base::SocketAddress::parse(fields.requiredText("address"));
    if (!fields.ok())
        return malformedReply(fields.error());
    if (!address)
        return malformedReply({"field.value", "address must be an address with a port.", "address", {}});
    subject.address = *address;
    return subject;
}

/// In the order in which they are; absent where there are none.
template <class Subject>
void put(QJsonObject& json, const char* name, const std::vector<Subject>& subjects) {
    QJsonArray array;
    for (const Subject& subject : subjects)
        array.append(toJson(subject));
    if (!array.isEmpty())
        json[QLatin1String(name)] = array;
}

template <class Subject>
base::Result<std::vector<Subject>> subjectsFrom(JsonFields& fields, const char* name,
                                                base::Result<Subject> (*fromJson)(const QJsonObject&)) {
    std::vector<Subject> subjects;
    for (const QJsonValue& element : fields.array(name).value_or(QJsonArray())) {
        PORTOLAN_TRY(Subject subject, fromJson(element.toObject()));
        subjects.push_back(std::move(subject));
    }
    return subjects;
}

std::optional<model::NoticeKind> kindOf(const QJsonObject& json) {
    return model::noticeKindFromWord(json[QLatin1String("kind")].toString().toStdString());
}

}  // namespace

QJsonObject toJson(const model::Notice& notice) {
    QJsonObject json{{QStringLiteral("id"), QString::number(notice.id)},
                     {QStringLiteral("time"), toQString(notice.at)},
                     {QStringLiteral("kind"), toQString(model::toWord(notice.kind))},
                     {QStringLiteral("code"), toQString(model::codeOf(notice.kind))},
                     {QStringLiteral("params"), toJson(model::paramsOf(notice))},
                     {QStringLiteral("text"), toQString(model::textOf(notice))},
                     {QStringLiteral("count"), static_cast<qint64>(notice.count)},
                     {QStringLiteral("services"), QJsonArray()}};
    put(json, "services", notice.services);
    put(json, "certificates", notice.certificates);
    put(json, "listeners", notice.listeners);
    return json;
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
    PORTOLAN_TRY(notice.services, subjectsFrom(fields, "services", serviceSubjectFromJson));
    PORTOLAN_TRY(notice.certificates, subjectsFrom(fields, "certificates", certificateFromJson));
    PORTOLAN_TRY(notice.listeners, subjectsFrom(fields, "listeners", listenerFromJson));
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
