// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/access.h"

#include <QTest>

using namespace portolan;
using namespace portolan::rest;

namespace {

struct Row {
    const char* name;
    AccessRequest request;
    const char* code;  // of the refusal; "" when admitted
    api::Authority authority = api::Authority::Network;
};

AccessRules rules() {
    return {{*model::HostName::parse("internal.x"), *model::HostName::parse("other.y")}, "s3cret"};
}

/// From antarus to omnitron's API; each row says what is different.
AccessRequest from(const char* peer, const char* host) {
    AccessRequest request;
    request.peer = *base::IpAddress::parse(peer);
    request.local =
        *base::SocketAddress::parse(request.peer.isLoopback() ? "127.0.0.1:8080" : "100.1.1.1:8080");
    request.host = host;
    request.requestId = "id-1";
    return request;
}

template <class Change>
AccessRequest with(AccessRequest request, Change change) {
    change(request);
    return request;
}

std::vector<Row> rows() {
    const AccessRequest plain = from("100.2.2.2", "dns.internal.x:8080");
    const auto token = api::Authority::Token;
    const auto authorized = [&](const char* value) {
        return with(plain, [&](AccessRequest& r) { r.authorization = value; });
    };
    const auto origin = [&](const char* host, const char* value) {
        return with(from("100.2.2.2", host), [&](AccessRequest& r) { r.origin = value; });
    };
    const auto secure = [](AccessRequest request) {
        request.listener = AccessRequest::Listener::Https;
        return request;
    };
    const auto site = [&](const char* value) {
        return with(plain, [&](AccessRequest& r) { r.fetchSite = value; });
    };
    return {
        {"SPEC 7.1 network", plain, ""},
        {"SPEC 7.2 host dns.zone without port", from("100.2.2.2", "dns.internal.x"), ""},
        {"SPEC 7.2 host of the second zone", from("100.2.2.2", "dns.other.y"), ""},
        {"SPEC 7.2 host portolan.zone", from("100.2.2.2", "portolan.internal.x"), ""},
        {"SPEC 7.2 host in another case with final dot", from("100.2.2.2", "DNS.Internal.X.:8080"), ""},
        {"SPEC 7.2 listener address", from("100.2.2.2", "100.1.1.1:8080"), ""},
        {"SPEC 7.2 listener address without port", from("100.2.2.2", "100.1.1.1"), ""},
        {"SPEC 7.2 loopback address", from("127.0.0.1", "127.0.0.1:8080"), ""},
        {"SPEC 7.2 localhost from loopback", from("127.0.0.1", "localhost:8080"), ""},
        {"SPEC 7.2 localhost from elsewhere", from("100.2.2.2", "localhost:8080"), "access.foreign_host"},
        {"SPEC 7.2 another address", from("100.2.2.2", "100.9.9.9:8080"), "access.foreign_host"},
        {"SPEC 7.2 loopback address from elsewhere", from("100.2.2.2", "127.0.0.1"), "access.foreign_host"},
        {"SPEC 7.2 rebinding", from("127.0.0.1", "evil.example:8080"), "access.foreign_host"},
        {"SPEC 7.2 the apex is not the API", from("100.2.2.2", "internal.x"), "access.foreign_host"},
        {"SPEC 7.2 a service is not the API", from("100.2.2.2", "llm.internal.x"), "access.foreign_host"},
        {"SPEC 7.2 longer name", from("100.2.2.2", "dns.internal.x.evil.example"), "access.foreign_host"},
        {"SPEC 7.2 name below", from("100.2.2.2", "a.dns.internal.x"), "access.foreign_host"},
        {"SPEC 7.2 no host", from("100.2.2.2", ""), "access.foreign_host"},
        {"SPEC 7.2 rebinding with a token",
         with(from("100.2.2.2", "evil.example"), [](AccessRequest& r) { r.authorization = "Bearer s3cret"; }),
         "access.foreign_host"},
        {"SPEC 7.2 ipv6 listener",
         with(from("100.2.2.2", "[fd00::1]:8080"),
              [](AccessRequest& r) { r.local = *base::SocketAddress::parse("[fd00::1]:8080"); }),
         ""},
        {"6454-7 own origin", origin("dns.internal.x:8080", "http://dns.internal.x:8080"), ""},
        {"6454-7 own origin on port 80", origin("dns.internal.x", "http://dns.internal.x"), ""},
        {"6454-7 own origin, port spelled out", origin("dns.internal.x", "http://DNS.internal.x:80"), ""},
        {"6454-7 other port", origin("dns.internal.x:8080", "http://dns.internal.x"),
         "access.foreign_origin"},
        {"6454-7 other scheme", origin("dns.internal.x", "https://dns.internal.x"), "access.foreign_origin"},
        {"6454-7 own origin over TLS", secure(origin("dns.internal.x", "https://dns.internal.x")), ""},
        {"6454-7 own origin over TLS, port spelled out",
         secure(origin("dns.internal.x", "https://dns.internal.x:443")), ""},
        {"6454-7 own origin over TLS on another port",
         secure(origin("dns.internal.x:8443", "https://dns.internal.x:8443")), ""},
        {"6454-7 the plain page of the name over TLS",
         secure(origin("dns.internal.x", "http://dns.internal.x")), "access.foreign_origin"},
        {"6454-7 other name", origin("dns.internal.x", "http://llm.internal.x"), "access.foreign_origin"},
        {"6454-7 prefix", origin("dns.internal.x", "http://dns.internal.x.evil.example"),
         "access.foreign_origin"},
        {"6454-7 null", origin("dns.internal.x", "null"), "access.foreign_origin"},
        {"6454-7 file", origin("dns.internal.x", "file://"), "access.foreign_origin"},
        {"SPEC 7.2 fetch from the same origin", site("same-origin"), ""},
        {"SPEC 7.2 fetch by the user", site("none"), ""},
        {"SPEC 7.2 fetch from another site", site("cross-site"), "access.cross_site"},
        {"SPEC 7.2 fetch from the same site", site("same-site"), "access.cross_site"},
        {"SPEC 7.2 fetch of a new kind", site("Same-Origin"), "access.cross_site"},
        {"6750-2.1 token", authorized("Bearer s3cret"), "", token},
        {"6750-2.1 scheme in any case", authorized("bearer s3cret"), "", token},
        {"SPEC 7.1 wrong token", authorized("Bearer s3creT"), "access.token_wrong"},
        {"SPEC 7.1 shorter token", authorized("Bearer s3cre"), "access.token_wrong"},
        {"SPEC 7.1 longer token", authorized("Bearer s3crets3cret"), "access.token_wrong"},
        {"SPEC 7.1 no token after the scheme", authorized("Bearer "), "access.token_wrong"},
        {"SPEC 7.1 bare token", authorized("s3cret"), "access.token_wrong"},
        {"SPEC 7.1 other scheme", authorized("Basic s3cret"), "access.token_wrong"},
        {"SPEC 7.2 forwarded", with(plain, [](AccessRequest& r) { r.path = AccessRequest::Path::Forwarded; }),
         "access.token_required"},
        {"SPEC 7.2 forwarded with a token",
         with(plain,
              [](AccessRequest& r) {
                  r.path = AccessRequest::Path::Forwarded;
                  r.authorization = "Bearer s3cret";
              }),
         "", token},
        {"SPEC 7.2 forwarded over loopback",
         with(from("127.0.0.1", "localhost"),
              [](AccessRequest& r) { r.path = AccessRequest::Path::Forwarded; }),
         "access.token_required"},
        {"DESIGN 1 private listener",
         with(from("127.0.0.1", "127.0.0.1:41234"),
              [](AccessRequest& r) { r.listener = AccessRequest::Listener::PrivateApi; }),
         ""},
        {"DESIGN 1 private listener from elsewhere",
         with(plain, [](AccessRequest& r) { r.listener = AccessRequest::Listener::PrivateApi; }),
         "access.private_listener"},
    };
}

}  // namespace

Q_DECLARE_METATYPE(Row)

class TestAccess : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void admitsAndRefuses_data();
    void admitsAndRefuses();
    void withoutATokenNoTokenIsGood();
    void comparesWholeTokens();
    void readsTheFieldsOfTheFront();
    void refusesWhatDidNotComeThroughTheFront_data();
    void refusesWhatDidNotComeThroughTheFront();
};

void TestAccess::admitsAndRefuses_data() {
    QTest::addColumn<Row>("row");
    for (const Row& row : rows())
        QTest::newRow(row.name) << row;
}

void TestAccess::admitsAndRefuses() {
    QFETCH(Row, row);
    const auto caller = admit(row.request, rules());
    QCOMPARE(caller.ok() ? std::string() : caller.error().code, std::string(row.code));
    if (!caller)
        return;
    QVERIFY(caller->authority == row.authority);
    QVERIFY(caller->address == row.request.peer);
    QCOMPARE(caller->requestId, std::string("id-1"));
}

void TestAccess::withoutATokenNoTokenIsGood() {
    AccessRules none = rules();
    none.token.clear();
    AccessRequest request = from("100.2.2.2", "dns.internal.x");
    QVERIFY(admit(request, none).ok());
    for (const char* value : {"Bearer ", "Bearer", "Bearer x"}) {
        request.authorization = value;
        QCOMPARE(admit(request, none).error().code, std::string("access.token_wrong"));
    }
}

void TestAccess::comparesWholeTokens() {
    QVERIFY(equalsInConstantTime("", ""));
    QVERIFY(equalsInConstantTime("abc", "abc"));
    QVERIFY(!equalsInConstantTime("abc", "abd"));
    QVERIFY(!equalsInConstantTime("abc", "ab"));
    QVERIFY(!equalsInConstantTime("ab", "abab"));
    QVERIFY(!equalsInConstantTime("abab", "ab"));
    QVERIFY(!equalsInConstantTime("a", ""));
    QVERIFY(!equalsInConstantTime("", "a"));
}

void TestAccess::readsTheFieldsOfTheFront() {
    Request request;
    request.fields = {{"Host", "h:1"},
                      {"Origin", "http://h:1"},
                      {"Sec-Fetch-Site", "none"},
                      {"Authorization", "Bearer t"},
                      {"Portolan-Peer", "fd00::2"},
                      {"Portolan-Local", "[fd00::1]:80"},
                      {"Portolan-Listener", "http"},
                      {"Portolan-Request-Id", "id-2"}};
    auto access = accessRequestOf(request);
    QVERIFY(access.ok());
    QCOMPARE(access->peer.toString(), std::string("fd00::2"));
    QCOMPARE(access->local.toString(), std::string("[fd00::1]:80"));
    QVERIFY(access->listener == AccessRequest::Listener::Http);
    QVERIFY(access->path == AccessRequest::Path::Direct);
    QCOMPARE(access->host + access->origin + access->fetchSite + access->authorization + access->requestId,
             std::string("h:1http://h:1noneBearer tid-2"));
    request.fields.emplaceBack("Portolan-Forwarded", "yes");
    QVERIFY(accessRequestOf(request)->path == AccessRequest::Path::Forwarded);
}

void TestAccess::refusesWhatDidNotComeThroughTheFront_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("no peer") << QByteArray("Portolan-Peer") << QByteArray();
    QTest::newRow("bad peer") << QByteArray("Portolan-Peer") << QByteArray("localhost");
    QTest::newRow("no local address") << QByteArray("Portolan-Local") << QByteArray();
    QTest::newRow("no port") << QByteArray("Portolan-Local") << QByteArray("127.0.0.1");
    QTest::newRow("unknown listener") << QByteArray("Portolan-Listener") << QByteArray("other");
}

void TestAccess::refusesWhatDidNotComeThroughTheFront() {
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    Request request;
    request.fields = {
        {"Portolan-Peer", "127.0.0.1"}, {"Portolan-Local", "127.0.0.1:80"}, {"Portolan-Listener", "api"}};
    QVERIFY(accessRequestOf(request).ok());
    for (auto& [key, held] : request.fields)
        if (key == field)
            held = value;
    QCOMPARE(accessRequestOf(request).error().code, std::string("access.unknown_peer"));
}

QTEST_GUILESS_MAIN(TestAccess)
#include "tst_access.moc"
