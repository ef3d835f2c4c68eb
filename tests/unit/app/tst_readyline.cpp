// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/readyline.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace portolan;

class ReadyLineTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everythingAStarterNeedsStandsOnOneLine() {
        app::Options options;
        options.settings.run.zones = {model::HostName::parse("internal.example").value()};
        options.settings.run.advertised = {*base::IpAddress::parse("100.1.1.1")};
        options.settings.start.dataDirectory = "/data";
        options.endpointPlace.path = "/data/endpoint";
        const std::vector<api::ListenerView> listeners{
            {"dns", "udp", *base::SocketAddress::parse("127.0.0.1:53"), "listening", ""},
            {"http", "tcp", *base::SocketAddress::parse("[::1]:80"), "failed",
             "in use by nginx (process 7)"}};
        const std::string line = app::readyLine(options, listeners, "0.1.0", 123);
        QCOMPARE(line.find('\n'), line.size() - 1);
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        QCOMPARE(json[QLatin1String("event")].toString(), QStringLiteral("ready"));
        QCOMPARE(json[QLatin1String("READY")].toInt(), 1);
        QCOMPARE(json[QLatin1String("version")].toString(), QStringLiteral("0.1.0"));
        QCOMPARE(json[QLatin1String("pid")].toInt(), 123);
        QCOMPARE(json[QLatin1String("zones")].toArray().first().toString(),
                 QStringLiteral("internal.example"));
        QCOMPARE(json[QLatin1String("advertise")].toArray().first().toString(), QStringLiteral("100.1.1.1"));
        QCOMPARE(json[QLatin1String("data_dir")].toString(), QStringLiteral("/data"));
        QCOMPARE(json[QLatin1String("endpoint_file")].toString(), QStringLiteral("/data/endpoint"));
        const QJsonArray all = json[QLatin1String("listeners")].toArray();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].toObject()[QLatin1String("address")].toString(), QStringLiteral("127.0.0.1:53"));
        QCOMPARE(all[0].toObject()[QLatin1String("protocol")].toString(), QStringLiteral("udp"));
        QVERIFY(!all[0].toObject().contains(QLatin1String("message")));
        QCOMPARE(all[1].toObject()[QLatin1String("address")].toString(), QStringLiteral("[::1]:80"));
        QCOMPARE(all[1].toObject()[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QCOMPARE(all[1].toObject()[QLatin1String("message")].toString(),
                 QStringLiteral("in use by nginx (process 7)"));
    }
};

QTEST_GUILESS_MAIN(ReadyLineTest)
#include "tst_readyline.moc"
