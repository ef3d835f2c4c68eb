// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/drafts.h"
#include "tests/gui/formfixture.h"
#include "ui/forms/draftrules.h"

#include <algorithm>

using namespace portolan;
using namespace portolan::ui;
using namespace portolan::ui::forms;

namespace {

/// A service whose requests are spread in no usual way.
api::ServiceView uncommonService() {
    api::ServiceView service = testing::sampleService(5, "llm");
    api::TargetView second = service.targets.front();
    second.id = model::TargetId{99};
    second.address.port = 9000;
    second.role = model::TargetRole::Backup;
    second.intake = model::TargetIntake::Drained;
    second.maxRequests = 12;
    service.targets.front().weight = 7;
    service.targets.push_back(second);
    service.balancing = {model::BalancingMethod::CookieHash,
                         "user",
                         model::StickyCookie::On,
                         std::chrono::milliseconds(2500),
                         {7, 8, std::chrono::seconds(20), 30},
                         {9, std::chrono::milliseconds(750)}};
    service.revision = 12;
    return service;
}

}  // namespace

class BalancingFieldsTest : public QObject, private testing::FormFixture {
    Q_OBJECT

  private Q_SLOTS:
    void init() { begin(); }

    void staysOutOfTheWay() {
        openNew();
        QVERIFY(!find<QComboBox>("method")->isVisible());
        QVERIFY(!find<QSpinBox>("weight1")->isVisible());
        QCOMPARE(find<QLabel>("balancingSummary")->text(), QString());
        unfold();
        QVERIFY(find<QComboBox>("method")->isVisible());
        QVERIFY(find<QSpinBox>("weight1")->isVisible());
        QVERIFY(!find<QLineEdit>("hashKey")->isVisible());
        find<QPushButton>("addTarget")->click();
        QTRY_VERIFY(find<QSpinBox>("weight2")->isVisible());
    }

    void sendsWhatIsChosen() {
        openNew();
        unfold();
        choose("method", 4);
        find<QLineEdit>("hashKey")->setFocus();
        QTest::keyClicks(find<QLineEdit>("hashKey"), QStringLiteral("X-User"));
        find<QCheckBox>("sticky")->click();
        find<QDoubleSpinBox>("slowStart")->setValue(30);
        find<QSpinBox>("ejectAfter")->setValue(5);
        find<QSpinBox>("weight1")->setValue(3);
        find<QSpinBox>("maxRequests1")->setValue(20);
        find<QCheckBox>("backup1")->click();
        m_form->submit();
        QCOMPARE(m_backend->drafts.size(), std::size_t(1));
        const api::ServiceDraft& draft = m_backend->drafts.front();
        QVERIFY(draft.balancing.method == "header_hash" && draft.balancing.hashKey == "X-User");
        QVERIFY(draft.balancing.sticky == true && draft.balancing.slowStart == 30.0);
        QVERIFY(draft.balancing.ejectAfter == 5 && draft.balancing.queueLength == 32);
        const api::TargetDraft& target = draft.targets.front();
        QVERIFY(target.weight == 3 && target.maxRequests == 20);
        QVERIFY(target.backup == true && target.drain == false);
    }

    void leavesWhatItShowsAsItIs() {
        const api::ServiceView service = uncommonService();
        edit(service);
        QVERIFY(find<QLabel>("balancingSummary")->text().contains(QStringLiteral("user")));
        m_form->submit();
        const api::ServiceDraft& draft = m_backend->drafts.front();
        QVERIFY(draft.balancing == api::balancingDraftOf(service.balancing));
        QCOMPARE(draft.targets.size(), std::size_t(2));
        QVERIFY(draft.targets[0].weight == 7 && draft.targets[0].backup == false);
        QVERIFY(draft.targets[1].backup == true && draft.targets[1].drain == true);
        QVERIFY(draft.targets[1].maxRequests == 12);
    }

    void asksForTheNameThatDecides() {
        openNew();
        unfold();
        choose("method", 5);
        unfold();  // folds it
        m_form->submit();
        QVERIFY(m_backend->drafts.empty());
        QVERIFY(find<QLineEdit>("hashKey")->isVisible());
        QVERIFY(!message("hashKeyMessage").isEmpty());
        QCOMPARE(m_form->focusWidget(), find<QLineEdit>("hashKey"));
    }

    void putsTheBackendsErrorNextToItsField() {
        openNew();
        m_backend->failNext({"balancing.hash_key_missing", "Name it.", "balancing.hash_key", {}});
        m_form->submit();
        QVERIFY(find<QToolButton>("balancingHeader")->isChecked());
        QVERIFY(!message("hashKeyMessage").isEmpty());
        find<QSpinBox>("ejectAfter")->setValue(9);
        QVERIFY2(message("hashKeyMessage").isEmpty(), "what it was about has changed");
    }

    void namesEveryInputForScreenReaders() {
        openNew();
        unfold();
        QCOMPARE(unnamedOf(m_form->findChild<BalancingFields*>()->inputs()), QString());
    }

  private:
    void unfold() const { press<QToolButton>("balancingHeader"); }
};

QTEST_MAIN(BalancingFieldsTest)
#include "tst_balancingfields.moc"
