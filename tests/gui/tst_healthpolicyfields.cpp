// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "ui/forms/healthpolicyfields.h"
#include "ui/forms/serviceform.h"
#include "ui/widgets/fieldmessage.h"

#include <QPointer>
#include <QTest>

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

class HealthPolicyFieldsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_backend = std::make_unique<testing::FakeBackend>(); }
    void cleanup() {
        delete m_form;
        m_backend.reset();
    }

    void leavesWhatItShowsAsItIs() {
        edit(uncommonPolicy());
        QCOMPARE(find<QLabel>("checksSummary")->text(),
                 QStringLiteral("GET /health · status 200-299, 401 · text “ready” · every 7.5 s · within "
                                "2.5 s · slow from 1.5 s"));
        m_form->submit();
        QVERIFY(m_backend->drafts.back().checks == model::draftOf(uncommonPolicy()));
    }

    void sendsWhatIsChosen() {
        edit({});
        QCOMPARE(find<QLabel>("checksSummary")->text(), QString());
        unfold();
        find<QComboBox>("checkMethod")->setCurrentIndex(1);
        type("checkPath", "/alive");
        find<QDoubleSpinBox>("checkInterval")->setValue(20);
        find<QSpinBox>("checkFall")->setValue(5);
        find<QSpinBox>("checkRise")->setValue(2);
        m_form->submit();
        model::HealthPolicy wanted;
        wanted.method = model::ProbeMethod::Head;
        wanted.path = "/alive";
        wanted.interval = std::chrono::seconds(20);
        wanted.fall = 5;
        wanted.rise = 2;
        QVERIFY(m_backend->drafts.back().checks == model::draftOf(wanted));
    }

    void showsWhatTheKindNeeds() {
        edit({});
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
        m_form->submit();
        QCOMPARE(m_backend->drafts.back().checks.kind, std::optional<std::string>("never"));
    }

    void keepsWhatIsWrongFromBeingSent() {
        edit({});
        unfold();
        type("checkPath", "alive");
        QVERIFY(find<widgets::FieldMessage>("checksMessage")->sentence().contains(QStringLiteral("begins")));
        unfold();  // folds it
        m_form->submit();
        QVERIFY(m_backend->drafts.empty());
        QVERIFY(find<QLineEdit>("checkPath")->isVisible());
        type("checkPath", "/alive");
        QVERIFY(find<widgets::FieldMessage>("checksMessage")->sentence().isEmpty());
    }

    void putsTheBackendsErrorNextToItsFields() {
        edit({});
        m_backend->failNext({"check.status", "Codes.", "checks.status", {}});
        m_form->submit();
        QVERIFY(find<QToolButton>("checksHeader")->isChecked());
        QVERIFY(!find<widgets::FieldMessage>("checksMessage")->sentence().isEmpty());
    }

    void namesEveryInputForScreenReaders() {
        edit({});
        for (const QWidget* input : m_form->findChild<HealthPolicyFields*>()->inputs()) {
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
    void unfold() const { find<QToolButton>("checksHeader")->click(); }
    void type(const char* name, const char* text) const {
        auto* input = find<QLineEdit>(name);
        input->clear();
        QTest::keyClicks(input, QString::fromLatin1(text));
    }
    void edit(const model::HealthPolicy& policy) {
        api::ServiceView service = testing::sampleService(5, "llm");
        service.checks = policy;
        m_backend->services = {service};
        m_form = new ServiceForm(*m_backend, service, std::chrono::system_clock::now());
        m_form->setZones({"internal.example"});
        m_form->show();
    }

    std::unique_ptr<testing::FakeBackend> m_backend;
    QPointer<ServiceForm> m_form;
};

QTEST_MAIN(HealthPolicyFieldsTest)
#include "tst_healthpolicyfields.moc"
