// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What bad input gets, against the real program: status, field and code of each refusal, and that a refused
// change has changed nothing. Rows are named by what is wrong.
#include "tests/support/printing.h"
#include "tests/support/program.h"

#include <QTest>

using namespace portolan::support;

namespace {

/// A call with JSON, for the rows of a table.
struct Bad {
    const char* row;
    const char* body;
    int status;
    const char* field;
};

const std::string longLabel(64, 'a');
const std::string longLabelAdd = "{'port':80,'name':'" + longLabel + "'}";
const std::string longLabelService =
    "{'targets':[{'address':'127.0.0.1','port':80}],'host':'" + longLabel + "'}";

/// {name, port 80, this host} with one member replaced or added.
#define ADD(member) "{'port':80,'forward_to_ip':'127.0.0.1','name':'good'," member "}"
#define NAMED(name) "{'port':80,'forward_to_ip':'127.0.0.1','name':'" name "'}"
#define SERVICE(host, targets) "{'host':'" host "','targets':" targets "}"
#define MORE(members) "{'host':'good','targets':[{'address':'127.0.0.1','port':80}]," members "}"
#define HERE "[{'address':'127.0.0.1','port':80}]"

const Bad seedRows[] = {
    {"not JSON", "name=llm", 400, ""},
    {"JSON cut short", "{'name':'llm'", 400, ""},
    {"nothing", "", 400, ""},
    {"a JSON array", "['llm']", 400, ""},
    {"a JSON string", "'llm'", 400, ""},
    {"name missing", "{'port':80}", 422, "name"},
    {"name of wrong type", "{'name':5,'port':80}", 422, "name"},
    {"port of wrong type", "{'name':'good','port':'80'}", 422, "port"},
    {"port with a fraction", "{'name':'good','port':80.5}", 422, "port"},
    {"port 0", "{'name':'good','port':0}", 422, "port"},
    {"port 65536", "{'name':'good','port':65536}", 422, "port"},
    {"port -1", "{'name':'good','port':-1}", 422, "port"},
    {"proxy without a port", "{'name':'good','proxy_enabled':true}", 422, "port"},
    {"proxy_enabled of wrong type", ADD("'proxy_enabled':'yes'"), 422, "proxy_enabled"},
    {"protocol ftp", ADD("'protocol':'ftp'"), 422, "protocol"},
    {"ip that is none", ADD("'ip':'100.1.1'"), 422, "ip"},
    {"expires_in 0", ADD("'expires_in':0"), 422, "expires_in"},
    {"expires_in negative", ADD("'expires_in':-5"), 422, "expires_in"},
    {"name empty", NAMED(""), 422, "name"},
    {"name outside the zones", NAMED("llm.example.org"), 422, "name"},
    {"name that only ends like the zone", NAMED("llm.notinternal.example"), 422, "name"},
    {"label empty", NAMED("a..internal.example"), 422, "name"},
    {"label over 63", longLabelAdd.c_str(), 422, "name"},
    {"label with a space", NAMED("a b"), 422, "name"},
    {"label with a hyphen in front", NAMED("-a"), 422, "name"},
    {"name that is an address", NAMED("100.1.1.1"), 422, "name"},
    {"the apex", NAMED("internal.example"), 422, "name"},
    {"reserved: dns", NAMED("dns"), 422, "name"},
    {"reserved: ns", NAMED("ns.internal.example"), 422, "name"},
    {"reserved: portolan, other case and final dot", NAMED("PORTOLAN.internal.example."), 422, "name"},
    {"reserved: wpad", NAMED("wpad"), 422, "name"},
    {"reserved: _acme-challenge", NAMED("_acme-challenge"), 422, "name"},
    {"target outside target networks", "{'name':'good','port':80,'forward_to_ip':'8.8.8.8'}", 422,
     "forward_to_ip"},
    {"target link-local", "{'name':'good','port':80,'forward_to_ip':'169.254.169.254'}", 422,
     "forward_to_ip"},
    {"target link-local, v4-mapped", "{'name':'good','port':80,'forward_to_ip':'::ffff:169.254.169.254'}",
     422, "forward_to_ip"},
    {"target link-local, NAT64", "{'name':'good','port':80,'forward_to_ip':'64:ff9b::a9fe:a9fe'}", 422,
     "forward_to_ip"},
    {"target metadata service", "{'name':'good','port':80,'forward_to_ip':'100.100.100.200'}", 422,
     "forward_to_ip"},
    {"target MagicDNS", "{'name':'good','port':80,'forward_to_ip':'100.100.100.100'}", 422, "forward_to_ip"},
    {"target unspecified", "{'name':'good','port':80,'forward_to_ip':'0.0.0.0'}", 422, "forward_to_ip"},
    {"target multicast", "{'name':'good','port':80,'forward_to_ip':'224.0.0.251'}", 422, "forward_to_ip"},
    {"targets of wrong type", "{'name':'good','targets':'127.0.0.1:80'}", 422, "targets"},
    {"targets empty", "{'name':'good','targets':[]}", 422, "targets"},
};

const Bad serviceRows[] = {
    {"not JSON", "host=llm", 400, ""},
    {"host missing", "{'targets':[{'address':'127.0.0.1','port':80}]}", 422, "host"},
    {"host of wrong type", "{'host':1,'targets':[{'address':'127.0.0.1','port':80}]}", 422, "host"},
    {"host empty", SERVICE("", HERE), 422, "host"},
    {"host outside the zones", SERVICE("llm.example.org", HERE), 422, "host"},
    {"label over 63", longLabelService.c_str(), 422, "host"},
    {"reserved name", SERVICE("dns", HERE), 422, "host"},
    {"no targets", SERVICE("good", "[]"), 422, "targets"},
    {"target port 0", SERVICE("good", "[{'address':'127.0.0.1','port':0}]"), 422, "targets[0].port"},
    {"target port 65536", SERVICE("good", "[{'address':'127.0.0.1','port':65536}]"), 422, "targets[0].port"},
    {"second target's port of wrong type",
     SERVICE("good", "[{'address':'127.0.0.1','port':80},{'address':'127.0.0.1','port':'81'}]"), 422,
     "targets[1].port"},
    {"target outside target networks", SERVICE("good", "[{'address':'8.8.8.8','port':80}]"), 422,
     "targets[0].address"},
    {"protocol ftp", "{'host':'good','protocol':'ftp','targets':[{'address':'127.0.0.1','port':80}]}", 422,
     "protocol"},
    {"delivery of wrong type", MORE("'delivery':true"), 422, "delivery"},
    {"delivery by nobody", MORE("'delivery':'pigeon'"), 422, "delivery"},
    {"direct at two ports",
     "{'host':'good','delivery':'direct','targets':[{'address':'127.0.0.1','port':80},"
     "{'address':'127.0.0.2','port':81}]}",
     422, "targets[1].port"},
    {"direct with an address in DNS", MORE("'delivery':'direct','record_address':'127.0.0.9'"), 422,
     "record_address"},
    {"direct and https only", MORE("'delivery':'direct','tls':{'access':'https_only'}"), 422, "tls.access"},
    {"client TLS a word", MORE("'tls':'https_only'"), 422, "tls"},
    {"unknown access", MORE("'tls':{'access':'https'}"), 422, "tls.access"},
    {"strict transport below 0", MORE("'tls':{'strict_transport_seconds':-1}"), 422,
     "tls.strict_transport_seconds"},
    {"strict transport of wrong type", MORE("'tls':{'strict_transport_seconds':'1y'}"), 422,
     "tls.strict_transport_seconds"},
    {"strict transport without https", MORE("'tls':{'access':'http_only','strict_transport_seconds':60}"),
     422, "tls.strict_transport_seconds"},
};

#define PROXY(policy) "{'host':'good','targets':[{'address':'127.0.0.1','port':80}],'proxy':" policy "}"

const std::string longValuePolicy =
    PROXY("{'request_fields':[{'name':'X-A','value':'") + std::string(4097, 'v') + "'}]}}";

const Bad policyRows[] = {
    {"a word", PROXY("'default'"), 422, "proxy"},
    {"unknown Host", PROXY("{'host_header':'mine'}"), 422, "proxy.host_header"},
    {"Host of wrong type", PROXY("{'host_header':true}"), 422, "proxy.host_header"},
    {"forwarding of wrong type", PROXY("{'forwarding_fields':'no'}"), 422, "proxy.forwarding_fields"},
    {"fields of wrong type", PROXY("{'request_fields':{'X-A':'1'}}"), 422, "proxy.request_fields"},
    {"a field of wrong type", PROXY("{'request_fields':['X-A: 1']}"), 422, "proxy.request_fields[0]"},
    {"a field without name", PROXY("{'request_fields':[{'value':'1'}]}"), 422,
     "proxy.request_fields[0].name"},
    {"a field that frames", PROXY("{'request_fields':[{'name':'Transfer-Encoding','value':'chunked'}]}"), 422,
     "proxy.request_fields[0].name"},
    {"a field that is no token", PROXY("{'request_fields':[{'name':'X A','value':'1'}]}"), 422,
     "proxy.request_fields[0].name"},
    {"a field twice", PROXY("{'request_fields':[{'name':'X-A','value':'1'},{'name':'x-a','value':'2'}]}"),
     422, "proxy.request_fields[1].name"},
    {"a value that smuggles a line", PROXY("{'request_fields':[{'name':'X-A','value':'1\\r\\nHost: evil'}]}"),
     422, "proxy.request_fields[0].value"},
    {"a value over 4 KiB", longValuePolicy.c_str(), 422, "proxy.request_fields[0].value"},
    {"a new field without value", PROXY("{'request_fields':[{'name':'X-A','value':null}]}"), 422,
     "proxy.request_fields[0].value"},
    {"upgrades of wrong type", PROXY("{'upgrades':'tcp'}"), 422, "proxy.upgrades"},
    {"upgrade to h2c", PROXY("{'upgrades':['tcp','h2c']}"), 422, "proxy.upgrades[1]"},
    {"upgrade that is no token", PROXY("{'upgrades':['a/b']}"), 422, "proxy.upgrades[0]"},
    {"no time to connect", PROXY("{'connect_timeout':0}"), 422, "proxy.connect_timeout"},
    {"time to connect of wrong type", PROXY("{'connect_timeout':'5s'}"), 422, "proxy.connect_timeout"},
    {"no time to answer", PROXY("{'response_head_timeout':-1}"), 422, "proxy.response_head_timeout"},
    {"too much time to answer", PROXY("{'response_head_timeout':1e300}"), 422, "proxy.response_head_timeout"},
    {"tls of wrong type", PROXY("{'tls':true}"), 422, "proxy.tls"},
    {"unknown verification", PROXY("{'tls':{'verification':'off'}}"), 422, "proxy.tls.verification"},
    {"server name an address", PROXY("{'tls':{'server_name':'10.0.0.5'}}"), 422, "proxy.tls.server_name"},
    {"pin of another hash", SERVICE("good", "[{'address':'127.0.0.1','port':80,'pin':'sha1:00'}]"), 422,
     "targets[0].pin"},
    {"pin of wrong type", SERVICE("good", "[{'address':'127.0.0.1','port':80,'pin':7}]"), 422,
     "targets[0].pin"},
};

template <std::size_t N>
void addRows(const Bad (&rows)[N]) {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    for (const Bad& bad : rows)
        QTest::newRow(bad.row) << QByteArray::fromStdString(jsonText(bad.body)) << bad.status
                               << QByteArray(bad.field);
}

}  // namespace

class BadInputTest : public QObject {
    Q_OBJECT

    ProgramUnderTest m_program;
    std::string m_namesBefore;

    [[nodiscard]] std::string names() const { return m_program.call({"GET", "/list-records"}).body; }

    void checkSeedError(const HttpReply& reply, int status) {
        QVERIFY2(reply.status == status, (std::to_string(reply.status) + reply.failure + reply.body).c_str());
        const Json error = Json::parse(reply.body);
        QVERIFY2(error["error"].boolean(), reply.body.c_str());
        QCOMPARE(error["status"].number(), status);
        QVERIFY(!error["message"].text().empty());
        QVERIFY(!error["code"].text().empty());
        QVERIFY(reply.field("Content-Type").starts_with("application/json"));
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(m_program.start(), m_program.explain().c_str());
        QCOMPARE(m_program.addService("taken", 80).status, 201);
    }
    void init() { m_namesBefore = names(); }
    void cleanup() { QCOMPARE(names(), m_namesBefore); }

    void refusesToAddARecord_data() { addRows(seedRows); }
    void refusesToAddARecord() {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, field);
        const HttpReply reply = m_program.call(jsonCall("POST", "/add-record", body.toStdString()));
        checkSeedError(reply, status);
        QCOMPARE(Json::parse(reply.body)["field"].text(), field.toStdString());
    }

    void refusesAProxyPolicy_data() { addRows(policyRows); }
    void refusesAProxyPolicy() { refusesToAddAService(); }

    void refusesToAddAService_data() { addRows(serviceRows); }
    void refusesToAddAService() {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, field);
        const HttpReply reply =
            m_program.callWithToken(jsonCall("POST", "/api/v1/services", body.toStdString()));
        QVERIFY2(reply.status == status, (std::to_string(reply.status) + reply.failure + reply.body).c_str());
        QVERIFY(reply.field("Content-Type").starts_with("application/problem+json"));
        const Json problem = Json::parse(reply.body);
        QCOMPARE(problem["status"].number(), status);
        QVERIFY(!problem["title"].text().empty());
        if (!field.isEmpty())
            QVERIFY2(problem["errors"].find("field", field.toStdString())["code"].exists(),
                     reply.body.c_str());
    }

    void takesOnlyJsonBodies_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("a form") << QByteArray("application/x-www-form-urlencoded");
        QTest::newRow("text, which any web page may send") << QByteArray("text/plain");
        QTest::newRow("JSON in the parameter only") << QByteArray("text/plain; application/json");
    }
    void takesOnlyJsonBodies() {
        QFETCH(QByteArray, type);
        for (const char* path : {"/add-record", "/api/v1/services"}) {
            HttpCall call = jsonCall("POST", path, jsonText(NAMED("good")));
            call.fields.clear();
            if (!type.isEmpty())
                call.fields.emplace_back("Content-Type", type.toStdString());
            const HttpReply reply = m_program.call(call);
            QVERIFY2(reply.status == 415,
                     (std::to_string(reply.status) + reply.failure + reply.body).c_str());
        }
    }

    void refusesBodiesOverOneMebibyte() {
        HttpCall call = jsonCall("POST", "/add-record", jsonText("{'name':'good','service_name':'"));
        call.body += std::string(1024 * 1024 + 1 - call.body.size() - 2, 'x') + "\"}";
        const HttpReply reply = m_program.call(call);
        checkSeedError(reply, 413);
    }

    void refusesBodiesOverOneMebibyteThatComeInChunks() {
        HttpConnection connection(m_program.api());
        QVERIFY(
            connection.sendRaw("POST /add-record HTTP/1.1\r\nHost: " + m_program.api().toString() +
                               "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
        for (int i = 0; i < 17 && connection.sendRaw(chunk); ++i) {
        }
        QCOMPARE(connection.receive().status, 413);
    }

    void refusesWhatAForeignWebPageCouldSend_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("foreign Host") << QByteArray("evil.example") << QByteArray() << QByteArray();
        QTest::newRow("a service's Host")
            << QByteArray("taken.internal.example") << QByteArray() << QByteArray();
        QTest::newRow("foreign Origin")
            << QByteArray() << QByteArray("Origin") << QByteArray("http://evil.example");
        QTest::newRow("opaque Origin") << QByteArray() << QByteArray("Origin") << QByteArray("null");
        QTest::newRow("cross-site") << QByteArray() << QByteArray("Sec-Fetch-Site")
                                    << QByteArray("cross-site");
        QTest::newRow("same-site") << QByteArray() << QByteArray("Sec-Fetch-Site") << QByteArray("same-site");
    }
    void refusesWhatAForeignWebPageCouldSend() {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        for (const char* path : {"/add-record", "/api/v1/services", "/list-records"}) {
            HttpCall call = jsonCall(path[1] == 'l' ? "GET" : "POST", path,
                                     path[1] == 'l' ? "" : jsonText(NAMED("good")));
            call.host = host.toStdString();
            if (!name.isEmpty())
                call.fields.emplace_back(name.toStdString(), value.toStdString());
            const HttpReply reply = m_program.call(call);
            QVERIFY2(reply.status == 403, (path + std::to_string(reply.status) + reply.body).c_str());
        }
    }

    void admitsForwardedRequestsOnlyByToken_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"X-Forwarded-For", "Forwarded", "Via", "Tailscale-User-Login"})
            QTest::newRow(name) << QByteArray(name);
    }
    void admitsForwardedRequestsOnlyByToken() {
        QFETCH(QByteArray, name);
        HttpCall call{"GET", "/list-records", {}, {{name.toStdString(), "127.0.0.1"}}};
        const int status = m_program.call(call).status;
        QVERIFY2(status == 401 || status == 403, std::to_string(status).c_str());
        QCOMPARE(m_program.callWithToken(call).status, 200);
    }

    void checksATokenThatIsSent() {
        const HttpCall call{"GET", "/list-records", {}, {{"Authorization", "Bearer wrong"}}};
        const int status = m_program.call(call).status;
        QVERIFY2(status == 401 || status == 403, std::to_string(status).c_str());
    }

    void saysWhichMethodsAreAllowed_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("allowed");
        QTest::newRow("GET /add-record")
            << QByteArray("GET") << QByteArray("/add-record") << QByteArray("POST");
        QTest::newRow("PUT /add-record")
            << QByteArray("PUT") << QByteArray("/add-record") << QByteArray("POST");
        QTest::newRow("DELETE /list-records")
            << QByteArray("DELETE") << QByteArray("/list-records") << QByteArray("GET");
        QTest::newRow("POST /health") << QByteArray("POST") << QByteArray("/health") << QByteArray("GET");
        QTest::newRow("GET /remove-record")
            << QByteArray("GET") << QByteArray("/remove-record") << QByteArray("DELETE");
        QTest::newRow("DELETE /api/v1/services")
            << QByteArray("DELETE") << QByteArray("/api/v1/services") << QByteArray("POST");
        QTest::newRow("POST /api/v1/services/1")
            << QByteArray("POST") << QByteArray("/api/v1/services/1") << QByteArray("PUT");
    }
    void saysWhichMethodsAreAllowed() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, allowed);
        const HttpReply reply = m_program.call(jsonCall(method.toStdString(), path.toStdString(), ""));
        QCOMPARE(reply.status, 405);
        QVERIFY2(reply.field("Allow").find(allowed.toStdString()) != std::string::npos,
                 reply.field("Allow").c_str());
    }

    void knowsNoOtherPaths() {
        QCOMPARE(m_program.call({"GET", "/nothing-here"}).status, 404);
        QCOMPARE(m_program.call({"GET", "/api/v1/services/999999"}).status, 404);
        QCOMPARE(m_program.call({"GET", "/api/v1/services/x"}).status, 404);
    }

    void aTakenHostIsAConflict_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("as it stands") << QByteArray("taken.internal.example");
        QTest::newRow("its first label") << QByteArray("taken");
        QTest::newRow("other case") << QByteArray("TAKEN.Internal.EXAMPLE");
        QTest::newRow("final dot") << QByteArray("taken.internal.example.");
    }
    void aTakenHostIsAConflict() {
        QFETCH(QByteArray, host);
        const std::string body =
            jsonText("{'host':'" + host.toStdString() + "','targets':[{'address':'127.0.0.1','port':81}]}");
        const HttpReply reply = m_program.callWithToken(jsonCall("POST", "/api/v1/services", body));
        QVERIFY2(reply.status == 409, (std::to_string(reply.status) + reply.body).c_str());
        const std::string owner =
            Json::parse(m_program.callWithToken({"GET", "/api/v1/services"}).body)["items"][0]["id"].text();
        QVERIFY2(!owner.empty() && reply.body.find("\"" + owner + "\"") != std::string::npos,
                 reply.body.c_str());
    }

    void refusesItsOwnListenersAsTargets() {
        const std::string port = std::to_string(m_program.http().port);
        const HttpReply reply = m_program.call(
            jsonCall("POST", "/add-record",
                     jsonText("{'name':'good','forward_to_ip':'127.0.0.1','port':" + port + "}")));
        QVERIFY2(reply.status == 422, (std::to_string(reply.status) + reply.body).c_str());
    }

    void survivesBytesThatAreNotHttp_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15);
        QTest::newRow("both framings") << QByteArray(
            "POST /add-record HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: "
            "chunked\r\n\r\n0\r\n\r\n");
        QTest::newRow("two lengths") << QByteArray(
            "POST /add-record HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde");
        QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n");
    }
    void survivesBytesThatAreNotHttp() {
        QFETCH(QByteArray, bytes);
        for (const auto& address : {m_program.api(), m_program.http()}) {
            HttpConnection connection(address);
            QVERIFY(connection.sendRaw(bytes.toStdString()));
            QCOMPARE(connection.receive().status, 400);
            QVERIFY(connection.closedByPeer(std::chrono::seconds(5)));
        }
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "tst_badinput.moc"
