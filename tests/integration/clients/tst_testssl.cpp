// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What testssl.sh says of the https that the program offers: nothing worse than "low".
#include "tests/support/printing.h"
#include "tests/support/program.h"

#include <QTest>

#include <fstream>
#include <set>
#include <sstream>

using namespace portolan::support;

class TestsslTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsNothingAboveLow() {
        ProgramOptions options;
        options.arguments = {"--https", "127.0.0.1:0"};
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        const std::string host = "portolan." + options.zone;
        const HttpReply root = program.through(host, "/trust/portolan-" + options.zone + ".pem");
        QCOMPARE(root.status, 200);
        const TemporaryFolder folder;
        const std::string rootFile = (folder.path() / "root.pem").string();
        const std::string findingsFile = (folder.path() / "findings.json").string();
        std::ofstream(rootFile) << root.body;
        const CommandResult run =
            runCommand({.arguments = {"testssl", "--quiet", "--color", "0", "--warnings", "batch",
                                      "--jsonfile", findingsFile, "--ip", "127.0.0.1", "--add-ca", rootFile,
                                      host + ":" + std::to_string(program.address("https").port)},
                        .environment = {}},
                       std::chrono::minutes(12));
        std::stringstream text;
        text << std::ifstream(findingsFile).rdbuf();
        const Json findings = Json::parse(text.str());
        QVERIFY2(findings.size() > 100, (run.output + run.error).c_str());
        const std::set<std::string> harmless{"OK", "INFO", "LOW", "WARN", "DEBUG"};
        for (std::size_t i = 0; i < findings.size(); ++i) {
            const Json finding = findings[i];
            if (!harmless.contains(finding["severity"].text()))
                QFAIL((finding["id"].text() + " " + finding["severity"].text() + ": " +
                       finding["finding"].text())
                          .c_str());
        }
        QCOMPARE(findings.find("id", "TLS1_3")["severity"].text(), std::string("OK"));
        QCOMPARE(findings.find("id", "TLS1_1")["finding"].text(), std::string("not offered"));
    }
};

QTEST_GUILESS_MAIN(TestsslTest)
#include "tst_testssl.moc"
