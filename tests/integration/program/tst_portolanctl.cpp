// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <tuple>

using namespace portolan::support;
using namespace std::chrono_literals;

/// portolanctl against the real program: each verb, each exit code, its JSON, and what it does when the
/// backend is not there or the reader goes away.
class PortolanctlTest : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<ProgramUnderTest> m_program;
    std::unique_ptr<TestUpstream> m_upstream;

    [[nodiscard]] Command command(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), PORTOLANCTL_FILE);
        arguments.insert(arguments.begin() + 1, {"--endpoint", endpointFile()});
        return {arguments, {"LC_ALL=C.UTF-8"}, {"PORTOLAN_CONNECT", "PORTOLAN_TOKEN"}};
    }
    [[nodiscard]] std::string endpointFile() const { return (m_program->dataFolder() / "endpoint").string(); }
    [[nodiscard]] CommandResult ctl(std::vector<std::string> arguments) const {
        return runCommand(command(std::move(arguments)));
    }
    [[nodiscard]] Json json(std::vector<std::string> arguments) const {
        arguments.emplace_back("--json");
        return Json::parse(ctl(std::move(arguments)).output);
    }
    [[nodiscard]] std::string target() const { return std::to_string(m_upstream->port()); }
    static bool contains(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }
    static std::vector<std::string> linesOf(const std::string& text) {
        std::vector<std::string> lines;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }

  private Q_SLOTS:
    void initTestCase() {
        m_upstream = std::make_unique<TestUpstream>("this is the app");
        ProgramOptions options;
        options.arguments = {"--zone", "lab.example"};
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    void cleanup() {
        for (const char* kind : {"services", "records"}) {
            const std::string path = std::string("/api/v1/") + kind;
            const Json items =
                Json::parse(m_program->callWithToken({.method = "GET", .target = path}).body)["items"];
            for (std::size_t i = 0; i < items.size(); ++i)
                (void)m_program->callWithToken(
                    {.method = "DELETE", .target = path + "/" + items[i]["id"].text()});
        }
    }

    void aNameWorksWhenAddReturns() {
        const auto added = ctl({"add", "llm", target()});
        QVERIFY2(added.code == 0, added.error.c_str());
        QVERIFY(contains(added.output, "https://llm.internal.example:"));
        QVERIFY(contains(added.output, " -> 127.0.0.1:" + target() + "\n"));
        QVERIFY(contains(added.output, "llm.internal.example A 127.0.0.1\n"));
        QCOMPARE(added.error, std::string());
        QCOMPARE(m_program->through("llm.internal.example").body, std::string("this is the app"));
    }
    void addTakesWhatAServiceCanHave() {
        const Json added = json({"add", "Nas.Lab.Example.", "https://127.0.0.2:5001", "[::1]:81", "--name",
                                 "The NAS", "--ip", "10.0.0.9", "--expires", "2h"});
        QCOMPARE(added["host"].text(), std::string("nas.lab.example"));
        QCOMPARE(added["name"].text(), std::string("The NAS"));
        QCOMPARE(added["protocol"].text(), std::string("https"));
        QCOMPARE(added["targets"].size(), std::size_t(2));
        QCOMPARE(added["targets"][1]["address"].text(), std::string("::1"));
        QCOMPARE(added["record_address"].text(), std::string("10.0.0.9"));
        QVERIFY(added["expires_at"].exists());
    }
    void aDryRunChangesNothing() {
        const auto shown = ctl({"add", "llm", "100.2.2.2:8080", "--dry-run"});
        QCOMPARE(shown.code, 0);
        QVERIFY(contains(shown.output, " -> 100.2.2.2:8080\n"));
        QVERIFY(contains(shown.error, "Nothing was changed"));
        QVERIFY(contains(shown.error, "warning: "));
        QCOMPARE(json({"list"})["total"].number(), std::int64_t(0));
    }
    void refusalsSayWhatWouldBeRight() {
        QCOMPARE(ctl({"add", "llm", target()}).code, 0);
        const auto taken = ctl({"add", "llm", "127.0.0.1:80"});
        QCOMPARE(taken.code, 4);
        QCOMPARE(taken.output, std::string());
        QVERIFY(contains(taken.error, "is taken by the service"));
        const auto port = ctl({"add", "other", "10.0.0.5:70000"});
        QCOMPARE(port.code, 1);
        QVERIFY(contains(port.error, "from 1 to 65535"));
        QVERIFY(contains(port.error, "target 10.0.0.5:70000"));
        QCOMPARE(ctl({"add", "other", "10.0.0.5"}).code, 2);
        QCOMPARE(ctl({"add", "other", "80", "--expires", "soon"}).code, 2);
        QCOMPARE(ctl({"add", "other.elsewhere.org", "80"}).code, 1);
        QVERIFY(contains(ctl({"add", "other", "80", "--ip", "10.0.0"}).error, "(--ip)"));
    }

    void listsInATableOrAsJson() {
        QVERIFY(contains(ctl({"list"}).error, "no services yet"));
        (void)ctl({"add", "llm", target()});
        (void)ctl({"add", "notes", "127.0.0.1:1", "--name", "Paper"});
        QVERIFY(waitUntil([&] {
            return contains(ctl({"list", "--state", "down"}).output, "notes.internal.example") &&
                   contains(ctl({"list", "--state", "up"}).output, "llm.internal.example");
        }));
        const auto lines = linesOf(ctl({"list"}).output);
        QCOMPARE(lines.size(), std::size_t(3));
        QVERIFY(lines[0].starts_with("STATE   NAME                    TARGETS"));
        QVERIFY(lines[1].starts_with("\u25cf up    llm.internal.example    127.0.0.1:" + target()));
        QVERIFY(lines[2].starts_with("\u2716 down  notes.internal.example  127.0.0.1:1"));
        QCOMPARE(linesOf(ctl({"list", "PAPER", "intern"}).output).size(), std::size_t(2));
        const auto none = ctl({"list", "paper", "llm"});
        QCOMPARE(none.code, 0);
        QCOMPARE(none.output, std::string());
        const Json list = json({"list", "llm"});
        QCOMPARE(list["total"].number(), std::int64_t(1));
        QCOMPARE(list["items"][0]["host"].text(), std::string("llm.internal.example"));
        QCOMPARE(json({"list", "nobody"})["items"].size(), std::size_t(0));
    }
    void showsOneByAnySpelling() {
        (void)ctl({"add", "llm", target()});
        (void)m_program->through("llm.internal.example");
        for (const char* name : {"llm", "LLM", "llm.internal.example", "llm.internal.example."}) {
            const auto shown = ctl({"show", name});
            QVERIFY2(shown.code == 0, shown.error.c_str());
            QVERIFY(shown.output.starts_with("llm.internal.example\n"));
        }
        QVERIFY(waitUntil([&] { return contains(ctl({"show", "llm"}).output, "  traffic   1 request; "); }));
        QCOMPARE(json({"show", "llm"})["traffic"]["requests"].number(), std::int64_t(1));
        const auto near = ctl({"show", "lmm"});
        QCOMPARE(near.code, 3);
        QVERIFY(contains(near.error, "Did you mean \"llm\"?"));
        QCOMPARE(ctl({"show", "llm.lab.example"}).code, 3);
    }
    void setsFieldsAndLeavesTheRest() {
        (void)ctl({"add", "llm", target(), "--name", "A model", "--expires", "2h"});
        const auto set = ctl({"set", "llm", "checks.path=/healthz", "checks.interval=30s", "maintenance=on",
                              "balancing.method=random", "targets=" + target() + "*3,127.0.0.1:1"});
        QVERIFY2(set.code == 0, set.error.c_str());
        QCOMPARE(set.output,
                 "checks.path: / -> /healthz\nchecks.interval: 5 -> 30\nmaintenance: off -> on\n"
                 "balancing.method: round_robin -> random\ntargets: 127.0.0.1:" +
                     target() + " -> 127.0.0.1:" + target() + "*3, 127.0.0.1:1\n");
        const Json shown = json({"show", "llm"});
        QCOMPARE(shown["name"].text(), std::string("A model"));
        QVERIFY(!shown["expires_at"].text().empty());
        QCOMPARE(shown["checks"]["path"].text(), std::string("/healthz"));
        QCOMPARE(shown["targets"].size(), std::size_t(2));
        QCOMPARE(shown["targets"][0]["weight"].number(), std::int64_t(3));
        QVERIFY(contains(ctl({"set", "llm", "checks.path=/healthz"}).error, "is like that already"));
        QCOMPARE(ctl({"set", "llm", "checks.path="}).output, std::string("checks.path: /healthz -> /\n"));
        QVERIFY(ctl({"set", "llm", "expires_in=3h"}).output.starts_with("expires_in: 20"));
        QVERIFY(ctl({"set", "llm", "expires_in="}).output.ends_with(" -> (none)\n"));
        QCOMPARE(ctl({"set", "llm", "proxy.request_fields=X-Key: a"}).output,
                 std::string("proxy.request_fields: (none) -> X-Key\n"));
        QCOMPARE(ctl({"set", "llm", "proxy.request_fields=X-Key: b"}).output,
                 std::string("proxy.request_fields: X-Key, with these values\n"));
    }
    void setsWarnOfWhatTheyBring() {
        (void)ctl({"add", "llm", target()});
        const auto points = ctl({"set", "llm", "record_address=100.1.1.9"});
        QVERIFY2(contains(points.error, "warning: The name points to 100.1.1.9"), points.error.c_str());
        QCOMPARE(ctl({"set", "llm", "maintenance=on"}).error, std::string());
    }
    void setsNothingWhereOneFieldIsWrong() {
        (void)ctl({"add", "llm", target()});
        const auto revision = [&] { return json({"show", "llm"})["revision"].number(); };
        const std::int64_t before = revision();
        for (const auto& [field, code, words] :
             {std::tuple("check.path=/x", 2, "Did you mean \"checks.path\"?"),
              {"maintenance=perhaps", 2, "maintenance takes on or off"},
              {"checks.interval=2d", 1, "3600"},
              {"checks.path=x", 1, "checks.path"},
              {"host=llm.elsewhere.org", 1, "internal.example"}}) {
            const auto refused = ctl({"set", "llm", "name=Other", field});
            QCOMPARE(refused.code, code);
            QCOMPARE(refused.output, std::string());
            QVERIFY2(contains(refused.error, words), refused.error.c_str());
        }
        QVERIFY(contains(ctl({"set", "llm", "host=chat", "--dry-run"}).output, "chat.internal.example"));
        QCOMPARE(revision(), before);
        QCOMPARE(ctl({"set", "nobody", "name=x"}).code, 3);
        QCOMPARE(ctl({"set", "llm"}).code, 2);
    }
    void removesSeveralAndSaysWhichWereNotThere() {
        (void)ctl({"add", "a", target()});
        (void)ctl({"add", "b", target()});
        (void)ctl({"add", "c", target()});
        const auto removed = ctl({"rm", "a", "nobody", "b"});
        QCOMPARE(removed.code, 3);
        QCOMPARE(removed.output, std::string("removed a.internal.example\nremoved b.internal.example\n"));
        QCOMPARE(json({"rm", "c"})[0]["host"].text(), std::string("c.internal.example"));
        QCOMPARE(json({"list"})["total"].number(), std::int64_t(0));
    }
    void checksTellUpFromDown() {
        (void)ctl({"add", "llm", target()});
        QCOMPARE(ctl({"check", "llm"}).code, 0);
        (void)ctl({"add", "notes", "127.0.0.1:1"});
        const auto both = ctl({"check", "llm", "notes"});
        QCOMPARE(both.code, 1);
        QVERIFY(contains(both.output, "llm.internal.example: \u25cf up"));
        QVERIFY(contains(both.output, "127.0.0.1:1: The host is up, nothing listens"));
        QCOMPARE(ctl({"check", "nobody"}).code, 3);
        QCOMPARE(json({"check", "llm", "notes"}).size(), std::size_t(2));
    }
    void statusShowsPartsListenersAndZones() {
        const auto status = ctl({"status"});
        QCOMPARE(status.code, 0);
        for (const char* part : {"Portolan ", "works", "store", "private-api", "lab.example", "listening"})
            QVERIFY2(contains(status.output, part), part);
        const Json all = json({"status"});
        QCOMPARE(all["status"].text(), std::string("ok"));
        QVERIFY(!all["version"].text().empty());
    }

    void listsNotices() {
        QCOMPARE(ctl({"notices"}).code, 0);
        QVERIFY(json({"notices", "--limit", "3"})["items"].exists());
        const auto wrong = ctl({"notices", "--limit", "few"});
        QCOMPARE(wrong.code, 2);
        QVERIFY(contains(wrong.error, "--limit takes a number"));
    }
    void watchPrintsEventsUntilItIsInterrupted() {
        Process text(command({"watch"}));
        Process lines(command({"watch", "--json"}));
        const auto heard = [](Process& process, const char* what) {
            return waitUntil([&] { return contains(process.standardOutput(), what); }, 10s);
        };
        QVERIFY(waitUntil([&] { return contains(text.standardError(), "Watching"); }, 10s));
        QVERIFY(heard(lines, "{\"type\":\"missed\"}\n"));
        (void)ctl({"add", "llm", target()});
        QVERIFY(heard(text, "added    llm.internal.example -> 127.0.0.1:"));
        QVERIFY(heard(text, "health   llm.internal.example is \u25cf up"));
        QVERIFY(heard(lines, "\"health.changed\""));
        for (Process* process : {&text, &lines}) {
            process->signal(SIGINT);
            const auto ended = process->wait(10s);
            QVERIFY(ended.has_value());
            QCOMPARE(ended->code, 130);
        }
        for (const std::string& line : linesOf(lines.standardOutput()))
            QVERIFY2(Json::parse(line)["type"].exists(), line.c_str());
    }
    void aReaderThatGoesEndsTheWatch() {
        Process watch({{"/bin/bash", "-c",
                        "set -o pipefail; trap '' PIPE; '" PORTOLANCTL_FILE "' --endpoint '" +
                            endpointFile() + "' watch --json | head -n 1"},
                       {}});
        QVERIFY(waitUntil([&] { return contains(watch.standardOutput(), "missed"); }, 10s));
        (void)ctl({"add", "llm", target()});
        const auto ended = watch.wait(10s);
        QVERIFY(ended.has_value());
        QCOMPARE(ended->code, 128 + SIGPIPE);
    }
    void aFullDiskIsAFailure() {
        (void)ctl({"add", "llm", target()});
        const auto full = runCommand(
            {{"/bin/sh", "-c", "'" PORTOLANCTL_FILE "' --endpoint '" + endpointFile() + "' list >/dev/full"},
             {}});
        QCOMPARE(full.code, 1);
        QVERIFY(contains(full.error, "No space left"));
    }

    void recordsOfAnyTypeComeAndGo() {
        const auto added = ctl({"records", "add", "mail", "MX", "10", "box.internal.example", "--ttl", "1h"});
        QVERIFY2(added.code == 0, added.error.c_str());
        QCOMPARE(added.output, std::string("mail.internal.example 3600 MX 10 box.internal.example\n"));
        QCOMPARE(ctl({"records", "add", "mail", "TXT", "two words"}).code, 0);
        QCOMPARE(ctl({"records", "add", "mail", "TXT", "two words"}).code, 4);
        QCOMPARE(ctl({"records", "add", "mail", "MX", "nonsense"}).code, 1);
        QVERIFY(contains(ctl({"records"}).output, "\"two words\""));
        QCOMPARE(linesOf(ctl({"records", "list", "MX"}).output).size(), std::size_t(2));
        QCOMPARE(json({"records", "list"})["total"].number(), std::int64_t(2));
        const auto several = ctl({"records", "rm", "mail"});
        QCOMPARE(several.code, 2);
        QVERIFY(contains(several.error, "  mail.internal.example TXT \"two words\"\n"));
        QCOMPARE(ctl({"records", "rm", "mail", "mx"}).output,
                 std::string("removed mail.internal.example 3600 MX 10 box.internal.example\n"));
        QCOMPARE(ctl({"records", "rm", "mail", "A"}).code, 3);
        QCOMPARE(json({"records", "rm", "mail", "--all"}).size(), std::size_t(1));
        QVERIFY(contains(ctl({"records", "rm", "mial"}).error, "no such record"));
    }

    void withoutABackendItEndsWithFive() {
        const TemporaryFolder empty;
        Command none{{PORTOLANCTL_FILE, "list"},
                     {"XDG_RUNTIME_DIR=" + empty.path().string(), "HOME=" + empty.path().string(),
                      "XDG_DATA_HOME=" + empty.path().string()},
                     {"PORTOLAN_CONNECT", "SUDO_UID"}};
        if (!std::filesystem::exists("/run/portolan/endpoint")) {
            const auto nothing = runCommand(none);
            QCOMPARE(nothing.code, 5);
            QVERIFY(contains(nothing.error, "--connect URL"));
        }
        none.arguments = {PORTOLANCTL_FILE, "list", "--connect", "http://127.0.0.1:1"};
        QCOMPARE(runCommand(none).code, 5);
        none.arguments = {PORTOLANCTL_FILE, "watch", "--connect", "http://127.0.0.1:1"};
        QCOMPARE(runCommand(none).code, 5);
        none.arguments = {PORTOLANCTL_FILE, "rm", "a", "b", "--connect", "http://127.0.0.1:1"};
        const auto once = runCommand(none);
        QCOMPARE(once.code, 5);
        QCOMPARE(linesOf(once.error).size(), std::size_t(1));
    }
    void aBackendThatDoesNotAnswerIsGivenUp() {
        m_program->process().signal(SIGSTOP);
        const auto silent = ctl({"list", "--timeout", "1s"});
        m_program->process().signal(SIGCONT);
        QCOMPARE(silent.code, 5);
        QVERIFY(contains(silent.error, "did not answer within 1 seconds"));
    }
    void theNearestEndpointFileIsTaken() {
        const TemporaryFolder run;
        std::filesystem::create_directories(run.path() / "portolan");
        std::filesystem::copy(endpointFile(), run.path() / "portolan" / "endpoint");
        const auto listed = runCommand(
            {{PORTOLANCTL_FILE, "status"}, {"XDG_RUNTIME_DIR=" + run.path().string()}, {"PORTOLAN_CONNECT"}});
        QVERIFY2(listed.code == 0, listed.error.c_str());
    }
    void overTheNetworkAWrongTokenIsRefused() {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "token").string();
        std::ofstream(file) << "wrong\n";
        const std::string url = "http://127.0.0.1:" + std::to_string(m_program->api().port);
        QCOMPARE(runCommand({{PORTOLANCTL_FILE, "list", "--connect", url}, {}, {}}).code, 0);
        const auto refused =
            runCommand({{PORTOLANCTL_FILE, "list", "--connect", url, "--token-file", file}, {}, {}});
        QCOMPARE(refused.code, 1);
        QVERIFY(contains(refused.error, "--token-file"));
        std::ofstream(file) << m_program->token() << "\n";
        QCOMPARE(
            runCommand({{PORTOLANCTL_FILE, "list", "--connect", url, "--token-file", file}, {}, {}}).code, 0);
    }

    void usageIsExplained() {
        QCOMPARE(ctl({}).code, 2);
        QCOMPARE(ctl({"lsit"}).code, 2);
        QVERIFY(contains(ctl({"lsit"}).error, "Did you mean \"list\"?"));
        QCOMPARE(ctl({"--help"}).code, 0);
        QVERIFY(contains(ctl({"add", "--help"}).output, "Usage: portolanctl add NAME [TARGET...]"));
        QVERIFY(contains(ctl({"--version"}).output, "portolanctl 0."));
    }
    void coloursAndWidthFollowTheTerminal() {
        (void)ctl({"add", "a-name-that-is-longer-than-most", "127.0.0.99:8080"});
        const auto onTerminal = [&](const std::string& variables, const std::string& more) {
            const std::string line =
                variables + " '" PORTOLANCTL_FILE "' --endpoint '" + endpointFile() + "' " + more;
            return runCommand({{"script", "-qec", "stty cols 60; TERM=xterm " + line, "/dev/null"},
                               {"LC_ALL=C.UTF-8"},
                               {"NO_COLOR", "COLUMNS"}})
                .output;
        };
        const std::string coloured = onTerminal("", "list");
        QVERIFY2(contains(coloured, "\x1b[2mSTATE"), coloured.c_str());
        const std::string plain = onTerminal("NO_COLOR=1", "list");
        QVERIFY(!contains(plain, "\x1b["));
        QVERIFY2(contains(plain, "a-name-that-is-lo"), plain.c_str());
        QVERIFY(contains(plain, "\u2026"));
        for (const std::string& line : linesOf(plain))
            QVERIFY2(QString::fromStdString(line).trimmed().size() <= 60, line.c_str());
        QVERIFY(!contains(ctl({"list"}).output, "\x1b["));
        QVERIFY(contains(ctl({"list", "--colour", "always"}).output, "\x1b["));
    }

    void bashCompletesVerbsAndNames() {
        (void)ctl({"add", "llm", target()});
        const TemporaryFolder run;
        std::filesystem::create_directories(run.path() / "portolan");
        std::filesystem::copy(endpointFile(), run.path() / "portolan" / "endpoint");
        const auto completed = [&](const std::string& line) {
            const std::string script = "source <('" PORTOLANCTL_FILE "' completion bash); COMP_LINE='" +
                                       line + "'; COMP_POINT=${#COMP_LINE}; compopt() { echo \"$*\"; }" +
                                       "; _portolanctl portolanctl; echo \"${COMPREPLY[*]}\"";
            return runCommand(
                       {{"/bin/bash", "-c", "portolanctl() { '" PORTOLANCTL_FILE "' \"$@\"; }; " + script},
                        {"XDG_RUNTIME_DIR=" + run.path().string()},
                        {"PORTOLAN_CONNECT"}})
                .output;
        };
        QCOMPARE(completed("portolanctl st"), std::string("status\n"));
        QCOMPARE(completed("portolanctl records "), std::string("list add rm\n"));
        QCOMPARE(completed("portolanctl show "), std::string("llm.internal.example\n"));
        QCOMPARE(completed("portolanctl set llm checks.pa"), std::string("-o nospace\nchecks.path=\n"));
        QCOMPARE(completed("portolanctl set llm name=x protocol=h"), std::string("http https\n"));
        for (const char* shell : {"zsh", "fish"})
            QCOMPARE(ctl({"completion", shell}).code, 0);
        QCOMPARE(ctl({"completion", "tcsh"}).code, 2);
    }
};

QTEST_GUILESS_MAIN(PortolanctlTest)
#include "tst_portolanctl.moc"
