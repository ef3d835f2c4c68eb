// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/leafstore.h"
#include "tests/unit/pki/pkifixture.h"

#include <QElapsedTimer>
#include <QTest>

using namespace portolan;
using namespace portolan::pki;

namespace {

/// Shaped like a real one; the store does not look inside.
LeafStore::Leaf leafFor(int number, const std::string& issuer = "issuer", std::size_t size = 600) {
    model::CertificateBundle leaf;
    leaf.names = {"s" + std::to_string(number) + ".internal.example.dev"};
    leaf.leaf = std::string(size, static_cast<char>('a' + number % 26));
    leaf.issuers = std::make_shared<const model::CertificateIssuers>(
        model::CertificateIssuers{{issuer}, "Portolan issuer"});
    leaf.privateKey = std::string(138, 'k');
    leaf.fingerprint[0] = static_cast<std::uint8_t>(number);
    leaf.notBefore = someTime;
    leaf.notAfter = someTime + std::chrono::hours(24 * 90);
    return std::make_shared<const model::CertificateBundle>(std::move(leaf));
}

struct StoreFixture : PkiFixture {
    [[nodiscard]] LeafStore open() const { return LeafStore::open(path("leaves"), root).value(); }
    [[nodiscard]] std::uint64_t size() const { return stampOf(path("leaves"))->size; }
    model::Fingerprint root{1, 2, 3};
};

}  // namespace

class TestLeafStore : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keepsWhatWasPut() {
        const StoreFixture fixture;
        {
            LeafStore store = fixture.open();
            QVERIFY(store.put(leafFor(1)).ok());
            QVERIFY(store.put(leafFor(2, "another issuer")).ok());
            QVERIFY(store.put(leafFor(3)).ok());
        }
        const LeafStore store = fixture.open();
        QCOMPARE(store.leaves().size(), std::size_t(3));
        for (const auto& leaf : {leafFor(1), leafFor(2, "another issuer"), leafFor(3)})
            QVERIFY(*store.find(leaf->names.front()) == *leaf);
        QVERIFY(!store.find("s4.internal.example.dev"));
        QCOMPARE(modeOf(fixture.path("leaves")), mode_t(0600));
    }

    void keepsAllNamesOfALeaf() {
        const StoreFixture fixture;
        model::CertificateBundle leaf = *leafFor(1);
        leaf.names = {"internal.example.dev", "*.internal.example.dev"};
        QVERIFY(fixture.open().put(std::make_shared<const model::CertificateBundle>(leaf)).ok());
        QVERIFY(*fixture.open().find("internal.example.dev") == leaf);
    }

    void theLastOfANameCounts() {
        const StoreFixture fixture;
        const auto newer = leafFor(1, "newer issuer");
        {
            LeafStore store = fixture.open();
            QVERIFY(store.put(leafFor(1)).ok());
            QVERIFY(store.put(newer).ok());
            QVERIFY(store.put(leafFor(2)).ok());
            QVERIFY(store.remove("s2.internal.example.dev").ok());
            QVERIFY(store.remove("s9.internal.example.dev").ok());
        }
        const LeafStore store = fixture.open();
        QCOMPARE(store.leaves().size(), std::size_t(1));
        QVERIFY(*store.find("s1.internal.example.dev") == *newer);
    }

    // A hundred thousand leaves of one authority would else hold its certificate as many times.
    void leavesShareTheirIssuer() {
        const StoreFixture fixture;
        {
            LeafStore store = fixture.open();
            QVERIFY(store.put(leafFor(1)).ok());
            QVERIFY(store.put(leafFor(2)).ok());
            QVERIFY(store.put(leafFor(3, "another issuer")).ok());
        }
        const LeafStore store = fixture.open();
        const auto issuersOf = [&](const char* name) { return store.find(name)->issuers; };
        const auto issuers = issuersOf("s1.internal.example.dev");
        QVERIFY(issuersOf("s2.internal.example.dev") == issuers);
        QVERIFY(issuersOf("s3.internal.example.dev") != issuers);
        QCOMPARE(issuersOf("s3.internal.example.dev")->chain.front(), std::string("another issuer"));
        QCOMPARE(issuersOf("s3.internal.example.dev")->name, std::string("Portolan issuer"));
    }

    void anotherRootBeginsAnew() {
        StoreFixture fixture;
        QVERIFY(fixture.open().put(leafFor(1)).ok());
        fixture.root[0] = 9;
        QVERIFY(!LeafStore::rootOf(fixture.path("nowhere")));
        QVERIFY(LeafStore::rootOf(fixture.path("leaves")) != fixture.root);
        QVERIFY(fixture.open().leaves().empty());
        QVERIFY(LeafStore::rootOf(fixture.path("leaves")) == fixture.root);
        QVERIFY(fixture.open().put(leafFor(2)).ok());
        QCOMPARE(fixture.open().leaves().size(), std::size_t(1));
    }

    // A crash may leave any beginning of the last record, a bad disk anything.
    void readsWhatIsWhole_data() {
        QTest::addColumn<int>("cutTo");
        QTest::addColumn<int>("leaves");
        const StoreFixture fixture;
        std::vector<std::uint64_t> ends{fixture.open().leaves().empty() ? fixture.size() : 0};
        LeafStore store = fixture.open();
        for (int i = 1; i <= 3; ++i) {
            QVERIFY(store.put(leafFor(i)).ok());
            ends.push_back(fixture.size());
        }
        for (int whole = 0; whole < 3; ++whole)
            for (const std::uint64_t more : {0u, 1u, 5u, 12u, 200u})
                QTest::addRow("%d and %d bytes", whole, static_cast<int>(more))
                    << static_cast<int>(ends[static_cast<std::size_t>(whole)] + more) << whole;
        QTest::newRow("nothing") << 0 << 0;
        QTest::newRow("half a head") << 30 << 0;
    }
    void readsWhatIsWhole() {
        QFETCH(const int, cutTo);
        QFETCH(const int, leaves);
        const StoreFixture fixture;
        {
            LeafStore store = fixture.open();
            for (int i = 1; i <= 3; ++i)
                QVERIFY(store.put(leafFor(i)).ok());
        }
        std::filesystem::resize_file(fixture.path("leaves"), static_cast<std::uintmax_t>(cutTo));
        {
            LeafStore store = fixture.open();
            QCOMPARE(store.leaves().size(), static_cast<std::size_t>(leaves));
            QVERIFY(store.put(leafFor(7)).ok());
        }
        QCOMPARE(fixture.open().leaves().size(), static_cast<std::size_t>(leaves) + 1);
    }

    void aChangedByteIsNoticed() {
        const StoreFixture fixture;
        {
            LeafStore store = fixture.open();
            for (int i = 1; i <= 3; ++i)
                QVERIFY(store.put(leafFor(i)).ok());
        }
        std::string content = contentOf(fixture.path("leaves"));
        content[content.size() - 300] ^= 1;
        write(fixture.path("leaves"), content);
        const LeafStore store = fixture.open();
        QCOMPARE(store.leaves().size(), std::size_t(2));
        QVERIFY(!store.find("s3.internal.example.dev"));
    }

    void aFileThatIsMostlyOldIsWrittenAnew() {
        const StoreFixture fixture;
        {
            LeafStore store = fixture.open();
            for (int i = 0; i < 100; ++i)
                QVERIFY(store.put(leafFor(1)).ok());
        }
        const std::uint64_t before = fixture.size();
        QCOMPARE(fixture.open().leaves().size(), std::size_t(1));
        QVERIFY(fixture.size() < before / 50);
        QVERIFY(*fixture.open().find("s1.internal.example.dev") == *leafFor(1));
    }

    void growsNotForEver() {
        const StoreFixture fixture;
        LeafStore store = fixture.open();
        for (int i = 0; i < 1000; ++i)
            QVERIFY(store.put(leafFor(i % 10, "issuer", 20'000)).ok());
        QVERIFY(fixture.size() < LeafStore::smallestToCompact + 100'000);
        QCOMPARE(fixture.open().leaves().size(), std::size_t(10));
    }

    void saysWhenItCannotWriteAndGoesOn() {
        const StoreFixture fixture;
        std::filesystem::create_directory(fixture.path("leaves"));
        QCOMPARE(codeOf(LeafStore::open(fixture.path("leaves"), fixture.root)),
                 std::string("leaves.unreadable"));
        QCOMPARE(codeOf(LeafStore::open(fixture.path("nowhere/leaves"), fixture.root)),
                 std::string("leaves.not_written"));
    }

    void tenThousandAreReadInTwoSeconds() {
        constexpr int count = 10'000;
        const StoreFixture fixture;
        QElapsedTimer timer;
        {
            LeafStore store = fixture.open();
            timer.start();
            for (int i = 0; i < count; ++i)
                QVERIFY(store.put(leafFor(i)).ok());
            const double each = static_cast<double>(timer.nsecsElapsed()) / count / 1000;
            qInfo("%.0f us to add one", each);
            QVERIFY(each < 300);
        }
        timer.restart();
        const LeafStore store = fixture.open();
        qInfo("%lld ms to read %d", static_cast<long long>(timer.elapsed()), count);
        QCOMPARE(store.leaves().size(), std::size_t(count));
        QVERIFY(timer.elapsed() < 2000);
    }
};

QTEST_APPLESS_MAIN(TestLeafStore)
#include "tst_leafstore.moc"
