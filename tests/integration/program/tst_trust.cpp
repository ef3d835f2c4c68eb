// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testupstream.h"

#include <QTest>

#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace portolan::support;

/// `portolanctl trust` with the real update-ca-certificates and certutil, on stores that are scratch folders
/// mounted in front of this machine's own in a namespace, and a scratch home. A server that knows nothing but
/// authorities stands in for the backend.
class TrustTest : public QObject {
    Q_OBJECT
  private:
    const TestCertificate m_root{{.name = "Portolan root internal.example", .isAuthority = true}};
    const TestCertificate m_other{{.name = "Portolan root internal.example", .isAuthority = true}};
    std::unique_ptr<TemporaryFolder> m_folder;
    std::unique_ptr<TestUpstream> m_backend;

    static std::string escaped(std::string pem) {
        for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2)
            pem.replace(at, 1, "\\n");
        return pem;
    }
    void serve(const TestCertificate& root, const std::string& fingerprint) {
        m_backend = std::make_unique<TestUpstream>(
            jsonText("[{'zone':'internal.example','name':'Portolan root internal.example','fingerprint':'" +
                     fingerprint +
                     "','not_before':'2026-01-01T00:00:00.000Z','not_after':'2036-01-01T00:00:00.000Z'," +
                     "'pem':'" + escaped(root.certificatePem()) + "'}]"));
    }
    void serve(const TestCertificate& root) { serve(root, root.fingerprintText()); }

    [[nodiscard]] std::string path(const char* name) const { return (m_folder->path() / name).string(); }
    [[nodiscard]] std::string home() const { return path("home"); }
    [[nodiscard]] std::string nssdb() const { return home() + "/.pki/nssdb"; }

    /// How a command gets mounts of its own. Root needs no user namespace for it, which a chroot would deny.
    static std::string ownMounts() {
        return ::geteuid() == 0 ? "unshare --mount" : "unshare --mount --map-root-user";
    }
    /// `line` of a shell that has the scratch stores in front of the machine's own.
    [[nodiscard]] CommandResult shell(const std::string& line) const {
        const std::string mounts = "mount --bind '" + path("local") +
                                   "' /usr/local/share/ca-certificates && " + "mount --bind '" +
                                   path("certs") + "' /etc/ssl/certs && ";
        return runCommand({{"/bin/sh", "-c", "exec " + ownMounts() + " /bin/sh -c \"$0\"", mounts + line},
                           {"HOME=" + home(), "LC_ALL=C.UTF-8"},
                           {"SUDO_UID", "PORTOLAN_CONNECT", "PORTOLAN_TOKEN"}});
    }
    [[nodiscard]] std::string line(const std::string& arguments) const {
        return "'" PORTOLANCTL_FILE "' --connect http://127.0.0.1:" + std::to_string(m_backend->port()) +
               " trust " + arguments;
    }
    [[nodiscard]] CommandResult trust(const std::string& arguments) const { return shell(line(arguments)); }
    /// "system=trusted Chromium, Chrome=not_trusted"
    [[nodiscard]] std::string states() const {
        const Json stores = Json::parse(trust("status --json").output)[0]["stores"];
        std::string text;
        for (std::size_t i = 0; i < stores.size(); ++i)
            text += (i > 0 ? "; " : "") + stores[i]["name"].text() + "=" + stores[i]["state"].text();
        return text;
    }
    [[nodiscard]] std::string nicknames() const {
        return runCommand({{"certutil", "-L", "-d", "sql:" + nssdb()}, {}}).output;
    }
    static std::string read(const std::string& file) {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static bool contains(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto works = [](const char* line) {
            return runCommand({{"/bin/sh", "-c", "PATH=$PATH:/usr/sbin; " + std::string(line)}, {}}).code ==
                   0;
        };
        std::string missing;
        for (const char* tool : {"certutil", "update-ca-certificates", "script", "setpriv"})
            if (!works(("command -v " + std::string(tool)).c_str()))
                missing = std::string(tool) + " is not installed";
        if (!works((ownMounts() + " true").c_str()))
            missing = "no mount namespaces here";
        if (missing.empty())
            return;
        if (qEnvironmentVariable("CI") == QLatin1String("true"))
            QFAIL(missing.c_str());
        QSKIP(missing.c_str());
    }
    void init() {
        m_folder = std::make_unique<TemporaryFolder>();
        for (const char* folder : {"local", "certs", "home/.pki/nssdb", "home/.mozilla/firefox/x.default"})
            std::filesystem::create_directories(m_folder->path() / folder);
        for (const std::string& database : {nssdb(), home() + "/.mozilla/firefox/x.default"})
            QCOMPARE(runCommand({{"certutil", "-N", "--empty-password", "-d", "sql:" + database}, {}}).code,
                     0);
        serve(m_root);
    }

    void installsShowsAndRemoves() {
        QCOMPARE(states(), std::string("system=not_trusted; Firefox (x.default)=not_trusted; "
                                       "Chromium, Chrome=not_trusted"));
        QCOMPARE(trust("status").code, 1);
        const auto installed = trust("install --yes");
        QVERIFY2(installed.code == 0, installed.error.c_str());
        QCOMPARE(states(),
                 std::string("system=trusted; Firefox (x.default)=trusted; Chromium, Chrome=trusted"));
        QCOMPARE(trust("status").code, 0);
        QCOMPARE(read(path("local/portolan-internal.example.crt")), m_root.certificatePem());
        QVERIFY(contains(read(path("certs/ca-certificates.crt")), m_root.certificatePem()));
        QVERIFY(contains(nicknames(), "portolan-internal.example-" + m_root.fingerprintText().substr(7, 8)));
        QVERIFY(contains(trust("install --yes").error, "trusted already"));

        const auto removed = trust("remove --yes");
        QVERIFY2(removed.code == 0, removed.error.c_str());
        QCOMPARE(states(), std::string("system=not_trusted; Firefox (x.default)=not_trusted; "
                                       "Chromium, Chrome=not_trusted"));
        QVERIFY(!std::filesystem::exists(path("local/portolan-internal.example.crt")));
        QVERIFY(!contains(read(path("certs/ca-certificates.crt")), m_root.certificatePem()));
        QVERIFY(contains(trust("remove --yes").error, "Nothing of it was there"));
    }
    void takesOutNothingElse() {
        std::ofstream(path("company.pem")) << m_other.certificatePem();
        QCOMPARE(runCommand({{"certutil", "-A", "-d", "sql:" + nssdb(), "-n", "Company", "-t", "C,,", "-a",
                              "-i", path("company.pem")},
                             {}})
                     .code,
                 0);
        std::filesystem::copy(path("company.pem"), path("local/company.crt"));
        QCOMPARE(trust("install --yes").code, 0);
        QCOMPARE(trust("remove --yes").code, 0);
        QVERIFY(contains(nicknames(), "Company"));
        QVERIFY(!contains(nicknames(), "portolan-"));
        QVERIFY(contains(read(path("certs/ca-certificates.crt")), m_other.certificatePem()));
    }
    void anotherRootOfTheZoneStays() {
        QCOMPARE(trust("install --yes").code, 0);
        serve(m_other);
        QCOMPARE(
            states(),
            std::string("system=other_root; Firefox (x.default)=other_root; Chromium, Chrome=other_root"));
        const auto refused = trust("install --yes --only system");
        QCOMPARE(refused.code, 1);
        QVERIFY(contains(refused.error, "trust remove --fingerprint " + m_root.fingerprintText()));
        QVERIFY(contains(trust("remove --yes").error, "Nothing of it was there"));
        // Both have one subject: browsers must not mix them up.
        QCOMPARE(trust("install --yes --only browsers").code, 0);
        QCOMPARE(trust("remove --yes --only browsers").code, 0);
        serve(m_root);
        QCOMPARE(states(),
                 std::string("system=trusted; Firefox (x.default)=trusted; Chromium, Chrome=trusted"));
        m_backend->stop();
        const auto gone = trust("remove --yes --fingerprint " + m_root.fingerprintText());
        QVERIFY2(gone.code == 0, gone.error.c_str());
        serve(m_root);
        QVERIFY(contains(states(), "system=not_trusted"));
    }
    void asksFirst() {
        const auto unasked = trust("install");
        QCOMPARE(unasked.code, 2);
        QVERIFY(contains(unasked.error, "--yes"));
        QVERIFY(contains(unasked.output, "SHA-256"));
        QVERIFY(contains(states(), "system=not_trusted"));
        const auto answered = [&](const char* answer) {
            return shell("printf '" + std::string(answer) + "' | script -qec \"" + line("install") +
                         "\" /dev/null");
        };
        const auto refused = answered("n\\n");
        QVERIFY2(contains(refused.output, "[y/N]"), refused.output.c_str());
        QCOMPARE(refused.code, 1);
        QVERIFY(contains(states(), "system=not_trusted"));
        const auto agreed = answered("y\\n");
        QVERIFY2(agreed.code == 0, agreed.output.c_str());
        QVERIFY(contains(states(), "system=trusted"));
    }
    void aRootThatIsNotWhatItClaimsIsRefused() {
        serve(m_root, m_other.fingerprintText());
        for (const char* verb : {"status", "install --yes"}) {
            const auto refused = trust(verb);
            QCOMPARE(refused.code, 1);
            QVERIFY(contains(refused.error, "does not have the fingerprint"));
        }
    }
    void withoutRootTheSudoLineIsSaid() {
        if (::geteuid() != 0)
            QSKIP("changes to another user, which needs root");
        std::filesystem::permissions(m_folder->path(), std::filesystem::perms::all);
        const std::string asUser =
            "setpriv --reuid=65534 --clear-groups " + line("install --yes --only system");
        const auto refused =
            runCommand({{"/bin/sh", "-c", asUser}, {"HOME=" + home()}, {"SUDO_UID", "PORTOLAN_CONNECT"}});
        QCOMPARE(refused.code, 1);
        QVERIFY2(contains(refused.error, "\n  sudo "), refused.error.c_str());
        QVERIFY(contains(refused.error, " trust install --only system --connect http://127.0.0.1:"));
    }
    void chromiumsDatabaseIsMadeWhereThereIsNone() {
        std::filesystem::remove_all(home() + "/.pki");
        const bool here = !runCommand({{"/bin/sh", "-c", "command -v chromium"}, {}}).output.empty();
        QCOMPARE(trust("install --yes --only browsers").code, 0);
        QCOMPARE(std::filesystem::exists(nssdb() + "/cert9.db"), here);
    }
    void theProgramsOwnRootIsTrusted() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        const std::string endpoint = (program.dataFolder() / "endpoint").string();
        const auto real = [&](const std::string& arguments) {
            return shell("'" PORTOLANCTL_FILE "' --endpoint '" + endpoint + "' trust " + arguments);
        };
        const Json before = Json::parse(real("status --json").output);
        QCOMPARE(before.size(), std::size_t(1));
        QCOMPARE(before[0]["zone"].text(), std::string("internal.example"));
        const auto installed = real("install --yes");
        QVERIFY2(installed.code == 0, installed.error.c_str());
        QVERIFY(contains(read(path("certs/ca-certificates.crt")), before[0]["pem"].text()));
        const auto byNetwork =
            Json::parse(program.call({.method = "GET", .target = "/api/v1/authorities"}).body);
        QCOMPARE(byNetwork[0]["fingerprint"].text(), before[0]["fingerprint"].text());
        QCOMPARE(real("remove --yes").code, 0);
        QCOMPARE(real("status").code, 1);
    }
    void zonesAreChosen() {
        QCOMPARE(trust("install --yes --zone elsewhere.example").code, 3);
        QCOMPARE(trust("install --yes --zone Internal.Example --only browsers").code, 0);
        QVERIFY(contains(states(), "system=not_trusted; Firefox (x.default)=trusted"));
    }
};

QTEST_GUILESS_MAIN(TrustTest)
#include "tst_trust.moc"
