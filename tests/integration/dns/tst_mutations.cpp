// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Mutated messages to the sockets of the real program: every reply keeps the rules, none is missing, memory
// does not grow, and it answers afterwards. PORTOLAN_MUTATED_PACKETS says how many, PORTOLAN_SEED which.
#include "backend/dnswire/message.h"
#include "tests/integration/dns/mutations.h"
#include "tests/integration/dns/peer.h"
#include "tests/integration/dns/questions.h"
#include "tests/integration/dns/zonedata.h"
#include "tests/support/dnsclient.h"
#include "tests/support/program.h"

#include <QTest>

#include <fstream>
#include <memory>

using namespace portolan;
using namespace portolan::support;
using namespace portolan::tests;

namespace {

constexpr std::size_t batchSize = 60;

std::uint64_t numberFrom(const char* variable, std::uint64_t fallback) {
    bool isNumber = false;
    const qulonglong value = qgetenv(variable).toULongLong(&isNumber);
    return isNumber ? value : fallback;
}

void setId(std::string& message, std::uint16_t id) {
    if (message.size() >= 2)
        dnswire::storeU16(reinterpret_cast<std::uint8_t*>(message.data()), id);
}

std::string inHex(std::string_view bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex().toStdString();
}

/// Some messages with different ids, and the replies to them.
struct Batch {
    std::vector<std::string> queries{};
    std::vector<std::string> replies{};

    Batch(Mutations& mutations, std::uint16_t firstId) : m_firstId(firstId) {
        for (std::size_t i = 0; i < batchSize; ++i) {
            queries.push_back(mutations.next());
            setId(queries.back(), static_cast<std::uint16_t>(firstId + i));
        }
        replies.resize(batchSize);
    }
    /// False if the reply belongs to none of them, or to one that has its reply.
    bool take(std::string reply) {
        const std::size_t place = static_cast<std::uint16_t>(idOf(reply) - m_firstId);
        if (place >= batchSize || !replies[place].empty())
            return false;
        replies[place] = std::move(reply);
        return true;
    }
    /// The first fault, with the bytes it is about.
    [[nodiscard]] std::string fault(const ReplyRules& rules) const {
        for (std::size_t i = 0; i < batchSize; ++i)
            if (const std::string words = faultOf(queries[i], replies[i], rules); !words.empty())
                return words + "\n  query: " + inHex(queries[i]) + "\n  reply: " + inHex(replies[i]);
        return {};
    }

  private:
    std::uint16_t m_firstId;
};

}  // namespace

class MutationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void everyDatagramIsAnsweredByTheRules();
    void everyFrameIsAnsweredByTheRules();
    void brokenFramingHurtsNobodyElse();
    void theRulesHoldUnderARateLimit();
    void itStillAnswersAndHasNotGrown();

  private:
    static std::vector<std::string> corpus(const base::SocketAddress& server, const char* from);
    void sendDatagrams(const ProgramUnderTest& program, const char* from, std::size_t count,
                       const ReplyRules& rules);
    [[nodiscard]] long residentKib() const;

    const std::uint64_t m_seed = numberFrom("PORTOLAN_SEED", 20'261'126);
    const std::size_t m_count = numberFrom("PORTOLAN_MUTATED_PACKETS", 50'000);
    std::unique_ptr<ProgramUnderTest> m_program;
    std::unique_ptr<Mutations> m_mutations;
    std::uint16_t m_id = 1;
    long m_before = 0;
};

/// All forms of queries that there are, with cookies of every kind, good ones for `from` too.
std::vector<std::string> MutationsTest::corpus(const base::SocketAddress& server, const char* from) {
    std::vector<std::string> messages;
    const std::vector<std::string> names{"v4.internal.example",        "many.internal.example",
                                         "third.internal.example",     "internal.example",
                                         "missing.internal.example",   "x.cut.internal.example",
                                         "any.wild.internal.example",  "_http._tcp.llm.internal.example",
                                         "3.2.100.2.100.in-addr.arpa", "www.example.org"};
    for (const Question& question : questionsAbout(names))
        messages.push_back(question.bytes);
    const std::string wire(dnswire::DnsName::fromText("many.internal.example")->key());
    const auto withCookie = [&](const std::string& cookie) {
        return dnswire::encodeQuery(wire, dnswire::RrType::Aaaa, {.ednsSize = 1232, .cookie = cookie});
    };
    const std::string client = "client-8";
    Peer peer(SOCK_DGRAM, server, from);
    std::string good = client;
    if (peer.say(withCookie(client)))
        if (const auto reply = dnswire::parseMessage(base::asBytes(peer.hear(patience))))
            good = reply->cookie().value_or(client);
    for (const std::string& cookie :
         {client, good, client + std::string(8, 's'), client + std::string(32, 's')})
        for (int i = 0; i < 20; ++i) {
            const std::string whole = withCookie(cookie);
            messages.push_back(whole);
            std::string alone =
                whole.substr(0, dnswire::headerSize) + whole.substr(dnswire::headerSize + wire.size() + 4);
            alone[5] = 0;  // QDCOUNT: RFC 7873 section 5.4
            messages.push_back(alone);
        }
    return messages;
}

void MutationsTest::initTestCase() {
    qInfo("PORTOLAN_SEED=%llu PORTOLAN_MUTATED_PACKETS=%zu", static_cast<unsigned long long>(m_seed),
          m_count);
    ProgramOptions options;
    options.listeners = ProgramOptions::Listeners::AsArgued;
    options.arguments = zoneArguments();
    for (const char* listener : {"--dns", "--http", "--api"})
        options.arguments.insert(options.arguments.end(), {listener, "127.0.0.1:0"});
    // One worker, so that what is asked last is answered last.
    options.arguments.insert(options.arguments.end(), {"--workers", "1", "--rate-limit", "0"});
    m_program = std::make_unique<ProgramUnderTest>(options);
    QVERIFY2(m_program->start(), m_program->explain().c_str());
    const std::string failures = addZoneData(*m_program);
    QVERIFY2(failures.empty(), failures.c_str());
    m_mutations = std::make_unique<Mutations>(corpus(m_program->dns(), "127.0.0.1"), m_seed);
    // What is kept of queries has its size after some thousand.
    sendDatagrams(*m_program, "127.0.0.1", 5'000, {});
    m_before = residentKib();
}

/// Batches, each followed by a query from another socket: its reply comes last.
void MutationsTest::sendDatagrams(const ProgramUnderTest& program, const char* from, std::size_t count,
                                  const ReplyRules& rules) {
    Peer peer(SOCK_DGRAM, program.dns(), from);
    Peer last(SOCK_DGRAM, program.dns(), "127.0.0.1");
    QVERIFY(peer.ok() && last.ok());
    const std::string lastQuery = dnsQuery("v4.internal.example", DnsType::A, 1);
    for (std::size_t sent = 0; sent < count; sent += batchSize) {
        Batch batch(*m_mutations, m_id);
        m_id = static_cast<std::uint16_t>(m_id + batchSize);
        for (const std::string& query : batch.queries)
            QVERIFY(peer.say(query));
        QVERIFY(last.say(lastQuery));
        QVERIFY2(!last.hear(patience).empty(), "it answers no more");
        for (std::string reply = peer.hear(0); !reply.empty(); reply = peer.hear(0))
            QVERIFY2(batch.take(reply), inHex(reply).c_str());
        const std::string fault = batch.fault(rules);
        QVERIFY2(fault.empty(), fault.c_str());
    }
}

void MutationsTest::everyDatagramIsAnsweredByTheRules() {
    sendDatagrams(*m_program, "127.0.0.1", m_count, {});
}

void MutationsTest::everyFrameIsAnsweredByTheRules() {
    Peer peer(SOCK_STREAM, m_program->address("dns", "tcp"), "127.0.0.1");
    QVERIFY(peer.ok());
    for (std::size_t sent = 0; sent < m_count / 10; sent += batchSize) {
        Batch batch(*m_mutations, m_id);
        m_id = static_cast<std::uint16_t>(m_id + batchSize);
        std::string stream;
        for (const std::string& query : batch.queries)
            stream += framed(query);
        stream += framed(dnsQuery("v4.internal.example", DnsType::A, m_id));
        QVERIFY(peer.say(stream));
        std::string bytes;
        for (bool ended = false; !ended;) {
            const std::string more = peer.hear(patience);
            QVERIFY2(!more.empty(), "the connection has ended or is silent");
            bytes += more;
            while (bytes.size() >= 2 && bytes.size() - 2 >= idOf(bytes)) {
                const std::string reply = bytes.substr(2, idOf(bytes));
                bytes.erase(0, 2 + reply.size());
                ended = idOf(reply) == m_id;
                QVERIFY2(ended || batch.take(reply), inHex(reply).c_str());
            }
        }
        const std::string fault = batch.fault({.overTcp = true});
        QVERIFY2(fault.empty(), fault.c_str());
    }
}

/// Streams in which the lengths are mutated too, while another connection goes on.
void MutationsTest::brokenFramingHurtsNobodyElse() {
    const base::SocketAddress server = m_program->address("dns", "tcp");
    Peer other(SOCK_STREAM, server, "127.0.0.2");
    Mutations streams({framed(m_mutations->next()) + framed(m_mutations->next()),
                       framed(dnsQuery("v4.internal.example", DnsType::A, 7))},
                      m_seed + 1);
    for (int i = 0; i < 300; ++i) {
        Peer peer(SOCK_STREAM, server, "127.0.0.1");
        QVERIFY(peer.ok());
        (void)peer.say(streams.next());
        peer.endSending();
        std::string bytes;
        for (std::string more = peer.hear(patience); !more.empty(); more = peer.hear(patience))
            bytes += more;
        while (bytes.size() >= 2) {
            QVERIFY(bytes.size() - 2 >= idOf(bytes));
            QVERIFY(dnswire::parseMessage(base::asBytes(bytes).subspan(2, idOf(bytes))));
            bytes.erase(0, 2 + std::size_t{idOf(bytes)});
        }
        QVERIFY(other.say(framed(dnsQuery("v4.internal.example", DnsType::A, 9))));
        QVERIFY(!other.hear(patience).empty());
    }
}

void MutationsTest::theRulesHoldUnderARateLimit() {
    ProgramOptions options;
    options.arguments = {"--workers", "1", "--rate-limit", "1000"};
    ProgramUnderTest limited(options);
    QVERIFY2(limited.start(), limited.explain().c_str());
    m_mutations = std::make_unique<Mutations>(corpus(limited.dns(), "127.0.1.1"), m_seed + 2);
    sendDatagrams(limited, "127.0.1.1", std::min<std::size_t>(m_count, 20'000), {.mayBeLimited = true});
    const Json dns = Json::parse(limited.call({"GET", "/api/v1/traffic"}).body)["dns"];
    for (const char* action : {"dropped", "truncated", "bad_cookie"})
        QVERIFY2(dns["rate_limited"][action].number() > 0, dns.text().c_str());
}

void MutationsTest::itStillAnswersAndHasNotGrown() {
    QCOMPARE(askUdp(m_program->dns(), "third.internal.example").answer(), std::string("10.0.0.3"));
    QCOMPARE(askTcp(m_program->address("dns", "tcp"), "many.internal.example", DnsType::Aaaa).answers.size(),
             std::size_t{60});
    QVERIFY2(m_program->process().running(), m_program->explain().c_str());
    const Json dns = Json::parse(m_program->call({"GET", "/api/v1/traffic"}).body)["dns"];
    QVERIFY2(dns["transport"]["udp"].number() >= static_cast<std::int64_t>(m_count), dns.text().c_str());
    const long after = residentKib();
    qInfo("resident: %ld KiB before, %ld KiB after", m_before, after);
    // A sanitizer keeps what was freed.
    if (qEnvironmentVariableIsEmpty("PORTOLAN_SANITIZED"))
        QVERIFY(after - m_before < 1024);
}

long MutationsTest::residentKib() const {
    std::ifstream status("/proc/" + std::to_string(m_program->process().pid()) + "/status");
    for (std::string word; status >> word;)
        if (long size = 0; word == "VmRSS:" && status >> size)
            return size;
    return 0;
}

QTEST_GUILESS_MAIN(MutationsTest)
#include "tst_mutations.moc"
