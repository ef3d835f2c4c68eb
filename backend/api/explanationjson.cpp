// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/explanationjson.h"

#include "backend/api/jsonfields.h"

namespace portolan::api {

namespace {

QJsonArray arrayOf(const std::vector<std::string>& texts) {
    QJsonArray array;
    for (const std::string& text : texts)
        array.append(toQString(text));
    return array;
}

std::vector<std::string> textsIn(JsonFields& fields, const char* name) {
    std::vector<std::string> texts;
    for (const QJsonValue& value : fields.array(name).value_or(QJsonArray()))
        texts.push_back(value.toString().toStdString());
    return texts;
}

void putText(QJsonObject& json, const char* name, const std::string& text) {
    if (!text.empty())
        json[QLatin1String(name)] = toQString(text);
}

base::Result<Hop> hopFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    Hop hop;
    const auto stage = hopStageFromWord(fields.requiredText("stage"));
    const auto verdict = hopVerdictFromWord(fields.requiredText("verdict"));
    if (!stage || !verdict)
        fields.fail({"field.value", "A hop has an unknown stage or verdict.", "hops", {}});
    hop.stage = stage.value_or(HopStage::Zone);
    hop.verdict = verdict.value_or(HopVerdict::Skipped);
    hop.code = fields.requiredText("code");
    hop.message = fields.requiredText("message");
    hop.advice = fields.text("advice").value_or("");
    hop.lines = textsIn(fields, "lines");
    const QJsonObject params = fields.object("params").value_or(QJsonObject());
    for (auto it = params.begin(); it != params.end(); ++it)
        hop.params.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    if (const auto duration = fields.number("duration_ms"))
        hop.duration = std::chrono::round<std::chrono::microseconds>(
            std::chrono::duration<double, std::milli>(*duration));
    if (!fields.ok())
        return malformedReply(fields.error());
    return hop;
}

}  // namespace

QJsonObject toJson(const Hop& hop) {
    QJsonObject json{{QStringLiteral("stage"), toQString(toWord(hop.stage))},
                     {QStringLiteral("verdict"), toQString(toWord(hop.verdict))},
                     {QStringLiteral("code"), toQString(hop.code)},
                     {QStringLiteral("message"), toQString(hop.message)}};
    putText(json, "advice", hop.advice);
    if (!hop.lines.empty())
        json[QStringLiteral("lines")] = arrayOf(hop.lines);
    QJsonObject params;
    for (const auto& [name, value] : hop.params)
        params[toQString(name)] = toQString(value);
    if (!params.isEmpty())
        json[QStringLiteral("params")] = params;
    if (hop.duration)
        json[QStringLiteral("duration_ms")] =
            std::chrono::duration<double, std::milli>(*hop.duration).count();
    return json;
}

QJsonObject toJson(const Explanation& explanation) {
    QJsonArray addresses;
    for (const base::IpAddress& address : explanation.addresses)
        addresses.append(toQString(address.toString()));
    QJsonArray hops;
    for (const Hop& hop : explanation.hops)
        hops.append(toJson(hop));
    QJsonObject json{{QStringLiteral("name"), toQString(explanation.name)},
                     {QStringLiteral("known"), explanation.known},
                     {QStringLiteral("opens"), explanation.opens},
                     {QStringLiteral("addresses"), addresses},
                     {QStringLiteral("hops"), hops}};
    putText(json, "cause", explanation.cause);
    putText(json, "url", explanation.url);
    if (!explanation.near.empty())
        json[QStringLiteral("near")] = arrayOf(explanation.near);
    return json;
}

base::Result<Explanation> explanationFromJson(const QJsonObject& json) {
    JsonFields fields(json);
    Explanation explanation;
    explanation.name = fields.requiredText("name");
    explanation.known = fields.boolean("known").value_or(false);
    explanation.opens = fields.boolean("opens").value_or(false);
    explanation.cause = fields.text("cause").value_or("");
    explanation.near = textsIn(fields, "near");
    explanation.url = fields.text("url").value_or("");
    for (const std::string& text : textsIn(fields, "addresses"))
        if (const auto address = base::IpAddress::parse(text))
            explanation.addresses.push_back(*address);
    for (const QJsonValue& value : fields.array("hops").value_or(QJsonArray())) {
        PORTOLAN_TRY(Hop hop, hopFromJson(value.toObject()));
        explanation.hops.push_back(std::move(hop));
    }
    if (!fields.ok())
        return malformedReply(fields.error());
    return explanation;
}

}  // namespace portolan::api
