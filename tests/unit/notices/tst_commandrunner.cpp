// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/commandrunner.h"
#include "tests/support/printing.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace portolan;
using namespace portolan::notices;
using namespace std::chrono_literals;

class TestCommandRunner : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] std::string path(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    [[nodiscard]] QByteArray contentOf(const char* name) const {
        QFile file(m_folder.filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// sh runs as the program; nothing else of the runner knows of it.
    static std::vector<std::string> script(const std::string& text) { return {"/bin/sh", "-c", text}; }
    static bool isOver(const CommandRunner& runner) {
        return QTest::qWaitFor([&runner] { return runner.pending() == 0; });
    }

  private Q_SLOTS:
    void givesTheNoticeOnStandardInput() {
        CommandRunner runner;
        runner.setCommand({"/bin/sh", "-c", "cat > \"$1\"", "sh", path("a file")});
        runner.run("services_down", "{\"text\":\"llm went down.\"}");
        QVERIFY(isOver(runner));
        QCOMPARE(contentOf("a file"), QByteArray("{\"text\":\"llm went down.\"}"));
    }

    void passesArgumentsAsTheyAre() {
        CommandRunner runner;
        runner.setCommand({"/bin/sh", "-c", "printf %s \"$2\" > \"$1\"", "sh", path("out"), "$(id); a b"});
        runner.run("services_down", "");
        QVERIFY(isOver(runner));
        QCOMPARE(contentOf("out"), QByteArray("$(id); a b"));
    }

    void hasNoMoreEnvironmentThanNeeded() {
        qputenv("PORTOLAN_TOKEN", "secret");
        CommandRunner runner;
        runner.setCommand({"/bin/sh", "-c", "env > \"$0\"", path("env")});
        runner.run("services_up", "");
        QVERIFY(isOver(runner));
        const QByteArray environment = contentOf("env");
        QVERIFY2(environment.contains("PORTOLAN_EVENT=services_up"), environment.constData());
        QVERIFY2(!environment.contains("secret"), environment.constData());
        qunsetenv("PORTOLAN_TOKEN");
    }

    void runsOneAtATimeInOrder() {
        CommandRunner runner;
        runner.setCommand({"/bin/sh", "-c", "echo begin >> \"$0\"; cat >> \"$0\"", path("log")});
        for (const char* body : {"one\n", "two\n", "three\n"})
            runner.run("services_down", body);
        QCOMPARE(runner.pending(), std::size_t(3));
        QVERIFY(isOver(runner));
        QCOMPARE(contentOf("log"), QByteArray("begin\none\nbegin\ntwo\nbegin\nthree\n"));
    }

    void killsWhatTakesTooLongWithItsChildren() {
        CommandRunner runner(50ms);
        runner.setCommand({"/bin/sh", "-c", "sleep 600 & echo $! > \"$0\"; wait", path("pid")});
        runner.run("services_down", "");
        QVERIFY(isOver(runner));
        const int child = contentOf("pid").trimmed().toInt();
        QVERIFY(child > 0);
        QVERIFY(QTest::qWaitFor([child] {
            QFile state(QStringLiteral("/proc/%1/stat").arg(child));
            return !state.open(QIODevice::ReadOnly) || state.readAll().contains(") Z ");
        }));
    }

    void goesOnAfterAProgramThatFails() {
        CommandRunner runner;
        runner.setCommand({path("nothing here")});
        runner.run("services_down", "");
        QVERIFY(isOver(runner));
        runner.setCommand(script("exit 3"));
        runner.run("services_down", "");
        QVERIFY(isOver(runner));
        runner.setCommand({});
        runner.run("services_down", "");
        QCOMPARE(runner.pending(), std::size_t(0));
    }

    void keepsFewWaiting() {
        CommandRunner runner;
        runner.setCommand({"/bin/sh", "-c", "cat >> \"$0\"", path("many")});
        for (int i = 0; i < 25; ++i)
            runner.run("services_down", std::to_string(i) + "\n");
        QCOMPARE(runner.pending(), CommandRunner::mostWaiting + 1);
        QVERIFY(QTest::qWaitFor([this] { return contentOf("many").startsWith("0\n5\n6\n"); }));
    }

    void endsWhatHasHardlyBegun() {
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 20; ++i) {
            CommandRunner runner;
            runner.setCommand({"/bin/sh", "-c", "sleep 600"});
            runner.run("services_down", "");
        }
        QVERIFY(std::chrono::steady_clock::now() - begun < 20s);
    }

    void endsWhatRunsWhenItIsDestroyed() {
        {
            CommandRunner runner;
            runner.setCommand({"/bin/sh", "-c", "echo $$ > \"$0\"; sleep 600", path("own")});
            runner.run("services_down", "");
            QVERIFY(QTest::qWaitFor([this] { return contentOf("own").endsWith('\n'); }));
        }
        QVERIFY(::kill(contentOf("own").trimmed().toInt(), 0) != 0);
    }
};

QTEST_GUILESS_MAIN(TestCommandRunner)
#include "tst_commandrunner.moc"
