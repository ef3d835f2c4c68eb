// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/ipaddress.h"
#include "tests/support/printing.h"

#include <QTest>

#include <sys/socket.h>

using namespace portolan::base;

class TestIpAddress : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void parses_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("shown");  // empty: refused
        const auto row = [](const char* name, std::string text, std::string shown) {
            QTest::newRow(name) << std::move(text) << std::move(shown);
        };
        row("3986-3.2.2 dotted quad", "100.1.1.1", "100.1.1.1");
        row("5952-4.1 leading zeros", "2001:0db8::0001", "2001:db8::1");
        row("5952-4.2.3 longest run", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
        row("5952-4.3 lower case", "FD7A::A", "fd7a::a");
        row("4291-2.5.5.2 v4-mapped is IPv4", "::ffff:10.0.0.1", "10.0.0.1");
        row("4291-2.5.5.2 v4-mapped in hex", "::ffff:a00:1", "10.0.0.1");
        row("4291-2.5.2 unspecified", "::", "::");
        row("short form of inet_aton", "127.1", "");
        row("hex of inet_aton", "0x7f.0.0.1", "");
        row("one number", "2130706433", "");
        row("octet over 255", "256.1.1.1", "");
        row("4007-11 scope", "fe80::1%eth0", "");
        row("brackets", "[::1]", "");
        row("spaces", " 10.0.0.1", "");
        row("nothing", "", "");
        row("a name", "localhost", "");
        row("a very long text", std::string(500, '1'), "");
    }
    void parses() {
        QFETCH(std::string, text);
        QFETCH(std::string, shown);
        const auto address = IpAddress::parse(text);
        QCOMPARE(address ? address->toString() : std::string(), shown);
    }

    void goesThroughSocketAddresses_data() {
        QTest::addColumn<std::string>("text");
        QTest::newRow("IPv4") << std::string("100.1.1.1");
        QTest::newRow("IPv6") << std::string("fd7a::1");
    }
    void goesThroughSocketAddresses() {
        QFETCH(std::string, text);
        const auto address = *IpAddress::parse(text);
        sockaddr_storage storage{};
        QVERIFY(address.toSocketAddress(storage, 80) > 0);
        QVERIFY(IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&storage)) == address);
    }

    void knowsSpecialAddresses() {
        QVERIFY(IpAddress::parse("127.9.9.9")->isLoopback() && IpAddress::parse("::1")->isLoopback());
        QVERIFY(!IpAddress::parse("128.0.0.1")->isLoopback() && !IpAddress::parse("::2")->isLoopback());
        QVERIFY(IpAddress::parse("0.0.0.0")->isUnspecified() && IpAddress::parse("::")->isUnspecified());
        QVERIFY(IpAddress::parse("239.1.1.1")->isMulticast() && IpAddress::parse("ff02::1")->isMulticast());
        QVERIFY(!IpAddress::parse("223.1.1.1")->isMulticast());
    }

    void parsesSocketAddresses_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("shown");
        const auto row = [](std::string text, std::string shown) {
            QTest::newRow(text.c_str()) << text << std::move(shown);
        };
        row("127.0.0.1:53", "127.0.0.1:53");
        row("[::1]:8080", "[::1]:8080");
        row("10.0.0.1:0", "10.0.0.1:0");
        row("10.0.0.1:65535", "10.0.0.1:65535");
        row("10.0.0.1:65536", "");
        row("10.0.0.1:", "");
        row("10.0.0.1", "");
        row("::1:8080", "");
        row("[10.0.0.1]:80", "");
        row("10.0.0.1:-1", "");
        row("10.0.0.1:+1", "");
        row(":80", "");
    }
    void parsesSocketAddresses() {
        QFETCH(std::string, text);
        QFETCH(std::string, shown);
        const auto address = SocketAddress::parse(text);
        QCOMPARE(address ? address->toString() : std::string(), shown);
    }

    void matchesNetworks_data() {
        QTest::addColumn<std::string>("network");
        QTest::addColumn<std::string>("address");
        QTest::addColumn<bool>("inside");
        const auto row = [](std::string network, std::string address, bool inside) {
            QTest::newRow((network + " " + address).c_str()) << network << address << inside;
        };
        row("100.64.0.0/10", "100.64.0.0", true);
        row("100.64.0.0/10", "100.127.255.255", true);
        row("100.64.0.0/10", "100.128.0.0", false);
        row("100.64.0.0/10", "100.63.255.255", false);
        row("10.0.0.0/8", "10.255.1.2", true);
        row("10.1.2.3", "10.1.2.3", true);
        row("10.1.2.3", "10.1.2.4", false);
        row("0.0.0.0/0", "8.8.8.8", true);
        row("0.0.0.0/0", "::1", false);
        row("fe80::/10", "febf::1", true);
        row("fe80::/10", "fec0::1", false);
        row("::/0", "10.0.0.1", false);
    }
    void matchesNetworks() {
        QFETCH(std::string, network);
        QFETCH(std::string, address);
        QFETCH(bool, inside);
        QCOMPARE(Network::parse(network)->contains(*IpAddress::parse(address)), inside);
    }

    void refusesNetworks_data() {
        QTest::addColumn<std::string>("text");
        for (const auto* text : {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "/8", "fe80::1/10",
                                 "::/129", "10.0.0.0/-1"})
            QTest::newRow(text) << std::string(text);
    }
    void refusesNetworks() {
        QFETCH(std::string, text);
        QVERIFY(!Network::parse(text));
    }
};

QTEST_GUILESS_MAIN(TestIpAddress)
#include "tst_ipaddress.moc"
