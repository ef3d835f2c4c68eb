// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/loghandler.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace portolan::platform;

namespace {
const portolan::base::SystemTime epoch{};
}

class LogHandlerTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void textIsOneLineForPeople() {
        QCOMPARE(formatLogLine(LogStyle::Text, QtWarningMsg, "portolan.dns", "two\nlines", epoch),
                 std::string("1970-01-01T00:00:00.000Z warning portolan.dns: two lines\n"));
    }
    void jsonIsOneObjectOnOneLine() {
        const std::string line = formatLogLine(LogStyle::Json, QtCriticalMsg, "portolan.store",
                                               "a \"quote\"\nand \xC3\xA4", epoch);
        QCOMPARE(std::count(line.begin(), line.end(), '\n'), 1);
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        QCOMPARE(json[QLatin1String("level")].toString(), QStringLiteral("error"));
        QCOMPARE(json[QLatin1String("category")].toString(), QStringLiteral("portolan.store"));
        QCOMPARE(json[QLatin1String("message")].toString(), QString::fromUtf8("a \"quote\"\nand \xC3\xA4"));
        QCOMPARE(json[QLatin1String("time")].toString(), QStringLiteral("1970-01-01T00:00:00.000Z"));
    }
};

QTEST_GUILESS_MAIN(LogHandlerTest)
#include "tst_loghandler.moc"
