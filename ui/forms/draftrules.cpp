// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/draftrules.h"

#include "backend/model/policytext.h"
#include "backend/model/targetname.h"
#include "backend/model/zone.h"

#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <charconv>

namespace portolan::ui::forms {

namespace {

constexpr std::string_view targetPrefix = "targets[";

template <class T>
Complaint complaintOf(const base::Result<T>& result) {
    return result ? std::nullopt : Complaint(result.error());
}

}  // namespace

Complaint checkHost(const QString& text, const std::vector<std::string>& zones) {
    const std::string typed = text.trimmed().toStdString();
    auto name = model::HostName::parse(typed);
    if (!name || zones.empty())
        return complaintOf(name);
    std::vector<model::HostName> known;
    for (const std::string& zone : zones)
        if (auto parsed = model::HostName::parse(zone))
            known.push_back(std::move(parsed).value());
    const auto full = model::qualify(typed, known);
    if (!full)
        return full.error();
    const auto allowed = model::checkNotReserved(full.value(), known);
    return allowed ? std::nullopt : Complaint(allowed.error());
}

Complaint checkAddress(const QString& text) {
    const std::string typed = text.trimmed().toStdString();
    if (base::IpAddress::parse(typed) || model::parseTargetName(typed))
        return std::nullopt;
    if (typed.empty())
        return base::Error{
            "target.address_missing",
            "Give the IP address or name of the device that runs the service, such as 100.2.2.2.",
            "address",
            {}};
    return base::Error{"target.address",
                       "\"" + typed + "\" is neither an IP address nor a host name.",
                       "address",
                       {{"address", typed}}};
}

Complaint checkPort(const QString& text) {
    bool isNumber = false;
    const int port = text.trimmed().toInt(&isNumber);
    if (isNumber && port >= 1 && port <= 65535)
        return std::nullopt;
    return base::Error{"port.range", "A port is a number from 1 to 65535.", "port", {}};
}

Complaint checkRecordAddress(const QString& text) {
    const std::string typed = text.trimmed().toStdString();
    if (typed.empty() || base::IpAddress::parse(typed))
        return std::nullopt;
    return base::Error{"address.invalid",
                       "\"" + typed + "\" is no address a device can have.",
                       "record_address",
                       {{"address", typed}}};
}

Complaint checkFieldName(const QString& text) {
    return complaintOf(model::parseRequestFieldName(text.toStdString()));
}

Complaint checkFieldValue(const QString& text) {
    return complaintOf(model::parseRequestFieldValue(text.toStdString()));
}

Complaint checkUpgrades(const QString& text) {
    const std::vector<std::string> names = upgradesIn(text);
    for (const std::string& name : names)
        if (const auto parsed = model::parseUpgrade(name); !parsed)
            return parsed.error();
    if (names.size() > model::mostUpgrades)
        return base::Error{"upgrades.too_many",
                           "At most 8 protocols beside websocket can be named.",
                           "proxy.upgrades",
                           {{"count", std::to_string(names.size())}}};
    return std::nullopt;
}

Complaint checkServerName(const QString& text) {
    const QString typed = text.trimmed();
    return typed.isEmpty() ? std::nullopt : complaintOf(model::HostName::parse(typed.toStdString()));
}

std::vector<std::string> upgradesIn(const QString& text) {
    static const QRegularExpression gap(QStringLiteral("[,;\\s]+"));
    std::vector<std::string> names;
    for (const QString& name : text.split(gap, Qt::SkipEmptyParts))
        names.push_back(name.toStdString());
    return names;
}

std::optional<AddressAndPort> takeApart(const QString& text) {
    const QString typed = text.trimmed();
    QString authority = typed;
    if (typed.contains(QLatin1String("://")))
        authority = QUrl(typed).authority();
    const auto socket = base::SocketAddress::parse(authority.toStdString());
    if (socket)
        return AddressAndPort{QString::fromStdString(socket->address.toString()),
                              QString::number(socket->port)};
    const qsizetype colon = authority.lastIndexOf(QLatin1Char(':'));
    const QString port = authority.mid(colon + 1);
    const auto name = model::parseTargetName(authority.left(colon).toStdString());
    if (colon < 0 || !name || checkPort(port))
        return std::nullopt;
    return AddressAndPort{QString::fromStdString(name->text()), port};
}

std::optional<std::size_t> targetIndexOf(const std::string& field) {
    if (!field.starts_with(targetPrefix))
        return std::nullopt;
    std::size_t index = 0;
    const char* const begin = field.data() + targetPrefix.size();
    const auto [rest, failure] = std::from_chars(begin, field.data() + field.size(), index);
    if (failure != std::errc() || rest == field.data() + field.size() || *rest != ']')
        return std::nullopt;
    return index;
}

}  // namespace portolan::ui::forms
