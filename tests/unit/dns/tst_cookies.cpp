// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/bytes.h"
#include "backend/dns/cookies.h"

#include <QTest>

using namespace portolan;
using namespace portolan::dns;

namespace {

constexpr std::uint32_t someTime = 1'559'731'985;
const SipKey secret{0x0706050403020100, 0x0f0e0d0c0b0a0908};
const base::IpAddress client = *base::IpAddress::parse("198.51.100.100");
const std::array<std::uint8_t, 8> clientHalf{0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57};

std::vector<std::uint8_t> optionOf(const Cookies::Server& server) {
    std::vector<std::uint8_t> option(clientHalf.begin(), clientHalf.end());
    option.insert(option.end(), server.begin(), server.end());
    return option;
}

}  // namespace

class CookiesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// The vectors of the paper's reference implementation: key 00..0f, messages 00, 00 01, ...
    void hashesAsTheReferenceDoes_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<qulonglong>("expected");
        QTest::newRow("empty") << 0 << qulonglong(0x726fdb47dd0e0e31);
        QTest::newRow("1 byte") << 1 << qulonglong(0x74f839c593dc67fd);
        QTest::newRow("8 bytes") << 8 << qulonglong(0x93f5f5799a932462);
        QTest::newRow("15 bytes") << 15 << qulonglong(0xa129ca6149be45e5);
    }
    void hashesAsTheReferenceDoes() {
        QFETCH(int, size);
        QFETCH(qulonglong, expected);
        std::vector<std::uint8_t> message;
        for (int i = 0; i < size; ++i)
            message.push_back(static_cast<std::uint8_t>(i));
        QCOMPARE(qulonglong(sipHash24(secret, message)), expected);
    }

    void hashesACookieAsRfc9018AppendixA1() {
        const SipKey key{0x3fa4b2a6e573e9e5, 0xcfbf379e84dce748};
        const std::array<std::uint8_t, 20> message{0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57, 1,   0,
                                                   0,    0,    0x5c, 0xf7, 0x9f, 0x11, 198,  51,   100, 100};
        QCOMPARE(qulonglong(sipHash24(key, message)), qulonglong(0x8094e2eec330811f));
    }

    void acceptsItsOwnForTheAddressItWasMadeFor() {
        Cookies cookies(secret);
        const auto option = optionOf(cookies.make(clientHalf, client, someTime));
        QCOMPARE(cookies.check(option, client, someTime), CookieVerdict::Valid);
        QCOMPARE(cookies.check(option, *base::IpAddress::parse("198.51.100.101"), someTime),
                 CookieVerdict::Unknown);
        QCOMPARE(Cookies({1, 2}).check(option, client, someTime), CookieVerdict::Unknown);
    }

    void everyByteCounts() {
        Cookies cookies(secret);
        const auto option = optionOf(cookies.make(clientHalf, client, someTime));
        for (std::size_t i = 0; i < option.size(); ++i) {
            auto changed = option;
            changed[i] ^= 1;
            QCOMPARE(cookies.check(changed, client, someTime), CookieVerdict::Unknown);
        }
    }

    /// RFC 9018 section 4.3
    void growsOld_data() {
        QTest::addColumn<int>("age");
        QTest::addColumn<int>("verdict");
        QTest::newRow("new") << 0 << int(CookieVerdict::Valid);
        QTest::newRow("half an hour") << 1800 << int(CookieVerdict::Valid);
        QTest::newRow("more than half an hour") << 1801 << int(CookieVerdict::Renewable);
        QTest::newRow("an hour") << 3600 << int(CookieVerdict::Renewable);
        QTest::newRow("more than an hour") << 3601 << int(CookieVerdict::Unknown);
        QTest::newRow("five minutes ahead") << -300 << int(CookieVerdict::Valid);
        QTest::newRow("more than five minutes ahead") << -301 << int(CookieVerdict::Unknown);
    }
    void growsOld() {
        QFETCH(int, age);
        QFETCH(int, verdict);
        Cookies cookies(secret);
        const auto option = optionOf(cookies.make(clientHalf, client, someTime));
        QCOMPARE(int(cookies.check(option, client, static_cast<std::uint32_t>(int(someTime) + age))),
                 verdict);
    }

    void knowsThoseOfTheDayBefore() {
        Cookies cookies(secret);
        const std::uint32_t midnight = someTime / 86'400 * 86'400;
        const auto option = optionOf(cookies.make(clientHalf, client, midnight - 10));
        QCOMPARE(cookies.check(option, client, midnight + 10), CookieVerdict::Valid);
    }

    void copiesKnowEachOthers() {
        Cookies cookies(secret);
        Cookies other(cookies);
        const std::uint32_t midnight = someTime / 86'400 * 86'400;
        for (const std::uint32_t time : {midnight - 10, midnight + 10, midnight - 5})
            QCOMPARE(other.check(optionOf(cookies.make(clientHalf, client, time)), client, midnight),
                     CookieVerdict::Valid);
    }

    void worksForIpv6() {
        Cookies cookies(secret);
        const auto address = *base::IpAddress::parse("2001:db8::7");
        const auto option = optionOf(cookies.make(clientHalf, address, someTime));
        QCOMPARE(cookies.check(option, address, someTime), CookieVerdict::Valid);
        QCOMPARE(cookies.check(option, *base::IpAddress::parse("2001:db8::8"), someTime),
                 CookieVerdict::Unknown);
    }

    void knowsNothingOfAClientsHalfAlone() {
        QCOMPARE(Cookies(secret).check(clientHalf, client, someTime), CookieVerdict::Unknown);
    }
};

QTEST_GUILESS_MAIN(CookiesTest)
#include "tst_cookies.moc"
