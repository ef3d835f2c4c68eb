// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/formfixture.h"
#include "ui/forms/healthpolicyfields.h"

using namespace portolan;
using namespace portolan::ui;
using namespace portolan::ui::forms;

namespace {

/// Every number another, and none the usual one.
model::HealthPolicy uncommonPolicy() {
    model::HealthPolicy policy;
    policy.kind = model::ProbeKind::Http;
    policy.method = model::ProbeMethod::Get;
    policy.rise = 3;
    policy.fall = 4;
    policy.jitterPercent = 5;
    policy.flapChanges = 8;
    policy.path = "/health";
    policy.statuses = {{200, 299}, {401, 401}};
    policy.text = "ready";
    policy.interval = std::chrono::milliseconds(7500);
    policy.timeout = std::chrono::milliseconds(2500);
    policy.grace = std::chrono::seconds(90);
    policy.flapWindow = std::chrono::seconds(300);
    policy.slow = std::chrono::milliseconds(1500);
    return policy;
}

}  // namespace

class HealthPolicyFieldsTest : public QObject, private testing::FormFixture {
    Q_OBJECT

  private Q_SLOTS:
    void init() { begin(); }

    void leavesWhatItShowsAsItIs() {
        editChecks(uncommonPolicy());
        QCOMPARE(find<QLabel>("checksSummary")->text(),
                 QStringLiteral("GET /health · status 200-299, 401 · text “ready” · every 7.5 s · within "
                                "2.5 s · slow from 1.5 s"));
        QVERIFY(saved().checks == model::draftOf(uncommonPolicy()));
    }

    void sendsWhatIsChosen() {
        editChecks({});
        QCOMPARE(find<QLabel>("checksSummary")->text(), QString());
        unfold();
        find<QComboBox>("checkMethod")->setCurrentIndex(1);
        type("checkPath", "/alive");
        find<QDoubleSpinBox>("checkInterval")->setValue(20);
        find<QSpinBox>("checkFall")->setValue(5);
        find<QSpinBox>("checkRise")->setValue(2);
        model::HealthPolicy wanted;
        wanted.method = model::ProbeMethod::Head;
        wanted.path = "/alive";
        wanted.interval = std::chrono::seconds(20);
        wanted.fall = 5;
        wanted.rise = 2;
        QVERIFY(saved().checks == model::draftOf(wanted));
    }

    void showsWhatTheKindNeeds() {
        editChecks({});
        unfold();
        const auto shown = [this](int kind) {
            find<QComboBox>("checkKind")->setCurrentIndex(kind);
            return std::pair(find<QLineEdit>("checkPath")->isVisible(),
                             find<QDoubleSpinBox>("checkInterval")->isVisible());
        };
        QCOMPARE(shown(1), std::pair(true, true));
        QCOMPARE(shown(2), std::pair(false, true));
        QCOMPARE(shown(3), std::pair(false, false));
        QCOMPARE(find<QLabel>("checksSummary")->text(), QStringLiteral("never checked"));
        QCOMPARE(shown(0), std::pair(true, true));
        shown(3);
        QCOMPARE(saved().checks.kind, std::optional<std::string>("never"));
    }

    void keepsWhatIsWrongFromBeingSent() {
        editChecks({});
        unfold();
        type("checkPath", "alive");
        QVERIFY(message("checksMessage").contains(QStringLiteral("begins")));
        unfold();  // folds it
        m_form->submit();
        QVERIFY(m_backend->drafts.empty());
        QVERIFY(find<QLineEdit>("checkPath")->isVisible());
        QCOMPARE(m_form->focusWidget(), find<QLineEdit>("checkPath"));
        type("checkPath", "/alive");
        QVERIFY(message("checksMessage").isEmpty());
    }

    void putsTheBackendsErrorNextToItsFields() {
        editChecks({});
        m_backend->failNext({"check.status", "Codes.", "checks.status", {}});
        m_form->submit();
        QVERIFY(find<QToolButton>("checksHeader")->isChecked());
        QVERIFY(!message("checksMessage").isEmpty());
    }

    void namesEveryInputForScreenReaders() {
        editChecks({});
        QCOMPARE(unnamedOf(m_form->findChild<HealthPolicyFields*>()->inputs()), QString());
    }

  private:
    void unfold() const { press<QToolButton>("checksHeader"); }
    void editChecks(const model::HealthPolicy& policy) {
        api::ServiceView service = testing::sampleService(5, "llm");
        service.checks = policy;
        edit(service);
    }
};

QTEST_MAIN(HealthPolicyFieldsTest)
#include "tst_healthpolicyfields.moc"
