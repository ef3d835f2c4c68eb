// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/nssstore.h"
#include "app/ctl/pem.h"
#include "app/ctl/systemstore.h"
#include "app/ctl/trustviews.h"
#include "backend/model/policytext.h"
#include "tests/support/testcertificate.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace portolan;
using namespace portolan::ctl;

/// The stores over a stand-in for their programs; the real ones are in integration.program.trust.
class TrustStoresTest : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<QTemporaryDir> m_directory;
    const support::TestCertificate m_first{{.name = "Portolan root a", .isAuthority = true}};
    const support::TestCertificate m_second{{.name = "Portolan root a", .isAuthority = true}};

    [[nodiscard]] std::string path(const char* name) const {
        return m_directory->filePath(QLatin1String(name)).toStdString();
    }
    static api::AuthorityView rootOf(const support::TestCertificate& certificate,
                                     const char* zone = "a.example") {
        return {zone, "Portolan root a", certificate.fingerprint(), {}, {}, certificate.certificatePem()};
    }
    static void write(const std::string& path, const std::string& content) {
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(content));
    }
    static std::string read(const std::string& path) {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "";
    }
    /// As update-ca-certificates: the bundle holds what the folder does.
    [[nodiscard]] SystemStore systemStore(int exitCode = 0) const {
        return SystemStore(
            {path("local"), "true", path("bundle")},
            [this, exitCode](const std::string&, const std::vector<std::string>&, const std::string&) {
                std::string bundle;
                const QDir folder(QString::fromStdString(path("local")));
                for (const QFileInfo& file : folder.entryInfoList(QDir::Files))
                    bundle += read(file.filePath().toStdString());
                if (exitCode == 0)
                    write(path("bundle"), bundle);
                return ToolResult{exitCode, "", exitCode == 0 ? "" : "first\nno space left\n"};
            });
    }
    /// A certutil whose list is `listed` and whose certificates are all `pem`.
    static RunTool certutil(const std::string& listed, const std::string& pem) {
        return
            [listed, pem](const std::string&, const std::vector<std::string>& arguments, const std::string&) {
                const bool one = std::find(arguments.begin(), arguments.end(), "-n") != arguments.end();
                return ToolResult{0, one ? pem : listed, ""};
            };
    }
    [[nodiscard]] NssStore browserStore(const std::string& listed, const std::string& pem) const {
        QDir().mkpath(QString::fromStdString(path("db")));
        write(path("db/cert9.db"), "");
        return NssStore({"Firefox (x)", path("db")}, "certutil", certutil(listed, pem));
    }

  private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void certificatesAreToldApartByTheirFingerprints() {
        const std::string both =
            "text\n" + m_first.certificatePem() + "between\n" + m_second.certificatePem();
        QVERIFY((fingerprintsIn(both) ==
                 std::vector<model::Fingerprint>{m_first.fingerprint(), m_second.fingerprint()}));
        QVERIFY(holds(both, m_second.fingerprint()));
        QVERIFY(!holds(m_first.certificatePem(), m_second.fingerprint()));
        QVERIFY(fingerprintsIn("-----BEGIN CERTIFICATE-----\nAAAA").empty());
        QVERIFY(fingerprintsIn("-----BEGIN CERTIFICATE----------END CERTIFICATE-----").empty());
    }

    void theSystemTrustsWhatItsBundleHolds() {
        SystemStore store = systemStore();
        const auto root = rootOf(m_first);
        QVERIFY(store.look(root).state == TrustState::NotTrusted);
        QVERIFY(store.install(root).ok());
        QVERIFY(store.look(root).state == TrustState::Trusted);
        QCOMPARE(read(path("local/portolan-a.example.crt")), root.pem);
        QVERIFY(store.install(root).ok());
        const auto removed = store.remove(root.fingerprint);
        QVERIFY(removed.ok() && *removed);
        QVERIFY(store.look(root).state == TrustState::NotTrusted);
        QVERIFY(!QFile::exists(QString::fromStdString(path("local/portolan-a.example.crt"))));
        QVERIFY(!*store.remove(root.fingerprint));
    }
    void aFileWithoutItsBundleIsNotTrust() {
        SystemStore store = systemStore();
        QVERIFY(store.install(rootOf(m_first)).ok());
        write(path("bundle"), "");
        const TrustView view = store.look(rootOf(m_first));
        QVERIFY(view.state == TrustState::NotTrusted);
        QVERIFY(!view.detail.empty());
    }
    void anotherRootOfTheZoneIsLeftAlone() {
        SystemStore store = systemStore();
        QVERIFY(store.install(rootOf(m_first)).ok());
        QVERIFY(store.look(rootOf(m_second)).state == TrustState::OtherRoot);
        QCOMPARE(store.install(rootOf(m_second)).error().code, std::string("trust.other_root"));
        QVERIFY(!*store.remove(m_second.fingerprint()));
        QVERIFY(store.look(rootOf(m_first)).state == TrustState::Trusted);
    }
    void onlyOwnFilesAreTakenOut() {
        SystemStore store = systemStore();
        QDir().mkpath(QString::fromStdString(path("local")));
        write(path("local/company.crt"), m_first.certificatePem());
        write(path("local/portolan-b.example.crt"), m_first.certificatePem() + m_second.certificatePem());
        QVERIFY(!*store.remove(m_first.fingerprint()));
    }
    void nothingIsLeftWhenTheProgramFails() {
        SystemStore store = systemStore(1);
        const auto failed = store.install(rootOf(m_first));
        QCOMPARE(failed.error().code, std::string("trust.failed"));
        QVERIFY(failed.error().message.find("no space left") != std::string::npos);
        QVERIFY(!QFile::exists(QString::fromStdString(path("local/portolan-a.example.crt"))));
    }

    void aBrowserTrustsWhatMayVouchForServers_data() {
        QTest::addColumn<QByteArray>("flags");
        QTest::addColumn<bool>("own");
        QTest::addColumn<int>("state");
        const auto row = [](const char* name, const char* flags, bool own, TrustState state) {
            QTest::newRow(name) << QByteArray(flags) << own << static_cast<int>(state);
        };
        row("as an authority", "C,,  ", true, TrustState::Trusted);
        row("with more", "CT,C,C", true, TrustState::Trusted);
        row("not for servers", ",C,  ", true, TrustState::NotTrusted);
        row("not at all", ",,", true, TrustState::NotTrusted);
        row("imported by hand", "C,,", false, TrustState::Trusted);
    }
    void aBrowserTrustsWhatMayVouchForServers() {
        QFETCH(QByteArray, flags);
        QFETCH(bool, own);
        QFETCH(int, state);
        const std::string nickname =
            own ? "portolan-a.example-" + m_first.fingerprintText().substr(7, 8) : "My company's root";
        const std::string listed =
            "\nCertificate Nickname        Trust Attributes\n"
            "                            SSL,S/MIME,JAR/XPI\n\n" +
            nickname + "     " + flags.toStdString() + "\n";
        QCOMPARE(static_cast<int>(browserStore(listed, m_first.certificatePem()).look(rootOf(m_first)).state),
                 state);
    }
    void aBrowserMayHoldAnotherRoot() {
        NssStore store = browserStore("portolan-a.example-01234567   C,,\n", m_first.certificatePem());
        QVERIFY(store.look(rootOf(m_second)).state == TrustState::OtherRoot);
        QVERIFY(store.look(rootOf(m_second, "b.example")).state == TrustState::NotTrusted);
        QVERIFY(!*store.remove(m_second.fingerprint()));
    }
    void aNicknameAloneIsNoReasonToRemove() {
        const std::string nickname = "portolan-a.example-" + m_first.fingerprintText().substr(7, 8);
        QVERIFY(*browserStore(nickname + "   C,,\n", m_first.certificatePem()).remove(m_first.fingerprint()));
        QVERIFY(
            !*browserStore(nickname + "   C,,\n", m_second.certificatePem()).remove(m_first.fingerprint()));
    }
    void withoutCertutilNothingIsKnown() {
        QDir().mkpath(QString::fromStdString(path("db")));
        write(path("db/cert9.db"), "");
        NssStore store({"Firefox (x)", path("db")}, "", certutil("", ""));
        const TrustView view = store.look(rootOf(m_first));
        QVERIFY(view.state == TrustState::Unknown);
        QVERIFY(view.detail.find("libnss3-tools") != std::string::npos);
        QCOMPARE(store.install(rootOf(m_first)).error().code, std::string("trust.no_tool"));
    }

    void findsTheDatabasesOfAHome() {
        const std::string home = path("home");
        for (const char* folder : {"/.mozilla/firefox/a.default", "/.mozilla/firefox/Crash Reports",
                                   "/snap/firefox/common/.mozilla/firefox/b.default",
                                   "/.var/app/org.mozilla.firefox/.mozilla/firefox/c.default",
                                   "/.var/app/org.chromium.Chromium/data/pki/nssdb", "/.pki/nssdb"}) {
            QDir().mkpath(QString::fromStdString(home + folder));
            if (std::string_view(folder).find("Crash") == std::string_view::npos)
                write(home + folder + "/cert9.db", "");
        }
        std::string found;
        for (const NssPlace& place : browserPlaces(home, ChromiumHere::No))
            found += place.browser + "; ";
        QCOMPARE(found,
                 std::string("Firefox (a.default); Firefox Snap (b.default); Firefox Flatpak (c.default); "
                             "Chromium, Chrome; org.chromium.Chromium; "));
        QVERIFY(browserPlaces(path("empty"), ChromiumHere::No).empty());
        QVERIFY((browserPlaces(path("empty"), ChromiumHere::Yes) ==
                 std::vector<NssPlace>{{"Chromium, Chrome", path("empty") + "/.pki/nssdb"}}));
    }

    void fingerprintsStandInTwoEvenLines() {
        const std::string text = rootText(rootOf(m_first), {}, {});
        QVERIFY2(text.find("  SHA-256  " + model::toColonText(m_first.fingerprint()).substr(0, 47) + "\n") !=
                     std::string::npos,
                 text.c_str());
        QVERIFY(text.find("           " + model::toColonText(m_first.fingerprint()).substr(48) + "\n") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TrustStoresTest)
#include "tst_truststores.moc"
