// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What can be wrong with the files and the clock of an authority, and what is said then.
#include "backend/pki/pemreader.h"
#include "tests/unit/pki/pkifixture.h"

#include <QTest>

#include <functional>
#include <openssl/pem.h>
#include <unistd.h>

using namespace portolan;
using namespace portolan::pki;

namespace {

namespace fs = std::filesystem;
using Days = LocalAuthority::Days;
using Harm = std::function<void(PkiFixture&)>;

const std::vector<std::string> someNames{"a.internal.example.dev"};

std::string encryptedPem(const EVP_PKEY& key) {
    const BioPointer bio(BIO_new(BIO_s_mem()));
    char passphrase[] = "secret";
    PEM_write_bio_PKCS8PrivateKey(bio.get(), &key, EVP_aes_256_cbc(), passphrase, 6, nullptr, nullptr);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

void cut(const std::string& path) {
    const std::string content = contentOf(path);
    write(path, content.substr(0, content.size() / 2));
}

/// The files of another authority of the same zone, copied over these.
void replaceBy(PkiFixture& fixture, std::initializer_list<const char*> names) {
    const PkiFixture other;
    QVERIFY(other.open().ok());
    for (const char* name : names)
        write(fixture.file(name), contentOf(other.file(name)));
}

void addState(const char* row, const char* atStart, const char* later, Harm harm) {
    QTest::newRow(row) << QString::fromLatin1(atStart) << QString::fromLatin1(later) << std::move(harm);
}

}  // namespace

class TestAuthorityStates : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // What is said at the next start with an intermediate in force, and without one.
    void isNamedAtTheStart_data() {
        QTest::addColumn<QString>("warning");
        QTest::addColumn<QString>("withoutIntermediate");
        QTest::addColumn<Harm>("harm");
        addState("key gone", "authority.key_missing", "authority.key_missing",
                 [](PkiFixture& f) { fs::remove(f.file("root.key")); });
        addState("key of another root", "authority.key_mismatch", "authority.key_mismatch",
                 [](PkiFixture& f) { replaceBy(f, {"root.key"}); });
        addState("key cut off", "authority.key_damaged", "authority.key_damaged",
                 [](PkiFixture& f) { cut(f.file("root.key")); });
        addState("key empty", "authority.key_damaged", "authority.key_damaged",
                 [](PkiFixture& f) { write(f.file("root.key"), ""); });
        addState("key is a folder", "authority.key_unreadable", "authority.key_unreadable",
                 [](PkiFixture& f) {
                     fs::remove(f.file("root.key"));
                     fs::create_directory(f.file("root.key"));
                     fs::permissions(f.file("root.key"), fs::perms::owner_all);
                 });
        addState("key encrypted", "authority.key_encrypted", "authority.key_encrypted", [](PkiFixture& f) {
            const auto content = readPem(contentOf(f.file("root.key")));
            write(f.file("root.key"), encryptedPem(*content->key));
        });
        addState("key for others to read", "authority.key_was_exposed", "ok",
                 [](PkiFixture& f) { ::chmod(f.file("root.key").c_str(), 0644); });
        addState("nothing wrong", "none", "ok", [](PkiFixture&) {});
    }
    void isNamedAtTheStart() {
        QFETCH(const QString, warning);
        QFETCH(const QString, withoutIntermediate);
        QFETCH(const Harm, harm);
        PkiFixture fixture;
        const auto before = fixture.open();
        QVERIFY(before.ok());
        harm(fixture);
        {
            auto authority = fixture.open();
            QVERIFY2(authority.ok(), authority.ok() ? "" : authority.error().message.c_str());
            QCOMPARE(authority->warning() ? authority->warning()->code : "none", warning.toStdString());
            const auto bundle = authority.value().issue(someNames);
            QVERIFY(bundle.ok());
            QCOMPARE(verify(*bundle, before->trustAnchor()->der, someNames.front(), someTime), X509_V_OK);
        }
        fs::remove(fixture.file("intermediate.pem"));
        QCOMPARE(codeOf(fixture.open()), withoutIntermediate.toStdString());
        QCOMPARE(modeOf(fixture.file("root.key")) & 077, mode_t(0));
    }

    void keepsItFromStarting_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("path");
        QTest::addColumn<Harm>("harm");
        addState("root gone", "authority.root_missing", "root.pem",
                 [](PkiFixture& f) { fs::remove(f.file("root.pem")); });
        addState("root cut off", "authority.root_damaged", "root.pem",
                 [](PkiFixture& f) { cut(f.file("root.pem")); });
        addState("root empty", "authority.root_damaged", "root.pem",
                 [](PkiFixture& f) { write(f.file("root.pem"), ""); });
        addState("root is a folder", "authority.root_unreadable", "root.pem", [](PkiFixture& f) {
            fs::remove(f.file("root.pem"));
            fs::create_directory(f.file("root.pem"));
        });
        addState("root of another zone", "authority.root_foreign", "root.pem", [](PkiFixture& f) {
            PkiFixture other;
            other.zone = "other.example.dev";
            QVERIFY(other.open().ok());
            write(f.file("root.pem"), contentOf(other.file("root.pem")));
        });
        addState("an intermediate in its place", "authority.root_foreign", "root.pem",
                 [](PkiFixture& f) { write(f.file("root.pem"), contentOf(f.file("intermediate.pem"))); });
        addState("another root", "authority.intermediate_foreign", "intermediate.pem", [](PkiFixture& f) {
            replaceBy(f, {"root.pem", "root.key"});
        });
        addState("another intermediate", "authority.intermediate_foreign", "intermediate.pem",
                 [](PkiFixture& f) { replaceBy(f, {"intermediate.pem"}); });
        addState("intermediate is a folder", "authority.intermediate_unreadable", "intermediate.pem",
                 [](PkiFixture& f) {
                     fs::remove(f.file("intermediate.pem"));
                     fs::create_directory(f.file("intermediate.pem"));
                 });
    }
    void keepsItFromStarting() {
        QFETCH(const QString, code);
        QFETCH(const QString, path);
        QFETCH(const Harm, harm);
        PkiFixture fixture;
        QVERIFY(fixture.open().ok());
        harm(fixture);
        const std::string key = contentOf(fixture.file("root.key"));
        const auto authority = fixture.open();
        QCOMPARE(codeOf(authority), code.toStdString());
        QVERIFY(!authority.error().message.empty());
        const base::Error::Params& params = authority.error().params;
        QVERIFY(params[0] == std::make_pair(std::string("zone"), fixture.zone));
        QVERIFY(params[1] == std::make_pair(std::string("path"), fixture.file(path.toStdString())));
        QCOMPARE(contentOf(fixture.file("root.key")), key);
    }

    void makesNoRootBesideWhatIsLeft_data() {
        QTest::addColumn<QString>("left");
        for (const char* name : {"root.key", "intermediate.pem", "leaves"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void makesNoRootBesideWhatIsLeft() {
        QFETCH(const QString, left);
        const PkiFixture fixture;
        write(fixture.file(left.toStdString()), "something");
        QCOMPARE(codeOf(fixture.open()), std::string("authority.root_missing"));
        QCOMPARE(contentOf(fixture.file(left.toStdString())), std::string("something"));
    }

    void aDamagedIntermediateIsKeptAndReplaced() {
        const PkiFixture fixture;
        const auto before = fixture.open();
        cut(fixture.file("intermediate.pem"));
        const std::string damaged = contentOf(fixture.file("intermediate.pem"));
        auto authority = fixture.open();
        QVERIFY(authority.ok());
        const auto bundle = authority.value().issue(someNames);
        QCOMPARE(verify(*bundle, before->trustAnchor()->der, {}, someTime), X509_V_OK);
        QCOMPARE(contentOf(fixture.file("intermediate.pem.damaged")), damaged);
    }

    void aStartThatWasCutShortLeavesNothingHalf() {
        const PkiFixture fixture;
        write(fixture.path("pki/.new-internal.example.dev/root.key"), "half");
        const auto authority = fixture.open();
        QVERIFY(authority.ok());
        QVERIFY(!std::filesystem::exists(fixture.path("pki/.new-internal.example.dev")));
    }

    void saysWhereItCannotWrite() {
        const PkiFixture fixture;
        write(fixture.path("pki"), "a file in the way");
        QCOMPARE(codeOf(fixture.open()), std::string("authority.not_written"));
    }

    // The clock is read at each issue: it may be set while the program runs.
    void aWrongClockIsNamed_data() {
        QTest::addColumn<int>("days");
        QTest::addColumn<QString>("code");
        QTest::newRow("a year back") << -365 << "authority.clock_behind";
        QTest::newRow("two days back") << -2 << "authority.clock_behind";
        QTest::newRow("a year ahead") << 365 << "ok";
        QTest::newRow("beyond the root's life") << 3651 << "authority.root_expired";
    }
    void aWrongClockIsNamed() {
        QFETCH(const int, days);
        QFETCH(const QString, code);
        PkiFixture fixture;
        auto authority = fixture.open();
        fixture.clock.advance(Days(days));
        QCOMPARE(codeOf(authority.value().issue(someNames)), code.toStdString());
        QCOMPARE(codeOf(fixture.open()), code.toStdString());
        fixture.clock.advance(Days(-days));
        const auto bundle = authority.value().issue(someNames);
        QVERIFY(bundle.ok());
        QCOMPARE(verify(*bundle, authority->trustAnchor()->der, {}, someTime), X509_V_OK);
    }

    // Nothing is left of the months in which the clock was wrong.
    void anIntermediateFromTheFutureIsReplaced() {
        PkiFixture fixture;
        auto authority = fixture.open();
        fixture.clock.advance(Days(1000));
        QVERIFY(authority.value().issue(someNames).ok());
        fixture.clock.advance(Days(-1000));
        for (auto* which : {&authority.value()}) {
            const auto bundle = which->issue(someNames);
            QCOMPARE(verify(*bundle, which->trustAnchor()->der, {}, someTime), X509_V_OK);
        }
    }

    void makesNoRootBeforeTheClockIsSet() {
        PkiFixture fixture;
        fixture.clock.advance(base::SystemTime{} - someTime);
        QCOMPARE(codeOf(fixture.open()), std::string("authority.clock_unset"));
        QVERIFY(!fs::exists(fixture.path("pki/internal.example.dev")));
    }

    void aRootReplacedWhileItRunsIsNotUsed() {
        PkiFixture fixture;
        auto authority = fixture.open();
        const std::string root = contentOf(fixture.file("root.pem"));
        const std::string key = contentOf(fixture.file("root.key"));
        replaceBy(fixture, {"root.pem", "root.key"});
        QCOMPARE(codeOf(authority.value().issue(someNames)), std::string("authority.root_replaced"));
        fs::remove(fixture.file("root.pem"));
        QCOMPARE(codeOf(authority.value().issue(someNames)), std::string("authority.root_replaced"));
        write(fixture.file("root.pem"), root);
        write(fixture.file("root.key"), key);
        QVERIFY(authority.value().issue(someNames).ok());
    }

    void aRootWrittenAgainIsTheSame() {
        const PkiFixture fixture;
        auto authority = fixture.open();
        write(fixture.file("root.pem"), "# copied back\n" + contentOf(fixture.file("root.pem")));
        QVERIFY(authority.value().issue(someNames).ok());
    }

    void aKeyThatIsGoneMattersWhenTheIntermediateEnds() {
        PkiFixture fixture;
        auto authority = fixture.open();
        const std::string key = contentOf(fixture.file("root.key"));
        fs::remove(fixture.file("root.key"));
        QVERIFY(authority.value().issue(someNames).ok());
        QVERIFY(!authority->warning());
        fixture.clock.advance(LocalAuthority::intermediateLife - Days(30));
        const auto last = authority.value().issue(someNames);
        QVERIFY(last.ok());
        QVERIFY(last->notAfter == fixture.clock.systemNow() + Days(30));
        QCOMPARE(authority->warning()->code, std::string("authority.key_missing"));
        fixture.clock.advance(Days(30));
        QCOMPARE(codeOf(authority.value().issue(someNames)), std::string("authority.key_missing"));
        write(fixture.file("root.key"), key);
        QVERIFY(authority.value().issue(someNames).ok());
    }

    void oneZoneThatIsBrokenLeavesTheOthers() {
        PkiFixture fixture;
        QVERIFY(fixture.open().ok());
        fs::remove(fixture.file("root.pem"));
        QVERIFY(!fixture.open().ok());
        fixture.zone = "lab.example.dev";
        auto other = fixture.open();
        QVERIFY(other.ok());
        QVERIFY(other.value().issue({"a.lab.example.dev"}).ok());
    }

    void aKeyThatMayNotBeReadIsNamed() {
        if (::geteuid() == 0)
            QSKIP("root reads everything");
        const PkiFixture fixture;
        QVERIFY(fixture.open().ok());
        ::chmod(fixture.file("root.key").c_str(), 0);
        QCOMPARE(fixture.open()->warning()->code, std::string("authority.key_unreadable"));
    }
};

QTEST_APPLESS_MAIN(TestAuthorityStates)
#include "tst_authoritystates.moc"
