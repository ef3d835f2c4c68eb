// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What people put behind Portolan, and what they use it with: each script of tests/clients starts its own
// servers, names them by the API and uses them by name. One started program serves a script; its every check
// is a line of output.
#include "tests/support/process.h"
#include "tests/support/program.h"

#include <QTest>

using namespace portolan::support;

class ApplicationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void workBehindTheProxy_data() {
        QTest::addColumn<QString>("script");
        for (const char* script : {"websocket", "socketio", "eventsource", "http", "bigtransfer", "browser"})
            QTest::newRow(script) << QString::fromLatin1(script);
    }
    void workBehindTheProxy() {
        QFETCH(QString, script);
        const QByteArray folder = qgetenv("PORTOLAN_CLIENTS");
        QVERIFY2(!folder.isEmpty(), "run this by ctest, which says where the scripts are");
        ProgramOptions options;
        options.arguments = {"--workers", "4"};
        ProgramUnderTest program(options);
        QVERIFY2(program.start(), program.explain().c_str());
        const CommandResult result = runCommand(
            {.arguments = {"node", folder.toStdString() + "/" + script.toStdString() + ".js"},
             .environment = {"PORTOLAN_API=http://" + program.api().toString(),
                             "PORTOLAN_TOKEN=" + program.token(), "PORTOLAN_DNS=" + program.dns().toString(),
                             "PORTOLAN_HTTP=" + program.http().toString(),
                             "PORTOLAN_PID=" + std::to_string(program.process().pid())}},
            std::chrono::seconds(150));
        const std::string said = result.output + result.error + program.explain();
        QVERIFY2(result.code == 0, said.c_str());
        QVERIFY2(result.output.starts_with("ok "), said.c_str());
        QVERIFY2(program.process().running(), said.c_str());
    }
};

QTEST_GUILESS_MAIN(ApplicationsTest)
#include "tst_applications.moc"
