// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/ownpages.h"
#include "backend/edge/qrcode.h"
#include "backend/edge/trustpage.h"
#include "tests/unit/edge/fakesession.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

using namespace portolan;
using namespace portolan::edge;

namespace {

std::shared_ptr<const model::TrustAnchor> anchorOf(const std::string& zone) {
    model::TrustAnchor anchor;
    anchor.zone = zone;
    anchor.name = "Portolan root for " + zone + " <host>";
    anchor.fingerprint.fill(0xa5);
    anchor.notAfter = base::SystemTime(std::chrono::sys_days(std::chrono::year(2036) / 11 / 26));
    anchor.der = "DER of " + zone;
    anchor.pem = "PEM of " + zone;
    anchor.mobileConfig = "profile of " + zone;
    anchor.rootRevocations = "root's list of " + zone;
    anchor.issuerRevocations = "issuer's list of " + zone;
    return std::make_shared<const model::TrustAnchor>(std::move(anchor));
}

std::shared_ptr<snapshot::Snapshot> snapshotOf(const std::vector<std::string>& zones) {
    auto out = std::make_shared<snapshot::Snapshot>();
    for (const std::string& zone : zones)
        out->trustAnchors.push_back(anchorOf(zone));
    out->httpsPort = 443;
    return out;
}

const std::string browser = "\r\nAccept: text/html\r\n\r\n";

}  // namespace

class TestTrustPage : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void policyHoldsTheHashOfTheStyle() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        const std::string policy = get("/trust", "internal.x", browser).field("Content-Security-Policy");
        const QByteArray style(trustStyle().data(), static_cast<int>(trustStyle().size()));
        const QByteArray hash = QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64();
        QVERIFY2(policy.find("style-src 'sha256-" + hash.toStdString() + "'") != std::string::npos,
                 hash.constData());
        QVERIFY(policy.find("img-src https://portolan.internal.x;") != std::string::npos);
        QVERIFY(policy.starts_with("default-src 'none'"));
    }

    void offersTheRootInEachForm_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* extension, const char* type, const char* body) {
            QTest::newRow(extension) << QByteArray("/trust/portolan-internal.x") + extension
                                     << QByteArray(type) << QByteArray(body);
        };
        row(".pem", "application/x-pem-file", "PEM of internal.x");
        row(".crt", "application/x-x509-ca-cert", "DER of internal.x");
        row(".der", "application/pkix-cert", "DER of internal.x");
        row(".mobileconfig", "application/x-apple-aspen-config", "profile of internal.x");
        row(".crl", "application/pkix-crl", "issuer's list of internal.x");
        row("-root.crl", "application/pkix-crl", "root's list of internal.x");
    }
    void offersTheRootInEachForm() {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        m_snapshots.publish(snapshotOf({"a.other", "internal.x"}));
        const FakeResponder responder = get(path.toStdString(), "192.0.2.1", "\r\n\r\n");
        QCOMPARE(responder.status, 200);
        QCOMPARE(responder.field("Content-Type"), type.toStdString());
        QCOMPARE(responder.body, body.toStdString());
        QCOMPARE(responder.field("Content-Disposition"),
                 "attachment; filename=\"" + path.mid(7).toStdString() + "\"");
    }

    void ourOwnAddressShowsTrustOnly() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        for (const char* host : {"192.0.2.1", "[2001:db8::1]", "localhost"})
            QVERIFY(get("/", host, browser).body.find("Let this device trust internal.x") !=
                    std::string::npos);
        QVERIFY(get("/", "portolan.internal.x", browser).body.find("href=\"/trust\"") != std::string::npos);
    }

    void saysWhatToCompareAndWhatToDo() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        const std::string body = get("/", "192.0.2.1:8000", browser).body;
        for (const char* words :
             {"A5:A5:A5\nA5:A5:A5", "2036-11-26", "Plain http", "Portolan root for internal.x &lt;host&gt;"})
            QVERIFY2(body.find(words) != std::string::npos, words);
        for (const char* system : {"Windows", "macOS", "Debian", "Fedora", "iPhone", "Android", "Firefox",
                                   "Java", "Python", "Node.js"})
            QVERIFY2(body.find(std::string("<summary>") + system) != std::string::npos ||
                         body.find(std::string("Linux: ") + system) != std::string::npos,
                     system);
        QVERIFY(body.find("http://192.0.2.1:8000/trust/portolan-internal.x.pem") != std::string::npos);
        QVERIFY(body.find("https://portolan.internal.x/trust/check.svg") != std::string::npos);
        QVERIFY(body.find("<script") == std::string::npos);
    }

    /// Every element is closed and every character escaped: it reads as XML once the two void elements are.
    void isWellFormed() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        QByteArray body = QByteArray::fromStdString(get("/", "192.0.2.1", browser).body);
        body.remove(0, static_cast<int>(qstrlen("<!doctype html>")));
        body.replace("charset=\"utf-8\">", "charset=\"utf-8\"/>");
        body.replace("width=device-width\">", "width=device-width\"/>");
        body.replace("when you are done.\">", "when you are done.\"/>");
        QXmlStreamReader reader(body);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    }

    void listsTheZonesWhenThereAreSeveral() {
        m_snapshots.publish(snapshotOf({"a.other", "internal.x"}));
        const std::string list = get("/", "192.0.2.1", browser).body;
        QVERIFY(list.find("href=\"/trust/a.other\"") != std::string::npos);
        QVERIFY(list.find("href=\"/trust/internal.x\"") != std::string::npos);
        QVERIFY(get("/trust/a.other", "192.0.2.1", browser).body.find("trust a.other") != std::string::npos);
        QCOMPARE(get("/trust/unknown", "192.0.2.1", browser).status, 404);
    }

    void speaksTextAndJson() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        const FakeResponder text = get("/trust", "192.0.2.1", "\r\n\r\n");
        QVERIFY(text.body.find("http://192.0.2.1/trust/portolan-internal.x.pem") != std::string::npos);
        const FakeResponder json = get("/trust", "192.0.2.1", "\r\nAccept: application/json\r\n\r\n");
        const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json.body)).object();
        QCOMPARE(object[QStringLiteral("zone")].toString(), QStringLiteral("internal.x"));
    }

    void namesOtherPortsThanTheUsual() {
        auto snapshot = snapshotOf({"internal.x"});
        snapshot->httpsPort = 8443;
        m_snapshots.publish(std::move(snapshot));
        const FakeResponder responder = get("/", "192.0.2.1:8000", browser);
        QVERIFY(responder.body.find("https://portolan.internal.x:8443/trust/check.svg") != std::string::npos);
        QVERIFY(responder.field("Content-Security-Policy").find("https://portolan.internal.x:8443") !=
                std::string::npos);
    }

    void hasNoTrustPageWithoutHttps() {
        auto snapshot = snapshotOf({"internal.x"});
        snapshot->httpsPort.reset();
        m_snapshots.publish(std::move(snapshot));
        QCOMPARE(get("/trust", "internal.x", browser).status, 404);
        QVERIFY(get("/", "192.0.2.1", browser).body.find("No service has a name yet") != std::string::npos);
    }

    void sendsPhonesToTheAddressThatWasReached() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        QVERIFY(get("/", "localhost", browser, "192.0.2.1:80")
                    .body.find("href=\"http://192.0.2.1/trust/internal.x\"") != std::string::npos);
        QVERIFY(get("/", "localhost", browser, "[2001:db8::1]:80")
                    .body.find("href=\"http://[2001:db8::1]/trust/internal.x\"") != std::string::npos);
        QVERIFY(get("/", "localhost", browser, "127.0.0.1:80")
                    .body.find("href=\"http://portolan.internal.x/trust/internal.x\"") != std::string::npos);
    }

    void theCheckIsAPicture() {
        m_snapshots.publish(snapshotOf({"internal.x"}));
        const FakeResponder responder = get("/trust/check.svg", "portolan.internal.x", "\r\n\r\n");
        QCOMPARE(responder.field("Content-Type"), std::string("image/svg+xml"));
        QXmlStreamReader reader(QByteArray::fromStdString(responder.body));
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY(!reader.hasError());
    }

    /// 25 modules a side hold 28 bytes at level M (version 2), 8 more make the quiet zone.
    void drawsACode() {
        const std::string svg = qrCodeSvg("http://192.0.2.1/trust/x", "code");
        QVERIFY2(svg.find("viewBox=\"0 0 33 33\"") != std::string::npos, svg.substr(0, 120).c_str());
        // The finder pattern in the upper left corner begins after the quiet zone with seven dark modules.
        QVERIFY(svg.find("M4 4h7v1h-7z") != std::string::npos);
        QVERIFY(qrCodeSvg(std::string(4000, 'x'), "code").empty());
    }

  private:
    FakeResponder get(const std::string& path, const std::string& host, const std::string& end,
                      const char* local = "192.0.2.1:80") {
        FakeRequest request("GET " + path + " HTTP/1.1\r\nHost: " + host + end);
        request.arrival.local = *base::SocketAddress::parse(local);
        FakeResponder responder;
        OwnPages pages(m_snapshots);
        pages.begin(request.head, request.arrival, responder)->onBodyEnd();
        return responder;
    }
    OwnPages::Snapshots m_snapshots;
};

QTEST_GUILESS_MAIN(TestTrustPage)
#include "tst_trustpage.moc"
