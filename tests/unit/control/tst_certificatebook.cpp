// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/certificatebook.h"
#include "tests/support/testcertificate.h"
#include "tests/unit/control/controlfixture.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;
using Kind = CertificateState::Kind;

void write(const std::string& path, const std::string& content) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

struct BookFixture {
    BookFixture() : clock(base::RealClock().systemNow()) { restart(); }

    void restart() {
        book.reset();
        changes = 0;
        book.emplace(executor, clock, CertificatePlace{path("pki"), "omnitron"}, [this](const auto& names) {
            ++changes;
            told = names.size();
        });
        book->configure(zones, ownPaths);
        book->update(catalog);
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return folder.path().toStdString() + "/" + name;
    }
    void add(std::uint64_t id, const std::string& name,
             model::ClientAccess access = model::ClientAccess::HttpAndHttps) {
        put(id, name, access);
        book->update(catalog);
    }
    void put(std::uint64_t id, const std::string& name,
             model::ClientAccess access = model::ClientAccess::HttpAndHttps) {
        model::Service service{.host = host(name)};
        service.id = model::ServiceId{id};
        service.clientTls.access = access;
        catalog.put(service);
    }
    [[nodiscard]] auto bundle(const std::string& name) const { return book->certificates().find(name); }
    [[nodiscard]] CertificateState state(const std::string& name) const {
        return book->stateOf(*catalog.service(host(name)));
    }
    [[nodiscard]] std::string problem() const {
        if (const auto failures = book->failures(); !failures.empty())
            return failures.front().code;
        const auto notices = book->notices();
        return notices.empty() ? "none" : notices.front().code;
    }
    /// What is worth a notice: "operator llm 14", "authority lab.internal: authority.root_replaced".
    [[nodiscard]] std::vector<std::string> troubles() const {
        std::vector<std::string> all;
        for (const model::CertificateSubject& one : book->troubles())
            all.push_back(
                std::string(model::toWord(one.owner)) + ' ' + one.name +
                (one.failure ? ": " + one.failure->code : ' ' + std::to_string(one.warning.count())));
        return all;
    }
    void putOwn(const std::string& name, const support::TestCertificate& one) const {
        write(path("own/" + name + ".crt"), one.certificatePem());
        write(path("own/" + name + ".key"), one.keyPem());
    }

    QTemporaryDir folder{
        QFileInfo::exists(QStringLiteral("/dev/shm")) ? QStringLiteral("/dev/shm/book-XXXXXX") : QString()};
    base::ManualClock clock;
    ManualExecutor executor{clock};
    std::vector<model::HostName> zones{host("lab.internal"), host("second.example")};
    std::vector<std::string> ownPaths;
    model::Catalog catalog;
    std::optional<CertificateBook> book;
    int changes = 0;
    std::size_t told = 0;  ///< names, at the last change
};

}  // namespace

class TestCertificateBook : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void eachServiceAndEachZoneHasOne() {
        BookFixture fixture;
        fixture.add(1, "llm.lab.internal");
        fixture.add(2, "a.b.second.example");
        for (const char* name : {"llm.lab.internal", "a.b.second.example"})
            QVERIFY(fixture.bundle(name)->names == std::vector<std::string>{name});
        for (const char* zone : {"lab.internal", "second.example"})
            for (const char* prefix : {"", "*.", "dns.", "portolan."}) {
                const auto own = fixture.bundle(prefix + std::string(zone));
                QVERIFY(own && own == fixture.bundle(zone));
                QVERIFY((own->names == std::vector<std::string>{zone, std::string("*.") + zone}));
            }
        QCOMPARE(fixture.book->trustAnchors().size(), std::size_t(2));
        QCOMPARE(fixture.problem(), std::string("none"));
        QCOMPARE(fixture.state("llm.lab.internal").kind, Kind::Good);
    }

    void noneWhereNoneIsWanted() {
        BookFixture fixture;
        fixture.add(1, "plain.lab.internal", model::ClientAccess::HttpOnly);
        model::Service direct{.host = host("direct.lab.internal")};
        direct.id = model::ServiceId{2};
        direct.delivery = model::Delivery::Direct;
        fixture.catalog.put(direct);
        fixture.book->update(fixture.catalog);
        for (const char* name : {"plain.lab.internal", "direct.lab.internal"}) {
            QVERIFY(!fixture.bundle(name));
            QCOMPARE(fixture.state(name).kind, Kind::Off);
        }
        fixture.add(1, "plain.lab.internal");
        QVERIFY(fixture.bundle("plain.lab.internal"));
        fixture.add(1, "plain.lab.internal", model::ClientAccess::HttpOnly);
        QVERIFY(!fixture.bundle("plain.lab.internal"));
    }

    void reverseZonesHaveNone() {
        BookFixture fixture;
        fixture.zones = {host("lab.internal"), host("10.in-addr.arpa")};
        fixture.book->configure(fixture.zones, {});
        QCOMPARE(fixture.book->trustAnchors().size(), std::size_t(1));
        QVERIFY(!fixture.bundle("10.in-addr.arpa"));
    }

    void withoutAFolderThereAreNone() {
        BookFixture fixture;
        fixture.book.emplace(fixture.executor, fixture.clock, CertificatePlace{}, [](const auto&) {});
        fixture.book->configure(fixture.zones, {});
        fixture.add(1, "llm.lab.internal");
        QVERIFY(fixture.book->certificates().empty());
        QCOMPARE(fixture.state("llm.lab.internal").kind, Kind::Off);
    }

    void aRestartServesTheSame() {
        BookFixture fixture;
        fixture.add(1, "llm.lab.internal");
        const auto before = fixture.bundle("llm.lab.internal");
        const auto zoneBefore = fixture.bundle("lab.internal");
        fixture.restart();
        QVERIFY(*fixture.bundle("llm.lab.internal") == *before);
        QVERIFY(*fixture.bundle("lab.internal") == *zoneBefore);
    }

    void aServiceThatIsGoneTakesItsLeafAlong() {
        BookFixture fixture;
        fixture.add(1, "llm.lab.internal");
        const auto before = fixture.bundle("llm.lab.internal");
        fixture.catalog.remove(model::ServiceId{1});
        fixture.book->update(fixture.catalog);
        QVERIFY(!fixture.bundle("llm.lab.internal"));
        fixture.add(1, "llm.lab.internal");
        QVERIFY(*fixture.bundle("llm.lab.internal") != *before);
    }

    // The second map shares with the first what did not change.
    void aChangeTouchesOnlyItsName() {
        BookFixture fixture;
        fixture.add(1, "a.lab.internal");
        const auto before = fixture.book->certificates();
        fixture.add(2, "b.lab.internal");
        std::vector<std::string> touched;
        CertificateBook::Certificates::forEachChange(
            before, fixture.book->certificates(),
            [&](std::string_view name, const auto&, const auto&) { touched.emplace_back(name); });
        QVERIFY(touched == std::vector<std::string>{"b.lab.internal"});
    }

    void manyFollowInSlices() {
        BookFixture fixture;
        constexpr int count = 200;
        for (int i = 0; i < count; ++i)
            fixture.put(static_cast<std::uint64_t>(i + 1), "s" + std::to_string(i) + ".lab.internal");
        fixture.book->update(fixture.catalog);
        const auto countOf = [&](Kind kind) {
            int found = 0;
            for (int i = 0; i < count; ++i)
                found += fixture.state("s" + std::to_string(i) + ".lab.internal").kind == kind ? 1 : 0;
            return found;
        };
        QCOMPARE(countOf(Kind::Good), int(CertificateBook::mostAtOnce));
        QCOMPARE(countOf(Kind::Pending), count - int(CertificateBook::mostAtOnce));
        for (int i = 0; i < 10; ++i)
            fixture.executor.advance(1ms);
        QCOMPARE(countOf(Kind::Good), count);
        QCOMPARE(fixture.changes, 3);
    }

    void leavesAreRenewedInTime() {
        BookFixture fixture;
        fixture.add(1, "llm.lab.internal");
        const auto first = fixture.bundle("llm.lab.internal");
        auto last = first;
        int renewals = 0;
        for (int hours = 0; hours < 24 * 120; hours += 6) {
            fixture.executor.advance(6h);
            const auto serving = fixture.bundle("llm.lab.internal");
            QVERIFY(serving->notAfter - fixture.clock.systemNow() > 24h * 25);
            QVERIFY(fixture.bundle("lab.internal")->notAfter - fixture.clock.systemNow() > 24h * 25);
            renewals += serving != last ? 1 : 0;
            last = serving;
        }
        QCOMPARE(renewals, 2);
        QVERIFY(fixture.changes >= 2 && fixture.changes <= 6);
    }

    void aClockThatGoesBackIsNoticed() {
        BookFixture fixture;
        fixture.clock.advance(24h * 30);
        fixture.add(1, "llm.lab.internal");
        fixture.clock.advance(-24h * 29);
        fixture.restart();
        QVERIFY(fixture.bundle("llm.lab.internal")->notBefore <= fixture.clock.systemNow());
    }

    void aBrokenZoneHasItsErrorAndTheOthersGoOn() {
        BookFixture fixture;
        fixture.add(1, "old.lab.internal");
        fs::rename(fixture.path("pki/lab.internal/root.pem"), fixture.path("kept"));
        fixture.add(2, "new.lab.internal");
        fixture.add(3, "new.second.example");
        QCOMPARE(fixture.state("old.lab.internal").kind, Kind::Good);
        QCOMPARE(fixture.state("new.lab.internal").kind, Kind::Failed);
        QCOMPARE(fixture.state("new.lab.internal").error->code, std::string("authority.root_replaced"));
        QCOMPARE(fixture.state("new.second.example").kind, Kind::Good);
        QCOMPARE(fixture.problem(), std::string("authority.root_replaced"));
        fs::rename(fixture.path("kept"), fixture.path("pki/lab.internal/root.pem"));
        fixture.executor.advance(CertificateBook::retryDelay);
        QCOMPARE(fixture.state("new.lab.internal").kind, Kind::Good);
        QCOMPARE(fixture.problem(), std::string("none"));
        QCOMPARE(fixture.changes, 1);
    }

    void aChangeOfVeryManyNamesIsToldInPart() {
        BookFixture fixture;
        fixture.putOwn("lab", support::TestCertificate({.name = "lab.internal", .more = {"*.lab.internal"}}));
        fixture.ownPaths = {fixture.path("own")};
        for (std::size_t i = 1; i <= CertificateBook::mostTold + 100; ++i)
            fixture.put(i, "s" + std::to_string(i) + ".lab.internal");
        fixture.restart();
        fixture.putOwn("lab", support::TestCertificate({.name = "lab.internal", .more = {"*.lab.internal"}}));
        fixture.executor.advance(CertificateBook::fileInterval);
        QCOMPARE(fixture.changes, 1);
        QCOMPARE(fixture.told, CertificateBook::mostTold);
    }

    void allBrokenZonesAreTold() {
        BookFixture fixture;
        for (const char* zone : {"lab.internal", "second.example"})
            fs::remove(fixture.path(std::string("pki/") + zone + "/root.pem"));
        fixture.add(1, "new.lab.internal");
        fixture.add(2, "new.second.example");
        const auto failures = fixture.book->failures();
        QCOMPARE(failures.size(), std::size_t(2));
        QVERIFY(failures[0].params.front().second != failures[1].params.front().second);
    }

    void aLeafThatIsDueServesOnWhileItsAuthorityIsBroken() {
        BookFixture fixture;
        fixture.add(1, "llm.lab.internal");
        const auto before = fixture.bundle("llm.lab.internal");
        fs::rename(fixture.path("pki/lab.internal/root.pem"), fixture.path("kept"));
        while (fixture.clock.systemNow() + std::chrono::hours(48) < before->notAfter)
            fixture.executor.advance(std::chrono::hours(24));
        QVERIFY(fixture.bundle("llm.lab.internal") == before);
        fs::rename(fixture.path("kept"), fixture.path("pki/lab.internal/root.pem"));
        fixture.executor.advance(std::chrono::hours(2));
        QVERIFY(fixture.bundle("llm.lab.internal")->notAfter > before->notAfter);
    }

    void theNearestZoneIssues() {
        BookFixture fixture;
        fixture.zones = {host("internal"), host("lab.internal"), host("deep.lab.internal")};
        fixture.restart();
        fixture.add(1, "llm.deep.lab.internal");
        fixture.add(2, "llm.lab.internal");
        const auto issuerOf = [&](const char* name) { return fixture.bundle(name)->issuers->name; };
        QVERIFY2(issuerOf("llm.deep.lab.internal").find(" deep.lab.internal") != std::string::npos,
                 issuerOf("llm.deep.lab.internal").c_str());
        QVERIFY(issuerOf("llm.lab.internal").find(" lab.internal") != std::string::npos);
    }

    void aZoneThatIsBrokenAtTheStartServesWhatItHas() {
        BookFixture fixture;
        fixture.add(1, "old.lab.internal");
        const auto before = fixture.bundle("old.lab.internal");
        fs::rename(fixture.path("pki/lab.internal/root.pem"), fixture.path("kept"));
        fixture.put(2, "new.lab.internal");
        fixture.restart();
        QVERIFY(*fixture.bundle("old.lab.internal") == *before);
        QVERIFY(fixture.bundle("*.lab.internal"));
        QCOMPARE(fixture.state("new.lab.internal").kind, Kind::Failed);
        QCOMPARE(fixture.problem(), std::string("authority.root_missing"));
        QCOMPARE(fixture.book->trustAnchors().size(), std::size_t(1));
        fs::rename(fixture.path("kept"), fixture.path("pki/lab.internal/root.pem"));
        fixture.executor.advance(CertificateBook::retryDelay);
        QCOMPARE(fixture.state("new.lab.internal").kind, Kind::Good);
        QVERIFY(*fixture.bundle("old.lab.internal") == *before);
        QCOMPARE(fixture.book->trustAnchors().size(), std::size_t(2));
        QVERIFY(fixture.changes > 0);
    }

    void theOperatorsCertificateComesFirst() {
        BookFixture fixture;
        const support::TestCertificate one({.alternativeNames = "DNS:*.lab.internal"});
        const support::TestCertificate two({.name = "llm.lab.internal"});
        fixture.putOwn("wildcard", one);
        fixture.ownPaths = {fixture.path("own")};
        fixture.add(1, "llm.lab.internal");
        fixture.book->configure(fixture.zones, fixture.ownPaths);
        for (const char* name : {"llm.lab.internal", "*.lab.internal", "dns.lab.internal"})
            QVERIFY(fixture.bundle(name)->fingerprint == one.fingerprint());
        QVERIFY(fixture.bundle("lab.internal")->origin == model::CertificateOrigin::LocalAuthority);
        fixture.putOwn("llm", two);
        fixture.executor.advance(CertificateBook::fileInterval);
        QVERIFY(fixture.bundle("llm.lab.internal")->fingerprint == two.fingerprint());
        QCOMPARE(fixture.changes, 1);
        fs::remove_all(fixture.path("own"));
        fs::create_directory(fixture.path("own"));
        fixture.executor.advance(CertificateBook::fileInterval);
        QVERIFY(fixture.bundle("llm.lab.internal")->origin == model::CertificateOrigin::LocalAuthority);
        fixture.executor.advance(CertificateBook::fileInterval);
        QCOMPARE(fixture.changes, 2);
    }

    void aBadFileOfTheOperatorsIsAProblemAndNoMore() {
        BookFixture fixture;
        write(fixture.path("own/bad.pem"), "-----BEGIN CERTIFICATE-----\nMII");
        fixture.ownPaths = {fixture.path("own")};
        fixture.restart();
        fixture.add(1, "llm.lab.internal");
        QCOMPARE(fixture.state("llm.lab.internal").kind, Kind::Good);
        QCOMPARE(fixture.problem(), std::string("pem.damaged"));
    }

    void tellsOfOwnCertificatesThatEndSoon() {
        BookFixture fixture;
        fixture.putOwn("llm", support::TestCertificate({.name = "llm.lab.internal", .until = 24h * 15}));
        fixture.putOwn("wiki", support::TestCertificate({.name = "wiki.lab.internal", .until = 24h * 15}));
        fixture.putOwn("wiki2", support::TestCertificate({.name = "wiki.lab.internal", .until = 24h * 40}));
        fixture.ownPaths = {fixture.path("own")};
        fixture.restart();
        QVERIFY(fixture.troubles().empty());
        using Troubles = std::vector<std::string>;
        // One that has a newer one beside it ends unnoticed.
        fixture.executor.advance(24h * 2);
        QVERIFY(fixture.troubles() == Troubles{"operator llm.lab.internal 14"});
        fixture.executor.advance(24h * 10);
        QVERIFY(fixture.troubles() == Troubles{"operator llm.lab.internal 3"});
        fixture.putOwn("llm", support::TestCertificate({.name = "llm.lab.internal", .until = 24h * 90}));
        fixture.executor.advance(CertificateBook::fileInterval);
        QVERIFY(fixture.troubles().empty());
    }

    void tellsOfFilesThatAreNotServed() {
        BookFixture fixture;
        write(fixture.path("own/bad.pem"), "-----BEGIN CERTIFICATE-----\nMII");
        fixture.ownPaths = {fixture.path("own")};
        fixture.restart();
        QVERIFY(fixture.troubles() ==
                std::vector<std::string>{"operator " + fixture.path("own/bad.pem") + ": pem.damaged"});
    }

    void tellsOfAnAuthorityThatIsBrokenAndOfWhatItCannotRenew() {
        BookFixture fixture;
        fixture.add(1, "old.lab.internal");
        fixture.add(2, "old.second.example");
        QVERIFY(fixture.troubles().empty());
        fs::rename(fixture.path("pki/lab.internal/root.pem"), fixture.path("kept"));
        fixture.executor.advance(24h * 70);
        using Troubles = std::vector<std::string>;
        QVERIFY(fixture.troubles() == Troubles{"authority lab.internal: authority.root_replaced"});
        fixture.executor.advance(24h * 7);
        QVERIFY((fixture.troubles() ==
                 Troubles{"authority lab.internal: authority.root_replaced", "authority lab.internal 14"}));
        fs::rename(fixture.path("kept"), fixture.path("pki/lab.internal/root.pem"));
        fixture.executor.advance(CertificateBook::retryDelay);
        QVERIFY(fixture.troubles().empty());
    }

    void tellsOfARootThatEndsLongBefore() {
        BookFixture fixture;
        fixture.zones = {host("lab.internal")};
        fixture.restart();
        fixture.executor.advance(24h * 3500);
        QVERIFY(fixture.troubles().empty());
        fixture.executor.advance(24h * 61);
        QVERIFY(fixture.troubles() == std::vector<std::string>{"root lab.internal 90"});
        fixture.executor.advance(24h * 80);
        QVERIFY(fixture.troubles() == std::vector<std::string>{"root lab.internal 14"});
    }

    void aStoreThatCannotBeWrittenIsAProblemAndNoMore() {
        BookFixture fixture;
        fs::remove(fixture.path("pki/lab.internal/leaves"));
        fs::create_directory(fixture.path("pki/lab.internal/leaves"));
        fixture.restart();
        fixture.add(1, "llm.lab.internal");
        QCOMPARE(fixture.state("llm.lab.internal").kind, Kind::Good);
        QCOMPARE(fixture.problem(), std::string("leaves.unreadable"));
    }
};

QTEST_APPLESS_MAIN(TestCertificateBook)
#include "tst_certificatebook.moc"
