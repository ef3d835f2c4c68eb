// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/certificateview.h"
#include "backend/pki/leafnames.h"
#include "tests/unit/pki/pkifixture.h"

#include <QProcess>
#include <QTest>

#include <ctime>
#include <openssl/pem.h>
#include <set>

using namespace portolan;
using namespace portolan::pki;

namespace {

using Days = LocalAuthority::Days;

/// An extension as `openssl x509 -text` shows it, "critical" in front if it is; lines joined by "; ".
std::string extensionText(const X509& certificate, int kind) {
    const int at = X509_get_ext_by_NID(&certificate, kind, -1);
    if (at < 0)
        return "absent";
    X509_EXTENSION* const extension = X509_get_ext(&certificate, at);
    const BioPointer bio(BIO_new(BIO_s_mem()));
    X509V3_EXT_print(bio.get(), extension, 0, 0);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    QStringList lines = QString::fromUtf8(text, size).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (QString& line : lines)
        line = line.trimmed();
    const QString joined = lines.join(QStringLiteral("; "));
    return (X509_EXTENSION_get_critical(extension) ? "critical: " : "") + joined.toStdString();
}

CertificatePointer leafOf(const model::CertificateBundle& bundle) {
    return certificateOf(bundle.leaf);
}

int serialBits(const X509& certificate) {
    const std::unique_ptr<BIGNUM, OpenSslFree> serial(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr));
    return BN_is_negative(serial.get()) ? -1 : BN_num_bits(serial.get());
}

const char* const limits =
    "critical: Permitted:; DNS:internal.example.dev; Excluded:; IP:0.0.0.0/0.0.0.0; IP:0:0:0:0:0:0:0:0/"
    "0:0:0:0:0:0:0:0";

}  // namespace

class TestLocalAuthority : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void rootIsLimitedToItsZone() {
        const PkiFixture fixture;
        const auto authority = fixture.open();
        QVERIFY2(authority.ok(), authority.ok() ? "" : authority.error().message.c_str());
        const CertificatePointer root = certificateOf(authority->trustAnchor()->der);
        QCOMPARE(extensionText(*root, NID_basic_constraints), std::string("critical: CA:TRUE"));
        QCOMPARE(extensionText(*root, NID_key_usage), std::string("critical: Certificate Sign, CRL Sign"));
        QCOMPARE(extensionText(*root, NID_name_constraints), std::string(limits));
        QVERIFY(X509_get0_subject_key_id(root.get()) != nullptr);
        QCOMPARE(X509_get_version(root.get()), 2L);
        QCOMPARE(EVP_PKEY_get_bits(X509_get0_pubkey(root.get())), 256);
        QVERIFY(serialBits(*root) > 120 && serialBits(*root) <= 159);
        QCOMPARE(authority->trustAnchor()->name,
                 std::string("Portolan root for internal.example.dev (omnitron)"));
        QCOMPARE(authority->trustAnchor()->zone, fixture.zone);
        QVERIFY(authority->trustAnchor()->notBefore == someTime - Days(1));
        QVERIFY(authority->trustAnchor()->notAfter == someTime + LocalAuthority::rootLife);
    }

    /// As clients do that insist on revocation lists for the whole chain.
    void everyCertificateNamesAListThatVerifies() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        authority.value().setPublicFiles(
            "http://portolan.internal.example.dev/trust/portolan-internal.example.dev");
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        QVERIFY(bundle.ok());
        QVERIFY2(extensionText(*leafOf(*bundle), NID_crl_distribution_points)
                         .find("URI:http://portolan.internal.example.dev/trust/"
                               "portolan-internal.example.dev.crl") != std::string::npos,
                 extensionText(*leafOf(*bundle), NID_crl_distribution_points).c_str());
        const CertificatePointer root = certificateOf(authority->trustAnchor()->der);
        const CertificatePointer issuer = certificateOf(bundle->issuers->chain.front());
        const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                            &X509_STORE_free);
        X509_STORE_add_cert(store.get(), root.get());
        for (const std::string* der :
             {&authority->trustAnchor()->rootRevocations, &authority->trustAnchor()->issuerRevocations}) {
            const auto* bytes = reinterpret_cast<const unsigned char*>(der->data());
            const std::unique_ptr<X509_CRL, OpenSslFree> list(
                d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der->size())));
            QVERIFY(list != nullptr);
            QCOMPARE(X509_STORE_add_crl(store.get(), list.get()), 1);
        }
        const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(),
                                                                                      &X509_STORE_CTX_free);
        const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> chain(
            sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
        sk_X509_push(chain.get(), issuer.get());
        const CertificatePointer leaf = leafOf(*bundle);
        X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), chain.get());
        X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
        X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(someTime));
        QVERIFY2(X509_verify_cert(context.get()) == 1,
                 X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
    }

    void intermediateSignsLeavesOnly() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        QVERIFY(bundle.ok());
        QCOMPARE(bundle->issuers->chain.size(), std::size_t(1));
        const CertificatePointer issuer = certificateOf(bundle->issuers->chain.front());
        QCOMPARE(extensionText(*issuer, NID_basic_constraints), std::string("critical: CA:TRUE, pathlen:0"));
        QCOMPARE(extensionText(*issuer, NID_ext_key_usage), std::string("TLS Web Server Authentication"));
        QCOMPARE(extensionText(*issuer, NID_name_constraints), std::string(limits));
        QVERIFY(validityOf(*issuer).notAfter == someTime + LocalAuthority::intermediateLife);
    }

    // OpenSSL reads more than DER, others do not. Source: X.690 section 11.1.
    void truthIsWrittenAsDerWantsIt() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        const auto holds = [](const std::string& der, std::string_view bytes) {
            return der.find(bytes) != std::string::npos;
        };
        // SEQUENCE { BOOLEAN TRUE } and SEQUENCE { BOOLEAN TRUE, INTEGER 0 }
        QVERIFY(holds(authority->trustAnchor()->der, std::string_view("\x30\x03\x01\x01\xFF", 5)));
        QVERIFY(
            holds(bundle->issuers->chain.front(), std::string_view("\x30\x06\x01\x01\xFF\x02\x01\x00", 8)));
    }

    void leafIsForServersOfItsNames() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        QVERIFY(bundle.ok());
        const CertificatePointer leaf = leafOf(*bundle);
        QCOMPARE(extensionText(*leaf, NID_subject_alt_name), std::string("DNS:llm.internal.example.dev"));
        QCOMPARE(extensionText(*leaf, NID_ext_key_usage), std::string("TLS Web Server Authentication"));
        QCOMPARE(extensionText(*leaf, NID_key_usage), std::string("critical: Digital Signature"));
        QCOMPARE(extensionText(*leaf, NID_basic_constraints), std::string("critical: CA:FALSE"));
        QVERIFY(serialBits(*leaf) > 120 && serialBits(*leaf) <= 159);
        const CertificatePointer issuer = certificateOf(bundle->issuers->chain.front());
        QCOMPARE(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(leaf.get()),
                                       X509_get0_subject_key_id(issuer.get())),
                 0);
        const KeyPointer key = keyOf(bundle->privateKey);
        QVERIFY(key && X509_check_private_key(leaf.get(), key.get()) == 1);
        QVERIFY(bundle->names == std::vector<std::string>{"llm.internal.example.dev"});
        QVERIFY(bundle->fingerprint == fingerprintOf(*leaf));
        QCOMPARE(bundle->origin, model::CertificateOrigin::LocalAuthority);
        QVERIFY(bundle->issuers->name.starts_with("Portolan issuer for internal.example.dev"));
    }

    // With a hundred thousand services, what is kept once per leaf is kept a hundred thousand times.
    void aLeafIsSmallInMemory() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto one = authority.value().issue({"a.internal.example.dev"});
        const auto two = authority.value().issue({"b.internal.example.dev"});
        QVERIFY(one.ok() && two.ok());
        QVERIFY(one->issuers == two->issuers);
        QVERIFY(one->privateKey.size() <= 67);  // RFC 5915, without its public half
        QVERIFY(one->leaf.size() < 700);
    }

    void leafIsBackDatedAndShortLived() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        QVERIFY(bundle.ok());
        QVERIFY(bundle->notBefore == someTime - Days(1));
        QVERIFY(bundle->notAfter == someTime + LocalAuthority::leafLife);
        QVERIFY(bundle->notAfter - bundle->notBefore <= Days(398));
    }

    void opensslBelievesTheChain_data() {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("good");
        QTest::newRow("service") << "llm.internal.example.dev" << true;
        QTest::newRow("another name") << "other.internal.example.dev" << false;
        QTest::newRow("below it") << "a.llm.internal.example.dev" << false;
    }
    void opensslBelievesTheChain() {
        QFETCH(const QString, host);
        QFETCH(const bool, good);
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        QVERIFY(bundle.ok());
        QCOMPARE(verify(*bundle, authority->trustAnchor()->der, host.toStdString(), someTime),
                 good ? X509_V_OK : X509_V_ERR_HOSTNAME_MISMATCH);
    }

    void zoneLeafServesApexAndUnknownNames() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue(namesOfZoneLeaf(nameOf(fixture.zone)));
        QVERIFY(bundle.ok());
        const std::string& root = authority->trustAnchor()->der;
        for (const char* host : {"internal.example.dev", "nobody-yet.internal.example.dev"})
            QCOMPARE(verify(*bundle, root, host, someTime), X509_V_OK);
        QCOMPARE(verify(*bundle, root, "a.b.internal.example.dev", someTime), X509_V_ERR_HOSTNAME_MISMATCH);
    }

    // What a stolen intermediate, or a stolen root, could do: nothing outside the zone.
    void verifiersKeepItsSignaturesWithinTheZone_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("byRoot");
        QTest::newRow("other domain") << "bank.example.com" << false;
        QTest::newRow("parent") << "example.dev" << false;
        QTest::newRow("ends the same") << "notinternal.example.dev" << false;
        QTest::newRow("other domain, root") << "bank.example.com" << true;
    }
    void verifiersKeepItsSignaturesWithinTheZone() {
        QFETCH(const QString, name);
        QFETCH(const bool, byRoot);
        const PkiFixture fixture;
        const auto authority = fixture.open();
        const auto identity = [&](const char* certificate, const char* key) {
            const BioPointer one(BIO_new_file(fixture.file(certificate).c_str(), "r"));
            const BioPointer two(BIO_new_file(fixture.file(key).c_str(), "r"));
            return Identity{CertificatePointer(PEM_read_bio_X509(one.get(), nullptr, nullptr, nullptr)),
                            KeyPointer(PEM_read_bio_PrivateKey(two.get(), nullptr, nullptr, nullptr))};
        };
        const Identity thief =
            byRoot ? identity("root.pem", "root.key") : identity("intermediate.pem", "intermediate.pem");
        const Identity forged =
            makeLeaf(thief, {name.toStdString()}, {someTime - Days(1), someTime + Days(1)}, "");
        const auto bundle =
            bundleOf(*forged.certificate, issuersOf(*forged.certificate, {thief.certificate.get()}),
                     *forged.key, model::CertificateOrigin::LocalAuthority);
        QCOMPARE(verify(bundle, authority->trustAnchor()->der, {}, someTime), X509_V_ERR_PERMITTED_VIOLATION);
    }

    void opensslVerifySaysOk() {
        const QString openssl = QStringLiteral("openssl");
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto bundle = authority.value().issue({"llm.internal.example.dev"});
        QVERIFY(bundle.ok());
        write(fixture.path("leaf.pem"), pemOf(*leafOf(*bundle)));
        write(fixture.path("issuer.pem"), pemOf(*certificateOf(bundle->issuers->chain.front())));
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        const auto argument = [&](const char* name) { return QString::fromStdString(fixture.path(name)); };
        process.start(openssl,
                      {QStringLiteral("verify"), QStringLiteral("-x509_strict"), QStringLiteral("-purpose"),
                       QStringLiteral("sslserver"), QStringLiteral("-verify_hostname"),
                       QStringLiteral("llm.internal.example.dev"), QStringLiteral("-attime"),
                       QString::number(std::chrono::system_clock::to_time_t(someTime)),
                       QStringLiteral("-CAfile"), argument("pki/internal.example.dev/root.pem"),
                       QStringLiteral("-untrusted"), argument("issuer.pem"), argument("leaf.pem")});
        QVERIFY(process.waitForFinished());
        const QByteArray said = process.readAll();
        QVERIFY2(process.exitCode() == 0, said.constData());
    }

    void filesAreTheirOwnersAlone() {
        const PkiFixture fixture;
        const mode_t before = ::umask(0);
        const auto authority = fixture.open();
        ::umask(before);
        QVERIFY(authority.ok());
        QCOMPARE(modeOf(fixture.path("pki")), mode_t(0700));
        QCOMPARE(modeOf(fixture.path("pki/internal.example.dev")), mode_t(0700));
        for (const char* name : {"root.pem", "root.key", "intermediate.pem"})
            QCOMPARE(modeOf(fixture.file(name)), mode_t(0600));
        QVERIFY(!std::filesystem::exists(fixture.path("pki/.new-internal.example.dev")));
    }

    void subjectsAndSerialsDiffer() {
        const PkiFixture one;
        const PkiFixture two;
        auto first = one.open();
        const auto second = two.open();
        const CertificatePointer root = certificateOf(first->trustAnchor()->der);
        const CertificatePointer other = certificateOf(second->trustAnchor()->der);
        QVERIFY(X509_NAME_cmp(X509_get_subject_name(root.get()), X509_get_subject_name(other.get())) != 0);
        QVERIFY(ASN1_INTEGER_cmp(X509_get0_serialNumber(root.get()), X509_get0_serialNumber(other.get())) !=
                0);
        QVERIFY(first.value().issue({"a.internal.example.dev"})->fingerprint !=
                first.value().issue({"a.internal.example.dev"})->fingerprint);
    }

    void longNamesFitIntoTheSubject() {
        PkiFixture fixture;
        fixture.zone = std::string(60, 'a') + "." + std::string(60, 'b') + ".internal";
        auto authority = fixture.open();
        QVERIFY(authority.ok());
        QCOMPARE(authority->trustAnchor()->name.size(), std::size_t(64));
        const std::string host = "llm." + fixture.zone;
        const auto bundle = authority.value().issue({host});
        QVERIFY(bundle.ok());
        QCOMPARE(verify(*bundle, authority->trustAnchor()->der, host, someTime), X509_V_OK);
    }

    void aRestartChangesNothing() {
        const PkiFixture fixture;
        auto first = fixture.open();
        const auto before = first.value().issue({"a.internal.example.dev"});
        auto second = fixture.open();
        const auto after = second.value().issue({"a.internal.example.dev"});
        QVERIFY(second->trustAnchor()->fingerprint == first->trustAnchor()->fingerprint);
        QVERIFY(after->issuers->chain.front() == before->issuers->chain.front());
        QVERIFY(!second->warning());
    }

    void intermediateIsRenewedBeforeLeavesOutliveIt() {
        PkiFixture fixture;
        auto authority = fixture.open();
        std::set<std::string> issuers;
        for (int day = 0; day < 3600; day += 60) {
            const auto bundle = authority.value().issue({"a.internal.example.dev"});
            QVERIFY2(bundle.ok(), bundle.ok() ? "" : bundle.error().message.c_str());
            const CertificatePointer issuer = certificateOf(bundle->issuers->chain.front());
            QVERIFY(bundle->notAfter <= validityOf(*issuer).notAfter);
            QVERIFY(validityOf(*issuer).notAfter <= authority->trustAnchor()->notAfter);
            if (day < 3650 - 91)
                QVERIFY(bundle->notAfter == fixture.clock.systemNow() + LocalAuthority::leafLife);
            QCOMPARE(verify(*bundle, authority->trustAnchor()->der, "a.internal.example.dev",
                            fixture.clock.systemNow()),
                     X509_V_OK);
            issuers.insert(bundle->issuers->chain.front());
            fixture.clock.advance(Days(60));
        }
        QVERIFY(issuers.size() >= 6 && issuers.size() <= 8);
    }

    void refusesNamesOfOthers_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("outside") << "llm.example.com";
        QTest::newRow("ends the same") << "notinternal.example.dev";
        QTest::newRow("address") << "10.0.0.1";
        QTest::newRow("upper case") << "LLM.internal.example.dev";
        QTest::newRow("wildcard of the parent") << "*.example.dev";
        QTest::newRow("empty") << "";
    }
    void refusesNamesOfOthers() {
        QFETCH(const QString, name);
        const PkiFixture fixture;
        auto authority = fixture.open();
        QCOMPARE(codeOf(authority.value().issue({"a.internal.example.dev", name.toStdString()})),
                 std::string("authority.name_outside"));
        QCOMPARE(codeOf(authority.value().issue({})), std::string("authority.name_outside"));
    }

    void aLeafCostsLessThanAMillisecond() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        const auto cpuMicroseconds = [] {
            std::timespec time{};
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
            return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
        };
        constexpr int count = 200;
        const double before = cpuMicroseconds();
        for (int i = 0; i < count; ++i)
            QVERIFY(authority.value().issue({"a" + std::to_string(i) + ".internal.example.dev"}).ok());
        const double each = (cpuMicroseconds() - before) / count;
        qInfo("%.0f us a leaf", each);
        QVERIFY(each < 1000);
    }
};

QTEST_APPLESS_MAIN(TestLocalAuthority)
#include "tst_localauthority.moc"
