// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/administrationcontract.h"
#include "tests/unit/control/controlfixture.h"
#include "tests/unit/control/explaincontract.h"
#include "tests/unit/control/healthcontract.h"
#include "tests/unit/control/namecontract.h"
#include "tests/unit/control/noticecontract.h"
#include "tests/unit/control/policycontract.h"

#include <QTest>

#include <thread>

using namespace portolan;
using namespace portolan::control;

using Promise = void (api::AdministrationContract::*)();
Q_DECLARE_METATYPE(Promise)

class TestContract : public QObject {
    Q_OBJECT

    template <class Contract>
    void keep(void (Contract::*promise)()) {
        ControlFixture fixture;
        const bool needsToken = std::is_same_v<Contract, api::NoticeContract>;
        Contract contract(*fixture.control, needsToken ? fixture.withToken() : fixture.from("100.64.0.7"),
                          [&] {
                              fixture.executor.run();
                              std::this_thread::sleep_for(std::chrono::milliseconds(1));
                          });
        (contract.*promise)();
    }

  private Q_SLOTS:
    void keeps_data() {
        using Contract = api::AdministrationContract;
        QTest::addColumn<Promise>("promise");
        QTest::newRow("adds, shows, lists, replaces, removes") << &Contract::addsShowsListsReplacesRemoves;
        QTest::newRow("names the field at fault") << &Contract::namesTheFieldAtFault;
        QTest::newRow("refuses a taken host") << &Contract::refusesATakenHost;
        QTest::newRow("refuses a stale precondition") << &Contract::refusesAStalePrecondition;
        QTest::newRow("previews without changing anything") << &Contract::previewsWithoutChangingAnything;
        QTest::newRow("announces and withdraws") << &Contract::announcesAndWithdraws;
        QTest::newRow("adds, lists, replaces, removes records") << &Contract::addsListsReplacesRemovesRecords;
        QTest::newRow("exports a zone") << &Contract::exportsAZone;
        QTest::newRow("names its authorities") << &Contract::namesItsAuthorities;
        QTest::newRow("tells its status") << &Contract::tellsItsStatus;
        QTest::newRow("measures") << &Contract::measures;
        QTest::newRow("tells subscribers what happens") << &Contract::tellsSubscribersWhatHappens;
    }
    void keeps() {
        QFETCH(Promise, promise);
        keep(promise);
    }
    void keepsHowTheTargetsAreSpokenTo() { keep(&api::PolicyContract::keepsHowTheTargetsAreSpokenTo); }
    void keepsHowClientsReachIt() { keep(&api::PolicyContract::keepsHowClientsReachIt); }
    void keepsHowRequestsAreSpread() { keep(&api::PolicyContract::keepsHowRequestsAreSpread); }
    void keepsHowTheTargetsAreChecked() { keep(&api::HealthContract::keepsHowTheTargetsAreChecked); }
    void explainsWhyANameDoesNotOpen() { keep(&api::ExplainContract::explainsWhyANameDoesNotOpen); }
    void remembersWhatWasRemoved() { keep(&api::ExplainContract::remembersWhatWasRemoved); }
    void looksAtTargetsAndTellsTheirPast() { keep(&api::HealthContract::looksAtTargetsAndTellsTheirPast); }
    void leadsTargetsWhereTheirNamesLead() { keep(&api::NameContract::leadsTargetsWhereTheirNamesLead); }
    void listsNotices() { keep(&api::NoticeContract::listsNotices); }
    void keepsWebhooks() { keep(&api::NoticeContract::keepsWebhooks); }
};

QTEST_GUILESS_MAIN(TestContract)
#include "tst_contract.moc"
