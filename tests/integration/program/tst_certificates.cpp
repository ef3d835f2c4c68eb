// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/json.h"
#include "tests/support/program.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <csignal>
#include <fstream>

using namespace portolan::support;

namespace {

namespace fs = std::filesystem;

/// What curl makes of https://NAME/ when it believes `root` and nobody else: "200", or "curl 60".
std::string open(const ProgramUnderTest& program, const std::string& name, const std::string& root) {
    const std::string port = std::to_string(program.address("https").port);
    const CommandResult result = runCommand(
        {{"curl", "-sS", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", root,
          "--resolve", name + ":" + port + ":127.0.0.1", "https://" + name + ":" + port + "/"},
         {}});
    return result.code == 0 ? result.output : "curl " + std::to_string(result.code);
}

std::string rootOf(const ProgramUnderTest& program) {
    return (program.dataFolder() / "pki/internal.example/root.pem").string();
}

/// "tls" of the service.
Json tlsOf(const ProgramUnderTest& program, const std::string& host) {
    return Json::parse(program.call({"GET", "/api/v1/services"}).body)["items"].find("host", host)["tls"];
}

}  // namespace

class CertificatesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aNewNameIsBelievedAtOnce() {
        const TestUpstream upstream("hello");
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("app", upstream.port()).status, 201);
        const std::string root = rootOf(program);
        QCOMPARE(open(program, "app.internal.example", root), std::string("200"));
        QCOMPARE(open(program, "portolan.internal.example", root), std::string("200"));
        QCOMPARE(open(program, "nobody.internal.example", root), std::string("404"));
        QCOMPARE(open(program, "app.internal.example", "/etc/ssl/certs/ca-certificates.crt"),
                 std::string("curl 60"));
        QCOMPARE(tlsOf(program, "app.internal.example")["state"].text(), std::string("good"));
    }

    void theSameIsServedAfterACrash() {
        const TestUpstream upstream("hello");
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("app", upstream.port()).status, 201);
        const std::string before = tlsOf(program, "app.internal.example")["fingerprint"].text();
        program.kill9();
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(tlsOf(program, "app.internal.example")["fingerprint"].text(), before);
        QCOMPARE(open(program, "app.internal.example", rootOf(program)), std::string("200"));
    }

    void aReloadLooksAtTheOperatorsCertificates() {
        const TemporaryFolder folder;
        const auto put = [&](const TestCertificate& one) {
            std::ofstream(folder.path() / "app.pem") << one.keyPem() << one.certificatePem();
        };
        const TestCertificate first({.name = "app.internal.example"});
        const TestCertificate second({.name = "app.internal.example"});
        put(first);
        const TestUpstream upstream("hello");
        ProgramOptions options;
        options.arguments = {"--certificates", folder.path().string()};
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("app", upstream.port()).status, 201);
        QCOMPARE(tlsOf(program, "app.internal.example")["fingerprint"].text(), first.fingerprintText());
        put(second);
        program.process().signal(SIGHUP);
        QVERIFY(waitUntil([&] {
            return tlsOf(program, "app.internal.example")["fingerprint"].text() == second.fingerprintText();
        }));
    }

    void aLostRootFailsNoChange() {
        const TestUpstream upstream("hello");
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("old", upstream.port()).status, 201);
        const std::string kept = (program.dataFolder() / "kept.pem").string();
        fs::rename(rootOf(program), kept);
        QCOMPARE(program.addService("new", upstream.port()).status, 201);
        QCOMPARE(tlsOf(program, "new.internal.example")["code"].text(),
                 std::string("authority.root_replaced"));
        QCOMPARE(open(program, "old.internal.example", kept), std::string("200"));
        const HttpReply health = program.call({"GET", "/health"});
        QCOMPARE(health.status, 503);
        QCOMPARE(Json::parse(health.body)["components"]["certificates"]["status"].text(),
                 std::string("failed"));
        QCOMPARE(program.through("new.internal.example").status, 200);
    }
};

QTEST_GUILESS_MAIN(CertificatesTest)
#include "tst_certificates.moc"
