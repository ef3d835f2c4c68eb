// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A real target that goes away and comes back behind the real program, and a real certificate that ends: who
// is told of it, signed how, tried again how often, and what of the settings a power cut leaves.
#include "tests/support/json.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/recordingupstream.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <csignal>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

using namespace portolan;
using namespace portolan::support;
using namespace std::chrono_literals;

namespace {

constexpr const char* secret = "It's a Secret to Everybody";

/// The value of a field of a recorded request; empty without one.
std::string fieldOf(const RecordedRequest& request, const std::string& name) {
    const std::string start = name + ": ";
    const std::size_t at = request.fields.find(start);
    if (at == std::string::npos)
        return {};
    return request.fields.substr(at + start.size(), request.fields.find('\r', at) - at - start.size());
}

/// As docs/notices.md has it for receivers, by an implementation that is not ours.
bool isSignedRight(const RecordedRequest& request) {
    const CommandResult result =
        runCommand({{"python3", "-c",
                     "import hashlib, hmac, sys\n"
                     "timestamp, body, signature = sys.argv[2:5]\n"
                     "right = 'v1=' + hmac.new(sys.argv[1].encode(), (timestamp + '.' + body).encode(), "
                     "hashlib.sha256).hexdigest()\n"
                     "sys.exit(0 if hmac.compare_digest(right, signature) else 1)",
                     secret, fieldOf(request, "Portolan-Timestamp"), request.body,
                     fieldOf(request, "Portolan-Signature")},
                    {}});
    return result.code == 0;
}

std::string contentOf(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

class NoticesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestUpstream> m_target;
    std::unique_ptr<RecordingUpstream> m_receiver;
    std::unique_ptr<ProgramUnderTest> m_program;
    std::vector<RecordedRequest> m_received;

    /// What the receiver has got so far, when it is at least so many.
    [[nodiscard]] bool received(std::size_t count, std::chrono::milliseconds limit = 20s) {
        return waitUntil(
            [&] {
                for (RecordedRequest& request : m_receiver->take())
                    m_received.push_back(std::move(request));
                return m_received.size() >= count;
            },
            limit);
    }
    [[nodiscard]] HttpReply addWebhook() const {
        return m_program->callWithToken(
            jsonCall("POST", "/api/v1/webhooks",
                     jsonText("{'url':'http://127.0.0.1:" + std::to_string(m_receiver->port()) +
                              "/hooks/abc','secret':") +
                         "\"" + secret + "\"}"));
    }
    [[nodiscard]] Json get(const std::string& target) const {
        return Json::parse(m_program->callWithToken({.target = target}).body);
    }
    [[nodiscard]] bool targetIs(const std::string& state) const {
        return waitUntil(
            [&] { return get("/api/v1/services")["items"][0]["health"]["state"].text() == state; }, 20s);
    }
    /// A service on the target, looked at every second; one failure is enough.
    void addService() {
        m_target = std::make_unique<TestUpstream>("here I am");
        const HttpReply added = m_program->callWithToken(jsonCall(
            "POST", "/api/v1/services",
            jsonText("{'host':'llm','targets':[{'address':'127.0.0.1','port':" +
                     std::to_string(m_target->port()) + "}],'checks':{'interval':1,'fall':1,'jitter':0}}")));
        QCOMPARE(added.status, 201);
        QVERIFY(targetIs("up"));
    }
    void comeBack() {
        const base::SocketAddress address = m_target->address();
        m_target.reset();
        m_target = std::make_unique<TestUpstream>("here I am again", address);
        QVERIFY(m_target->listening());
    }

  private Q_SLOTS:
    void init() {
        m_received.clear();
        m_receiver = std::make_unique<RecordingUpstream>();
        m_receiver->answerWith({RecordingUpstream::ok("thanks")});
        ProgramOptions options;
        options.arguments = {"--notice-group-for", "0", "--notice-retry", "1"};
        m_program = std::make_unique<ProgramUnderTest>(options);
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_receiver.reset();
        m_target.reset();
    }

    void receiversHearThatATargetHasGoneAndIsBack() {
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(addWebhook().status, 201);
        addService();
        m_target->stop();
        QVERIFY(received(1));
        QCOMPARE(m_received[0].line, std::string("POST /hooks/abc HTTP/1.1"));
        QCOMPARE(fieldOf(m_received[0], "Content-Type"), std::string("application/json"));
        QCOMPARE(fieldOf(m_received[0], "Portolan-Event"), std::string("services_down"));
        QVERIFY(isSignedRight(m_received[0]));
        RecordedRequest forged = m_received[0];
        forged.body[0] = ' ';
        QVERIFY(!isSignedRight(forged));
        const Json down = Json::parse(m_received[0].body);
        QCOMPARE(down["kind"].text(), std::string("services_down"));
        QCOMPARE(down["services"][0]["host"].text(), std::string("llm.internal.example"));
        QCOMPARE(down["services"][0]["health"]["code"].text(), std::string("health.refused"));

        comeBack();
        QVERIFY(received(2));
        QVERIFY(isSignedRight(m_received[1]));
        const Json up = Json::parse(m_received[1].body);
        QCOMPARE(up["text"].text(), std::string("llm is up again."));
        QVERIFY(fieldOf(m_received[1], "Portolan-Delivery") != fieldOf(m_received[0], "Portolan-Delivery"));

        // The same in the list, and how it went.
        const Json list = get("/api/v1/notices");
        QCOMPARE(list["items"][0]["id"].text(), up["id"].text());
        QCOMPARE(list["items"][1]["id"].text(), down["id"].text());
        QVERIFY(waitUntil(
            [&] { return get("/api/v1/webhooks")["items"][0]["delivery"]["delivered"].number() == 2; }));
    }

    void aDeliveryIsTriedAgainUntilItArrives() {
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(addWebhook().status, 201);
        addService();
        m_receiver->answerWith({"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"});
        m_target->stop();
        QVERIFY(received(2));
        const Json delivery = get("/api/v1/webhooks")["items"][0]["delivery"];
        QCOMPARE(delivery["pending"].number(), 1);
        QCOMPARE(delivery["error"]["code"].text(), std::string("webhook.status"));
        m_receiver->answerWith({RecordingUpstream::ok("")});
        QVERIFY(received(3));
        for (const RecordedRequest& request : m_received) {
            QCOMPARE(fieldOf(request, "Portolan-Delivery"), fieldOf(m_received[0], "Portolan-Delivery"));
            QCOMPARE(request.body, m_received[0].body);
            QVERIFY(isSignedRight(request));
        }
    }

    void receiversHearOfCertificatesThatEndSoonOrAreNotServed() {
        const TemporaryFolder folder;
        const auto put = [&](const TestCertificate& one, const TestCertificate& key) {
            std::ofstream(folder.path() / "app.pem") << key.keyPem() << one.certificatePem();
            m_program->process().signal(SIGHUP);
        };
        const TestCertificate ending({.name = "app.internal.example", .until = 24h * 10 + 1h});
        const TestCertificate next({.name = "app.internal.example", .until = 24h * 90});
        ProgramOptions options;
        options.arguments = {"--notice-group-for", "0", "--certificates", folder.path().string()};
        m_program = std::make_unique<ProgramUnderTest>(options);
        std::ofstream(folder.path() / "app.pem") << next.keyPem() << next.certificatePem();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QCOMPARE(addWebhook().status, 201);

        put(ending, ending);
        QVERIFY(received(1));
        QCOMPARE(fieldOf(m_received[0], "Portolan-Event"), std::string("certificates_expiring"));
        const Json ends = Json::parse(m_received[0].body);
        QCOMPARE(ends["text"].text(),
                 std::string(
                     "The certificate for app.internal.example ends in 10 days, and there is no newer one."));
        QCOMPARE(ends["certificates"][0]["owner"].text(), std::string("operator"));
        QCOMPARE(ends["certificates"][0]["warning_days"].number(), 14);

        put(next, ending);  // a key that is not its own
        QVERIFY(received(2));
        QCOMPARE(fieldOf(m_received[1], "Portolan-Event"), std::string("certificates_failed"));
        QCOMPARE(Json::parse(m_received[1].body)["certificates"][0]["code"].text(),
                 std::string("key.mismatch"));

        // Neither is told again by the next start.
        QVERIFY(waitUntil([&] { return get("/api/v1/notices")["total"].number() == 2; }));
        QVERIFY(m_program->terminate().has_value());
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        put(next, ending);
        QVERIFY(waitUntil([&] { return get("/api/v1/notices")["total"].number() == 2; }));
        QVERIFY(get("/health")["components"]["certificates"]["message"].text().find("app.pem") !=
                std::string::npos);
        QCOMPARE(get("/api/v1/notices")["total"].number(), 2);
    }

    void theListSurvivesAPowerCut() {
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        addService();
        m_target->stop();
        QVERIFY(waitUntil([&] { return get("/api/v1/notices")["total"].number() == 1; }, 20s));
        const std::string id = get("/api/v1/notices")["items"][0]["id"].text();
        // The disk answers this behind what it was given to keep before.
        const std::string service = get("/api/v1/services")["items"][0]["id"].text();
        QVERIFY(get("/api/v1/services/" + service + "/health/history")["targets"].size() == 1);
        m_program->kill9();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        QVERIFY(waitUntil([&] { return get("/api/v1/notices")["items"][0]["id"].text() == id; }));
    }

    void settingsSurviveAPowerCutAndTheSecretIsNeverShown() {
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        const HttpReply added = addWebhook();
        QCOMPARE(added.status, 201);
        QVERIFY2(added.body.find(secret) == std::string::npos, added.body.c_str());
        m_program->kill9();
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        const HttpReply listed = m_program->callWithToken({.target = "/api/v1/webhooks"});
        QVERIFY2(listed.body.find(secret) == std::string::npos, listed.body.c_str());
        const Json webhook = Json::parse(listed.body)["items"][0];
        QCOMPARE(webhook["secret"]["set"].boolean(), true);
        // It is there all the same.
        const HttpReply tested = m_program->callWithToken(
            {.method = "POST", .target = "/api/v1/webhooks/" + webhook["id"].text() + "/test"});
        QCOMPARE(tested.status, 200);
        QCOMPARE(Json::parse(tested.body)["answer"].text(), std::string("thanks"));
        QVERIFY(received(1));
        QCOMPARE(fieldOf(m_received[0], "Portolan-Event"), std::string("test"));
        QVERIFY(isSignedRight(m_received[0]));
        // Nothing of it is for those without a token.
        for (const char* target : {"/api/v1/webhooks", "/api/v1/webhooks/1"})
            QCOMPARE(m_program->call({.target = target}).status, 401);
        QCOMPARE(
            m_program->call(jsonCall("POST", "/api/v1/webhooks", jsonText("{'url':'http://127.0.0.1:1/'}")))
                .status,
            401);
    }

    void ownListenersAreNoReceivers() {
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        for (const char* host : {"127.0.0.1", "127.1", "[::ffff:127.0.0.1]"}) {
            const HttpReply refused = m_program->callWithToken(
                jsonCall("POST", "/api/v1/webhooks",
                         jsonText("{'url':'http://" + std::string(host) + ":" +
                                  std::to_string(m_program->api().port) + "/api/v1/services'}")));
            QCOMPARE(refused.status, 422);
        }
        // A name is looked up when it is used.
        const HttpReply named = m_program->callWithToken(
            jsonCall("POST", "/api/v1/webhooks",
                     jsonText("{'url':'http://localhost:" + std::to_string(m_program->api().port) + "/'}")));
        QCOMPARE(named.status, 201);
        const HttpReply tested = m_program->callWithToken(
            {.method = "POST",
             .target = "/api/v1/webhooks/" + Json::parse(named.body)["id"].text() + "/test"});
        QCOMPARE(Json::parse(tested.body)["error"]["code"].text(), std::string("webhook.address"));
    }

    void theOperatorsCommandGetsEachNotice() {
        const std::filesystem::path kept = m_program->dataFolder().parent_path() / "notices.txt";
        std::ofstream(m_program->configFile())
            << "notice-command = [\"/bin/sh\", \"-c\", \"cat >> \\\"$1\\\"; echo >> \\\"$1\\\"\", \"sh\", \""
            << kept.string() << "\"]\n";
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        addService();
        m_target->stop();
        QVERIFY(waitUntil([&] { return contentOf(kept).ends_with("\n"); }, 20s));
        QCOMPARE(Json::parse(contentOf(kept))["kind"].text(), std::string("services_down"));
    }
};

QTEST_GUILESS_MAIN(NoticesTest)
#include "tst_notices.moc"
