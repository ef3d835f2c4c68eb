// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/owncertificates.h"
#include "tests/support/testcertificate.h"
#include "tests/unit/pki/pkifixture.h"

#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::pki;
using support::TestCertificate;

namespace {

namespace fs = std::filesystem;
using Outcome = OwnCertificates::Outcome;
using std::chrono::hours;

struct OwnFixture : PkiFixture {
    OwnFixture() : clock(base::RealClock().systemNow()), root({.name = "root", .isAuthority = true}) {}

    [[nodiscard]] OwnCertificates load(const std::vector<std::string>& names) const {
        std::vector<std::string> paths;
        for (const std::string& name : names)
            paths.push_back(path(name));
        OwnCertificates certificates(paths, clock);
        certificates.refresh();
        return certificates;
    }
    void put(const std::string& certificate, const std::string& key, const TestCertificate& one) const {
        write(path(certificate), one.certificatePem());
        write(path(key), one.keyPem());
    }

    base::ManualClock clock;
    TestCertificate root;
};

std::vector<std::string> refusedCodes(const OwnCertificates& certificates) {
    std::vector<std::string> codes;
    for (const RefusedCertificate& refused : certificates.refused())
        codes.push_back(refused.cause.code);
    return codes;
}

using Codes = std::vector<std::string>;

bool serves(const OwnCertificates& certificates, const std::string& host, const TestCertificate& one) {
    const auto bundle = certificates.bundleFor(host);
    return bundle && bundle->fingerprint == one.fingerprint();
}

}  // namespace

class TestOwnCertificates : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void knowsTheLayouts_data() {
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::newRow("lego") << "certificates"
                              << "certificates/app.test.crt"
                              << "certificates/app.test.key";
        QTest::newRow("certbot") << "le"
                                 << "le/live/app.test/fullchain.pem"
                                 << "le/live/app.test/privkey.pem";
        QTest::newRow("certbot, live") << "le/live"
                                       << "le/live/app.test/fullchain.pem"
                                       << "le/live/app.test/privkey.pem";
        QTest::newRow("certbot, one") << "le/live/app.test"
                                      << "le/live/app.test/fullchain.pem"
                                      << "le/live/app.test/privkey.pem";
        QTest::newRow("certbot, file") << "le/live/app.test/fullchain.pem"
                                       << "le/live/app.test/fullchain.pem"
                                       << "le/live/app.test/privkey.pem";
        QTest::newRow("mkcert") << "folder"
                                << "folder/app.test.pem"
                                << "folder/app.test-key.pem";
        QTest::newRow("mkcert, file") << "app.test.pem"
                                      << "app.test.pem"
                                      << "app.test-key.pem";
        QTest::newRow("by the key") << "folder"
                                    << "folder/server.pem"
                                    << "folder/secret.pem";
        QTest::newRow("file and key beside") << "app.pem"
                                             << "app.pem"
                                             << "app.key";
    }
    void knowsTheLayouts() {
        QFETCH(const QString, named);
        QFETCH(const QString, certificate);
        QFETCH(const QString, key);
        const OwnFixture fixture;
        const TestCertificate one;
        fixture.put(certificate.toStdString(), key.toStdString(), one);
        const OwnCertificates certificates = fixture.load({named.toStdString()});
        QVERIFY(refusedCodes(certificates) == Codes{});
        QCOMPARE(certificates.bundles().size(), std::size_t(1));
        QVERIFY(serves(certificates, "app.test", one));
    }

    void takesAKeyFromTheSameFile() {
        const OwnFixture fixture;
        const TestCertificate one;
        write(fixture.path("all.pem"), one.keyPem() + one.certificatePem());
        QVERIFY(serves(fixture.load({"all.pem"}), "app.test", one));
        QVERIFY(serves(fixture.load({""}), "app.test", one));
    }

    void addsTheIssuerThatLegoPutsBeside() {
        const OwnFixture fixture;
        const TestCertificate issuer({.name = "issuer", .issuer = &fixture.root, .isAuthority = true});
        const TestCertificate one({.issuer = &issuer});
        fixture.put("lego/app.test.crt", "lego/app.test.key", one);
        write(fixture.path("lego/app.test.issuer.crt"), issuer.certificatePem());
        const OwnCertificates certificates = fixture.load({"lego"});
        QCOMPARE(certificates.bundles().size(), std::size_t(1));
        QCOMPARE(certificates.bundles().front()->issuers->chain.size(), std::size_t(1));
    }

    void passesOverCertbotsOtherFiles() {
        const OwnFixture fixture;
        const TestCertificate one({.issuer = &fixture.root});
        fixture.put("live/app.test/fullchain.pem", "live/app.test/privkey.pem", one);
        write(fixture.path("live/app.test/cert.pem"), one.certificatePem());
        write(fixture.path("live/app.test/chain.pem"), fixture.root.certificatePem());
        write(fixture.path("live/README"), "about this folder");
        const OwnCertificates certificates = fixture.load({"live", "live/app.test"});
        QCOMPARE(certificates.bundles().size(), std::size_t(2));
        QVERIFY(refusedCodes(certificates) == Codes{});
    }

    void tellsAnAuthorityFromAServerWithoutItsKey() {
        const OwnFixture fixture;
        write(fixture.path("c/company.pem"), fixture.root.certificatePem());
        QVERIFY(refusedCodes(fixture.load({"c"})) == Codes{"certificate.none"});
        // `openssl req -x509` makes such ones.
        const TestCertificate both({.isAuthority = true, .alternativeNames = "DNS:app.test"});
        write(fixture.path("c/app.crt"), both.certificatePem());
        QVERIFY(refusedCodes(fixture.load({"c"})) == Codes{"key.missing"});
        write(fixture.path("c/app.key"), both.keyPem());
        QVERIFY(serves(fixture.load({"c"}), "app.test", both));
    }

    void oneThatIsBadLeavesTheOthers() {
        const OwnFixture fixture;
        const TestCertificate good;
        const TestCertificate expired({.name = "old.test", .from = hours(-48), .until = hours(-1)});
        const TestCertificate cut({.name = "cut.test"});
        fixture.put("c/good.crt", "c/good.key", good);
        fixture.put("c/old.crt", "c/old.key", expired);
        fixture.put("c/cut.crt", "c/cut.key", cut);
        write(fixture.path("c/cut.crt"), cut.certificatePem().substr(0, 200));
        write(fixture.path("c/alone.pem"), TestCertificate({.name = "alone.test"}).certificatePem());
        const OwnCertificates certificates = fixture.load({"c", "nowhere"});
        QVERIFY((refusedCodes(certificates) ==
                 Codes{"key.missing", "pem.damaged", "certificate.expired", "file.missing"}));
        QCOMPARE(certificates.refused()[1].file, fixture.path("c/cut.crt"));
        QVERIFY(certificates.refused()[1].cause.params.back() ==
                std::make_pair(std::string("file"), fixture.path("c/cut.crt")));
        QVERIFY(serves(certificates, "app.test", good));
        QVERIFY(!certificates.bundleFor("old.test"));
    }

    void theExactNameWinsThenTheOneThatEndsLast() {
        const OwnFixture fixture;
        const TestCertificate wildcard({.until = hours(1000), .alternativeNames = "DNS:*.lab.test"});
        const TestCertificate exact({.name = "a.lab.test", .until = hours(10)});
        const TestCertificate longer({.name = "a.lab.test", .until = hours(20)});
        fixture.put("c/w.crt", "c/w.key", wildcard);
        fixture.put("c/e.crt", "c/e.key", exact);
        fixture.put("c/l.crt", "c/l.key", longer);
        const OwnCertificates certificates = fixture.load({"c"});
        QVERIFY(serves(certificates, "a.lab.test", longer));
        QVERIFY(serves(certificates, "b.lab.test", wildcard));
        for (const char* host : {"lab.test", "a.b.lab.test", "test", ""})
            QVERIFY(!certificates.bundleFor(host));
    }

    void seesWhatChangesAndOnlyThat() {
        const OwnFixture fixture;
        const TestCertificate one;
        fixture.put("c/app.crt", "c/app.key", one);
        OwnCertificates certificates = fixture.load({"c"});
        const auto before = certificates.bundleFor("app.test");
        QCOMPARE(certificates.refresh(), Outcome::Same);
        QVERIFY(certificates.bundleFor("app.test") == before);
        const TestCertificate two({.name = "two.test"});
        fixture.put("c/two.crt", "c/two.key", two);
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(certificates.bundleFor("app.test") == before);
        QVERIFY(serves(certificates, "two.test", two));
        fs::remove(fixture.path("c/two.crt"));
        fs::remove(fixture.path("c/two.key"));
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(!certificates.bundleFor("two.test"));
    }

    void halfOfANewPairKeepsTheOldOne() {
        const OwnFixture fixture;
        const TestCertificate old;
        const TestCertificate renewed;
        fixture.put("c/app.crt", "c/app.key", old);
        OwnCertificates certificates = fixture.load({"c"});
        write(fixture.path("c/app.crt"), renewed.certificatePem());
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(serves(certificates, "app.test", old));
        QVERIFY(refusedCodes(certificates) == Codes{"key.mismatch"});
        QCOMPARE(certificates.refresh(), Outcome::Same);
        write(fixture.path("c/app.key"), renewed.keyPem().substr(0, 50));
        certificates.refresh();
        QVERIFY(serves(certificates, "app.test", old));
        write(fixture.path("c/app.key"), renewed.keyPem());
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(serves(certificates, "app.test", renewed));
        QVERIFY(refusedCodes(certificates) == Codes{});
    }

    void followsCertbotsLinks() {
        const OwnFixture fixture;
        const TestCertificate old;
        const TestCertificate renewed;
        fixture.put("archive/c1.pem", "archive/k1.pem", old);
        fixture.put("archive/c2.pem", "archive/k2.pem", renewed);
        fs::create_directories(fixture.path("live/app.test"));
        const auto point = [&](const char* link, const char* to) {
            fs::remove(fixture.path(link));
            fs::create_symlink(fixture.path(to), fixture.path(link));
        };
        point("live/app.test/fullchain.pem", "archive/c1.pem");
        point("live/app.test/privkey.pem", "archive/k1.pem");
        OwnCertificates certificates = fixture.load({"live"});
        QVERIFY(serves(certificates, "app.test", old));
        point("live/app.test/fullchain.pem", "archive/c2.pem");
        point("live/app.test/privkey.pem", "archive/k2.pem");
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(serves(certificates, "app.test", renewed));
    }

    // Where certbot's archive is closed to this program, its links lead nowhere.
    void namesLinksThatLeadNowhere() {
        const OwnFixture fixture;
        fs::create_directories(fixture.path("live/app.test"));
        fs::create_symlink(fixture.path("nowhere"), fixture.path("live/app.test/fullchain.pem"));
        const OwnCertificates certificates = fixture.load({"live"});
        QVERIFY(refusedCodes(certificates) == Codes{"file.missing"});
        QCOMPARE(certificates.refused().front().file, fixture.path("live/app.test/fullchain.pem"));
    }

    void namesAFolderWithoutACertificate() {
        const OwnFixture fixture;
        fs::create_directory(fixture.path("empty"));
        const OwnCertificates certificates = fixture.load({"empty"});
        QVERIFY(refusedCodes(certificates) == Codes{"certificate.none"});
    }

    void datesPassWithoutAChangeOnTheDisk() {
        OwnFixture fixture;
        const TestCertificate soon({.name = "soon.test", .from = hours(2), .until = hours(24)});
        const TestCertificate brief({.name = "brief.test", .until = hours(1)});
        fixture.put("c/soon.crt", "c/soon.key", soon);
        fixture.put("c/brief.crt", "c/brief.key", brief);
        OwnCertificates certificates = fixture.load({"c"});
        QVERIFY(serves(certificates, "brief.test", brief));
        QVERIFY(refusedCodes(certificates) == Codes{"certificate.not_yet_valid"});
        fixture.clock.advance(hours(3));
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(!certificates.bundleFor("brief.test"));
        QVERIFY(serves(certificates, "soon.test", soon));
        QVERIFY(refusedCodes(certificates) == Codes{"certificate.expired"});
        QCOMPARE(certificates.refresh(), Outcome::Same);
    }

    void aFolderThatIsAwayTakesNothingWithIt() {
        OwnFixture fixture;
        const TestCertificate one;
        fixture.put("c/app.crt", "c/app.key", one);
        OwnCertificates certificates = fixture.load({"c"});
        fs::rename(fixture.path("c"), fixture.path("away"));
        QCOMPARE(certificates.refresh(), Outcome::Changed);
        QVERIFY(serves(certificates, "app.test", one));
        QVERIFY(refusedCodes(certificates) == Codes{"file.missing"});
        fixture.clock.advance(hours(48));
        certificates.refresh();
        QVERIFY(!certificates.bundleFor("app.test"));
    }
};

QTEST_APPLESS_MAIN(TestOwnCertificates)
#include "tst_owncertificates.moc"
