// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/amounts.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace portolan::ui::text {

namespace {

using namespace std::chrono_literals;

QString translated(const char* source, int count = -1) {
    return QCoreApplication::translate("Amounts", source, nullptr, count);
}

QDateTime localTime(base::SystemTime time) {
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(since.count());
}

}  // namespace

QString latencyText(std::chrono::microseconds latency) {
    const QLocale locale;
    const double milliseconds = static_cast<double>(latency.count()) / 1000.0;
    if (latency < 10ms)
        return translated(QT_TRANSLATE_NOOP("Amounts", "%1 ms")).arg(locale.toString(milliseconds, 'f', 1));
    if (latency < 1s)
        return translated(QT_TRANSLATE_NOOP("Amounts", "%1 ms")).arg(locale.toString(milliseconds, 'f', 0));
    return translated(QT_TRANSLATE_NOOP("Amounts", "%1 s"))
        .arg(locale.toString(milliseconds / 1000.0, 'f', 1));
}

QString percentText(const std::optional<double>& percent) {
    if (!percent)
        return QStringLiteral("–");
    const bool isWhole = *percent <= 0 || *percent >= 100;
    const double shown = isWhole ? *percent : std::clamp(*percent, 0.01, 99.99);
    return translated(QT_TRANSLATE_NOOP("Amounts", "%1 %"))
        .arg(QLocale().toString(shown, 'f', isWhole ? 0 : 2));
}

QString agoText(base::SystemTime then, base::SystemTime now) {
    const auto passed = now - then;
    const auto whole = [&](auto unit) { return static_cast<int>(passed / unit); };
    if (passed < 10s)
        return translated(QT_TRANSLATE_NOOP("Amounts", "just now"));
    if (passed < 1min)
        return translated(QT_TRANSLATE_N_NOOP("Amounts", "%n second(s) ago"), whole(1s));
    if (passed < 1h)
        return translated(QT_TRANSLATE_N_NOOP("Amounts", "%n minute(s) ago"), whole(1min));
    if (passed < 24h)
        return translated(QT_TRANSLATE_N_NOOP("Amounts", "%n hour(s) ago"), whole(1h));
    if (passed < 24h * 28)
        return translated(QT_TRANSLATE_N_NOOP("Amounts", "%n day(s) ago"), whole(24h));
    return QLocale().toString(localTime(then).date(), QLocale::ShortFormat);
}

QString momentText(base::SystemTime then, base::SystemTime now) {
    const QDateTime moment = localTime(then);
    if (moment.date() == localTime(now).date())
        return QLocale().toString(moment.time(), QLocale::ShortFormat);
    return QLocale().toString(moment.date(), QLocale::ShortFormat);
}

QString serviceCountText(qsizetype count) {
    return translated(QT_TRANSLATE_N_NOOP("Amounts", "%n service(s)"), static_cast<int>(count));
}

QString leftToRight(const QString& name) {
    if (QLocale().textDirection() != Qt::RightToLeft)
        return name;
    return QChar(0x2066) + name + QChar(0x2069);
}

}  // namespace portolan::ui::text
