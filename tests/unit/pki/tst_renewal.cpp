// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/certificatenames.h"
#include "backend/pki/leafnames.h"
#include "backend/pki/renewal.h"
#include "tests/unit/pki/pkifixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::pki;

namespace {

using Days = LocalAuthority::Days;

model::CertificateBundle bundleFrom(base::SystemTime from, int days, std::uint8_t first = 0) {
    model::CertificateBundle bundle;
    bundle.notBefore = from;
    bundle.notAfter = from + Days(days);
    bundle.fingerprint[0] = first;
    return bundle;
}

}  // namespace

class TestRenewal : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void isDueAfterTwoThirdsAtTheLatest() {
        QVERIFY(renewalTime(bundleFrom(someTime, 90, 0)) == someTime + Days(60));
        for (int first = 0; first < 256; ++first) {
            const auto at = renewalTime(bundleFrom(someTime, 90, static_cast<std::uint8_t>(first)));
            QVERIFY(at <= someTime + Days(60) && at > someTime + Days(52));
        }
        QVERIFY(renewalTime(bundleFrom(someTime, 90, 7)) == renewalTime(bundleFrom(someTime, 90, 7)));
        QVERIFY(renewalTime(bundleFrom(someTime, 90, 7)) != renewalTime(bundleFrom(someTime, 90, 8)));
    }

    void saysWhichAreDue_data() {
        QTest::addColumn<int>("age");
        QTest::addColumn<bool>("due");
        QTest::newRow("from tomorrow on") << -1 << true;
        QTest::newRow("new") << 0 << false;
        QTest::newRow("59 days") << 59 << false;
        QTest::newRow("60 days") << 60 << true;
        QTest::newRow("ended") << 91 << true;
    }
    void saysWhichAreDue() {
        QFETCH(const int, age);
        QFETCH(const bool, due);
        RenewalScan scan(someTime + Days(age));
        QCOMPARE(scan.isDue(bundleFrom(someTime, 90)), due);
    }

    void saysWhenToLookAgain() {
        const auto inMinutes = [](int minutes) {
            return bundleFrom(someTime - Days(60) + std::chrono::minutes(minutes), 90);
        };
        RenewalScan none(someTime);
        QVERIFY(none.next() == someTime + RenewalScan::longestSleep);
        RenewalScan scan(someTime);
        QVERIFY(!scan.isDue(inMinutes(600)));
        QVERIFY(scan.next() == someTime + RenewalScan::longestSleep);
        QVERIFY(!scan.isDue(inMinutes(30)));
        QVERIFY(!scan.isDue(inMinutes(40)));
        QVERIFY(scan.isDue(inMinutes(-10)));
        QVERIFY(scan.next() == someTime + std::chrono::minutes(30));
        QVERIFY(!scan.isDue(bundleFrom(someTime - Days(60) + base::Seconds(1), 90)));
        QVERIFY(scan.next() == someTime + RenewalScan::shortestSleep);
    }

    void theZonesLeafTakesItAndOneLabel() {
        const auto names = namesOfZoneLeaf(nameOf("internal.example.dev"));
        QVERIFY((names == std::vector<std::string>{"internal.example.dev", "*.internal.example.dev"}));
        QVERIFY(namesOfServiceLeaf(nameOf("LLM.internal.")) == std::vector<std::string>{"llm.internal"});
    }

    // RFC 6125 section 6.4.3
    void wildcardsStandForOneLabel_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("covered");
        QTest::newRow("itself") << "a.lab.dev"
                                << "a.lab.dev" << true;
        QTest::newRow("another") << "a.lab.dev"
                                 << "b.lab.dev" << false;
        QTest::newRow("one label") << "*.lab.dev"
                                   << "a.lab.dev" << true;
        QTest::newRow("two labels") << "*.lab.dev"
                                    << "a.b.lab.dev" << false;
        QTest::newRow("no label") << "*.lab.dev"
                                  << "lab.dev" << false;
        QTest::newRow("single label") << "*.dev"
                                      << "dev" << false;
        QTest::newRow("part of a label") << "a*.lab.dev"
                                         << "ab.lab.dev" << false;
    }
    void wildcardsStandForOneLabel() {
        QFETCH(const QString, pattern);
        QFETCH(const QString, host);
        QFETCH(const bool, covered);
        QCOMPARE(model::covers(pattern.toStdString(), host.toStdString()), covered);
    }
};

QTEST_APPLESS_MAIN(TestRenewal)
#include "tst_renewal.moc"
