// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What answer() makes of what Guard has found out.
#include "backend/dns/answer.h"
#include "tests/unit/dns/dnsfixture.h"

#include <QObject>
#include <QTest>

#include <array>

using namespace portolan;
using namespace portolan::tests;
using dns::Caller;
using dns::Transport;
using dnswire::Message;
using dnswire::QueryOptions;
using dnswire::Rcode;
using dnswire::RrType;
namespace flag = dnswire::flag;

class TestTreatment : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void treatsAsTold_data();
    void treatsAsTold();
    void answersACookieAlone();

  private:
    base::ByteView reply(std::string_view bytes, const Caller& caller) {
        dnswire::Query query;
        const auto verdict = dnswire::parseQuery(base::asBytes(bytes), query);
        return dns::answer(query, verdict, caller, *m_snapshot, m_states, m_buffer).bytes;
    }
    Message ask(std::string_view query, const Caller& caller) {
        auto message = dnswire::parseMessage(reply(query, caller));
        if (!message)
            qFatal("the reply does not parse");
        return *message;
    }

    live::TargetStates m_states;
    std::shared_ptr<const snapshot::Snapshot> m_snapshot =
        CatalogBuilder({"internal.example"}).service("llm.internal.example").compile();
    std::array<std::uint8_t, dns::maxUdpReply> m_buffer{};
};

void TestTreatment::treatsAsTold_data() {
    QTest::addColumn<int>("treatment");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("caller");
    QTest::addColumn<int>("rcode");
    QTest::addColumn<bool>("truncated");
    const auto row = [](const char* title, dns::Treatment treatment, const char* name, Rcode rcode,
                        bool truncated, const char* caller = "127.0.0.1") {
        QTest::newRow(title) << static_cast<int>(treatment) << QString::fromLatin1(name)
                             << QString::fromLatin1(caller) << static_cast<int>(rcode) << truncated;
    };
    row("RFC 7873 5.2.4: answered with a cookie", dns::Treatment::Answer, "llm.internal.example",
        Rcode::NoError, false);
    row("RFC 7873 5.2.3: BADCOOKIE", dns::Treatment::BadCookie, "llm.internal.example", Rcode::BadCookie,
        false);
    row("BADCOOKIE before a look at the zones", dns::Treatment::BadCookie, "www.example.org",
        Rcode::BadCookie, false);
    row("who may not ask is refused as ever", dns::Treatment::BadCookie, "llm.internal.example",
        Rcode::Refused, false, "8.8.8.8");
    row("to TCP", dns::Treatment::Truncate, "llm.internal.example", Rcode::NoError, true);
    row("to TCP with a name that is not there", dns::Treatment::Truncate, "no.internal.example",
        Rcode::NoError, true);
    row("refused rather than sent to TCP", dns::Treatment::Truncate, "llm.internal.example", Rcode::Refused,
        false, "8.8.8.8");
}

void TestTreatment::treatsAsTold() {
    QFETCH(int, treatment);
    QFETCH(QString, name);
    QFETCH(QString, caller);
    QFETCH(int, rcode);
    QFETCH(bool, truncated);
    const std::string cookie = "clienthalf-and-serverhalf";
    QueryOptions options;
    options.ednsSize = 1232;
    options.cookie = cookie.substr(0, dnswire::clientCookieSize);
    const std::string query = queryFor(name.toStdString(), RrType::A, options);
    Caller told{ipAddress(caller.toStdString()), Transport::Udp};
    told.treatment = static_cast<dns::Treatment>(treatment);
    told.cookie = base::asBytes(cookie);
    const Message message = ask(query, told);
    QCOMPARE(static_cast<int>(message.rcode), rcode);
    QCOMPARE(message.has(flag::truncated), truncated);
    QCOMPARE(message.cookie(), std::optional(cookie));
    QCOMPARE(message.questions.size(), std::size_t{1});
    const bool answered = told.treatment == dns::Treatment::Answer && rcode == 0;
    QCOMPARE(message.answer.size(), std::size_t{answered ? 1u : 0u});
    QVERIFY(message.authority.empty() && message.additional.empty());
    QCOMPARE(message.has(flag::authoritative), answered);
    told.treatment = dns::Treatment::Drop;
    QVERIFY(reply(query, told).empty());
}

/// RFC 7873 section 5.4
void TestTreatment::answersACookieAlone() {
    using namespace std::string_literals;
    const std::string query =
        "\x12\x34\1\0\0\0\0\0\0\0\0\1"s + "\0\0\x29\x04\xd0\0\0\0\0\0\x0c"s + "\0\x0a\0\x08"s + "clientAB";
    const std::string cookie = "clientAB-and-a-server's";
    Caller caller{ipAddress("127.0.0.1"), Transport::Udp};
    caller.cookie = base::asBytes(cookie);
    const Message good = ask(query, caller);
    QCOMPARE(good.rcode, Rcode::NoError);
    QCOMPARE(good.id, std::uint16_t{0x1234});
    QVERIFY(good.questions.empty() && good.answer.empty() && good.authority.empty());
    QCOMPARE(good.cookie(), std::optional(cookie));
    caller.treatment = dns::Treatment::BadCookie;
    QCOMPARE(ask(query, caller).rcode, Rcode::BadCookie);
    caller.address = ipAddress("8.8.8.8");
    QCOMPARE(ask(query, caller).rcode, Rcode::Refused);
}

QTEST_GUILESS_MAIN(TestTreatment)
#include "tst_treatment.moc"
