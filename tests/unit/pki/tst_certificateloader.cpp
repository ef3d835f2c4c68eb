// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/certificateloader.h"
#include "backend/pki/certificateview.h"
#include "tests/support/testcertificate.h"
#include "tests/unit/pki/pkifixture.h"

#include <QTest>

#include <map>
#include <openssl/err.h>
#include <openssl/pem.h>

using namespace portolan;
using namespace portolan::pki;
using support::TestCertificate;

namespace {

using Wish = TestCertificate::Wish;

/// Certificates for tests are valid around the real time.
base::SystemTime now() {
    return base::RealClock().systemNow();
}

std::string loadCode(const std::string& certificates, const std::string& key,
                     const std::string& issuers = {}) {
    return codeOf(loadCertificate({certificates, key, issuers}, now()));
}

std::string encryptedPem(const EVP_PKEY& key, bool oldWay) {
    const BioPointer bio(BIO_new(BIO_s_mem()));
    char passphrase[] = "secret";
    auto* const secret = reinterpret_cast<unsigned char*>(passphrase);
    if (oldWay)
        PEM_write_bio_PrivateKey_traditional(bio.get(), const_cast<EVP_PKEY*>(&key), EVP_aes_128_cbc(),
                                             secret, 6, nullptr, nullptr);
    else
        PEM_write_bio_PKCS8PrivateKey(bio.get(), &key, EVP_aes_256_cbc(), passphrase, 6, nullptr, nullptr);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

class TestCertificateLoader : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void loadsAPair() {
        const TestCertificate certificate(
            {.name = "app.test", .alternativeNames = "DNS:App.test,DNS:*.app.test,IP:10.0.0.1"});
        const auto bundle = loadCertificate({certificate.certificatePem(), certificate.keyPem(), {}}, now());
        QVERIFY2(bundle.ok(), bundle.ok() ? "" : bundle.error().message.c_str());
        QVERIFY((bundle->names == std::vector<std::string>{"app.test", "*.app.test"}));
        QVERIFY(bundle->fingerprint == certificate.fingerprint());
        QVERIFY(bundle->issuers->chain.empty());
        QCOMPARE(bundle->origin, model::CertificateOrigin::File);
        QCOMPARE(bundle->issuers->name, std::string("app.test"));
        const KeyPointer key = keyOf(bundle->privateKey);
        QVERIFY(key && EVP_PKEY_eq(key.get(), certificate.key()) == 1);
    }

    void findsTheKeyAmongTheCertificates() {
        const TestCertificate certificate;
        QVERIFY(loadCertificate({certificate.keyPem() + certificate.certificatePem()}, now()).ok());
        QVERIFY(loadCertificate({certificate.certificatePem() + certificate.keyPem()}, now()).ok());
    }

    void putsTheChainInOrder_data() {
        QTest::addColumn<QString>("order");
        QTest::addColumn<QString>("beside");
        for (const char* order :
             {"lir", "lri", "rli", "ril", "irl", "ilr", "li", "il", "lirlir", "lix", "xil"})
            QTest::newRow(order) << order << "";
        QTest::newRow("issuers beside") << "l"
                                        << "i";
        QTest::newRow("issuers and root beside") << "l"
                                                 << "ri";
    }
    void putsTheChainInOrder() {
        QFETCH(const QString, order);
        QFETCH(const QString, beside);
        const TestCertificate root({.name = "root", .isAuthority = true});
        const TestCertificate issuer({.name = "issuer", .issuer = &root, .isAuthority = true});
        const TestCertificate leaf({.name = "app.test", .issuer = &issuer});
        const TestCertificate stranger({.name = "stranger", .isAuthority = true});
        const std::map<QChar, const TestCertificate*> byLetter{{QLatin1Char('r'), &root},
                                                               {QLatin1Char('i'), &issuer},
                                                               {QLatin1Char('l'), &leaf},
                                                               {QLatin1Char('x'), &stranger}};
        const auto text = [&](const QString& letters) {
            std::string pem;
            for (const QChar letter : letters)
                pem += byLetter.at(letter)->certificatePem();
            return pem;
        };
        const auto bundle = loadCertificate({text(order), leaf.keyPem(), text(beside)}, now());
        QVERIFY2(bundle.ok(), bundle.ok() ? "" : bundle.error().message.c_str());
        QCOMPARE(bundle->issuers->chain.size(), std::size_t(1));
        QVERIFY(bundle->leaf == derOf(*leaf.certificate()));
        QVERIFY(bundle->issuers->chain.front() == derOf(*issuer.certificate()));
    }

    void servesALeafWithoutItsIssuers() {
        const TestCertificate root({.name = "root", .isAuthority = true});
        const TestCertificate leaf({.issuer = &root});
        QCOMPARE(loadCode(leaf.certificatePem(), leaf.keyPem()), std::string("ok"));
    }

    void refusesWhatClientsWould_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<Wish>("wish");
        using std::chrono::hours;
        const auto add = [](const char* row, const char* code, const Wish& wish) {
            QTest::newRow(row) << QString::fromLatin1(code) << wish;
        };
        add("expired", "certificate.expired", {.from = hours(-48), .until = hours(-1)});
        add("not yet valid", "certificate.not_yet_valid", {.from = hours(1), .until = hours(48)});
        add("addresses only", "certificate.no_names", {.name = "10.0.0.1"});
        add("a name that is none", "certificate.no_names", {.alternativeNames = "DNS:a b"});
        add("for clients", "certificate.not_for_servers", {.purposes = "clientAuth"});
        add("SHA-1", "certificate.weak_signature", {.digest = "SHA1"});
        add("RSA 1024", "key.too_short", {.keyKind = "RSA1024"});
        add("P-521", "key.kind", {.keyKind = "P-521"});
        add("Ed25519", "key.kind", {.keyKind = "ED25519"});
        add("for servers and clients", "ok", {.purposes = "serverAuth,clientAuth"});
        add("P-384", "ok", {.keyKind = "P-384"});
        add("RSA 2048", "ok", {.keyKind = "RSA2048"});
    }
    void refusesWhatClientsWould() {
        QFETCH(const QString, code);
        QFETCH(const Wish, wish);
        const TestCertificate certificate(wish);
        QCOMPARE(loadCode(certificate.certificatePem(), certificate.keyPem()), code.toStdString());
    }

    void refusesTextsThatAreNotWhole_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("certificates");
        QTest::addColumn<QString>("key");
        const TestCertificate one;
        const TestCertificate other;
        const std::string pem = one.certificatePem();
        const auto add = [](const char* row, const char* code, const std::string& certificates,
                            const std::string& key) {
            QTest::newRow(row) << QString::fromLatin1(code) << QString::fromStdString(certificates)
                               << QString::fromStdString(key);
        };
        add("certificate cut off", "pem.damaged", pem.substr(0, pem.size() / 2), one.keyPem());
        add("certificate without its last line", "pem.damaged", pem.substr(0, pem.size() - 30), one.keyPem());
        add("second certificate cut off", "pem.damaged", pem + pem.substr(0, 200), one.keyPem());
        add("key cut off", "pem.damaged", pem, one.keyPem().substr(0, 100));
        add("certificate overwritten", "pem.damaged", std::string(pem).replace(40, 4, "AAAA"), one.keyPem());
        add("empty", "key.missing", "", "");
        add("no certificate", "certificate.none", "", one.keyPem());
        add("no certificate, but text", "certificate.none", "hello\n", one.keyPem());
        add("no key", "key.missing", pem, "");
        add("another key", "key.mismatch", pem, other.keyPem());
        add("two keys", "pem.several_keys", pem, one.keyPem() + other.keyPem());
        add("encrypted key", "key.encrypted", pem, encryptedPem(*one.key(), false));
        add("encrypted key, old way", "key.encrypted", pem, encryptedPem(*one.key(), true));
        add("text around it", "ok", "Subject: x\n" + pem + "\nbye\n", one.keyPem());
    }
    void refusesTextsThatAreNotWhole() {
        QFETCH(const QString, code);
        QFETCH(const QString, certificates);
        QFETCH(const QString, key);
        QCOMPARE(loadCode(certificates.toStdString(), key.toStdString()), code.toStdString());
    }

    void leavesNothingInOpensslsQueue() {
        const TestCertificate one;
        const TestCertificate other;
        (void)loadCode(one.certificatePem().substr(0, 100), "x");
        (void)loadCode(one.certificatePem(), other.keyPem());
        QCOMPARE(ERR_peek_error(), 0UL);
    }
};

QTEST_APPLESS_MAIN(TestCertificateLoader)
#include "tst_certificateloader.moc"
