// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/policysummary.h"

#include "ui/text/amounts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace portolan::ui::text {

namespace {

struct PolicySummary {
    Q_DECLARE_TR_FUNCTIONS(PolicySummary)
};

QString namesOf(const std::vector<std::string>& names) {
    QStringList list;
    for (const std::string& name : names)
        list.append(leftToRight(QString::fromStdString(name)));
    return list.join(QStringLiteral(", "));
}

}  // namespace

QString secondsText(std::chrono::milliseconds time) {
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(static_cast<double>(time.count()) / 1000.0, 'f', QLocale::FloatingPointShortest);
}

QString policySummary(std::string_view protocol, const model::ProxyPolicy& policy) {
    static const model::ProxyPolicy common;
    const bool isHttps = protocol == "https";
    QStringList parts;
    if (isHttps)
        parts.append(QStringLiteral("https"));
    if (isHttps && policy.tls.verification == model::TlsVerification::Authority)
        parts.append(PolicySummary::tr("checked by authority"));
    if (isHttps && policy.tls.serverName)
        parts.append(
            PolicySummary::tr("as %1").arg(leftToRight(QString::fromStdString(*policy.tls.serverName))));
    if (policy.hostHeader == model::HostHeader::AsTarget)
        parts.append(PolicySummary::tr("Host: the target’s"));
    if (policy.hostHeader == model::HostHeader::AsLocalhost)
        parts.append(PolicySummary::tr("Host: localhost"));
    if (policy.forwardingFields == model::ForwardingFields::Omit)
        parts.append(PolicySummary::tr("not told who asks"));
    if (const auto count = static_cast<int>(policy.requestFields.size()); count > 0)
        parts.append(PolicySummary::tr("%n field(s)", nullptr, count));
    if (!policy.upgrades.empty())
        parts.append(PolicySummary::tr("Upgrade: %1").arg(namesOf(policy.upgrades)));
    if (policy.connectTimeout != common.connectTimeout)
        parts.append(PolicySummary::tr("connects within %1 s").arg(secondsText(policy.connectTimeout)));
    if (policy.responseHeadTimeout != common.responseHeadTimeout)
        parts.append(PolicySummary::tr("answers within %1 s").arg(secondsText(policy.responseHeadTimeout)));
    return parts.join(QStringLiteral(" · "));
}

QString balancingSummary(const model::BalancingPolicy& policy, const std::vector<api::TargetDraft>& targets) {
    static const model::BalancingPolicy common;
    QStringList parts;
    switch (policy.method) {
        case model::BalancingMethod::RoundRobin:
            break;
        case model::BalancingMethod::LeastOutstanding:
            parts.append(PolicySummary::tr("to the less busy of two"));
            break;
        case model::BalancingMethod::Random:
            parts.append(PolicySummary::tr("by lot"));
            break;
        case model::BalancingMethod::AddressHash:
            parts.append(PolicySummary::tr("by address"));
            break;
        case model::BalancingMethod::HeaderHash:
        case model::BalancingMethod::CookieHash:
            parts.append(PolicySummary::tr("by %1").arg(leftToRight(QString::fromStdString(policy.hashKey))));
            break;
    }
    if (policy.sticky == model::StickyCookie::On)
        parts.append(PolicySummary::tr("sticky"));
    if (policy.slowStart != common.slowStart)
        parts.append(PolicySummary::tr("slow start %1 s").arg(secondsText(policy.slowStart)));
    if (policy.ejection != common.ejection || policy.waiting != common.waiting)
        parts.append(PolicySummary::tr("own limits"));
    const auto countOf = [&targets](const auto& isSo) {
        return static_cast<int>(std::count_if(targets.begin(), targets.end(), isSo));
    };
    if (const int count = countOf([](const auto& target) { return target.backup.value_or(false); });
        count > 0)
        parts.append(PolicySummary::tr("%n backup(s)", nullptr, count));
    const auto isDrained = [](const auto& target) {
        return target.drain.value_or(false) || target.weight.value_or(1) == 0;
    };
    if (const int count = countOf(isDrained); count > 0)
        parts.append(PolicySummary::tr("%n drained", nullptr, count));
    return parts.join(QStringLiteral(" · "));
}

QString checksSummary(const model::HealthPolicy& policy) {
    static const model::HealthPolicy common;
    if (policy.kind == model::ProbeKind::Never)
        return PolicySummary::tr("never checked");
    QStringList parts;
    if (policy.kind == model::ProbeKind::Tcp)
        parts.append(PolicySummary::tr("by connection"));
    else if (policy.path != common.path || policy.method != common.method)
        parts.append(leftToRight(QString::fromLatin1(model::toWord(policy.method).data()) + QLatin1Char(' ') +
                                 QString::fromStdString(policy.path)));
    if (!policy.statuses.empty())
        parts.append(
            PolicySummary::tr("status %1").arg(QString::fromStdString(model::toText(policy.statuses))));
    if (!policy.text.empty())
        parts.append(PolicySummary::tr("text “%1”").arg(leftToRight(QString::fromStdString(policy.text))));
    if (policy.interval != common.interval)
        parts.append(PolicySummary::tr("every %1 s").arg(secondsText(policy.interval)));
    if (policy.timeout != common.timeout)
        parts.append(PolicySummary::tr("within %1 s").arg(secondsText(policy.timeout)));
    if (policy.slow)
        parts.append(PolicySummary::tr("slow from %1 s").arg(secondsText(*policy.slow)));
    return parts.join(QStringLiteral(" · "));
}

}  // namespace portolan::ui::text
