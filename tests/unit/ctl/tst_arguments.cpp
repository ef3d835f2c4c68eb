// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/arguments.h"
#include "app/ctl/exitcode.h"
#include "app/ctl/help.h"

#include <QFile>
#include <QTest>

using namespace portolan;
using namespace portolan::ctl;

class ArgumentsTest : public QObject {
    Q_OBJECT
  private:
    static std::vector<std::string> split(const QByteArray& line) {
        std::vector<std::string> words;
        for (const QByteArray& word : line.split(' '))
            if (!word.isEmpty())
                words.push_back(word.toStdString());
        return words;
    }

  private Q_SLOTS:
    void understandsVerbsWordsAndOptions_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("understood");
        const auto row = [](const char* line, const char* understood) {
            QTest::newRow(line) << QByteArray(line) << QByteArray(understood);
        };
        row("list", "list");
        row("list web up", "list web up");
        row("list --state down web", "list web --state=down");
        row("--json list", "list --json=");
        row("list --json", "list --json=");
        row("--connect http://a:1 show llm --json", "show llm --connect=http://a:1 --json=");
        row("add llm 8080 --https -n", "add llm 8080 --dry-run= --https=");
        row("add llm 8080 --expires 2h --expires 3h", "add llm 8080 --expires=3h");
        row("rm a b c", "rm a b c");
        row("records", "records list");
        row("records list mail", "records list mail");
        row("records add x MX 10 y", "records add x MX 10 y");
        row("records add x TXT -- -v", "records add x TXT -v");
        row("trust", "trust status");
        row("trust install -y --only system", "trust install --only=system --yes=");
        row("add --help", "add --help=");
        row("--version", "- --version=");
    }
    void understandsVerbsWordsAndOptions() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, understood);
        const auto arguments = parseArguments(split(line));
        QVERIFY2(arguments.ok(), arguments ? "" : arguments.error().message.c_str());
        std::string text(arguments->verb ? arguments->verb->path : "-");
        for (const std::string& word : arguments->words)
            text += " " + word;
        for (const auto& [name, value] : arguments->options)
            text += " " + name + "=" + value;
        QCOMPARE(text, understood.toStdString());
    }

    void saysWhatWouldBeRight_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* line, const char* said) {
            QTest::newRow(line) << QByteArray(line) << QByteArray(said);
        };
        row("lsit", "Did you mean \"list\"?");
        row("remove llm", "Did you mean \"rm\"?");
        row("frobnicate", "portolanctl --help");
        row("record add", "Did you mean \"records\"?");
        row("records ad", "There is no verb \"records ad\". Did you mean \"add\"?");
        row("trust instal", "Did you mean \"install\"?");
        row("list --sate up", "Did you mean \"--state\"?");
        row("list --https", "There is no option \"--https\" of \"list\"");
        row("list --state upp", "--state is one of: up degraded down unknown off.");
        row("list --state", "--state");
        row("show", "portolanctl show NAME");
        row("show a b", "\"b\" is too much");
        row("records add x A", "portolanctl records add NAME TYPE DATA...");
        row("status now", "\"now\" is too much");
        row("list --colour blue", "auto always never");
    }
    void saysWhatWouldBeRight() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, said);
        const auto arguments = parseArguments(split(line));
        QVERIFY(!arguments.ok());
        QVERIFY(exitCodeOf(arguments.error()) == ExitCode::Usage);
        QVERIFY2(arguments.error().message.find(said.toStdString()) != std::string::npos,
                 arguments.error().message.c_str());
    }

    void exitCodesFollowTheError_data() {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("exit");
        for (const auto& [code, exit] :
             std::initializer_list<std::pair<const char*, int>>{{"usage.words", 2},
                                                                {"service.not_found", 3},
                                                                {"record.not_found", 3},
                                                                {"zone.not_found", 3},
                                                                {"service.host_taken", 4},
                                                                {"record.name_taken", 4},
                                                                {"precondition.stale", 4},
                                                                {"call.not_connected", 5},
                                                                {"call.timeout", 5},
                                                                {"endpoint.not_running", 5},
                                                                {"endpoint.not_readable", 5},
                                                                {"call.interrupted", 130},
                                                                {"port.range", 1},
                                                                {"access.token_required", 1},
                                                                {"trust.needs_root", 1},
                                                                {"request.path_not_found", 1},
                                                                {"reply.malformed", 1}})
            QTest::newRow(code) << QByteArray(code) << exit;
    }
    void exitCodesFollowTheError() {
        QFETCH(QByteArray, code);
        QFETCH(int, exit);
        QCOMPARE(static_cast<int>(exitCodeOf({code.toStdString(), "", "", {}})), exit);
    }

    void theManualNamesEverything() {
        const auto read = [](const char* file) {
            QFile manual(QString::fromUtf8(PORTOLAN_SOURCE_DIR) + QLatin1String(file));
            return manual.open(QIODevice::ReadOnly) ? manual.readAll().replace("\\-", "-") : QByteArray();
        };
        const QByteArray page = read("/installer/portolanctl.1");
        const QByteArray chapter = read("/docs/portolanctl.md");
        const auto names = [](const QByteArray& text, std::string_view what) {
            return text.contains(QByteArray(what.data(), static_cast<qsizetype>(what.size())));
        };
        for (const OptionSpec& option : commonOptions())
            QVERIFY2(names(page, option.name), option.name.data());
        for (const VerbSpec& verb : verbs()) {
            const std::string_view last = verb.path.substr(verb.path.rfind(' ') + 1);
            QVERIFY2(names(page, verb.path) && names(chapter, last), verb.path.data());
            for (const OptionSpec& option : verb.options)
                QVERIFY2(names(page, option.name) && names(chapter, option.name), option.name.data());
        }
    }

    void helpFitsTheTerminalAndNamesEverything() {
        const std::string help = helpText(Style{.width = 80});
        for (const VerbSpec& verb : verbs()) {
            QVERIFY2(help.find(verb.path) != std::string::npos, std::string(verb.path).c_str());
            const std::string own = helpText(verb, Style{.width = 80});
            for (const OptionSpec& option : verb.options)
                QVERIFY2(own.find(option.name) != std::string::npos, std::string(option.name).c_str());
            QVERIFY(own.find("portolanctl " + std::string(verb.path)) != std::string::npos);
            for (const QByteArray& line : QByteArray::fromStdString(own + help).split('\n'))
                QVERIFY2(line.size() <= 80, line.constData());
        }
    }
};

QTEST_APPLESS_MAIN(ArgumentsTest)
#include "tst_arguments.moc"
