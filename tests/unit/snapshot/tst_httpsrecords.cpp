// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// When DNS sends clients to https: docs/adr/0010-when-dns-says-https.md.
#include "tests/unit/snapshot/compilefixture.h"

#include <QObject>
#include <QTest>

using namespace portolan;
using namespace portolan::snapshot;
using dnswire::RrType;

namespace {

model::RunSettings settingsOf(const char* zone) {
    auto all = settings();
    all.zones = {host(zone)};
    return all;
}

Trust trustFor(const char* zone) {
    Trust trust;
    trust.certificates.set(base::ShortText(std::string("*.") + zone),
                           std::make_shared<const model::CertificateBundle>());
    return trust;
}

}  // namespace

class TestHttpsRecords : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void dnsSaysHttpsWhereItMust_data();
    void dnsSaysHttpsWhereItMust();
    void httpsComesAndGoesWithItsCertificate();
};

void TestHttpsRecords::dnsSaysHttpsWhereItMust_data() {
    using model::ClientAccess;
    QTest::addColumn<QString>("zone");
    QTest::addColumn<int>("access");
    QTest::addColumn<bool>("strict");
    QTest::addColumn<int>("port");  // 0: no listener
    QTest::addColumn<QString>("record");
    const auto row = [](const char* name, const char* zone, ClientAccess access, bool strict, int port,
                        const char* record) {
        QTest::newRow(name) << QString::fromLatin1(zone) << static_cast<int>(access) << strict << port
                            << QString::fromLatin1(record);
    };
    row("both, an ordinary zone", "internal.example", ClientAccess::HttpAndHttps, false, 443, "");
    row("https only", "internal.example", ClientAccess::HttpsOnly, false, 443, "HTTPS=1 .");
    row("https only, another port", "internal.example", ClientAccess::HttpsOnly, false, 8443,
        "HTTPS=1 . port=8443");
    row("https only without a listener", "internal.example", ClientAccess::HttpsOnly, false, 0, "");
    row("strict transport", "internal.example", ClientAccess::HttpAndHttps, true, 443, "HTTPS=1 .");
    row("both, a preloaded suffix", "internal.example.dev", ClientAccess::HttpAndHttps, false, 443,
        "HTTPS=1 .");
    row("http only, a preloaded suffix", "internal.example.dev", ClientAccess::HttpOnly, false, 443, "");
}

void TestHttpsRecords::dnsSaysHttpsWhereItMust() {
    QFETCH(QString, zone);
    QFETCH(int, access);
    QFETCH(bool, strict);
    QFETCH(int, port);
    QFETCH(QString, record);
    const std::string zoneName = zone.toStdString();
    auto catalog = catalogOf({zoneName.c_str()});
    model::Service one = service(1, "llm." + zoneName);
    one.clientTls.access = static_cast<model::ClientAccess>(access);
    if (strict)
        one.clientTls.strictTransport = std::chrono::seconds(60);
    catalog.put(one);
    model::Service elsewhere = one;
    elsewhere.id = model::ServiceId(2);
    elsewhere.host = host("else." + zoneName);
    elsewhere.recordAddress = ip("100.9.9.9");
    catalog.put(elsewhere);
    const Edition edition{
        1, {}, 80, port == 0 ? std::nullopt : std::optional(static_cast<std::uint16_t>(port))};
    const auto compiled =
        compile(nullptr, catalog, settingsOf(zoneName.c_str()), edition, trustFor(zoneName.c_str()));
    const std::string addresses = "A=100.1.1.1 AAAA=fd7a::1";
    QCOMPARE(holds(compiled, "llm." + zoneName),
             record.isEmpty() ? addresses : addresses + " " + record.toStdString());
    QCOMPARE(holds(compiled, "else." + zoneName), std::string("A=100.9.9.9"));
    const Node& found = *node(compiled, "llm." + zoneName);
    const bool served =
        port != 0 && static_cast<model::ClientAccess>(access) != model::ClientAccess::HttpOnly;
    QCOMPARE(compiled.snapshot->zones[0]->isDerived(httpsLabels, key("llm." + zoneName), found), served);
    QVERIFY(compiled.snapshot->zones[0]->isDerived(httpLabels, key("llm." + zoneName), found));
}

void TestHttpsRecords::httpsComesAndGoesWithItsCertificate() {
    const char* const zone = "internal.example.dev";
    auto catalog = catalogOf({zone});
    catalog.put(service(1, "llm.internal.example.dev"));
    const auto run = settingsOf(zone);
    const Edition edition{1, base::SystemTime(base::Seconds(5000)), 80, std::uint16_t{443}};
    const auto before = compile(nullptr, catalog, run, edition);
    QCOMPARE(holds(before, "llm.internal.example.dev"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    const auto with = compile(&before, before.catalog, run, edition, trustFor(zone));
    QCOMPARE(holds(with, "llm.internal.example.dev"), std::string("A=100.1.1.1 AAAA=fd7a::1 HTTPS=1 ."));
    QVERIFY(with.catalog.zones[0].serial > before.catalog.zones[0].serial);
    const auto without = compile(&with, with.catalog, run, edition);
    QCOMPARE(holds(without, "llm.internal.example.dev"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    // What the user has entered comes instead.
    auto entered = with.catalog;
    entered.put(record(9, "llm.internal.example.dev", model::RecordType::Https,
                       model::RecordData::fromWire(std::string("\0\2\0", 3))));
    const auto own = compile(&with, entered, run, edition, trustFor(zone));
    QCOMPARE(holds(own, "llm.internal.example.dev"), std::string("A=100.1.1.1 AAAA=fd7a::1 HTTPS=2 ."));
}

QTEST_GUILESS_MAIN(TestHttpsRecords)
#include "tst_httpsrecords.moc"
