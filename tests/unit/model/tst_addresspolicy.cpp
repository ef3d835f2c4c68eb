// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/addresspolicy.h"
#include "backend/model/settings.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::model;

class TestAddressPolicy : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void judgesTargets_data() {
        QTest::addColumn<std::string>("target");
        QTest::addColumn<bool>("loopbackAllowed");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, std::string target, std::string code,
                            bool loopbackAllowed = false) {
            QTest::newRow(name) << std::move(target) << loopbackAllowed << std::move(code);
        };
        row("1918 10/8", "10.1.2.3:80", "");
        row("1918 172.16/12", "172.31.0.1:80", "");
        row("1918 192.168/16", "192.168.1.1:80", "");
        row("6598 100.64/10", "100.100.1.1:80", "");
        row("the brief's example", "100.2.2.2:8080", "");
        row("4193 ULA", "[fd7a::1]:80", "");
        row("4291 link-local", "[fe80::1]:80", "");
        row("public", "8.8.8.8:80", "target.outside_networks");
        row("public IPv6", "[2001:4860::8888]:80", "target.outside_networks");
        row("791-3.2 this network", "0.0.0.0:80", "target.refused_range");
        row("791-3.2 this network, not all zero", "0.1.2.3:80", "target.refused_range");
        row("3927 link-local", "169.254.169.254:80", "target.refused_range");
        row("4291-2.5.5.2 link-local, v4-mapped", "[::ffff:169.254.169.254]:80", "target.refused_range");
        row("6052-2.1 link-local by NAT64", "[64:ff9b::a9fe:a9fe]:80", "target.refused_range");
        row("6052-2.1 private by NAT64", "[64:ff9b::a00:1]:80", "");
        row("6052-2.1 loopback by NAT64", "[64:ff9b::7f00:1]:80", "target.loopback");
        row("metadata in ULA", "[fd00:ec2::254]:80", "target.refused_range");
        row("the tailnet's resolver", "100.100.100.100:53", "target.refused_range");
        row("metadata in the tailnet's range", "100.100.100.200:80", "target.refused_range");
        row("5771 multicast", "224.0.0.1:80", "target.refused_range");
        row("4291-2.7 multicast", "[ff02::1]:80", "target.refused_range");
        row("1112-4 broadcast", "255.255.255.255:80", "target.refused_range");
        row("4291-2.5.2 unspecified", "[::]:80", "target.refused_range");
        row("loopback", "127.0.0.1:9000", "target.loopback");
        row("loopback, allowed", "127.0.0.1:9000", "", true);
        row("loopback IPv6, allowed", "[::1]:9000", "", true);
        row("own listener", "100.1.1.1:80", "target.own_listener");
        row("own listener, v4-mapped", "[::ffff:100.1.1.1]:80", "target.own_listener");
        row("other port of this host", "100.1.1.1:81", "");
        row("listener on all addresses by loopback", "127.0.0.1:8080", "target.own_listener", true);
        row("the same port elsewhere", "10.0.0.5:8080", "");
    }
    void judgesTargets() {
        QFETCH(std::string, target);
        QFETCH(bool, loopbackAllowed);
        QFETCH(std::string, code);
        const AddressPolicy policy(defaultTargetNetworks(), {*base::SocketAddress::parse("100.1.1.1:80"),
                                                             *base::SocketAddress::parse("0.0.0.0:8080")});
        const auto verdict =
            policy.check(*base::SocketAddress::parse(target),
                         loopbackAllowed ? LoopbackTargets::Allowed : LoopbackTargets::Refused);
        QCOMPARE(verdict ? std::string() : verdict.error().code, code);
    }

    void namesTheLineToAdd() {
        const AddressPolicy policy(defaultTargetNetworks(), {});
        const auto four = policy.check(*base::SocketAddress::parse("8.8.8.8:80"), LoopbackTargets::Refused);
        QVERIFY(four.error().message.find("\"8.8.8.8/32\"") != std::string::npos);
        const auto six =
            policy.check(*base::SocketAddress::parse("[2001:db8::1]:80"), LoopbackTargets::Refused);
        QVERIFY(six.error().message.find("\"2001:db8::1/128\"") != std::string::npos);
    }

    void hasTheDefaultsOfTheSpecification() {
        const auto internal = defaultInternalNetworks();
        const auto inside = [&](const char* text) {
            return containsAddress(internal, *base::IpAddress::parse(text));
        };
        for (const auto* text : {"127.0.0.1", "::1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
                                 "fd00::1", "fe80::1"})
            QVERIFY2(inside(text), text);
        for (const auto* text : {"100.1.1.1", "8.8.8.8", "172.32.0.1", "2001:db8::1"})
            QVERIFY2(!inside(text), text);
        QVERIFY(containsAddress(defaultTargetNetworks(), *base::IpAddress::parse("100.1.1.1")));
    }
};

QTEST_GUILESS_MAIN(TestAddressPolicy)
#include "tst_addresspolicy.moc"
