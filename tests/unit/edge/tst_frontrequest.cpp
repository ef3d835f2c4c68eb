// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/frontrequest.h"
#include "tests/unit/edge/fakesession.h"

#include <QTest>

using namespace portolan::edge;
using portolan::proxy::Arrival;

namespace {

std::string headOf(const std::string& bytes) {
    const FakeRequest request(bytes);
    return frontHeadOf(request.head, request.arrival);
}

}  // namespace

class TestFrontRequest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesTheRequestAnew();
    void asksForHeadAsGet();
    void passesListedFieldsOnly();
    void saysHowTheClientCameIn();
    void noticesForwarding_data();
    void noticesForwarding();
    void noticesRepeatedAccessFields_data();
    void noticesRepeatedAccessFields();
    void cleansTargets_data();
    void cleansTargets();
    void putsLengthAndBodyBehind();
};

void TestFrontRequest::writesTheRequestAnew() {
    QCOMPARE(
        headOf("POST /add-record?a=b HTTP/1.1\r\nhost:  dns.x:8080\r\ncontent-type:application/json\r\n"
               "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"),
        std::string("POST /add-record?a=b HTTP/1.1\r\nHost: dns.x:8080\r\nContent-Type: application/json\r\n"
                    "Portolan-Peer: 100.2.2.2\r\nPortolan-Local: 100.1.1.1:8080\r\nPortolan-Listener: api\r\n"
                    "Portolan-Request-Id: id-1\r\n"));
}

void TestFrontRequest::asksForHeadAsGet() {
    QVERIFY(headOf("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("GET /a HTTP/1.1\r\n"));
}

void TestFrontRequest::passesListedFieldsOnly() {
    const std::string head = headOf(
        "GET / HTTP/1.1\r\nHost: h\r\nportolan-peer: 127.0.0.1\r\nPortolan-Local: x\r\nPORTOLAN-LISTENER: "
        "private-api\r\n"
        "Cookie: c\r\nX-Other: o\r\nAuthorization: Bearer t\r\nIf-Match: \"r1\"\r\nIf-None-Match: \"r2\"\r\n"
        "Origin: http://h\r\nSec-Fetch-Site: none\r\nAccept: */*\r\nX-Request-ID: mine\r\n\r\n");
    QVERIFY(head.find("127.0.0.1") == std::string::npos);
    QVERIFY(head.find("private-api") == std::string::npos);
    QVERIFY(head.find("Cookie") == std::string::npos);
    QVERIFY(head.find("X-Other") == std::string::npos);
    QVERIFY(head.find("mine") == std::string::npos);
    for (const char* field : {"Authorization: Bearer t", "If-Match: \"r1\"", "If-None-Match: \"r2\"",
                              "Origin: http://h", "Sec-Fetch-Site: none", "Accept: */*"})
        QVERIFY2(head.find(std::string("\r\n") + field + "\r\n") != std::string::npos, field);
}

void TestFrontRequest::saysHowTheClientCameIn() {
    FakeRequest request("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    request.arrival.peer = *portolan::base::IpAddress::parse("fd00::7");
    request.arrival.local = *portolan::base::SocketAddress::parse("[::1]:80");
    request.arrival.listener = Arrival::Listener::Http;
    const std::string http = frontHeadOf(request.head, request.arrival);
    QVERIFY(http.find("Portolan-Peer: fd00::7\r\nPortolan-Local: [::1]:80\r\nPortolan-Listener: http\r\n") !=
            std::string::npos);
    QVERIFY(http.find("Portolan-Forwarded") == std::string::npos);
    request.arrival.listener = Arrival::Listener::Https;
    QVERIFY(frontHeadOf(request.head, request.arrival).find("Portolan-Listener: https\r\n") !=
            std::string::npos);
    request.arrival.listener = Arrival::Listener::PrivateApi;
    QVERIFY(frontHeadOf(request.head, request.arrival).find("Portolan-Listener: private-api\r\n") !=
            std::string::npos);
}

void TestFrontRequest::noticesForwarding_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<bool>("forwarded");
    for (const char* name : {"X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "X-Real-IP",
                             "Forwarded", "Via", "Tailscale-User-Login", "tailscale-anything"})
        QTest::newRow(name) << QByteArray(name) << true;
    for (const char* name : {"Accept", "X-Forward", "Tailscale", "Viable"})
        QTest::newRow(name) << QByteArray(name) << false;
}

void TestFrontRequest::noticesForwarding() {
    QFETCH(QByteArray, field);
    QFETCH(bool, forwarded);
    const std::string head = headOf("GET / HTTP/1.1\r\nHost: h\r\n" + field.toStdString() + ": 1\r\n\r\n");
    QCOMPARE(head.find("Portolan-Forwarded: yes\r\n") != std::string::npos, forwarded);
}

void TestFrontRequest::noticesRepeatedAccessFields_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<bool>("repeats");
    for (const char* name : {"Authorization", "Origin", "Content-Type", "Sec-Fetch-Site"})
        QTest::newRow(name) << QByteArray(name) << true;
    QTest::newRow("Accept") << QByteArray("Accept") << false;
}

void TestFrontRequest::noticesRepeatedAccessFields() {
    QFETCH(QByteArray, field);
    const std::string line = field.toStdString() + ": 1\r\n";
    const FakeRequest once("GET / HTTP/1.1\r\nHost: h\r\n" + line + "\r\n");
    QVERIFY(!repeatsAccessField(once.head.fields));
    const FakeRequest twice("GET / HTTP/1.1\r\nHost: h\r\n" + line + line + "\r\n");
    QTEST(repeatsAccessField(twice.head.fields), "repeats");
}

void TestFrontRequest::cleansTargets_data() {
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("clean");
    const auto row = [](const char* name, const char* target, const char* clean) {
        QTest::newRow(name) << QByteArray(target) << QByteArray(clean);
    };
    row("3986-3.3 plain", "/a/b?c=d&e=f", "/a/b?c=d&e=f");
    row("3986-2.1 escapes stay", "/%41%2f", "/%41%2f");
    row("3986-2.1 broken escape", "/%zz%4", "/%25zz%254");
    row("3986-2.1 utf-8", "/\xc3\xbc", "/%C3%BC");
    row("3986-2 not allowed", "/a|b\\c\"<>^`{}[]", "/a%7Cb%5Cc%22%3C%3E%5E%60%7B%7D%5B%5D");
    row("3986-3.2 no authority", "//evil/x", "/%2Fevil/x");
    row("3986-3.4 second question mark", "/a?b?c", "/a?b%3Fc");
}

void TestFrontRequest::cleansTargets() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, clean);
    const std::string head = headOf("GET " + target.toStdString() + " HTTP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(head.substr(0, head.find("\r\n")), "GET " + clean.toStdString() + " HTTP/1.1");
}

void TestFrontRequest::putsLengthAndBodyBehind() {
    QCOMPARE(frontRequestOf("GET / HTTP/1.1\r\n", ""),
             std::string("GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"));
    QCOMPARE(frontRequestOf("PUT / HTTP/1.1\r\n", "abc"),
             std::string("PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"));
}

QTEST_GUILESS_MAIN(TestFrontRequest)
#include "tst_frontrequest.moc"
