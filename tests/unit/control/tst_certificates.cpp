// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates as part of a change: what CertificateBook keeps reaches the workers and the callers.
#include "tests/support/testcertificate.h"
#include "tests/unit/control/controlfixture.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace portolan;
using namespace portolan::control;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;
using State = api::CertificateState;

struct CertificateFixture {
    [[nodiscard]] std::string path(const std::string& name) const {
        return folder.path().toStdString() + "/" + name;
    }
    [[nodiscard]] auto served(const std::string& name) const {
        return control.dataPlane.current().certificates.find(name);
    }
    api::ServiceView add(const std::string& name) {
        return control.add(control.withToken(), draftOf(name)).value().service;
    }
    [[nodiscard]] api::ComponentView component() {
        for (const api::ComponentView& component : control.status().components)
            if (component.name == "certificates")
                return component;
        return {};
    }

    QTemporaryDir folder{QFileInfo::exists(QStringLiteral("/dev/shm")) ? QStringLiteral("/dev/shm/tls-XXXXXX")
                                                                       : QString()};
    ControlFixture control{CertificatePlace{path("pki"), "omnitron"}};
};

}  // namespace

class TestCertificates : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aServiceIsLiveWithItsCertificate() {
        CertificateFixture fixture;
        const std::size_t before = fixture.control.dataPlane.published.size();
        const api::ServiceView view = fixture.add("llm.portolan.internal");
        QCOMPARE(fixture.control.dataPlane.published.size(), before + 1);
        QVERIFY(fixture.control.hasRoute("llm.portolan.internal"));
        const auto bundle = fixture.served("llm.portolan.internal");
        QVERIFY(bundle);
        QCOMPARE(view.certificate.state, State::Good);
        QVERIFY(view.certificate.fingerprint == bundle->fingerprint);
        QVERIFY(view.certificate.notAfter == bundle->notAfter);
        QCOMPARE(view.certificate.issuer, bundle->issuers->name);
        QCOMPARE(fixture.control.dataPlane.current().trustAnchors.size(), std::size_t(2));
        QCOMPARE(fixture.component().state, api::ComponentState::Ok);
    }

    void zonesHaveTheirsFromTheStart() {
        const CertificateFixture fixture;
        for (const char* name : {"portolan.internal", "*.portolan.internal", "dns.second.example"})
            QVERIFY(fixture.served(name));
    }

    void whatTheDiskRefusesLeavesNoCertificate() {
        CertificateFixture fixture;
        fixture.control.storage.isHeld = true;
        auto reply = fixture.control.add(fixture.control.withToken(), draftOf("llm.portolan.internal"));
        fixture.control.storage.fail();
        fixture.control.executor.run();
        QCOMPARE(reply.verdict(), std::string("store.failed"));
        fixture.control.storage.isHeld = false;
        (void)fixture.add("other.portolan.internal");
        QVERIFY(fixture.served("other.portolan.internal"));
        QVERIFY(!fixture.served("llm.portolan.internal"));
    }

    void renewalIsAGenerationWithoutARevision() {
        CertificateFixture fixture;
        (void)fixture.add("llm.portolan.internal");
        const auto before = fixture.served("llm.portolan.internal");
        const auto revision = fixture.control.dataPlane.current().revision;
        const auto generation = fixture.control.dataPlane.current().generation;
        for (int day = 0; day < 61; ++day)
            fixture.control.executor.advance(24h);
        QVERIFY(fixture.served("llm.portolan.internal")->notAfter > before->notAfter);
        QCOMPARE(fixture.control.dataPlane.current().revision, revision);
        QVERIFY(fixture.control.dataPlane.current().generation > generation);
        QVERIFY(fixture.control.dataPlane.current().generation <= generation + 3);
        QVERIFY(
            (fixture.control.eventTypes() == std::vector<std::string>{"service.added", "service.changed"}));
        QCOMPARE(fixture.control.lastEvent("service.changed")[QLatin1String("host")].toString(),
                 QStringLiteral("llm.portolan.internal"));
    }

    void aBrokenAuthorityFailsNoChange() {
        CertificateFixture fixture;
        fs::remove(fixture.path("pki/portolan.internal/root.pem"));
        const api::ServiceView view = fixture.add("llm.portolan.internal");
        QVERIFY(fixture.control.hasRoute("llm.portolan.internal"));
        QCOMPARE(view.certificate.state, State::Failed);
        QCOMPARE(view.certificate.error->code, std::string("authority.root_replaced"));
        QCOMPARE(fixture.add("llm.second.example").certificate.state, State::Good);
        QCOMPARE(fixture.component().state, api::ComponentState::Failed);
        QVERIFY(!fixture.component().message.empty());
        QCOMPARE(fixture.component().causes.front().code, std::string("authority.root_replaced"));
        QCOMPARE(fixture.component().causes.front().params.front().second, std::string("portolan.internal"));
    }

    // Each by its own code, so that a window says all of them, in its language.
    void saysWhatIsWrongWithEachFile() {
        CertificateFixture fixture;
        fixture.control.clock.advance(base::RealClock().systemNow() - fixture.control.clock.systemNow());
        const support::TestCertificate own({.name = "llm.portolan.internal"});
        fs::create_directory(fixture.path("own"));
        std::ofstream(fixture.path("own/a.crt")) << own.certificatePem();
        std::ofstream(fixture.path("own/b.pem")) << own.certificatePem().substr(0, 200);
        model::RunSettings settings = someSettings();
        settings.certificates = {fixture.path("own")};
        fixture.control.control->reload(settings);
        fixture.control.executor.run();
        const api::ComponentView component = fixture.component();
        QCOMPARE(component.state, api::ComponentState::Ok);
        QCOMPARE(component.causes.size(), std::size_t(2));
        QCOMPARE(component.causes[0].code, std::string("key.missing"));
        QVERIFY(component.causes[0].params == (base::Error::Params{{"file", fixture.path("own/a.crt")}}));
        QCOMPARE(component.causes[1].code, std::string("pem.damaged"));
        QCOMPARE(component.message, component.causes[0].message);
    }

    void certificatesOfTheOperatorsComeWithAReload() {
        CertificateFixture fixture;
        fixture.control.clock.advance(base::RealClock().systemNow() - fixture.control.clock.systemNow());
        (void)fixture.add("llm.portolan.internal");
        const support::TestCertificate own({.name = "llm.portolan.internal"});
        fs::create_directory(fixture.path("own"));
        std::ofstream(fixture.path("own/llm.pem")) << own.certificatePem() << own.keyPem();
        model::RunSettings settings = someSettings();
        settings.certificates = {fixture.path("own")};
        fixture.control.control->reload(settings);
        fixture.control.executor.run();
        QVERIFY(fixture.served("llm.portolan.internal")->fingerprint == own.fingerprint());
        QVERIFY(fixture.control.services().front().certificate.fingerprint == own.fingerprint());
    }

    void metricsSayWhenTheyEnd() {
        CertificateFixture fixture;
        const api::ServiceView view = fixture.add("llm.portolan.internal");
        const auto report = fixture.control.call<api::Report>(&Control::report, fixture.control.withToken(),
                                                              api::ReportRequest(api::TotalsRequest{}));
        const auto& certificates = std::get<api::TotalsView>(report.value()).certificates;
        QCOMPARE(certificates.size(), std::size_t(1 + 2 * 4));
        QVERIFY(std::is_sorted(certificates.begin(), certificates.end(),
                               [](const auto& a, const auto& b) { return a.name < b.name; }));
        QVERIFY(std::count(certificates.begin(), certificates.end(),
                           api::CertificateExpiry{view.host, *view.certificate.notAfter}) == 1);
    }

    void withoutAFolderThereIsNothing() {
        ControlFixture fixture;
        const auto view = fixture.add(fixture.withToken(), draftOf("llm.portolan.internal")).value().service;
        QCOMPARE(view.certificate.state, State::Off);
        QVERIFY(fixture.dataPlane.current().certificates.empty());
    }
};

QTEST_APPLESS_MAIN(TestCertificates)
#include "tst_certificates.moc"
