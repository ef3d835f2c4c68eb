// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Three targets under load, on hosts of their own; one of them is killed, frozen, or cut off, and comes back.
// What may be lost is what was under way on it and may not be repeated: no GET at all. Another service feels
// nothing: none of its requests fails, and it answers as quickly as before and after, as far as the machine
// itself does (which the same load without the proxy shows).
#include "tests/support/program.h"
#include "tests/support/requirenamespaces.h"
#include "tests/support/waituntil.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace portolan::support;

namespace {

const std::string address = "10.20.0.1";
constexpr int gets = 6;
constexpr int posts = 3;
// Of the other service: so many clients, whose answers take so long. That is what there is of slack: 5 ms of
// the median, 50 ms of the slowest in a hundred.
constexpr int bystanders = 10;
constexpr const char* bystanderPath = "/slow/50";
constexpr std::size_t enoughSamples = 500;

/// What a load has seen in a while.
struct Seen {
    std::map<std::string, int> answers;
    int failures = 0;
    std::string reason;
    std::vector<double> latencies;  ///< ms

    [[nodiscard]] int of(const std::string& target) const {
        const auto at = answers.find(target);
        return at == answers.end() ? 0 : at->second;
    }
    [[nodiscard]] double quantile(double part) {
        if (latencies.empty())
            return 0;
        std::sort(latencies.begin(), latencies.end());
        return latencies[static_cast<std::size_t>(part * static_cast<double>(latencies.size() - 1))];
    }
    void add(const Seen& more) {
        for (const auto& [name, number] : more.answers)
            answers[name] += number;
        failures += more.failures;
        if (reason.empty())
            reason = more.reason;
        latencies.insert(latencies.end(), more.latencies.begin(), more.latencies.end());
    }
};

/// What clients of one target have seen in the same while, through the proxy and past it.
struct Bystanders {
    Seen proxied;
    Seen direct;

    [[nodiscard]] std::string describe() {
        return "median " + number(proxied.quantile(0.5)) + " ms (direct " + number(direct.quantile(0.5)) +
               "), p99 " + number(proxied.quantile(0.99)) + " ms (direct " + number(direct.quantile(0.99)) +
               ")";
    }
    /// What is wrong with the while between two undisturbed ones; empty: nothing.
    [[nodiscard]] static std::string judge(Bystanders& before, Bystanders& during, Bystanders& after) {
        for (Bystanders* phase : {&before, &during, &after})
            if (phase->proxied.failures > 0)
                return "a request failed: " + phase->proxied.reason;
        const auto isWithin = [&](double part, double factor) {
            const double most =
                factor * std::max({before.proxied.quantile(part), after.proxied.quantile(part),
                                   during.direct.quantile(part)});
            return during.proxied.quantile(part) <= most;
        };
        if (!isWithin(0.5, 1.1))
            return "the median is more than 10 % higher";
        return isWithin(0.99, 2) ? "" : "the slowest of a hundred take more than twice as long";
    }

  private:
    static std::string number(double value) { return QString::number(value, 'f', 1).toStdString(); }
};

/// tests/e2e/load.py on a host.
class Load {
  public:
    /// What it asks whom for.
    struct Question {
        std::string at = address;
        std::string port = "80";
        std::string host;
        std::string method = "GET";
        std::string path = "/slow/20";
    };

    Load(const NetworkNamespaces& network, const Question& question, int clients)
        : m_process(
              network.on("device", {{"python3", PORTOLAN_LOAD_SCRIPT, question.at, question.port,
                                     question.host, question.method, question.path, std::to_string(clients)},
                                    {}})) {}

    /// What came since the last call.
    [[nodiscard]] Seen take() {
        Seen seen;
        const std::string all = m_process.standardOutput();
        std::size_t end = 0;
        while ((end = all.find('\n', m_taken)) != std::string::npos) {
            const auto line =
                QJsonDocument::fromJson(QByteArray::fromStdString(all.substr(m_taken, end - m_taken)))
                    .object();
            m_taken = end + 1;
            const QJsonObject answers = line[QStringLiteral("answers")].toObject();
            for (auto at = answers.begin(); at != answers.end(); ++at)
                seen.answers[at.key().toStdString()] += at.value().toInt();
            seen.failures += line[QStringLiteral("failures")].toInt();
            if (seen.reason.empty())
                seen.reason = line[QStringLiteral("reason")].toString().toStdString();
            for (const QJsonValue& latency : line[QStringLiteral("latencies")].toArray())
                seen.latencies.push_back(latency.toDouble());
        }
        return seen;
    }

  private:
    mutable Process m_process;
    std::size_t m_taken = 0;
};

}  // namespace

class LostTargetsTest : public QObject {
    Q_OBJECT

    void startTarget(const char* host, const std::string& at) {
        auto& process = m_targets[host];
        process = std::make_unique<Process>(
            m_network->on(host, {{PORTOLAN_TEST_UPSTREAM, at + ":9000", host}, {}}));
        QVERIFY2(waitUntil([&] { return !process->standardOutput().empty() || !process->running(); }) &&
                     process->running(),
                 process->standardError().c_str());
    }

    [[nodiscard]] Json api(const std::string& method, const std::string& path, const std::string& body) {
        const std::string token = m_program->token();
        const auto result = m_network->shell(
            "omnitron", "curl -s -X " + method + " http://" + address + ":8080" + path +
                            " -H 'Authorization: Bearer " + token +
                            "' -H 'Content-Type: application/json' -d '" + jsonText(body) + "'");
        return Json::parse(result.output);
    }
    void addFarm() {
        const Json farm = api("POST", "/api/v1/services",
                              "{'host':'farm','targets':[{'address':'10.20.0.11','port':9000},"
                              "{'address':'10.20.0.12','port':9000},{'address':'10.20.0.13','port':9000}],"
                              "'proxy':{'connect_timeout':1},'checks':{'interval':1,'timeout':2},"
                              "'balancing':{'slow_start':4,'eject_after':2,'eject_time':1}}");
        m_farm = farm["id"].text();
        QVERIFY2(!m_farm.empty(), farm.text().c_str());
        const Json other = api("POST", "/api/v1/services",
                               "{'host':'other','targets':[{'address':'10.20.0.14','port':9000}]}");
        QVERIFY2(other["id"].exists(), other.text().c_str());
    }
    /// State and code of the second target.
    [[nodiscard]] std::string health() {
        const Json health = api("GET", "/api/v1/services/" + m_farm, "")["targets"][1]["health"];
        return health["state"].text() + " " + health["code"].text();
    }
    [[nodiscard]] static bool settles(const std::function<bool()>& condition) {
        return waitUntil(condition, 60s);
    }
    /// Until the load has had `count` answers of `target` in all; adds to what was seen.
    static bool answered(Load& load, Seen& seen, const std::string& target, int count) {
        return settles([&] {
            seen.add(load.take());
            return seen.of(target) >= count;
        });
    }
    /// Until enough has been seen of the bystanders.
    [[nodiscard]] bool watched(Bystanders& seen) {
        return settles([&] {
            seen.proxied.add(m_other->take());
            seen.direct.add(m_direct->take());
            return std::min(seen.proxied.latencies.size(), seen.direct.latencies.size()) >= enoughSamples;
        });
    }
    /// What they have seen so far belongs to no while.
    void beginWatching() {
        (void)m_other->take();
        (void)m_direct->take();
    }

    void lose(const std::string& how) {
        if (how == "killed")
            m_targets["two"]->kill();
        else if (how == "frozen")
            m_targets["two"]->signal(SIGSTOP);
        else
            QCOMPARE(m_network->shell("two", "ip link set eth0 down").code, 0);
    }
    void bringBack(const std::string& how) {
        if (how == "killed")
            startTarget("two", "10.20.0.12");
        else if (how == "frozen")
            m_targets["two"]->signal(SIGCONT);
        else
            QCOMPARE(m_network->shell("two", "ip link set eth0 up").code, 0);
    }

    std::unique_ptr<NetworkNamespaces> m_network;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::map<std::string, std::unique_ptr<Process>> m_targets;
    std::unique_ptr<Load> m_other;
    std::unique_ptr<Load> m_direct;  ///< asks the other service's target itself
    std::string m_farm;

  private Q_SLOTS:
    void initTestCase() { PORTOLAN_REQUIRE_NAMESPACES(); }
    void init() {
        m_network = std::make_unique<NetworkNamespaces>(std::vector<Host>{{"omnitron", {address + "/24"}},
                                                                          {"device", {"10.20.0.2/24"}},
                                                                          {"one", {"10.20.0.11/24"}},
                                                                          {"two", {"10.20.0.12/24"}},
                                                                          {"three", {"10.20.0.13/24"}},
                                                                          {"other", {"10.20.0.14/24"}}});
        QVERIFY2(m_network->failure().empty(), m_network->failure().c_str());
        startTarget("one", "10.20.0.11");
        startTarget("two", "10.20.0.12");
        startTarget("three", "10.20.0.13");
        startTarget("other", "10.20.0.14");
        ProgramOptions options;
        options.listeners = ProgramOptions::Listeners::AsArgued;
        options.arguments = {"--zone", "internal.example", "--workers",   "1",
                             "--http", address + ":80",    "--api",       address + ":8080",
                             "--dns",  address + ":53",    "--advertise", address};
        options.wrap = [this](Command command) { return m_network->on("omnitron", std::move(command)); };
        m_program = std::make_unique<ProgramUnderTest>(options);
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        addFarm();
        m_other = std::make_unique<Load>(
            *m_network, Load::Question{.host = "other.internal.example", .path = bystanderPath}, bystanders);
        m_direct = std::make_unique<Load>(
            *m_network,
            Load::Question{.at = "10.20.0.14", .port = "9000", .host = "other", .path = bystanderPath},
            bystanders);
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_other.reset();
        m_direct.reset();
        m_program.reset();
        m_targets.clear();
        m_network.reset();
    }

    void onlyWhatWasUnderWayIsLost_data() {
        QTest::addColumn<QByteArray>("how");
        for (const char* how : {"killed", "frozen", "cut off"})
            QTest::newRow(how) << QByteArray(how);
    }
    void onlyWhatWasUnderWayIsLost() {
        QFETCH(QByteArray, how);
        Load get(*m_network, {.host = "farm.internal.example"}, gets);
        Load post(*m_network, {.host = "farm.internal.example", .method = "POST"}, posts);
        Seen seen;
        QVERIFY(answered(get, seen, "two", 50));
        beginWatching();
        Bystanders before;
        QVERIFY(watched(before));
        seen.add(get.take());
        QCOMPARE(seen.failures, 0);
        QCOMPARE(post.take().failures, 0);

        beginWatching();
        lose(how.toStdString());
        QVERIFY(settles([&] { return health().starts_with("down") || health().starts_with("degraded"); }));
        const std::string cause = health();
        // It is passed over from here on: the others answer without it.
        Seen without;
        QVERIFY(answered(get, without, "one", 1));
        (void)get.take();
        Seen later;
        QVERIFY(answered(get, later, "one", 200));
        Bystanders during;
        QVERIFY(watched(during));
        QCOMPARE(later.of("two"), 0);
        QVERIFY2(later.of("three") >= 100, std::to_string(later.of("three")).c_str());
        QVERIFY2(without.failures + later.failures == 0, (without.reason + later.reason).c_str());
        const Seen posted = post.take();
        QVERIFY2(posted.failures <= posts, posted.reason.c_str());

        bringBack(how.toStdString());
        Seen back;
        QVERIFY(answered(get, back, "two", 1));
        QVERIFY2(back.failures == 0, back.reason.c_str());
        // A slow start: it gets its first answers while the others get many more.
        Seen slow;
        QVERIFY(answered(get, slow, "one", 150));
        QVERIFY2(slow.of("two") < slow.of("one") * 3 / 4, std::to_string(slow.of("two")).c_str());
        Seen whole;
        QVERIFY(settles([&] {
            whole = {};
            return answered(get, whole, "one", 150) && whole.of("two") >= whole.of("one") * 9 / 10;
        }));
        QVERIFY2(slow.failures + whole.failures == 0, (slow.reason + whole.reason).c_str());
        QCOMPARE(m_other->take().failures, 0);
        Bystanders after;
        beginWatching();
        QVERIFY(watched(after));
        qInfo(
            "%s: seen as \"%s\"; %d of the POSTs under way lost; the other service before: %s; meanwhile: "
            "%s; "
            "after: %s",
            how.constData(), cause.c_str(), posted.failures, before.describe().c_str(),
            during.describe().c_str(), after.describe().c_str());
        const std::string wrong = Bystanders::judge(before, during, after);
        QVERIFY2(wrong.empty(), wrong.c_str());
    }
};

QTEST_GUILESS_MAIN(LostTargetsTest)
#include "tst_losttargets.moc"
