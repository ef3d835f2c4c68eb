// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/assignments.h"

#include "app/ctl/words.h"
#include "backend/base/editdistance.h"
#include "backend/base/text.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace portolan::ctl {

namespace {

constexpr std::array<FieldSpec, 43> fields{{
    {"host", FieldKind::Text},
    {"name", FieldKind::Text},
    {"targets", FieldKind::Targets},
    {"protocol", FieldKind::Text, "http https"},
    {"delivery", FieldKind::Text, "proxy direct"},
    {"record_address", FieldKind::Text},
    {"enabled", FieldKind::Switch, "on off"},
    {"maintenance", FieldKind::Switch, "on off"},
    {"expires_in", FieldKind::Seconds, "", "expires_at"},
    {"tls.access", FieldKind::Text, "http_and_https https_only http_only"},
    {"tls.strict_transport_seconds", FieldKind::Seconds},
    {"proxy.host_header", FieldKind::Text, "keep target localhost"},
    {"proxy.forwarding_fields", FieldKind::Switch, "on off"},
    {"proxy.request_fields", FieldKind::Fields},
    {"proxy.upgrades", FieldKind::Texts},
    {"proxy.connect_timeout", FieldKind::Seconds},
    {"proxy.response_head_timeout", FieldKind::Seconds},
    {"proxy.tls.verification", FieldKind::Text, "pin authority"},
    {"proxy.tls.server_name", FieldKind::Text},
    {"balancing.method", FieldKind::Text,
     "round_robin least_outstanding random address_hash header_hash cookie_hash"},
    {"balancing.hash_key", FieldKind::Text},
    {"balancing.sticky", FieldKind::Switch, "on off"},
    {"balancing.slow_start", FieldKind::Seconds},
    {"balancing.eject_after", FieldKind::Number},
    {"balancing.eject_after_5xx", FieldKind::Number},
    {"balancing.eject_time", FieldKind::Seconds},
    {"balancing.eject_most_percent", FieldKind::Number},
    {"balancing.queue_length", FieldKind::Number},
    {"balancing.queue_time", FieldKind::Seconds},
    {"checks.kind", FieldKind::Text, "auto http tcp never"},
    {"checks.method", FieldKind::Text, "GET HEAD"},
    {"checks.path", FieldKind::Text},
    {"checks.status", FieldKind::Text},
    {"checks.text", FieldKind::Text},
    {"checks.interval", FieldKind::Seconds},
    {"checks.timeout", FieldKind::Seconds},
    {"checks.slow", FieldKind::Seconds},
    {"checks.fall", FieldKind::Number},
    {"checks.rise", FieldKind::Number},
    {"checks.grace", FieldKind::Seconds},
    {"checks.jitter", FieldKind::Number},
    {"checks.flap_changes", FieldKind::Number},
    {"checks.flap_window", FieldKind::Seconds},
}};

base::Error badValue(const Assignment& assignment, const std::string& right) {
    return {"usage.value",
            std::string(assignment.field->path) + " takes " + right + ", not \"" + assignment.value + "\".",
            "",
            {{"field", std::string(assignment.field->path)}, {"value", assignment.value}}};
}

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::optional<double> numberIn(const std::string& text) {
    bool isNumber = false;
    const double value = QString::fromStdString(text).toDouble(&isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

base::Result<QJsonValue> switchOf(const Assignment& assignment) {
    for (const auto& [word, value] :
         {std::pair("on", true), std::pair("true", true), std::pair("yes", true), std::pair("off", false),
          std::pair("false", false), std::pair("no", false)})
        if (assignment.value == word)
            return QJsonValue(value);
    return badValue(assignment, "on or off");
}

base::Result<QJsonValue> secondsOf(const Assignment& assignment) {
    if (const auto number = numberIn(assignment.value))
        return QJsonValue(*number);
    if (const auto duration = parseDuration(assignment.value))
        return QJsonValue(static_cast<qint64>(duration->count()));
    return badValue(assignment, "a time (30, 1.5, 90s, 15m, 2h)");
}

/// What `targets` has for this address and port, else the two alone.
QJsonObject targetIn(const QJsonArray& targets, const QString& address, std::int64_t port) {
    for (const QJsonValue& target : targets) {
        const QJsonObject known = target.toObject();
        if (known[QLatin1String("address")].toString().compare(address, Qt::CaseInsensitive) == 0 &&
            known[QLatin1String("port")].toInteger() == port)
            return known;
    }
    return {{QStringLiteral("address"), address}, {QStringLiteral("port"), static_cast<qint64>(port)}};
}

base::Result<QJsonValue> targetsOf(const Assignment& assignment, const QJsonArray& known,
                                   const OwnAddress& ownAddress) {
    QJsonArray targets;
    for (const std::string_view written : partsOf(assignment.value, ",")) {
        const std::size_t star = written.find('*');
        PORTOLAN_TRY(WrittenTarget target, parseTarget(written.substr(0, star)));
        if (target.address.empty()) {
            PORTOLAN_TRY(target.address, ownAddress());
        }
        QJsonObject json = targetIn(known, toQString(target.address), target.port);
        if (star != std::string_view::npos) {
            const auto weight = numberIn(std::string(written.substr(star + 1)));
            if (!weight)
                return badValue(assignment, "a weight behind the star (100.2.2.2:8080*3)");
            json[QStringLiteral("weight")] = *weight;
        }
        targets.append(json);
    }
    return QJsonValue(targets);
}

base::Result<QJsonValue> fieldsOf(const Assignment& assignment) {
    QJsonArray list;
    for (const std::string_view line : partsOf(assignment.value, ";\n")) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return badValue(assignment, "\"Name: value\", with a semicolon before the next");
        list.append(QJsonObject{{QStringLiteral("name"), toQString(base::trimmed(line.substr(0, colon)))},
                                {QStringLiteral("value"), toQString(base::trimmed(line.substr(colon + 1)))}});
    }
    return QJsonValue(list);
}

base::Result<QJsonValue> readValue(const Assignment& assignment, const QJsonObject& draft,
                                   const OwnAddress& ownAddress) {
    switch (assignment.field->kind) {
        case FieldKind::Text:
            break;
        case FieldKind::Switch:
            return switchOf(assignment);
        case FieldKind::Number:
            if (const auto number = numberIn(assignment.value))
                return QJsonValue(*number);
            return badValue(assignment, "a number");
        case FieldKind::Seconds:
            return secondsOf(assignment);
        case FieldKind::Texts: {
            QJsonArray texts;
            for (const std::string_view text : partsOf(assignment.value, ","))
                texts.append(toQString(text));
            return QJsonValue(texts);
        }
        case FieldKind::Targets:
            return targetsOf(assignment, draft[QLatin1String("targets")].toArray(), ownAddress);
        case FieldKind::Fields:
            return fieldsOf(assignment);
    }
    return QJsonValue(toQString(assignment.value));
}

/// Sets what the path leads to; an undefined value takes it out.
void store(QJsonObject& json, std::string_view path, const QJsonValue& value) {
    const std::size_t dot = path.find('.');
    const QString name = toQString(path.substr(0, dot));
    if (dot == std::string_view::npos) {
        json[name] = value;  // undefined removes it
        return;
    }
    QJsonObject inner = json[name].toObject();
    store(inner, path.substr(dot + 1), value);
    json[name] = inner;
}

QJsonValue lookUp(const QJsonObject& json, std::string_view path) {
    const std::size_t dot = path.find('.');
    const QJsonValue value = json.value(toQString(path.substr(0, dot)));
    return dot == std::string_view::npos ? value : lookUp(value.toObject(), path.substr(dot + 1));
}

std::string textOf(const QJsonValue& value) {
    if (value.isBool())
        return value.toBool() ? "on" : "off";
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 12).toStdString();
    if (!value.isObject())
        return value.toString().toStdString();
    const QJsonObject object = value.toObject();
    if (!object.contains(QLatin1String("address")))  // a field of requests, whose value may be a secret
        return object[QLatin1String("name")].toString().toStdString();
    const std::string address = object[QLatin1String("address")].toString().toStdString();
    const bool isIpv6 = address.find(':') != std::string::npos;
    const qint64 weight = object[QLatin1String("weight")].toInteger(1);
    return (isIpv6 ? "[" + address + "]" : address) + ":" +
           std::to_string(object[QLatin1String("port")].toInteger()) +
           (weight == 1 ? "" : "*" + std::to_string(weight));
}

}  // namespace

std::span<const FieldSpec> settableFields() {
    return fields;
}

base::Result<Assignment> parseAssignment(std::string_view written) {
    const std::size_t equals = written.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return base::Error{"usage.assignment",
                           "\"" + std::string(written) +
                               "\" sets nothing: write FIELD=VALUE (checks.interval=30s), or FIELD= for the "
                               "default.",
                           "",
                           {{"word", std::string(written)}}};
    const std::string name(written.substr(0, equals));
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const FieldSpec& spec) { return spec.path == name; });
    if (field != fields.end())
        return Assignment{&*field, std::string(written.substr(equals + 1))};
    std::vector<std::string> names;
    for (const FieldSpec& spec : fields)
        names.emplace_back(spec.path);
    std::string nearest = base::nearestOf(name, names);
    // "interval" is meant to be "checks.interval".
    for (const std::string& known : names)
        if (nearest.empty() && known.ends_with("." + name))
            nearest = known;
    return base::Error{
        "usage.field",
        "There is no field \"" + name + "\"." +
            (nearest.empty() ? " See \"portolanctl set --help\"." : " Did you mean \"" + nearest + "\"?"),
        "",
        {{"field", name}, {"nearest", nearest}}};
}

base::Result<void> assign(QJsonObject& draft, const Assignment& assignment, const OwnAddress& ownAddress) {
    QJsonValue value(QJsonValue::Undefined);
    if (!assignment.value.empty()) {
        PORTOLAN_TRY(value, readValue(assignment, draft, ownAddress));
    } else if (assignment.field->kind == FieldKind::Fields) {
        value = QJsonArray();  // left out, they would be kept
    }
    store(draft, assignment.field->path, value);
    return {};
}

std::string valueText(const QJsonObject& service, const FieldSpec& field) {
    const QJsonValue value = lookUp(service, field.shownAs.empty() ? field.path : field.shownAs);
    if (!value.isArray())
        return textOf(value);
    std::string text;
    for (const QJsonValue& item : value.toArray())
        text += (text.empty() ? "" : ", ") + textOf(item);
    return text;
}

}  // namespace portolan::ctl
