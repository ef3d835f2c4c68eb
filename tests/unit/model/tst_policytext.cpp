// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/policytext.h"
#include "tests/support/printing.h"

#include <QTest>

#include <limits>

using namespace portolan;
using namespace portolan::model;

namespace {

/// The value, or "!" and the code; its sentence must end as one.
std::string verdict(const base::Result<std::string>& result) {
    if (result)
        return *result;
    return result.error().message.ends_with('.') ? "!" + result.error().code : "no sentence";
}
std::string verdict(const base::Result<std::chrono::milliseconds>& result) {
    if (result)
        return std::to_string(result->count());
    return result.error().message.ends_with('.') ? "!" + result.error().code : "no sentence";
}

}  // namespace

class TestPolicyText : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesNamesOfFields_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        const auto row = [](std::string text, std::string expected) {
            QTest::newRow(text.c_str()) << text << std::move(expected);
        };
        for (const auto* good : {"X-Api-Key", "Authorization", "Cookie", "x", "X_Y.z~1", "Proxied", "TEN",
                                 "Hosts", "X-Forwarded", "Accept-Encoding"})
            row(good, good);
        row(" X-Api-Key ", "X-Api-Key");
        for (const auto* bad :
             {"", " ", "X Api", "X:Api", "X-\xc3\xa4", "X-Api\r\nHost", "(x)", "\"x\"", "a,b"})
            row(bad, "!request_field.name");
        row(std::string(100, 'x'), std::string(100, 'x'));
        row(std::string(101, 'x'), "!request_field.name");
        for (const auto* reserved : {"Host",
                                     "host",
                                     "HOST",
                                     "Content-Length",
                                     "Transfer-Encoding",
                                     "Connection",
                                     "Keep-Alive",
                                     "TE",
                                     "Trailer",
                                     "Upgrade",
                                     "Expect",
                                     "HTTP2-Settings",
                                     "Proxy-Authorization",
                                     "Proxy-Connection",
                                     "proxy-x",
                                     "Via",
                                     "Forwarded",
                                     "X-Forwarded-For",
                                     "x-forwarded-anything",
                                     "Portolan-Peer",
                                     "Tailscale-User-Login"})
            row(reserved, "!request_field.reserved");
    }
    void takesNamesOfFields() {
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        QCOMPARE(verdict(parseRequestFieldName(text)), expected);
    }

    void takesValuesOfFields_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        QTest::newRow("empty") << std::string() << std::string();
        QTest::newRow("words") << std::string("Bearer a b; c=\"d\"") << std::string("Bearer a b; c=\"d\"");
        QTest::newRow("9110-5.5 space around") << std::string("  a b ") << std::string("a b");
        QTest::newRow("beyond ASCII")
            << std::string("gr\xc3\xbc\xc3\x9f") << std::string("gr\xc3\xbc\xc3\x9f");
        QTest::newRow("4096 bytes") << std::string(4096, 'v') << std::string(4096, 'v');
        QTest::newRow("4097 bytes") << std::string(4097, 'v') << std::string("!request_field.value_too_long");
        const std::string bad = "!request_field.value_character";
        QTest::newRow("9110-5.5 CR LF") << std::string("a\r\nHost: evil") << bad;
        QTest::newRow("bare LF") << std::string("a\nb") << bad;
        QTest::newRow("NUL") << std::string("a\0b", 3) << bad;
        QTest::newRow("tab") << std::string("a\tb") << bad;
        QTest::newRow("DEL") << std::string("a\x7f") << bad;
    }
    void takesValuesOfFields() {
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        QCOMPARE(verdict(parseRequestFieldValue(text)), expected);
    }

    void takesProtocolsForUpgrade_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        const auto row = [](std::string text, std::string expected) {
            QTest::newRow(text.c_str()) << text << std::move(expected);
        };
        row("tcp", "tcp");
        row("TCP", "tcp");
        row(" WebSocket ", "websocket");
        row("SPDY.3-1", "spdy.3-1");
        row("connect-udp", "connect-udp");
        row(std::string(64, 'x'), std::string(64, 'x'));
        for (const std::string& bad : {std::string(), std::string("a b"), std::string("a/1"),
                                       std::string("a,b"), std::string("a\n"), std::string(65, 'x')})
            row(bad, "!upgrade.name");
        for (const auto* http : {"h2c", "H2C", "h2", "http"})
            row(http, "!upgrade.http");
    }
    void takesProtocolsForUpgrade() {
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        QCOMPARE(verdict(parseUpgrade(text)), expected);
    }

    void takesTimeLimits_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<std::string>("connect");
        QTest::addColumn<std::string>("head");
        const std::string noConnect = "!connect_timeout.range";
        const std::string noHead = "!response_head_timeout.range";
        QTest::newRow("0") << 0.0 << noConnect << noHead;
        QTest::newRow("negative") << -1.0 << noConnect << noHead;
        QTest::newRow("0.0999") << 0.0999 << noConnect << noHead;
        QTest::newRow("0.1") << 0.1 << std::string("100") << noHead;
        QTest::newRow("1") << 1.0 << std::string("1000") << std::string("1000");
        QTest::newRow("1.2345") << 1.2345 << std::string("1235") << std::string("1235");
        QTest::newRow("600") << 600.0 << std::string("600000") << std::string("600000");
        QTest::newRow("600.1") << 600.1 << noConnect << std::string("600100");
        QTest::newRow("86400") << 86400.0 << noConnect << std::string("86400000");
        QTest::newRow("86401") << 86401.0 << noConnect << noHead;
        QTest::newRow("1e300") << 1e300 << noConnect << noHead;
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << noConnect << noHead;
    }
    void takesTimeLimits() {
        QFETCH(double, seconds);
        QFETCH(std::string, connect);
        QFETCH(std::string, head);
        QCOMPARE(verdict(parseConnectTimeout(seconds)), connect);
        QCOMPARE(verdict(parseResponseHeadTimeout(seconds)), head);
    }

    void readsFingerprintsAsTheyAreWritten_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<bool>("isGood");
        std::string colons = "SHA256:";
        for (int i = 0; i < 32; ++i)
            colons += i == 0 ? "AB" : ":AB";
        QTest::newRow("as we write it") << "sha256:" + std::string(64, 'a') << true;
        QTest::newRow("upper case") << "SHA256:" + std::string(64, 'F') << true;
        QTest::newRow("as openssl writes it") << colons << true;
        QTest::newRow("space around") << " sha256:" + std::string(64, '0') + " " << true;
        QTest::newRow("empty") << std::string() << false;
        QTest::newRow("without the hash's name") << std::string(64, 'a') << false;
        QTest::newRow("another hash") << "sha1:" + std::string(40, 'a') << false;
        QTest::newRow("a digit short") << "sha256:" + std::string(63, 'a') << false;
        QTest::newRow("a digit long") << "sha256:" + std::string(65, 'a') << false;
        QTest::newRow("no digit") << "sha256:" + std::string(63, 'a') + "g" << false;
        QTest::newRow("final colon") << colons + ":" << false;
    }
    void readsFingerprintsAsTheyAreWritten() {
        QFETCH(std::string, text);
        QFETCH(bool, isGood);
        const auto fingerprint = parseFingerprint(text);
        QCOMPARE(fingerprint.ok(), isGood);
        if (!isGood) {
            QCOMPARE(fingerprint.error().code, std::string("pin.format"));
            return;
        }
        const std::string written = toText(*fingerprint);
        QCOMPARE(written.size(), std::size_t(71));
        QVERIFY(*parseFingerprint(written) == *fingerprint);
    }

    void bringsWordsBack() {
        for (const HostHeader header : {HostHeader::Keep, HostHeader::AsTarget, HostHeader::AsLocalhost})
            QVERIFY(hostHeaderFromWord(toWord(header)) == header);
        for (const TlsVerification verification : {TlsVerification::Pin, TlsVerification::Authority})
            QVERIFY(tlsVerificationFromWord(toWord(verification)) == verification);
        QVERIFY(!hostHeaderFromWord("Keep") && !tlsVerificationFromWord("none"));
    }
};

QTEST_GUILESS_MAIN(TestPolicyText)
#include "tst_policytext.moc"
