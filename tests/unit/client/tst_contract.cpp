// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/restadministration.h"
#include "backend/runtime/runtime.h"
#include "tests/unit/control/administrationcontract.h"
#include "tests/unit/control/explaincontract.h"
#include "tests/unit/control/healthcontract.h"
#include "tests/unit/control/namecontract.h"
#include "tests/unit/control/noticecontract.h"
#include "tests/unit/control/policycontract.h"

#include <QTemporaryDir>
#include <QTest>

using namespace portolan;

using Promise = void (api::AdministrationContract::*)();
Q_DECLARE_METATYPE(Promise)

/// The same promises that control/ keeps, kept over the wire: each on a whole backend of its own.
class ClientContractTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keeps_data();
    void keeps();
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

  private:
    template <class Contract>
    static void keep(void (Contract::*promise)());
};

void ClientContractTest::keeps_data() {
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

void ClientContractTest::keeps() {
    QFETCH(Promise, promise);
    keep(promise);
}

template <class Contract>
void ClientContractTest::keep(void (Contract::*promise)()) {
    const QTemporaryDir folder;
    const model::ListenSettings loopback{{*base::SocketAddress::parse("127.0.0.1:0")}, model::Choice::Named};
    model::Settings settings;
    settings.start.dataDirectory = folder.path().toStdString();
    settings.start.dns = settings.start.http = settings.start.api = loopback;
    settings.run.zones = {model::HostName::parse("portolan.internal").value()};
    settings.run.advertised = {*base::IpAddress::parse("127.0.0.1")};
    settings.run.internalNetworks = model::defaultInternalNetworks();
    settings.run.targetNetworks = model::defaultTargetNetworks();
    auto runtime = runtime::Runtime::start(settings, "test");
    QVERIFY2(runtime.ok(), runtime ? "" : runtime.error().message.c_str());

    client::RestAdministration administration({QUrl(QString::fromStdString((*runtime)->privateUrl())),
                                               QByteArray::fromStdString((*runtime)->token())});
    Contract contract(administration, {}, [] { QTest::qWait(5); });
    (contract.*promise)();
}

QTEST_GUILESS_MAIN(ClientContractTest)
#include "tst_contract.moc"
