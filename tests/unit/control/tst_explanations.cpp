// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/waituntil.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

#include <poll.h>

using namespace portolan;
using namespace portolan::control;
using support::waitUntil;

class ExplanationsTest : public QObject {
    Q_OBJECT

    explain::StopSignal m_release;

    static api::ServiceDraft draftFor(const char* name) {
        api::ServiceDraft draft;
        draft.host = name;
        draft.targets.push_back({"192.168.1.77", 8080, {}});
        return draft;
    }
    /// A resolver that does not answer before it is told to.
    explain::ResolverPlace slowResolver() const {
        return {"/dev/null", [descriptor = m_release.descriptor()](const std::string&) {
                    pollfd wait{descriptor, POLLIN, 0};
                    ::poll(&wait, 1, -1);
                    return std::vector<base::IpAddress>();
                }};
    }
    static Kept<api::Report> ask(ControlFixture& fixture, api::ExplainRequest request,
                                 const api::Caller& caller = ControlFixture::from("100.64.0.7")) {
        return fixture.call<api::Report>(&Control::report, caller, api::ReportRequest(std::move(request)));
    }
    static const api::Explanation& waitFor(ControlFixture& fixture, Kept<api::Report>& kept) {
        (void)waitUntil([&] {
            fixture.executor.run();
            return kept.count() > 0;
        });
        return std::get<api::Explanation>(kept.value());
    }

  private Q_SLOTS:
    void tellsExpiryFromRemoval() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftFor("old");
        draft.expiresIn = 60;
        QVERIFY(fixture.add(fixture.from("100.64.0.7"), draft).ok());
        fixture.executor.advance(std::chrono::seconds(61));
        auto kept = ask(fixture, {"old"});
        QCOMPARE(waitFor(fixture, kept).cause, std::string("explain.name_expired"));
    }

    void othersSeeNoTargets_data() {
        QTest::addColumn<QString>("caller");
        QTest::addColumn<bool>("token");
        QTest::addColumn<bool>("shown");
        QTest::newRow("who added it") << "100.64.0.7" << false << true;
        QTest::newRow("another device") << "100.64.0.8" << false << false;
        QTest::newRow("a token") << "100.64.0.8" << true << true;
    }
    void othersSeeNoTargets() {
        QFETCH(QString, caller);
        QFETCH(bool, token);
        QFETCH(bool, shown);
        ControlFixture fixture;
        fixture.resolver = {"/dev/null", [](const std::string&) { return std::vector<base::IpAddress>(); }};
        fixture.restart({});
        api::ServiceDraft draft = draftFor("llm");
        // One that is refused at once.
        draft.targets[0] = {"127.0.0.1", 1, {}};
        fixture.dataPlane.shownListeners.clear();
        const auto added = fixture.add(fixture.withToken("100.64.0.7"), draft);
        QVERIFY2(added.ok(), added.verdict().c_str());
        const auto from =
            token ? fixture.withToken(caller.toStdString()) : fixture.from(caller.toStdString());
        auto kept = ask(fixture, {"llm"}, from);
        std::string all;
        for (const api::Hop& hop : waitFor(fixture, kept).hops)
            all += hop.code + ": " + hop.message + "\n";
        QVERIFY2(all.find("explain.target_refused") != std::string::npos, all.c_str());
        QVERIFY2((all.find("127.0.0.1:1") != std::string::npos) == shown, all.c_str());
    }

    void onlyATokenAsksForAnotherDevice() {
        ControlFixture fixture;
        QCOMPARE(ask(fixture, {"llm", ip("100.64.0.9")}).verdict(), std::string("access.token_required"));
        auto own = ask(fixture, {"llm", ip("100.64.0.7")});
        QCOMPARE(waitFor(fixture, own).cause, std::string("explain.name_unknown"));
        auto allowed = ask(fixture, {"llm", ip("100.64.0.9")}, fixture.withToken());
        QCOMPARE(waitFor(fixture, allowed).cause, std::string("explain.name_unknown"));
    }

    void tooManyAreToldToWait() {
        ControlFixture fixture;
        fixture.resolver = slowResolver();
        fixture.restart({});
        fixture.dataPlane.shownListeners.clear();
        QVERIFY(fixture.add(fixture.from("100.64.0.7"), draftFor("llm")).ok());
        std::vector<Kept<api::Report>> kept;
        for (std::size_t i = 0; i < Explanations::mostAtOnce; ++i)
            kept.push_back(ask(fixture, {"dns.portolan.internal"}));
        QCOMPARE(ask(fixture, {"dns.portolan.internal"}).verdict(), std::string("explain.busy"));
        // Whatever waits is answered when the program ends, and nobody waits for a resolver that hangs.
        const auto begun = std::chrono::steady_clock::now();
        fixture.control.reset();
        QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds(1));
        for (const auto& one : kept)
            QCOMPARE(one.verdict(), std::string("call.cancelled"));
        fixture.executor.run();
    }

    void cleanupTestCase() { m_release.raise(); }
};

QTEST_GUILESS_MAIN(ExplanationsTest)
#include "tst_explanations.moc"
