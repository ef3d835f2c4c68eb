// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/resolve/addresschoice.h"
#include "backend/resolve/systemresolver.h"
#include "tests/support/fakenameserver.h"
#include "tests/support/waituntil.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>
#include <utility>

using namespace portolan;
using namespace portolan::resolve;
using namespace portolan::support;
using namespace std::chrono_literals;

namespace {

/// Tasks are run by whoever asks.
class Inbox final : public base::Executor {
  public:
    void post(Task task) override {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    void postAfter(base::Milliseconds, Task task) override { post(std::move(task)); }
    void run() {
        std::vector<Task> tasks;
        {
            const std::lock_guard lock(m_mutex);
            tasks.swap(m_tasks);
        }
        for (const Task& task : tasks)
            task();
    }

  private:
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
};

struct Fixture {
    FakeNameServer server{};
    Inbox inbox{};
    SystemResolver resolver{{{server.address()}, "/nowhere/resolv.conf", 100ms, 1}, inbox};

    LookupAnswer lookUp(std::string_view name) {
        std::optional<LookupAnswer> answer;
        resolver.lookUp(*model::HostName::parse(name), [&](const LookupAnswer& given) { answer = given; });
        const bool isAnswered = waitUntil([&] {
            inbox.run();
            return answer.has_value();
        });
        return isAnswered ? *answer : LookupAnswer{};
    }
};

std::vector<std::string> sorted(const LookupAnswer& answer) {
    std::vector<std::string> texts;
    for (const base::IpAddress& address : answer.addresses)
        texts.push_back(address.toString());
    std::sort(texts.begin(), texts.end());
    return texts;
}

}  // namespace

class TestSystemResolver : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsAddressesOfBothFamiliesWithTheirLowestTtl() {
        Fixture f;
        f.server.set("nas.test", {.addresses = {"10.0.0.5", "fd7a::5"}, .ttl = 42});
        const LookupAnswer answer = f.lookUp("nas.test");
        QCOMPARE(answer.outcome, LookupOutcome::Found);
        QVERIFY((sorted(answer) == std::vector<std::string>{"10.0.0.5", "fd7a::5"}));
        QCOMPARE(answer.ttl, base::Seconds(42s));
    }

    void followsAnAliasAndItsTtl() {
        Fixture f;
        f.server.set("www.test", {.addresses = {"10.0.0.5"}, .ttl = 300, .alias = "nas.test", .aliasTtl = 7});
        const LookupAnswer answer = f.lookUp("www.test");
        QVERIFY((sorted(answer) == std::vector<std::string>{"10.0.0.5"}));
        QCOMPARE(answer.ttl, base::Seconds(7s));
    }

    void findsANameThatHasOneFamilyOnly() {
        Fixture f;
        f.server.set("six.test", {.addresses = {"fd7a::6"}});
        QVERIFY((sorted(f.lookUp("six.test")) == std::vector<std::string>{"fd7a::6"}));
        f.server.set("four.test", {.addresses = {"10.0.0.4", "10.0.0.14"}});
        QVERIFY((sorted(f.lookUp("four.test")) == std::vector<std::string>{"10.0.0.14", "10.0.0.4"}));
    }

    void tellsFailuresApart() {
        Fixture f;
        f.server.set("empty.test", {});
        f.server.set("broken.test", {.rcode = dnswire::Rcode::ServFail});
        f.server.set("refused.test", {.rcode = dnswire::Rcode::Refused});
        f.server.set("silent.test", {.silent = true});
        QCOMPARE(f.lookUp("missing.test").outcome, LookupOutcome::NotFound);
        QCOMPARE(f.lookUp("empty.test").outcome, LookupOutcome::NoAddress);
        QCOMPARE(f.lookUp("broken.test").outcome, LookupOutcome::ServerFails);
        QCOMPARE(f.lookUp("refused.test").outcome, LookupOutcome::ServerFails);
        QCOMPARE(f.lookUp("silent.test").outcome, LookupOutcome::NoAnswer);
    }

    void asksOverTcpWhatWasCutOff() {
        Fixture f;
        NameScript script{.truncated = true};
        for (int i = 1; i <= 20; ++i)
            script.addresses.push_back("10.0.0." + std::to_string(i));
        f.server.set("many.test", script);
        QCOMPARE(f.lookUp("many.test").addresses.size(), std::size_t(20));
        QVERIFY(f.server.tcpQueries() > 0);
    }

    void takesNoMoreThanThirtyTwoAddresses() {
        Fixture f;
        NameScript script{.truncated = true};
        for (int i = 1; i <= 100; ++i)
            script.addresses.push_back("10.0.0." + std::to_string(i));
        f.server.set("many.test", script);
        QCOMPARE(f.lookUp("many.test").addresses.size(), std::size_t(32));
    }

    void saysSoWhereNoNameServerIs() {
        Inbox inbox;
        base::SocketAddress nobody;
        {
            const FakeNameServer gone;
            nobody = gone.address();
        }
        SystemResolver resolver({{nobody}, "/nowhere/resolv.conf", 100ms, 1}, inbox);
        LookupOutcome outcome = LookupOutcome::Pending;
        resolver.lookUp(*model::HostName::parse("nas.test"),
                        [&](const LookupAnswer& answer) { outcome = answer.outcome; });
        QVERIFY(waitUntil([&] {
            inbox.run();
            return outcome != LookupOutcome::Pending;
        }));
        QVERIFY(outcome == LookupOutcome::ServerFails || outcome == LookupOutcome::NoAnswer);
    }

    void knowsTheHostsFile() {
        Fixture f;
        const LookupAnswer answer = f.lookUp("localhost");
        QCOMPARE(answer.outcome, LookupOutcome::Found);
        QVERIFY(answer.addresses.front().isLoopback());
        QCOMPARE(f.server.queries(), 0);
    }

    void looksUpANameWithADotAsItIsAndASingleLabelInTheSearchList() {
        FakeNameServer server;
        Inbox inbox;
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("resolv.conf")).toStdString();
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("search home.test work.test\noptions ndots:3\n");
        file.close();
        server.set("nas.work.test", {.addresses = {"10.0.0.5"}});
        SystemResolver resolver({{server.address()}, path, 100ms, 1}, inbox);
        const auto outcomeOf = [&](const char* name) {
            LookupOutcome outcome = LookupOutcome::Pending;
            resolver.lookUp(*model::HostName::parse(name),
                            [&](const LookupAnswer& answer) { outcome = answer.outcome; });
            (void)waitUntil([&] {
                inbox.run();
                return outcome != LookupOutcome::Pending;
            });
            return outcome;
        };
        QCOMPARE(outcomeOf("nas"), LookupOutcome::Found);
        QCOMPARE(server.queries("nas.home.test"), 2);
        QCOMPARE(outcomeOf("nas.work"), LookupOutcome::NotFound);
        QCOMPARE(server.queries("nas.work.work.test"), 0);
    }

    void followsAConfigurationThatChanges() {
        Inbox inbox;
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("resolv.conf"));
        FakeNameServer server;
        const auto write = [&](const QByteArray& text) {
            QFile file(path + QStringLiteral(".new"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QFile::remove(path);
            QVERIFY(QFile::rename(file.fileName(), path));
        };
        write("search old.test\n");
        server.set("nas.new.test", {.addresses = {"10.0.0.5"}});
        server.set("nas.old.test", {.silent = true});
        SystemResolver resolver({{server.address()}, path.toStdString(), 60s, 1}, inbox);
        std::vector<LookupOutcome> outcomes;
        const auto ask = [&] {
            resolver.lookUp(*model::HostName::parse("nas"),
                            [&](const LookupAnswer& answer) { outcomes.push_back(answer.outcome); });
        };
        ask();
        QVERIFY(waitUntil([&] { return server.queries("nas.old.test") == 2; }));
        write("search new.test\n");
        ask();
        QVERIFY(waitUntil([&] {
            inbox.run();
            return outcomes.size() == 2;  // what hung is asked again
        }));
        QVERIFY((outcomes == std::vector{LookupOutcome::Found, LookupOutcome::Found}));
    }

    void endsWithLookUpsUnderWay() {
        FakeNameServer server;
        server.set("silent.test", {.silent = true});
        Inbox inbox;
        bool isAnswered = false;
        {
            SystemResolver resolver({{server.address()}, "/nowhere/resolv.conf", 60s, 1}, inbox);
            resolver.lookUp(*model::HostName::parse("silent.test"),
                            [&](const LookupAnswer&) { isAnswered = true; });
            QVERIFY(waitUntil([&] { return server.queries() > 0; }));
        }
        inbox.run();
        QVERIFY(!isAnswered);
    }

    void asksForThousandsOfNamesAFewAtATime() {
        Fixture f;
        constexpr int names = 2000;
        const base::RealClock clock;
        NameBook book(clock);
        for (int i = 0; i < names; ++i) {
            const std::string name = "host" + std::to_string(i) + ".test";
            f.server.set(name, {.addresses = {"10.0.0.5"}, .ttl = 300});
            book.hold(*model::HostName::parse(name));
        }
        int found = 0;
        std::size_t most = 0;
        const auto pump = [&] {
            for (const model::HostName& name : book.takeDue())
                f.resolver.lookUp(name, [&, name](const LookupAnswer& answer) {
                    book.enter(name, answer);
                    found += answer.outcome == LookupOutcome::Found ? 1 : 0;
                });
            most = std::max(most, book.underWay());
            f.inbox.run();
            return found == names;
        };
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (!pump() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        QCOMPARE(found, names);
        QCOMPARE(most, NameBook::mostUnderWay);
        QVERIFY(f.server.mostHeld() <= 2 * NameBook::mostUnderWay);
    }

    void dropsRefusedAddressesOfRealAnswers() {
        Fixture f;
        f.server.set("rebound.test", {.addresses = {"169.254.169.254", "127.0.0.1", "10.0.0.5"}});
        const LookupAnswer answer = f.lookUp("rebound.test");
        QCOMPARE(answer.addresses.size(), std::size_t(3));
        const NameState state{answer.addresses, answer.outcome};
        const model::AddressPolicy policy({*base::Network::parse("10.0.0.0/8")}, {});
        const AddressChoice choice =
            choose(state, {8080, model::LoopbackTargets::Refused}, policy, std::nullopt);
        QVERIFY(choice.address == base::IpAddress::parse("10.0.0.5"));
        QVERIFY(choice.refusal);
    }
};

QTEST_GUILESS_MAIN(TestSystemResolver)
#include "tst_systemresolver.moc"
