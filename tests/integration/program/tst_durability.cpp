// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What survives: acknowledged changes through kill -9 at any moment, and the catalog's file when it is
// damaged or comes from a newer program.
#include "tests/support/dnsclient.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/waituntil.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <thread>

using namespace portolan::support;
namespace fs = std::filesystem;

namespace {

std::string contentsOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::uint32_t serialOf(const ProgramUnderTest& program) {
    const DnsReply reply = askUdp(program.dns(), "internal.example", DnsType::Soa);
    return reply.answers.empty() ? 0 : reply.answers.front().serial;
}

/// What one client was told, while the program could die at any moment.
struct Acknowledged {
    std::set<std::string> present;
    std::set<std::string> unknown;  ///< asked for, but the reply did not come
    std::uint32_t serial = 0;       ///< of the zone, seen behind the last reply
    std::atomic<int> replies{0};    ///< of the current round; the rest belongs to the client's thread
};

/// Adds names as fast as replies come, and removes every third again, until the program is gone.
void changeUntilGone(const ProgramUnderTest& program, int round, Acknowledged& known) {
    for (int i = 0;; ++i) {
        const std::string name = "n" + std::to_string(round) + "-" + std::to_string(i);
        const HttpReply added = program.addService(name, 80);
        if (added.status != 201) {
            known.unknown.insert(name);
            return;
        }
        known.present.insert(name);
        known.serial = std::max(known.serial, serialOf(program));
        ++known.replies;
        if (i % 3 != 0)
            continue;
        const HttpReply removed =
            program.call(jsonCall("DELETE", "/remove-record", R"({"name":")" + name + "\"}"));
        known.present.erase(name);
        if (removed.status != 200) {
            known.unknown.insert(name);
            return;
        }
    }
}

}  // namespace

class DurabilityTest : public QObject {
    Q_OBJECT

    static std::set<std::string> namesOf(const ProgramUnderTest& program) {
        std::set<std::string> names;
        const Json list = Json::parse(program.call({"GET", "/list-records"}).body);
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string name = list[i]["name"].text();
            names.insert(name.substr(0, name.find('.')));
        }
        return names;
    }

    static void execute(const fs::path& file, const char* statement) {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("durability"));
        database.setDatabaseName(QString::fromStdString(file.string()));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(QLatin1String(statement)));
        database.close();
        database = {};
        QSqlDatabase::removeDatabase(QStringLiteral("durability"));
    }

    /// Overwrites the middle of the catalog and takes its write-ahead log away.
    static void damage(const fs::path& folder) {
        fs::remove(folder / "catalog.sqlite-wal");
        fs::remove(folder / "catalog.sqlite-shm");
        std::ofstream(folder / "catalog.sqlite", std::ios::binary) << std::string(20000, 'x');
    }

    static std::vector<fs::path> filesContaining(const fs::path& folder, const std::string& contents) {
        std::vector<fs::path> found;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && contentsOf(entry.path()) == contents)
                found.push_back(entry.path());
        return found;
    }

  private Q_SLOTS:
    void noAcknowledgedChangeIsLostByAKill() {
        ProgramUnderTest program;
        std::mt19937 random(20261123);
        std::uniform_int_distribution<int> someReplies(0, 20);
        std::uniform_int_distribution<int> someMicroseconds(0, 5000);
        Acknowledged known;
        std::size_t changes = 0;
        for (int round = 0; round < 12; ++round) {
            QVERIFY2(program.start(), program.explain().c_str());
            QVERIFY2(serialOf(program) >= known.serial, "the serial went back");
            known.replies = 0;
            const int enough = someReplies(random);
            std::thread client([&] { changeUntilGone(program, round, known); });
            const bool busy = waitUntil([&] { return known.replies >= enough; }, 30s);
            // Not a wait for anything: it spreads the moment of the kill over the stages of a change.
            std::this_thread::sleep_for(std::chrono::microseconds(someMicroseconds(random)));
            program.kill9();
            client.join();
            QVERIFY(busy);
            QVERIFY2(program.start(), program.explain().c_str());
            QVERIFY2(serialOf(program) >= known.serial, "the serial went back");
            known.serial = serialOf(program);
            const std::set<std::string> present = namesOf(program);
            for (const std::string& name : known.present)
                QVERIFY2(present.count(name) == 1, ("lost: " + name).c_str());
            for (const std::string& name : present)
                QVERIFY2(known.present.count(name) + known.unknown.count(name) == 1,
                         ("came back: " + name).c_str());
            for (const std::string& name : known.present) {
                if (name.find("n" + std::to_string(round) + "-") != 0)
                    continue;
                ++changes;
                QCOMPARE(askUdp(program.dns(), name + ".internal.example").answer(),
                         std::string("127.0.0.1"));
            }
            // What was unknown has an answer by now, and keeps it.
            for (const std::string& name : known.unknown)
                if (present.count(name) == 1)
                    known.present.insert(name);
            known.unknown.clear();
            program.kill9();
        }
        QVERIFY2(changes >= 24, "too few changes to prove anything");
    }

    void theSerialStaysOverARestartThatChangesNothing() {
        ProgramOptions options;
        options.arguments = {"--dns", "127.0.0.1:0", "--api", "127.0.0.1:0", "--zone", "internal.example"};
        options.listeners = ProgramOptions::Listeners::AsArgued;
        ProgramUnderTest program(options);
        const auto configure = [&](const std::string& http, const std::string& advertised) {
            std::ofstream(program.configFile())
                << "http = [\"" << http << "\"]\nadvertise = [\"" << advertised << "\"]\n";
        };
        configure("127.0.0.1:0", "127.0.0.1");
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("one", 80).status, 201);
        const std::uint32_t first = serialOf(program);
        const std::string http = program.http().toString();
        QVERIFY(program.terminate().has_value());

        configure(http, "127.0.0.1");  // SRV records hold the port
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(serialOf(program), first);
        QCOMPARE(program.addService("two", 80).status, 201);
        const std::uint32_t second = serialOf(program);
        QVERIFY(second > first);
        program.kill9();
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(serialOf(program), second);
        QCOMPARE(program.addService("two", 81).status, 200);  // nothing that DNS says
        QCOMPARE(serialOf(program), second);
        program.kill9();

        configure(http, "127.0.0.9");
        QVERIFY2(program.start(), program.explain().c_str());
        const std::uint32_t third = serialOf(program);
        QVERIFY(third > second);
        QVERIFY(program.terminate().has_value());
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(serialOf(program), third);
    }

    void aServiceExpiresUnlessRenewed() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        const auto add = [&](const char* name, int seconds) {
            return program.call(jsonCall("POST", "/add-record",
                                         R"({"port":80,"forward_to_ip":"127.0.0.1","name":")" +
                                             std::string(name) + R"(","expires_in":)" +
                                             std::to_string(seconds) + "}"));
        };
        QCOMPARE(add("brief", 1).status, 201);
        QCOMPARE(add("renewed", 1).status, 201);
        QCOMPARE(add("renewed", 3600).status, 200);
        QCOMPARE(add("acrossarestart", 2).status, 201);
        QCOMPARE(askUdp(program.dns(), "brief.internal.example").answer(), std::string("127.0.0.1"));
        QVERIFY(waitUntil(
            [&] { return askUdp(program.dns(), "brief.internal.example").rcode == dnsNameError; }, 10s));
        QCOMPARE(program.through("brief.internal.example").status, 404);
        program.kill9();
        QVERIFY2(program.start(), program.explain().c_str());
        QVERIFY(waitUntil(
            [&] { return askUdp(program.dns(), "acrossarestart.internal.example").rcode == dnsNameError; },
            10s));
        QCOMPARE(namesOf(program), std::set<std::string>{"renewed"});
    }

    void aNewerCatalogIsLeftUntouched() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("kept", 80).status, 201);
        QVERIFY(program.terminate().has_value());
        const fs::path file = program.dataFolder() / "catalog.sqlite";
        execute(file, "PRAGMA user_version = 9999");
        execute(file, "PRAGMA journal_mode = DELETE");
        const std::string before = contentsOf(file);
        program.launch();
        QCOMPARE(program.process().wait(10s).value_or(ExitStatus{}), (ExitStatus{1, 0}));
        const std::string said = program.process().standardError();
        for (const std::string& part : {file.string(), std::string("newer"), std::string("9999")})
            QVERIFY2(said.find(part) != std::string::npos, said.c_str());
        QVERIFY(contentsOf(file) == before);
        const auto forced = runCommand(program.command({"--start-empty"}), 10s);
        QCOMPARE(forced.code, 1);
        QVERIFY(contentsOf(file) == before);
    }

    void aDamagedCatalogWithoutABackupIsSetAside() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QVERIFY(program.terminate().has_value());
        for (const auto& entry : fs::directory_iterator(program.dataFolder()))
            fs::remove_all(entry.path());
        damage(program.dataFolder());
        program.launch();
        QCOMPARE(program.process().wait(10s).value_or(ExitStatus{}), (ExitStatus{1, 0}));
        QVERIFY(!filesContaining(program.dataFolder(), std::string(20000, 'x')).empty());
        QVERIFY2(program.process().standardError().find(program.dataFolder().string()) != std::string::npos,
                 program.process().standardError().c_str());
        QVERIFY2(program.process().standardError().find("--start-empty") != std::string::npos,
                 program.process().standardError().c_str());
    }

    void startEmptyKeepsTheDamagedCatalogAside() {
        ProgramOptions options;
        options.arguments = {"--start-empty"};
        ProgramUnderTest program(options);
        damage(program.dataFolder());
        QVERIFY2(program.start(), program.explain().c_str());
        QVERIFY(namesOf(program).empty());
        const auto kept = filesContaining(program.dataFolder(), std::string(20000, 'x'));
        QCOMPARE(kept.size(), std::size_t{1});
        QVERIFY2(program.process().standardError().find(kept.front().string()) != std::string::npos,
                 program.process().standardError().c_str());
        QCOMPARE(program.addService("again", 80).status, 201);
    }

    void aDamagedCatalogIsReplacedByItsNewestGoodBackup() {
        ProgramUnderTest program;
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(program.addService("kept", 80).status, 201);
        // A backup is made at the latest when the program starts on a catalog that has changed.
        QVERIFY(program.terminate().has_value());
        QVERIFY2(program.start(), program.explain().c_str());
        QVERIFY(program.terminate().has_value());
        damage(program.dataFolder());
        QVERIFY2(program.start(), program.explain().c_str());
        QCOMPARE(namesOf(program), std::set<std::string>{"kept"});
        const auto kept = filesContaining(program.dataFolder(), std::string(20000, 'x'));
        QCOMPARE(kept.size(), std::size_t{1});
        QVERIFY2(program.process().standardError().find(kept.front().string()) != std::string::npos,
                 program.process().standardError().c_str());
        QCOMPARE(askUdp(program.dns(), "kept.internal.example").answer(), std::string("127.0.0.1"));
    }
};

QTEST_GUILESS_MAIN(DurabilityTest)
#include "tst_durability.moc"
