// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/settings.h"
#include "backend/resolve/addresschoice.h"

#include <QTest>

using namespace portolan;
using namespace portolan::resolve;

namespace {

base::IpAddress ip(std::string_view text) {
    return *base::IpAddress::parse(text);
}

NameState stateOf(std::vector<std::string_view> addresses) {
    NameState state;
    state.outcome = LookupOutcome::Found;
    for (const std::string_view text : addresses)
        state.addresses.push_back(ip(text));
    return state;
}

const model::AddressPolicy policy(model::defaultTargetNetworks(), {{ip("10.0.0.1"), 80}});
constexpr AddressNeed need{8080, model::LoopbackTargets::Refused};

}  // namespace

class TestAddressChoice : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesTheFirst() {
        const AddressChoice choice = choose(stateOf({"fd7a::5", "10.0.0.5"}), need, policy, std::nullopt);
        QCOMPARE(choice.address->toString(), std::string("fd7a::5"));
        QVERIFY(!choice.refusal);
    }

    void staysWithTheOneInUse() {
        const NameState state = stateOf({"10.0.0.7", "10.0.0.5"});
        QVERIFY(choose(state, need, policy, ip("10.0.0.5")).address == ip("10.0.0.5"));
        QVERIFY(choose(state, need, policy, ip("10.0.0.6")).address == ip("10.0.0.7"));
    }

    void dropsWhatThePolicyRefuses_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("code");
        QTest::newRow("SPEC 4.4: this host") << "0.0.0.0" << 8080 << "target.refused_range";
        QTest::newRow("SPEC 4.4: metadata") << "169.254.169.254" << 8080 << "target.refused_range";
        QTest::newRow("SPEC 4.4: metadata, v6") << "fd00:ec2::254" << 8080 << "target.refused_range";
        QTest::newRow("SPEC 4.4: the tailnet's own") << "100.100.100.100" << 8080 << "target.refused_range";
        QTest::newRow("SPEC 4.4: multicast") << "224.0.0.1" << 8080 << "target.refused_range";
        QTest::newRow("SPEC 4.4: a listener of ours") << "10.0.0.1" << 80 << "target.own_listener";
        QTest::newRow("SPEC 4.4: loopback") << "127.0.0.1" << 8080 << "target.loopback";
        QTest::newRow("SPEC 4.4: outside target-networks") << "8.8.8.8" << 8080 << "target.outside_networks";
        QTest::newRow("RFC 6052: as NAT64") << "64:ff9b::a9fe:a9fe" << 8080 << "target.refused_range";
    }
    void dropsWhatThePolicyRefuses() {
        QFETCH(const QString, address);
        QFETCH(const int, port);
        QFETCH(const QString, code);
        const AddressNeed asked{static_cast<std::uint16_t>(port), model::LoopbackTargets::Refused};
        const std::string text = address.toStdString();
        const AddressChoice alone = choose(stateOf({text}), asked, policy, std::nullopt);
        QVERIFY(!alone.address);
        QCOMPARE(alone.refusal->code, code.toStdString());
        const AddressChoice beside = choose(stateOf({text, "10.0.0.5"}), asked, policy, std::nullopt);
        QVERIFY(beside.address == ip("10.0.0.5"));
        QCOMPARE(beside.refusal->code, code.toStdString());
    }

    void letsGoOfAnAddressInUseThatIsRefused() {
        const AddressChoice choice = choose(stateOf({"127.0.0.1"}), need, policy, ip("127.0.0.1"));
        QVERIFY(!choice.address);
    }

    void allowsLoopbackToWhoMayNameIt() {
        const AddressNeed allowed{8080, model::LoopbackTargets::Allowed};
        QVERIFY(choose(stateOf({"127.0.0.1"}), allowed, policy, std::nullopt).address == ip("127.0.0.1"));
    }

    void goesThroughTheAddressesInTurn() {
        const NameState state = stateOf({"10.0.0.5", "169.254.169.254", "10.0.0.6"});
        QVERIFY(chooseNext(state, need, policy, ip("10.0.0.5")).address == ip("10.0.0.6"));
        QVERIFY(chooseNext(state, need, policy, ip("10.0.0.6")).address == ip("10.0.0.5"));
        QVERIFY(chooseNext(stateOf({"10.0.0.5"}), need, policy, ip("10.0.0.5")).address == ip("10.0.0.5"));
        QVERIFY(!chooseNext(stateOf({"127.0.0.1"}), need, policy, ip("127.0.0.1")).address);
    }

    void saysWhatIsWrongWithTheName() {
        QVERIFY(!errorOf(LookupOutcome::Found, "nas.lan"));
        QVERIFY(!errorOf(LookupOutcome::Pending, "nas.lan"));
        const auto error = errorOf(LookupOutcome::NotFound, "nas.lan");
        QCOMPARE(error->code, std::string("target.name_not_found"));
        QVERIFY(error->message.find("\"nas.lan\"") != std::string::npos);
        QCOMPARE(errorOf(LookupOutcome::NoAddress, "a")->code, std::string("target.name_without_address"));
        QCOMPARE(errorOf(LookupOutcome::ServerFails, "a")->code, std::string("target.name_server_fails"));
        QCOMPARE(errorOf(LookupOutcome::NoAnswer, "a")->code, std::string("target.name_unanswered"));
    }
};

QTEST_GUILESS_MAIN(TestAddressChoice)
#include "tst_addresschoice.moc"
