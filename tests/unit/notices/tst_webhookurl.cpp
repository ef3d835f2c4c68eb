// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/webhookurl.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::notices;

class TestWebhookUrl : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesHttpAndHttps() {
        const auto plain = parseWebhookUrl("http://chat.example.com/hooks/abc?x=1#part");
        QVERIFY(plain.ok());
        QCOMPARE(plain->url.toString(), QStringLiteral("http://chat.example.com/hooks/abc?x=1"));
        QCOMPARE(plain->port, std::uint16_t{80});
        QVERIFY(!plain->address);
        QCOMPARE(parseWebhookUrl("https://chat.example.com")->port, std::uint16_t{443});
        QCOMPARE(parseWebhookUrl("https://chat.example.com:8443/")->port, std::uint16_t{8443});
    }

    void refusesOtherUrls_data() {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* url, std::string code = "webhook.url") {
            QTest::newRow(url) << QByteArray(url) << std::move(code);
        };
        row("");
        row("chat.example.com/hook");
        row("ftp://chat.example.com/");
        row("file:///etc/passwd");
        row("gopher://127.0.0.1:70/");
        row("http://");
        row("http:///path");
        row("http://a b.example/");
        row("http://chat.example.com/a b");
        row("http://chat.example.com:0/");
        row("http://chat.example.com:99999/");
        row("http://[::1/");
        row("http://chat.example.com/\r\nX: y");
        row("http://user@chat.example.com/", "webhook.url_user");
        row("http://user:password@chat.example.com/", "webhook.url_user");
    }
    void refusesOtherUrls() {
        QFETCH(QByteArray, url);
        QFETCH(std::string, code);
        const auto parsed = parseWebhookUrl(url.toStdString());
        QVERIFY(!parsed.ok());
        QCOMPARE(parsed.error().code, code);
        QCOMPARE(parsed.error().field, std::string("url"));
    }
    void refusesVeryLongUrls() {
        QVERIFY(!parseWebhookUrl("http://a.example/" + std::string(longestWebhookUrl, 'x')).ok());
    }

    void seesAnAddressInEverySpelling_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* host, bool allowed = false) {
            QTest::newRow(host) << QByteArray(host) << allowed;
        };
        row("169.254.169.254");
        row("2852039166");
        row("0xa9fea9fe");
        row("0251.0376.0251.0376");
        row("169.254.43518");
        row("[::ffff:169.254.169.254]");
        row("[::ffff:a9fe:a9fe]");
        row("[64:ff9b::a9fe:a9fe]");
        row("[fd00:ec2::254]");
        row("100.100.100.200");
        row("0.0.0.0");
        row("0");
        row("[::]");
        row("224.0.0.1");
        row("127.0.0.1:8080");  // our own listener
        row("127.1:8080");
        row("[::ffff:127.0.0.1]:8080");
        row("127.0.0.1:8081", true);
        row("127.1:8081", true);
        row("8.8.8.8", true);
        row("[2001:4860::8888]", true);
        row("192.168.1.4", true);
    }
    void seesAnAddressInEverySpelling() {
        QFETCH(QByteArray, host);
        QFETCH(bool, allowed);
        const auto parsed = parseWebhookUrl("http://" + host.toStdString() + "/");
        QVERIFY(parsed.ok());
        QVERIFY(parsed->address.has_value());
        const auto policy = webhookPolicy({*base::SocketAddress::parse("127.0.0.1:8080")});
        const auto checked = checkAddress(policy, {*parsed->address, parsed->port});
        QCOMPARE(checked.ok(), allowed);
        if (!allowed)
            QCOMPARE(checked.error().code, std::string("webhook.address"));
    }
};

QTEST_APPLESS_MAIN(TestWebhookUrl)
#include "tst_webhookurl.moc"
