// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The same questions to Portolan and to Knot DNS, which serves the zone files that Portolan exports. Every
// difference between the replies is explained in the table below, or the test fails; so does an explanation
// that no longer explains anything.
#include "backend/dnswire/message.h"
#include "tests/integration/dns/explanations.h"
#include "tests/integration/dns/questions.h"
#include "tests/integration/dns/zonedata.h"
#include "tests/support/freeport.h"
#include "tests/support/process.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <set>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

using namespace portolan;
using namespace portolan::support;
using namespace portolan::tests;

namespace {

/// One datagram there and one back; empty if nothing comes in time, or an error comes instead.
std::string exchange(const base::SocketAddress& server, const std::string& query,
                     std::chrono::milliseconds limit) {
    sockaddr_storage address{};
    const socklen_t length = server.address.toSocketAddress(address, server.port);
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    std::string reply;
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
        send(descriptor, query.data(), query.size(), 0) == static_cast<ssize_t>(query.size())) {
        pollfd waiting{descriptor, POLLIN, 0};
        if (poll(&waiting, 1, static_cast<int>(limit.count())) == 1) {
            reply.resize(65535);
            const ssize_t got = recv(descriptor, reply.data(), reply.size(), 0);
            if (got < 0)
                qWarning("no reply from port %u: %s", server.port, strerror(errno));
            reply.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        }
    }
    close(descriptor);
    return reply;
}

/// What the peer says, asked as a resolver asks: again when nothing came (RFC 1035 section 4.2.1). One run in
/// some hundreds saw an error on the socket in place of one of the peer's answers; what it means to say
/// nothing to, it says nothing to twice. Portolan is not given a second chance.
std::string askPeer(const base::SocketAddress& server, const std::string& query,
                    std::chrono::milliseconds limit) {
    std::string reply = exchange(server, query, limit / 2);
    return reply.empty() ? exchange(server, query, limit / 2) : reply;
}

/// The owners in a master file as Portolan writes it.
std::set<std::string> ownersIn(const std::string& zoneFile) {
    std::set<std::string> owners;
    std::istringstream lines(zoneFile);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && line.front() != ';')
            owners.insert(line.substr(0, line.find(". ")));
    return owners;
}

}  // namespace

class ComparisonTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void zoneFilesLoadWithoutAWarning();
    void answersAsKnotDoes();

  private:
    void startKnot();
    [[nodiscard]] static std::string difference(const std::map<std::string, std::string>& ours,
                                                const std::map<std::string, std::string>& theirs,
                                                std::set<std::string>& aspects);

    std::unique_ptr<ProgramUnderTest> m_program;
    TemporaryFolder m_folder;
    std::map<std::string, std::string> m_files;  ///< by zone
    std::unique_ptr<Process> m_knot;
    base::SocketAddress m_knotAddress;
};

void ComparisonTest::initTestCase() {
    ProgramOptions options;
    options.listeners = ProgramOptions::Listeners::AsArgued;
    options.arguments = zoneArguments();
    for (const char* listener : {"--dns", "--http", "--https", "--api"})
        options.arguments.insert(options.arguments.end(), {listener, "127.0.0.1:0"});
    m_program = std::make_unique<ProgramUnderTest>(options);
    QVERIFY2(m_program->start(), m_program->explain().c_str());
    const std::string failures = addZoneData(*m_program);
    QVERIFY2(failures.empty(), failures.c_str());
    for (const std::string& zone : zoneNames()) {
        const auto reply = m_program->callWithToken({"GET", "/api/v1/zones/" + zone + "/file"});
        QVERIFY2(reply.status == 200, reply.body.c_str());
        m_files[zone] = reply.body;
        std::ofstream(m_folder.path() / (zone + ".zone")) << reply.body;
    }
}

void ComparisonTest::zoneFilesLoadWithoutAWarning() {
    for (const auto& [zone, file] : m_files) {
        const CommandResult checked =
            runCommand({.arguments = {"named-checkzone", "-i", "local", "-k", "warn", zone,
                                      (m_folder.path() / (zone + ".zone")).string()},
                        .environment = {}});
        if (checked.code == 127 && qgetenv("CI") != "true")
            QSKIP("named-checkzone is not installed (Debian: bind9-utils)");
        const std::string said = checked.output + checked.error + file;
        QVERIFY2(checked.code == 0, said.c_str());
        // "zone X/IN: loaded serial N" and "OK" are all it has to say.
        QVERIFY2(std::count(checked.output.begin(), checked.output.end(), '\n') == 2 && checked.error.empty(),
                 said.c_str());
        QVERIFY2(
            checked.output.find("loaded serial") != std::string::npos && checked.output.ends_with("OK\n"),
            said.c_str());
    }
}

void ComparisonTest::startKnot() {
    const std::filesystem::path root = qgetenv("PORTOLAN_PEERS").toStdString();
    m_knotAddress = {base::IpAddress::fromV4(INADDR_LOOPBACK), freePort()};
    const std::string folder = m_folder.path().string();
    std::filesystem::create_directories(m_folder.path() / "database");
    std::ofstream config(m_folder.path() / "knot.conf");
    config << "server:\n  rundir: \"" << folder << "\"\n  listen: 127.0.0.1@" << m_knotAddress.port
           << "\n  nsid: \"knot\"\n  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\ndatabase:\n  "
              "storage: \""
           << folder
           << "/database\"\nlog:\n  - target: stderr\n    any: warning\nmod-cookies:\n  - id: "
              "default\ntemplate:\n  - id: default\n    "
              "global-module: mod-cookies/default\nzone:\n";
    for (const std::string& zone : zoneNames())
        config << "  - domain: " << zone << "\n    storage: \"" << folder << "\"\n    file: \"" << zone
               << ".zone\"\n    journal-content: none\n    zonefile-sync: -1\n";
    config.close();
    m_knot = std::make_unique<Process>(Command{
        .arguments = {(root / "usr/sbin/knotd").string(), "-c", folder + "/knot.conf"},
        .environment = {"LD_LIBRARY_PATH=" + (root / "usr/lib" / PORTOLAN_LIBRARY_ARCHITECTURE).string()}});
    const std::string probe = questionsAbout({zoneNames().front()}).front().bytes;
    bool answers = false;
    (void)waitUntil(
        [&] {
            answers =
                aspectsOf(exchange(m_knotAddress, probe, std::chrono::milliseconds(100)))["rcode"] == "0";
            return answers || !m_knot->running();
        },
        std::chrono::seconds(30));
    QVERIFY2(answers, m_knot->standardError().c_str());
}

/// What differs, in words; the aspects go to `aspects`.
std::string ComparisonTest::difference(const std::map<std::string, std::string>& ours,
                                       const std::map<std::string, std::string>& theirs,
                                       std::set<std::string>& aspects) {
    std::string out;
    const auto at = [](const auto& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::string("(none)") : found->second;
    };
    for (const char* aspect : {"silence", "malformed", "rcode", "flags", "question", "answer", "authority",
                               "additional", "edns"}) {
        if (at(ours, aspect) == at(theirs, aspect))
            continue;
        aspects.insert(aspect);
        out += std::string("  ") + aspect + "\n    Portolan: " + at(ours, aspect) +
               "\n    Knot:     " + at(theirs, aspect) + '\n';
    }
    return out;
}

void ComparisonTest::answersAsKnotDoes() {
    if (!std::filesystem::exists(qgetenv("PORTOLAN_PEERS").toStdString() + "/usr/sbin/knotd")) {
        QVERIFY2(qgetenv("CI") != "true", "knotd is not there: ./dev test unpacks it into build/peers");
        QSKIP("knotd is not there: ./dev test unpacks it into build/peers");
    }
    startKnot();
    if (QTest::currentTestFailed())
        return;
    std::set<std::string> names;
    for (const auto& [zone, file] : m_files)
        names.merge(ownersIn(file));
    for (const char* more : {"missing.internal.example",
                             "a.b.missing.internal.example",
                             "below.v4.internal.example",
                             "tree.internal.example",
                             "down.tree.internal.example",
                             "other.tree.internal.example",
                             "any.wild.internal.example",
                             "a.b.wild.internal.example",
                             "x.exact.wild.internal.example",
                             "ent.wild.internal.example",
                             "x.ent.wild.internal.example",
                             "x.*.wild.internal.example",
                             "wild.internal.example",
                             "any.alias.internal.example",
                             "host.cut.internal.example",
                             "a.host.cut.internal.example",
                             "_tcp.llm.internal.example",
                             "_https._tcp.llm.internal.example",
                             "missing.lab.internal.example",
                             "1.1.2.100.in-addr.arpa",
                             "3.2.100.in-addr.arpa",
                             "example",
                             ".",
                             "notinternal.example",
                             "www.example.org"})
        names.insert(more);
    const auto questions = questionsAbout({names.begin(), names.end()});
    QVERIFY(questions.size() > 1000);

    std::string unexplained;
    std::vector<int> used(explanations().size(), 0);
    for (const Question& question : questions) {
        // Both are on loopback; who says nothing within this time says nothing.
        const bool mayBeSilent =
            question.title.starts_with("malformed") || question.title.starts_with("opcode");
        const auto limit = std::chrono::milliseconds(mayBeSilent ? 700 : 10'000);
        std::set<std::string> aspects;
        const std::string text =
            difference(aspectsOf(exchange(m_program->dns(), question.bytes, limit)),
                       aspectsOf(askPeer(m_knotAddress, question.bytes, limit)), aspects);
        for (std::size_t i = 0; i < explanations().size(); ++i) {
            const Explanation& explanation = explanations()[i];
            if (!explanation.isAbout(question.title))
                continue;
            for (const std::string& aspect : explanation.aspects)
                used[i] += static_cast<int>(aspects.erase(aspect));
        }
        if (!aspects.empty())
            unexplained += question.title + '\n' + text;
    }
    for (std::size_t i = 0; i < used.size(); ++i)
        if (used[i] == 0)
            unexplained += std::string("nothing to explain any more: ") + explanations()[i].why + '\n';
    QVERIFY2(unexplained.empty(), ("\n" + unexplained).c_str());
}

QTEST_GUILESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
