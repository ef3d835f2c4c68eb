// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/healthreportsjson.h"

#include "backend/api/json.h"
#include "backend/api/jsonfields.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace portolan::api {

namespace {

// In the order of HistoryRange.
constexpr std::array<std::string_view, 3> rangeWords{"24h", "7d", "90d"};

/// As many digits as are worth something.
double rounded(double number) {
    return std::round(number * 1000.0) / 1000.0;
}

QJsonValue toJson(const std::optional<double>& number) {
    return number ? QJsonValue(rounded(*number)) : QJsonValue(QJsonValue::Null);
}

QJsonValue toJson(const std::optional<std::chrono::microseconds>& time) {
    return time ? QJsonValue(static_cast<double>(time->count()) / 1000.0) : QJsonValue(QJsonValue::Null);
}

std::optional<double> number(const QJsonValue& json) {
    return json.isDouble() ? std::optional(json.toDouble()) : std::nullopt;
}

std::optional<std::chrono::microseconds> time(const QJsonValue& json) {
    if (!json.isDouble())
        return std::nullopt;
    return std::chrono::microseconds(std::llround(json.toDouble() * 1000.0));
}

/// Of a TargetHistory or a CheckFinding.
template <class T>
QJsonObject whereOf(const T& target) {
    const std::string& name = target.name;
    return {{QStringLiteral("id"), QString::number(static_cast<quint64>(target.id))},
            {QStringLiteral("address"), toQString(name.empty() ? target.address.address.toString() : name)},
            {QStringLiteral("port"), target.address.port}};
}

template <class T>
void takeWhere(JsonFields& fields, T& target) {
    target.id = model::TargetId(fields.digits("id").value_or(0));
    target.address.port = static_cast<std::uint16_t>(fields.integer("port").value_or(0));
    const std::string text = fields.requiredText("address");
    if (const auto address = base::IpAddress::parse(text))
        target.address.address = *address;
    else
        target.name = text;
}

QJsonObject toJson(const TargetHistory& target) {
    QJsonObject json = whereOf(target);
    json[QStringLiteral("uptime")] = QJsonObject{{QStringLiteral("24h"), toJson(target.uptime.day)},
                                                 {QStringLiteral("7d"), toJson(target.uptime.week)},
                                                 {QStringLiteral("90d"), toJson(target.uptime.quarter)}};
    QJsonArray availability;
    QJsonArray latency;
    for (const HistoryPoint& point : target.points) {
        availability.append(toJson(point.up));
        latency.append(toJson(point.latency));
    }
    json[QStringLiteral("availability")] = availability;
    json[QStringLiteral("latency_ms")] = latency;
    return json;
}

TargetHistory targetHistoryFrom(JsonFields& fields) {
    TargetHistory target;
    takeWhere(fields, target);
    const QJsonObject uptime = fields.object("uptime").value_or(QJsonObject());
    target.uptime = {number(uptime[QLatin1String("24h")]), number(uptime[QLatin1String("7d")]),
                     number(uptime[QLatin1String("90d")])};
    const QJsonArray availability = fields.array("availability").value_or(QJsonArray());
    const QJsonArray latency = fields.array("latency_ms").value_or(QJsonArray());
    for (qsizetype i = 0; i < availability.size(); ++i)
        target.points.push_back({number(availability[i]), time(latency.at(i))});
    return target;
}

/// The targets of a reply, each read by `convert`; the first that fails decides.
template <class T, class Convert>
base::Result<std::vector<T>> targetsFrom(JsonFields& fields, Convert convert) {
    std::vector<T> targets;
    for (const QJsonValue& element : fields.array("targets").value_or(QJsonArray())) {
        const QJsonObject json = element.toObject();
        JsonFields target(json);
        targets.push_back(convert(target));
        if (!target.ok())
            return malformedReply(target.error());
    }
    return targets;
}

CheckFinding findingFrom(JsonFields& fields) {
    CheckFinding finding;
    takeWhere(fields, finding);
    const auto health = healthFromJson(fields.object("health").value_or(QJsonObject()));
    if (!health) {
        fields.fail(health.error());
        return finding;
    }
    finding.state = health->state;
    finding.cause = health->cause;
    finding.detail = health->detail;
    finding.latency = health->latency;
    return finding;
}

}  // namespace

std::string_view toWord(HistoryRange range) {
    return rangeWords[static_cast<std::size_t>(range)];
}

std::optional<HistoryRange> historyRangeFromWord(std::string_view word) {
    const auto found = std::find(rangeWords.begin(), rangeWords.end(), word);
    if (found == rangeWords.end())
        return std::nullopt;
    return static_cast<HistoryRange>(found - rangeWords.begin());
}

QJsonObject toJson(const HealthHistoryView& history) {
    QJsonArray targets;
    for (const TargetHistory& target : history.targets)
        targets.append(toJson(target));
    return {{QStringLiteral("service"), QString::number(static_cast<quint64>(history.service))},
            {QStringLiteral("range"), toQString(toWord(history.range))},
            {QStringLiteral("begin"), toQString(history.begin)},
            {QStringLiteral("step"), static_cast<qint64>(history.step.count())},
            {QStringLiteral("targets"), targets}};
}

QJsonObject toJson(const CheckView& check) {
    QJsonArray targets;
    for (const CheckFinding& finding : check.targets) {
        HealthView health{finding.state, finding.cause, std::nullopt, finding.latency};
        health.detail = finding.detail;
        QJsonObject json = whereOf(finding);
        json[QStringLiteral("health")] = toJson(health);
        targets.append(json);
    }
    return {{QStringLiteral("service"), QString::number(static_cast<quint64>(check.service))},
            {QStringLiteral("targets"), targets}};
}

base::Result<HealthHistoryView> healthHistoryFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    HealthHistoryView history;
    history.service = model::ServiceId(fields.digits("service").value_or(0));
    history.range = historyRangeFromWord(fields.requiredText("range")).value_or(HistoryRange::Day);
    history.begin = fields.time("begin").value_or(base::SystemTime());
    history.step = base::Seconds(fields.integer("step").value_or(60));
    PORTOLAN_TRY(history.targets, targetsFrom<TargetHistory>(fields, &targetHistoryFrom));
    if (!fields.ok())
        return malformedReply(fields.error());
    return history;
}

base::Result<CheckView> checkFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    CheckView check;
    check.service = model::ServiceId(fields.digits("service").value_or(0));
    PORTOLAN_TRY(check.targets, targetsFrom<CheckFinding>(fields, &findingFrom));
    if (!fields.ok())
        return malformedReply(fields.error());
    return check;
}

}  // namespace portolan::api
