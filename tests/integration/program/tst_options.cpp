// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where options come from: the command line, then PORTOLAN_ variables, then portolan.toml, then the defaults;
// seen through --print-config.
#include "tests/support/printing.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <fstream>

using namespace portolan::support;

class OptionsTest : public QObject {
    Q_OBJECT

    /// What --print-config says with these sources; its standard error where it fails.
    static CommandResult printed(const std::string& toml, std::vector<std::string> environment,
                                 const std::vector<std::string>& arguments) {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "portolan.toml").string();
        std::ofstream(file) << toml;
        std::vector<std::string> line = {ProgramUnderTest::file(), "--daemon", "--config", file,
                                         "--print-config"};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return runCommand({line, std::move(environment), {"PORTOLAN_PROGRAM"}});
    }

    /// The line of that key, behind its name.
    static std::string valueOf(const std::string& text, const std::string& key) {
        std::size_t start = ("\n" + text).find("\n" + key);
        if (start == std::string::npos)
            return {};
        start += key.size();
        return text.substr(start, text.find('\n', start) - start);
    }

    /// Without comments, which name the source of each value.
    static std::string settingsOf(const std::string& text) {
        std::string settings;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string line = text.substr(at, std::min(text.find('#', at), end) - at);
            const std::size_t last = line.find_last_not_of(' ');
            if (last != std::string::npos)
                settings += line.substr(0, last + 1) + "\n";
            at = end + 1;
        }
        return settings;
    }

  private Q_SLOTS:
    void theNearestSourceWins_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("values");
        QTest::newRow("workers") << QByteArray("workers") << QByteArray("3 4 5");
        QTest::newRow("zone") << QByteArray("zone") << QByteArray("toml.example env.example flag.example");
        QTest::newRow("dns") << QByteArray("dns") << QByteArray("127.0.0.1:5301 127.0.0.1:5302 [::1]:5303");
        QTest::newRow("http") << QByteArray("http")
                              << QByteArray("127.0.0.1:8001 127.0.0.1:8002 127.0.0.1:8003");
        QTest::newRow("https") << QByteArray("https")
                               << QByteArray("127.0.0.1:8001 127.0.0.1:8002 127.0.0.1:8003");
        QTest::newRow("api") << QByteArray("api")
                             << QByteArray("127.0.0.1:8001 127.0.0.1:8002 127.0.0.1:8003");
        QTest::newRow("advertise") << QByteArray("advertise") << QByteArray("10.0.0.1 10.0.0.2 10.0.0.3");
        QTest::newRow("data-dir") << QByteArray("data-dir") << QByteArray("/tmp/a /tmp/b /tmp/c");
        QTest::newRow("internal-networks")
            << QByteArray("internal-networks") << QByteArray("10.1.0.0/16 10.2.0.0/16 10.3.0.0/16");
        QTest::newRow("target-networks")
            << QByteArray("target-networks") << QByteArray("10.1.0.0/16 10.2.0.0/16 10.3.0.0/16");
        QTest::newRow("trusted-proxies")
            << QByteArray("trusted-proxies") << QByteArray("10.1.0.0/16 10.2.0.0/16 10.3.0.0/16");
        QTest::newRow("access-log") << QByteArray("access-log")
                                    << QByteArray("/tmp/a.log /tmp/b.log /tmp/c.log");
        QTest::newRow("access-log-size") << QByteArray("access-log-size") << QByteArray("3 4 5");
        QTest::newRow("log-format") << QByteArray("log-format") << QByteArray("json text json");
    }
    void theNearestSourceWins() {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, values);
        const QList<QByteArray> value = values.split(' ');
        const std::string name = key.toStdString();
        const bool number = name == "workers" || name == "access-log-size";
        const std::string toml =
            name + " = " + (number ? "" : "\"") + value[0].toStdString() + (number ? "" : "\"") + "\n";
        const std::string variable =
            "PORTOLAN_" + key.toUpper().replace('-', '_').toStdString() + "=" + value[1].toStdString();

        const auto fromToml = printed(toml, {}, {});
        QVERIFY2(fromToml.code == 0, fromToml.error.c_str());
        QVERIFY2(valueOf(fromToml.output, name).find(value[0].toStdString()) != std::string::npos,
                 fromToml.output.c_str());
        const auto fromVariable = printed(toml, {variable}, {});
        QVERIFY2(valueOf(fromVariable.output, name).find(value[1].toStdString()) != std::string::npos,
                 fromVariable.output.c_str());
        const auto fromFlag = printed(toml, {variable}, {"--" + name, value[2].toStdString()});
        QVERIFY2(valueOf(fromFlag.output, name).find(value[2].toStdString()) != std::string::npos,
                 fromFlag.output.c_str());
        const auto byDefault = printed("", {}, {});
        QVERIFY2(byDefault.output != fromToml.output, byDefault.output.c_str());
    }

    void repeatedFlagsAndTomlListsAreAllThere() {
        const auto flags = printed("", {}, {"--zone", "a.example", "--zone", "b.example"});
        const auto toml = printed("zone = [\"a.example\", \"b.example\"]\n", {}, {});
        for (const auto& result : {flags, toml}) {
            const std::string zones = valueOf(result.output, "zone");
            QVERIFY2(zones.find("a.example") < zones.find("b.example") &&
                         zones.find("b.example") != std::string::npos,
                     (result.output + result.error).c_str());
        }
    }

    void whatIsPrintedCanBeReadBack() {
        const auto first = printed("", {}, {"--zone", "a.example", "--workers", "2", "--http", "[::1]:8000"});
        QVERIFY2(first.code == 0, first.error.c_str());
        const auto again = printed(first.output, {}, {});
        QVERIFY2(again.code == 0, (first.output + again.error).c_str());
        QCOMPARE(settingsOf(again.output), settingsOf(first.output));
        QVERIFY(settingsOf(first.output).find("workers = 2\n") != std::string::npos);
    }

    void refusesWhatItDoesNotUnderstand_data() {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QByteArray>("flag");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("named");
        const QByteArray none;
        QTest::newRow("unknown flag")
            << none << QByteArray("--zones") << QByteArray("a") << QByteArray("--zones");
        QTest::newRow("unknown key") << QByteArray("zones = \"a\"") << none << none << QByteArray("zones");
        QTest::newRow("not TOML") << QByteArray("zone = [") << none << none << QByteArray("portolan.toml");
        QTest::newRow("wrong type") << QByteArray("workers = \"many\"") << none << none
                                    << QByteArray("workers");
        QTest::newRow("no port") << none << QByteArray("--http") << QByteArray("127.0.0.1")
                                 << QByteArray("http");
        QTest::newRow("port 65536") << none << QByteArray("--http") << QByteArray("127.0.0.1:65536")
                                    << QByteArray("http");
        QTest::newRow("no address") << none << QByteArray("--dns") << QByteArray(":53") << QByteArray("dns");
        QTest::newRow("0 workers") << none << QByteArray("--workers") << QByteArray("0")
                                   << QByteArray("workers");
        QTest::newRow("host bits") << none << QByteArray("--internal-networks") << QByteArray("10.0.0.1/8")
                                   << QByteArray("internal-networks");
        QTest::newRow("zone .local") << none << QByteArray("--zone") << QByteArray("home.local")
                                     << QByteArray("local");
        QTest::newRow("zone .localhost")
            << none << QByteArray("--zone") << QByteArray("a.localhost") << QByteArray("localhost");
        QTest::newRow("log format") << none << QByteArray("--log-format") << QByteArray("xml")
                                    << QByteArray("log-format");
    }
    void refusesWhatItDoesNotUnderstand() {
        QFETCH(QByteArray, toml);
        QFETCH(QByteArray, flag);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, named);
        std::vector<std::string> arguments;
        if (!flag.isEmpty())
            arguments = {flag.toStdString(), value.toStdString()};
        const auto result = printed(toml.toStdString(), {}, arguments);
        QVERIFY2(result.code > 0, result.output.c_str());
        QVERIFY2(result.error.find(named.toStdString()) != std::string::npos, result.error.c_str());
    }

    void saysItsVersionAndItsOptions() {
        QVERIFY(runCommand({{ProgramUnderTest::file(), "--version"}, {}}).output.find("0.1.0") !=
                std::string::npos);
        const auto help = runCommand({{ProgramUnderTest::file(), "--help"}, {}});
        QCOMPARE(help.code, 0);
        for (const char* option :
             {"--daemon", "--data-dir", "--config", "--zone", "--advertise", "--dns", "--http", "--https",
              "--api", "--workers", "--internal-networks", "--target-networks", "--trusted-proxies",
              "--connect", "--log-format", "--print-config", "--start-empty"})
            QVERIFY2(help.output.find(option) != std::string::npos, option);
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
