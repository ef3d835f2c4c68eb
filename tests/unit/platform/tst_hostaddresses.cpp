// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/hostaddresses.h"

#include <QTest>

#include <algorithm>

using namespace portolan::platform;
using portolan::base::IpAddress;

namespace {

InterfaceAddress entry(const char* interface, const char* address) {
    return {interface, *IpAddress::parse(address)};
}

std::string tailnetOf(const std::vector<InterfaceAddress>& addresses) {
    const auto found = tailnetAddress(addresses);
    return found ? found->toString() : "";
}

}  // namespace

class HostAddressesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void thisMachineHasItsLoopback() {
        const auto addresses = hostAddresses();
        QVERIFY(std::any_of(addresses.begin(), addresses.end(),
                            [](const InterfaceAddress& a) { return a.address.isLoopback(); }));
    }
    void theInterfaceOfTheTailnetIsKnownByName() {
        QCOMPARE(tailnetOf({entry("eth0", "192.168.1.2"), entry("tailscale0", "10.9.8.7")}),
                 std::string("10.9.8.7"));
    }
    void theRangeOfTailnetsIsKnownOnAnyInterface() {
        QCOMPARE(tailnetOf({entry("eth0", "192.168.1.2"), entry("utun3", "100.101.102.103")}),
                 std::string("100.101.102.103"));
        QCOMPARE(tailnetOf({entry("eth0", "100.63.255.255"), entry("eth1", "100.128.0.0")}), std::string());
    }
    void ipv4ComesBeforeIpv6() {
        QCOMPARE(tailnetOf({entry("tailscale0", "fd7a:115c:a1e0::1"), entry("tailscale0", "100.64.0.1")}),
                 std::string("100.64.0.1"));
        QCOMPARE(tailnetOf({entry("tailscale0", "fd7a:115c:a1e0::1")}), std::string("fd7a:115c:a1e0::1"));
    }
    void theDefaultIsAnAddressOfThisMachine() {
        const auto addresses = hostAddresses();
        const IpAddress advertised = defaultAdvertisedAddress();
        QVERIFY(std::any_of(addresses.begin(), addresses.end(),
                            [&](const InterfaceAddress& a) { return a.address == advertised; }));
    }
};

QTEST_GUILESS_MAIN(HostAddressesTest)
#include "tst_hostaddresses.moc"
