// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/hostname.h"
#include "backend/model/targetname.h"
#include "backend/model/zone.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::model;

namespace {

HostName host(std::string_view text) {
    return HostName::parse(text).value();
}

const std::vector<HostName> zones{host("internal.example"), host("lab.internal.example"), host("home.arpa")};

/// The value's text, or "!" and the code.
std::string verdict(const base::Result<HostName>& name) {
    return name ? name->text() : "!" + name.error().code;
}

}  // namespace

class TestNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tellsNamesOfTargetsFromMistakenAddresses() {
        QCOMPARE(parseTargetName("NAS.lan.")->text(), std::string("nas.lan"));
        for (const char* name : {"nas", "3com", "10.example", "xn--bcher-kva.example"})
            QVERIFY2(parseTargetName(name), name);
        // RFC 3696 section 2: no top-level domain of digits.
        for (const char* none :
             {"", "300.1.1.1", "1.2.3", "7", "100.1.1.1", "a b", "nas.lan:80", "http://nas"})
            QVERIFY2(!parseTargetName(none), none);
    }

    void parsesHostNames_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        const auto row = [](const char* name, std::string text, std::string expected) {
            QTest::newRow(name) << std::move(text) << std::move(expected);
        };
        const std::string label63(63, 'a');
        row("1035-2.3.3 case", "LLM.Internal", "llm.internal");
        row("1034-3.1 final dot", "llm.internal.", "llm.internal");
        row("1123-2.1 digits first", "3com.example", "3com.example");
        row("8552 underscore", "_http._tcp.example", "_http._tcp.example");
        row("5890 a-label", "xn--bcher-kva.example", "xn--bcher-kva.example");
        row("1035-2.3.4 label of 63", label63, label63);
        row("1035-2.3.4 label of 64", label63 + "a", "!name.label_too_long");
        row("1035-2.3.4 name of 253", label63 + "." + label63 + "." + label63 + "." + std::string(61, 'b'),
            label63 + "." + label63 + "." + label63 + "." + std::string(61, 'b'));
        row("1035-2.3.4 name of 254", label63 + "." + label63 + "." + label63 + "." + std::string(62, 'b'),
            "!name.too_long");
        row("empty", "", "!name.empty");
        row("root", ".", "!name.empty");
        row("two dots", "a..b", "!name.label_empty");
        row("first dot", ".a", "!name.label_empty");
        row("two final dots", "a..", "!name.label_empty");
        row("1123-2.1 hyphen first", "-a.example", "!name.hyphen");
        row("1123-2.1 hyphen last", "a-.example", "!name.hyphen");
        row("space", "a b", "!name.character");
        row("slash", "a/b", "!name.character");
        row("wildcard", "*.example", "!name.character");
        row("port", "a.example:80", "!name.character");
        row("not ASCII",
            "b\xc3\xbc"
            "cher",
            "!name.character");
        row("zero byte", std::string("a\0b", 3), "!name.character");
        row("IPv4", "10.0.0.1", "!name.is_address");
        row("IPv6", "fd7a::1", "!name.is_address");
    }
    void parsesHostNames() {
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        QCOMPARE(verdict(HostName::parse(text)), expected);
    }

    void knowsWhatLiesWithin() {
        QVERIFY(host("a.example").isWithin(host("example")));
        QVERIFY(host("example").isWithin(host("example")));
        QVERIFY(!host("anexample").isWithin(host("example")));
        QVERIFY(!host("example").isWithin(host("a.example")));
        QCOMPARE(std::string(host("a.b.c").firstLabel()), std::string("a"));
        QCOMPARE(std::string(host("a.b.c").parent()), std::string("b.c"));
        QVERIFY(host("a").isSingleLabel() && !host("a.b").isSingleLabel());
    }

    void qualifies_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        const auto row = [](const char* name, std::string text, std::string expected) {
            QTest::newRow(name) << std::move(text) << std::move(expected);
        };
        row("one label gets the first zone", "LLM", "llm.internal.example");
        row("full name", "llm.home.arpa.", "llm.home.arpa");
        row("several labels in a zone", "a.b.internal.example", "a.b.internal.example");
        row("several labels outside", "llm.example.org", "!name.outside_zones");
        row("looks like a zone", "llm.xinternal.example", "!name.outside_zones");
        row("the zone itself", "home.arpa", "home.arpa");
        row("too long with the zone",
            std::string(63, 'a') + "." + std::string(63, 'a') + "." + std::string(63, 'a') + "." +
                std::string(63, 'a') + ".internal.example",
            "!name.too_long");
    }
    void qualifies() {
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        QCOMPARE(verdict(qualify(text, zones)), expected);
    }

    void showsTheSpellingThatWouldWork() {
        const auto outside = qualify("llm.example.org", zones);
        QVERIFY(outside.error().message.find("\"llm.internal.example\" would work") != std::string::npos);
    }

    void qualifiesWildcardsOfRecordsOnly() {
        QCOMPARE(verdict(qualify("*", zones)), std::string("!name.character"));
        const auto wildcard = [](const char* text) { return qualify(text, zones, Wildcards::Allowed); };
        QCOMPARE(verdict(wildcard("*")), std::string("*.internal.example"));
        QCOMPARE(verdict(wildcard("*.Lab.Internal.Example.")), std::string("*.lab.internal.example"));
        QVERIFY(wildcard("*.lab.internal.example")->isWildcard() && !wildcard("lab")->isWildcard());
        QCOMPARE(verdict(wildcard("a.*.internal.example")), std::string("!name.character"));
        QCOMPARE(verdict(wildcard("x*.internal.example")), std::string("!name.character"));
        QCOMPARE(verdict(wildcard("*.example.org")), std::string("!name.outside_zones"));
    }

    void namesAddresses() {
        const auto reverse = [](const char* text) {
            return reverseName(base::IpAddress::parse(text).value()).text();
        };
        QCOMPARE(reverse("10.2.3.4"), std::string("4.3.2.10.in-addr.arpa"));  // RFC 1035 section 3.5
        QCOMPARE(reverse("4321:0:1:2:3:4:567:89ab"),                          // RFC 3596 section 2.5
                 std::string("b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa"));
        QVERIFY(isReverseZone(host("10.in-addr.arpa")) && isReverseZone(host("d.f.ip6.arpa")));
        QVERIFY(!isReverseZone(host("home.arpa")) && !isReverseZone(host("xip6.arpa")));
        QCOMPARE(verdict(qualify("llm", {host("10.in-addr.arpa"), host("home.arpa")})),
                 std::string("llm.home.arpa"));
    }

    void findsTheLongestZone() {
        QVERIFY(*zoneOf(host("a.lab.internal.example"), zones) == host("lab.internal.example"));
        QVERIFY(*zoneOf(host("a.internal.example"), zones) == host("internal.example"));
        QVERIFY(!zoneOf(host("a.example"), zones));
    }

    void keepsNamesForItself_data() {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<bool>("reserved");
        for (const auto* name :
             {"internal.example", "home.arpa", "dns.internal.example", "ns.home.arpa",
              "portolan.internal.example", "wpad.internal.example", "_acme-challenge.lab.internal.example"})
            QTest::newRow(name) << std::string(name) << true;
        for (const auto* name : {"llm.internal.example", "dns.llm.internal.example", "dnsx.internal.example"})
            QTest::newRow(name) << std::string(name) << false;
    }
    void keepsNamesForItself() {
        QFETCH(std::string, name);
        QFETCH(bool, reserved);
        QCOMPARE(!checkNotReserved(host(name), zones).ok(), reserved);
    }

    void refusesZonesThatNeverReachUs_data() {
        QTest::addColumn<std::string>("zone");
        QTest::addColumn<std::string>("expected");
        QTest::newRow("6762 .local") << std::string("home.local") << std::string("!zone.reserved");
        QTest::newRow("6762 local") << std::string("LOCAL") << std::string("!zone.reserved");
        QTest::newRow("6761 .localhost") << std::string("x.localhost.") << std::string("!zone.reserved");
        QTest::newRow("default") << std::string("Portolan.internal") << std::string("portolan.internal");
        QTest::newRow("a name that ends alike") << std::string("x.notlocal") << std::string("x.notlocal");
        QTest::newRow("no name") << std::string("a..b") << std::string("!name.label_empty");
    }
    void refusesZonesThatNeverReachUs() {
        QFETCH(std::string, zone);
        QFETCH(std::string, expected);
        const auto parsed = parseZoneName(zone);
        QCOMPARE(verdict(parsed), expected);
        if (!parsed)
            QCOMPARE(parsed.error().field, std::string("zone"));
    }

    void knowsPreloadedSuffixes() {
        QVERIFY(isHstsPreloaded(host("internal.jerkytreats.dev")) && isHstsPreloaded(host("app")));
        QVERIFY(!isHstsPreloaded(host("portolan.internal")) && !isHstsPreloaded(host("dev.example")));
    }

    void countsSerialsByRfc1982_data() {
        QTest::addColumn<quint32>("serial");
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<quint32>("next");
        QTest::newRow("1982-3.1 behind the time")
            << quint32(5) << qint64(1'700'000'000) << quint32(1'700'000'000);
        QTest::newRow("1982-3.1 at the time")
            << quint32(1'700'000'000) << qint64(1'700'000'000) << quint32(1'700'000'001);
        QTest::newRow("1982-3.1 ahead of the time")
            << quint32(1'700'000'500) << qint64(1'700'000'000) << quint32(1'700'000'501);
        QTest::newRow("1982-3.1 wraps and passes over 0")
            << quint32(0xffffffff) << qint64(0xfffffff0) << quint32(1);
    }
    void countsSerialsByRfc1982() {
        QFETCH(quint32, serial);
        QFETCH(qint64, seconds);
        QFETCH(quint32, next);
        QCOMPARE(nextSerial(serial, base::SystemTime(base::Seconds(seconds))), next);
    }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
