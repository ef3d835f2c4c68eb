// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which targets of a service without the proxy DNS names while some of them are down.
#include "backend/dns/answer.h"
#include "tests/unit/dns/dnsfixture.h"

#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::tests;
using dnswire::RrType;
using model::HealthState;

namespace {

/// "db" has the targets 1, 2, 3 (IPv4) and 4, 5 (IPv6).
std::shared_ptr<const snapshot::Snapshot> catalog() {
    CatalogBuilder builder({"internal.example"});
    builder.direct("db.internal.example", {"10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2"})
        .service("web.internal.example")
        .alias("alias.internal.example", "db.internal.example")
        .entry("_pg._tcp.internal.example", "SRV", "0 0 5432 db.internal.example")
        .entry("db.internal.example", "TXT", "here");
    std::vector<std::string> crowd;
    for (int i = 1; i <= 64; ++i)
        crowd.push_back("10.1.0." + std::to_string(i));
    builder.direct("crowd.internal.example", crowd);
    return builder.compile();
}

constexpr std::uint64_t firstOfCrowd = 10;  // behind 5 targets, a service and three records

}  // namespace

class TestDirect : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_states.emplace(); }

    void leavesOutWhatIsDown_data() {
        QTest::addColumn<QString>("down");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("additional");
        const auto row = [](const char* title, const char* down, const char* name, const char* type,
                            const char* answer, const char* additional = "") {
            QTest::newRow(title) << QString::fromLatin1(down) << QString::fromLatin1(name)
                                 << QString::fromLatin1(type) << QString::fromLatin1(answer)
                                 << QString::fromLatin1(additional);
        };
        row("all when none is known", "", "db", "A",
            "db.internal.example 15 A 10.0.0.1; db.internal.example 15 A 10.0.0.2; db.internal.example 15 A "
            "10.0.0.3");
        row("one down", "2", "db", "A",
            "db.internal.example 15 A 10.0.0.1; db.internal.example 15 A 10.0.0.3");
        row("two down", "12", "db", "A", "db.internal.example 15 A 10.0.0.3");
        row("all of a family down: all", "123", "db", "A",
            "db.internal.example 15 A 10.0.0.1; db.internal.example 15 A 10.0.0.2; db.internal.example 15 A "
            "10.0.0.3");
        row("the other family", "1234", "db", "AAAA", "db.internal.example 15 AAAA fd00::2");
        row("all down", "12345", "db", "AAAA",
            "db.internal.example 15 AAAA fd00::1; db.internal.example 15 AAAA fd00::2");
        row("another type", "12", "db", "TXT", "db.internal.example 60 TXT \"here\"");
        row("8482: ANY", "12", "db", "ANY", "db.internal.example 15 A 10.0.0.3");
        row("behind an alias", "13", "alias", "A",
            "alias.internal.example 60 CNAME db.internal.example; db.internal.example 15 A 10.0.0.2");
        row("2782: beside an SRV record", "135", "_pg._tcp", "SRV",
            "_pg._tcp.internal.example 60 SRV 0 0 5432 db.internal.example",
            "db.internal.example 15 A 10.0.0.2; db.internal.example 15 AAAA fd00::1");
        row("behind the proxy nothing is left out", "6", "web", "A", "web.internal.example 60 A 100.1.1.1");
        row("no SRV record is derived", "", "_http._tcp.db", "SRV", "");
    }
    void leavesOutWhatIsDown() {
        QFETCH(QString, down);
        QFETCH(QString, name);
        QFETCH(QString, type);
        QFETCH(QString, answer);
        QFETCH(QString, additional);
        for (const QChar digit : down)
            setState(static_cast<std::uint64_t>(digit.digitValue()), HealthState::Down);
        const dnswire::Message message =
            ask(name.toStdString() + ".internal.example", *dnswire::parseType(type.toStdString()));
        QCOMPARE(QString::fromStdString(describe(message.answer)), answer);
        QCOMPARE(QString::fromStdString(describe(message.additional)), additional);
    }

    void countsEveryOtherStateAsUp_data() {
        QTest::addColumn<int>("state");
        for (const HealthState state : {HealthState::Unknown, HealthState::Up, HealthState::Degraded})
            QTest::newRow(std::string(model::toWord(state)).c_str()) << static_cast<int>(state);
    }
    void countsEveryOtherStateAsUp() {
        QFETCH(int, state);
        for (const std::uint64_t id : {1, 2, 3})
            setState(id, static_cast<HealthState>(state));
        QCOMPARE(ask("db.internal.example", RrType::A).answer.size(), std::size_t(3));
    }

    void comesBackWithTheTarget() {
        setState(1, HealthState::Down);
        QCOMPARE(ask("db.internal.example", RrType::A).answer.size(), std::size_t(2));
        setState(1, HealthState::Up);
        QCOMPARE(ask("db.internal.example", RrType::A).answer.size(), std::size_t(3));
    }

    void truncatesAsAWhole() {
        setState(firstOfCrowd, HealthState::Down);
        const dnswire::Message message = ask("crowd.internal.example", RrType::A);
        QVERIFY(message.has(dnswire::flag::truncated));  // 63 records in 512 bytes
        QVERIFY(message.answer.empty());
        QCOMPARE(ask("crowd.internal.example", RrType::A, dns::Transport::Tcp).answer.size(),
                 std::size_t(63));
    }

  private:
    void setState(std::uint64_t id, HealthState state) { m_states->enter(model::TargetId(id), {state}); }
    dnswire::Message ask(const std::string& name, RrType type,
                         dns::Transport transport = dns::Transport::Udp) {
        m_buffer.resize(dnswire::maxMessageSize);
        const std::string query = queryFor(name, type);
        dnswire::Query read;
        const auto verdict = dnswire::parseQuery(base::asBytes(query), read);
        dns::Caller caller;
        caller.address = ipAddress("127.0.0.1");
        caller.transport = transport;
        const dns::Reply reply = dns::answer(read, verdict, caller, *m_snapshot, *m_states, m_buffer);
        auto message = dnswire::parseMessage(reply.bytes);
        if (!message)
            qFatal("the reply does not parse");
        return *message;
    }

    std::shared_ptr<const snapshot::Snapshot> m_snapshot = catalog();
    std::optional<live::TargetStates> m_states;
    std::vector<std::uint8_t> m_buffer;
};

QTEST_GUILESS_MAIN(TestDirect)
#include "tst_direct.moc"
