// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/readyline.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace portolan::app {

namespace {

QJsonObject toJson(const api::ListenerView& listener) {
    QJsonObject json{{QStringLiteral("name"), QString::fromStdString(listener.name)},
                     {QStringLiteral("protocol"), QString::fromStdString(listener.protocol)},
                     {QStringLiteral("address"), QString::fromStdString(listener.address.toString())},
                     {QStringLiteral("status"), QString::fromStdString(listener.status)}};
    if (!listener.message.empty())
        json[QStringLiteral("message")] = QString::fromStdString(listener.message);
    return json;
}

}  // namespace

std::string readyLine(const Options& options, const std::vector<api::ListenerView>& listeners,
                      const std::string& version, long pid) {
    QJsonArray zones;
    for (const model::HostName& zone : options.settings.run.zones)
        zones.append(QString::fromStdString(zone.text()));
    QJsonArray advertised;
    for (const base::IpAddress& address : options.settings.run.advertised)
        advertised.append(QString::fromStdString(address.toString()));
    QJsonArray listening;
    for (const api::ListenerView& listener : listeners)
        listening.append(toJson(listener));
    const QJsonObject json{
        {QStringLiteral("event"), QStringLiteral("ready")},
        {QStringLiteral("READY"), 1},
        {QStringLiteral("version"), QString::fromStdString(version)},
        {QStringLiteral("pid"), static_cast<qint64>(pid)},
        {QStringLiteral("zones"), zones},
        {QStringLiteral("advertise"), advertised},
        {QStringLiteral("data_dir"), QString::fromStdString(options.settings.start.dataDirectory)},
        {QStringLiteral("endpoint_file"), QString::fromStdString(options.endpointPlace.path)},
        {QStringLiteral("listeners"), listening}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString() + "\n";
}

}  // namespace portolan::app
