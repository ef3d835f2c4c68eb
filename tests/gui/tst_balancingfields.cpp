// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/drafts.h"
#include "tests/gui/fakebackend.h"
#include "ui/forms/draftrules.h"
#include "ui/forms/serviceform.h"

#include <QPointer>
#include <QTest>

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

class BalancingFieldsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_backend = std::make_unique<testing::FakeBackend>(); }
    void cleanup() {
        delete m_form;
        m_backend.reset();
    }

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
        choose(4);
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
        choose(5);
        unfold();  // folds it
        m_form->submit();
        QVERIFY(m_backend->drafts.empty());
        QVERIFY(find<QLineEdit>("hashKey")->isVisible());
        QVERIFY(!find<widgets::FieldMessage>("hashKeyMessage")->sentence().isEmpty());
    }

    void putsTheBackendsErrorNextToItsField() {
        openNew();
        m_backend->failNext({"balancing.hash_key_missing", "Name it.", "balancing.hash_key", {}});
        m_form->submit();
        QVERIFY(find<QToolButton>("balancingHeader")->isChecked());
        QVERIFY(!find<widgets::FieldMessage>("hashKeyMessage")->sentence().isEmpty());
    }

    void namesEveryInputForScreenReaders() {
        openNew();
        unfold();
        const auto* fields = m_form->findChild<BalancingFields*>();
        for (const QWidget* input : fields->inputs()) {
            const auto* button = qobject_cast<const QAbstractButton*>(input);
            QVERIFY2(!input->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                     qPrintable(input->objectName()));
        }
    }

  private:
    template <class Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return m_form->findChild<Widget*>(QLatin1String(name));
    }
    void unfold() const { find<QToolButton>("balancingHeader")->click(); }
    void choose(int item) const {
        auto* box = find<QComboBox>("method");
        box->setCurrentIndex(item);
        Q_EMIT box->activated(item);
    }
    void open(ServiceForm* form) {
        m_form = form;
        m_form->setZones({"internal.example"});
        m_form->show();
    }
    void openNew() {
        open(new ServiceForm(*m_backend));
        QTest::keyClicks(find<QLineEdit>("host"), QStringLiteral("media"));
        QTest::keyClicks(find<QLineEdit>("address1"), QStringLiteral("100.9.9.9"));
        QTest::keyClicks(find<QLineEdit>("port1"), QStringLiteral("8096"));
    }
    void edit(const api::ServiceView& service) {
        m_backend->services = {service};
        open(new ServiceForm(*m_backend, service, std::chrono::system_clock::now()));
    }

    std::unique_ptr<testing::FakeBackend> m_backend;
    QPointer<ServiceForm> m_form;
};

QTEST_MAIN(BalancingFieldsTest)
#include "tst_balancingfields.moc"
