// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The brief's manager of rules, on a real database: add, replace, remove, reload from disk; and nothing half
// done when that disk fails. (Its compiling is tested in tests/unit/snapshot.)
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rrtype.h"
#include "backend/store/catalogstore.h"
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace portolan;
using namespace portolan::control;

namespace {

class FailOnce final : public store::FailureInjection {
  public:
    std::optional<base::Error> failAt(store::CommitStage stage) override {
        if (armed != stage)
            return std::nullopt;
        armed.reset();
        return base::Error{"store.failed", "The disk said no.", "", {}};
    }
    std::optional<store::CommitStage> armed;
};

/// The real store, on the test's own thread.
class DirectStorage final : public store::CatalogStorage {
  public:
    DirectStorage(store::CatalogStore& store, base::Executor& executor)
        : m_store(store), m_executor(executor) {}
    void commit(store::ChangeSet changes, Done done) override {
        auto result = m_store.commit(changes);
        m_executor.post([done = std::move(done), result = std::move(result)] { done(result); });
    }

  private:
    store::CatalogStore& m_store;
    base::Executor& m_executor;
};

class Backend {
  public:
    Backend() { restart(); }

    /// As after kill -9: nothing is written at the end.
    void restart() {
        control.reset();
        m_storage.reset();
        m_store.emplace(
            store::StoreOptions{m_directory.path().toStdString(), model::EmptyStart::Refused, &failures},
            m_clock);
        auto loaded = m_store->load().value();
        m_storage.emplace(*m_store, m_executor);
        control.emplace(ControlParts{m_executor, m_clock, dataPlane, m_events, *m_storage, m_measurements,
                                     m_poster, m_resolver, "0.1.0"},
                        settings, std::move(loaded));
        m_executor.run();
    }
    void advance(base::Milliseconds by) { m_clock.advance(by); }
    std::uint32_t serial() const { return dataPlane.current().zones.front()->serial(); }
    std::string announce(std::int64_t port, std::string address = "10.0.0.5") {
        Kept<api::AnnounceReply> reply;
        control->announce(m_caller, announcementOf("llm", port, std::move(address)), reply.reply());
        m_executor.run();
        return reply.verdict();
    }
    std::string withdraw() {
        Kept<api::WithdrawReply> reply;
        control->withdraw(m_caller, {"llm"}, reply.reply());
        m_executor.run();
        return reply.verdict();
    }
    /// What route, DNS and the API say of the name: "10.0.0.5:8080 A listed".
    std::string state() {
        std::string text;
        const auto& snapshot = dataPlane.current();
        if (const auto& route = snapshot.routes.find(std::string("llm.portolan.internal")))
            text += route->targets.front().address.toString();
        const auto key = dnswire::DnsName::fromText("llm.portolan.internal");
        const auto* node = snapshot.zones.front()->find(key->key());
        if (node && node->find(dnswire::RrType::A))
            text += " A";
        Kept<std::vector<api::NameView>> names;
        control->listNames(m_caller, names.reply());
        if (!names.value().empty())
            text += " listed";
        return text;
    }
    std::size_t eventCount() { return m_events.read(1, 1000)->size(); }

    model::RunSettings settings = someSettings();
    FailOnce failures;
    FakeDataPlane dataPlane;

  private:
    QTemporaryDir m_directory;
    base::ManualClock m_clock;
    ManualExecutor m_executor{m_clock};
    live::EventLog m_events;
    std::optional<store::CatalogStore> m_store;
    std::optional<DirectStorage> m_storage;
    ManualMeasurements m_measurements{m_executor};
    HeldPoster m_poster;
    ScriptedResolver m_resolver{m_executor};
    api::Caller m_caller{api::Authority::Network, ip("100.64.0.7"), "request-1"};

  public:
    std::optional<Control> control;  ///< goes first: it hands over to the parts above
};

}  // namespace

using Step = std::function<std::string(Backend&)>;
Q_DECLARE_METATYPE(Step)
Q_DECLARE_METATYPE(portolan::store::CommitStage)

class TestRuleManager : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void addsARule() {
        Backend backend;
        QCOMPARE(backend.state(), std::string());
        QCOMPARE(backend.announce(8080), std::string("ok"));
        QCOMPARE(backend.state(), std::string("10.0.0.5:8080 A listed"));
    }

    void replacesARule() {
        Backend backend;
        QCOMPARE(backend.announce(8080), std::string("ok"));
        QCOMPARE(backend.announce(8081, "10.0.0.6"), std::string("ok"));
        QCOMPARE(backend.state(), std::string("10.0.0.6:8081 A listed"));
    }

    void removesARule() {
        Backend backend;
        QCOMPARE(backend.announce(8080), std::string("ok"));
        QCOMPARE(backend.withdraw(), std::string("ok"));
        QCOMPARE(backend.state(), std::string());
    }

    void reloadsItsRulesFromDisk() {
        Backend backend;
        QCOMPARE(backend.announce(8080), std::string("ok"));
        backend.restart();
        QCOMPARE(backend.state(), std::string("10.0.0.5:8080 A listed"));
        QCOMPARE(backend.announce(8081), std::string("ok"));
        backend.restart();
        QCOMPARE(backend.state(), std::string("10.0.0.5:8081 A listed"));
        QCOMPARE(backend.withdraw(), std::string("ok"));
        backend.restart();
        QCOMPARE(backend.state(), std::string());
    }

    void keepsTheSerialOverARestartThatChangesNothing() {
        Backend backend;
        const auto atFirst = backend.serial();
        QCOMPARE(backend.announce(8080), std::string("ok"));
        QCOMPARE(backend.serial(), atFirst + 1);
        backend.advance(base::Seconds(1000));
        backend.restart();
        QCOMPARE(backend.serial(), atFirst + 1);
        backend.restart();
        QCOMPARE(backend.serial(), atFirst + 1);
    }

    void raisesTheSerialWhenTheRestartChangesWhatDnsSays() {
        Backend backend;
        QCOMPARE(backend.announce(8080), std::string("ok"));
        const auto before = backend.serial();
        backend.settings.advertised = {ip("100.1.1.9")};
        backend.restart();
        QVERIFY(backend.serial() > before);
        const auto after = backend.serial();
        backend.restart();
        QCOMPARE(backend.serial(), after);
        backend.settings = someSettings();  // what was served once is a change all the same
        backend.restart();
        QVERIFY(backend.serial() > after);
        backend.settings.internalNetworks.clear();
        backend.restart();
        QCOMPARE(backend.serial(), after + 1);
    }

    void neverGoesBackAfterAFailure() {
        Backend backend;
        QCOMPARE(backend.announce(8080), std::string("ok"));
        const auto before = backend.serial();
        backend.failures.armed = store::CommitStage::BeforeCommit;
        QCOMPARE(backend.withdraw(), std::string("store.failed"));
        QCOMPARE(backend.serial(), before);
        QCOMPARE(backend.withdraw(), std::string("ok"));
        QCOMPARE(backend.serial(), before + 1);
        backend.restart();
        QCOMPARE(backend.serial(), before + 1);
    }

    void leavesNothingHalfDoneWhenTheDiskFails_data() {
        QTest::addColumn<Step>("step");
        QTest::addColumn<bool>("exists");
        QTest::addColumn<store::CommitStage>("stage");
        const std::pair<const char*, store::CommitStage> stages[] = {
            {"before writing", store::CommitStage::BeforeWriting},
            {"before COMMIT", store::CommitStage::BeforeCommit}};
        for (const auto& [where, stage] : stages) {
            const auto row = [&, stage = stage, where = where](const char* what, bool exists, Step step) {
                QTest::addRow("%s fails %s", what, where) << std::move(step) << exists << stage;
            };
            row("adding", false, [](Backend& backend) { return backend.announce(8080); });
            row("changing", true, [](Backend& backend) { return backend.announce(9999, "10.0.0.9"); });
            row("removing", true, [](Backend& backend) { return backend.withdraw(); });
        }
    }
    void leavesNothingHalfDoneWhenTheDiskFails() {
        QFETCH(Step, step);
        QFETCH(bool, exists);
        QFETCH(store::CommitStage, stage);
        Backend backend;
        if (exists)
            QCOMPARE(backend.announce(8080), std::string("ok"));
        const std::string before = backend.state();
        const std::size_t events = backend.eventCount();
        backend.failures.armed = stage;
        QCOMPARE(step(backend), std::string("store.failed"));
        QCOMPARE(backend.state(), before);
        QCOMPARE(backend.eventCount(), events);
        backend.restart();
        QCOMPARE(backend.state(), before);
        // With the disk back the same call succeeds.
        QCOMPARE(step(backend), std::string("ok"));
        QVERIFY(backend.state() != before);
    }

    void believesTheFileWhenTheAnswerToCommitIsInDoubt() {
        Backend backend;
        backend.failures.armed = store::CommitStage::AfterCommit;
        QCOMPARE(backend.announce(8080), std::string("ok"));
        QCOMPARE(backend.state(), std::string("10.0.0.5:8080 A listed"));
        backend.restart();
        QCOMPARE(backend.state(), std::string("10.0.0.5:8080 A listed"));
    }
};

QTEST_GUILESS_MAIN(TestRuleManager)
#include "tst_rulemanager.moc"
