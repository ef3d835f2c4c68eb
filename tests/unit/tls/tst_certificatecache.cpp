// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/certificatecache.h"
#include "tests/support/testcertificate.h"

#include <QTest>

using namespace portolan;
using namespace portolan::tls;
using support::TestCertificate;

namespace {

/// The same certificate under another number, so that no key has to be made for each.
std::shared_ptr<const model::CertificateBundle> numbered(const model::CertificateBundle& bundle,
                                                         std::size_t number) {
    auto made = std::make_shared<model::CertificateBundle>(bundle);
    made->fingerprint = {};
    made->fingerprint[0] = static_cast<std::uint8_t>(number & 255U);
    made->fingerprint[1] = static_cast<std::uint8_t>(number >> 8U);
    return made;
}

}  // namespace

class TestCertificateCache : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void loadsABundleOnce() {
        const TestCertificate authority({.name = "authority", .isAuthority = true});
        const TestCertificate leaf({.issuer = &authority});
        CertificateCache cache;
        const LoadedCertificate* const loaded = cache.load(leaf.bundle(), 0);
        QVERIFY(loaded);
        QCOMPARE(X509_cmp(loaded->leaf.get(), leaf.certificate()), 0);
        QCOMPARE(EVP_PKEY_eq(loaded->key.get(), leaf.key()), 1);
        QCOMPARE(sk_X509_num(loaded->issuers.get()), 1);
        // An equal bundle in another place is the same.
        QCOMPARE(cache.load(leaf.bundle(), 0), loaded);
        QCOMPARE(cache.size(), std::size_t{1});
    }

    void loadsALeafAnewThatComesWithAnotherChain() {
        const TestCertificate authority({.name = "authority", .isAuthority = true});
        const TestCertificate leaf({.issuer = &authority});
        CertificateCache cache;
        auto alone = std::make_shared<model::CertificateBundle>(*leaf.bundle());
        alone->issuers = model::noIssuers();
        QCOMPARE(sk_X509_num(cache.load(leaf.bundle(), 0)->issuers.get()), 1);
        QCOMPARE(sk_X509_num(cache.load(alone, 0)->issuers.get()), 0);
        QCOMPARE(cache.size(), std::size_t{1});
    }

    void refusesWhatCannotBeServed_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("no leaf") << 0;
        QTest::newRow("no certificate") << 1;
        QTest::newRow("no key") << 2;
        QTest::newRow("another key") << 3;
        QTest::newRow("a broken issuer") << 4;
    }
    void refusesWhatCannotBeServed() {
        QFETCH(int, kind);
        const TestCertificate one;
        const TestCertificate other;
        auto bundle = std::make_shared<model::CertificateBundle>(*one.bundle());
        if (kind == 0)
            bundle->leaf.clear();
        else if (kind == 1)
            bundle->leaf = "x";
        else if (kind == 2)
            bundle->privateKey.clear();
        else if (kind == 3)
            bundle->privateKey = other.bundle()->privateKey;
        else
            bundle->issuers =
                std::make_shared<const model::CertificateIssuers>(model::CertificateIssuers{{"x"}, {}});
        CertificateCache cache;
        QVERIFY(!cache.load(bundle, 0));
        QCOMPARE(cache.size(), std::size_t{0});
    }

    void leavesOfOneIssuerShareItsCertificate() {
        const TestCertificate authority({.name = "authority", .isAuthority = true});
        const TestCertificate leaf({.issuer = &authority});
        CertificateCache cache;
        const auto one = numbered(*leaf.bundle(), 1);
        const auto two = numbered(*one, 2);
        const TestCertificate own;
        const X509* const issuer = sk_X509_value(cache.load(one, 0)->issuers.get(), 0);
        QCOMPARE(X509_cmp(issuer, authority.certificate()), 0);
        QCOMPARE(sk_X509_value(cache.load(two, 0)->issuers.get(), 0), issuer);
        QCOMPARE(sk_X509_num(cache.load(own.bundle(), 0)->issuers.get()), 0);
        QCOMPARE(sk_X509_value(cache.load(one, 0)->issuers.get(), 0), issuer);
    }

    void isBounded() {
        const TestCertificate one;
        const auto bundle = one.bundle();
        constexpr std::size_t most = 8;
        CertificateCache cache(most);
        std::vector<std::shared_ptr<const model::CertificateBundle>> bundles;
        for (std::size_t i = 0; i <= most; ++i) {
            bundles.push_back(numbered(*bundle, i));
            QVERIFY(cache.load(bundles[i], i));
            QVERIFY(cache.load(bundles[0], i));
        }
        QCOMPARE(cache.size(), most);
        // What is used stays; what was used longest ago is let go of.
        QCOMPARE(bundles[0].use_count(), 2L);
        QCOMPARE(bundles[1].use_count(), 1L);
        QCOMPARE(bundles[2].use_count(), 2L);
    }

    void letsGoOfWhatIsNotUsed() {
        const TestCertificate one;
        CertificateCache cache;
        const auto idle = numbered(*one.bundle(), 1);
        const std::weak_ptr<const model::CertificateBundle> held = idle;
        QVERIFY(cache.load(idle, 0));
        const auto limit = static_cast<std::uint64_t>(CertificateCache::idleLimit.count());
        QVERIFY(cache.load(numbered(*one.bundle(), 2), limit));
        QCOMPARE(cache.size(), std::size_t{2});
        QVERIFY(cache.load(numbered(*one.bundle(), 3), limit + 1));
        QCOMPARE(cache.size(), std::size_t{2});
        QCOMPARE(held.use_count(), 1L);
    }
};

QTEST_GUILESS_MAIN(TestCertificateCache)
#include "tst_certificatecache.moc"
