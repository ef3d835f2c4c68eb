// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "tests/gui/pictures.h"
#include "ui/notices/webhookform.h"
#include "ui/notices/webhooksdialog.h"

#include <QAbstractButton>
#include <QApplication>
#include <QPointer>
#include <QTest>

using namespace portolan;
using namespace portolan::ui;

class WebhooksTest : public QObject {
    Q_OBJECT

    base::RealClock m_clock;
    std::unique_ptr<testing::FakeBackend> m_backend;
    QPointer<notices::WebhooksDialog> m_dialog;

    static api::WebhookView webhook(std::uint64_t id, const std::string& url) {
        api::WebhookView view{model::WebhookId{id}, url};
        view.events = {model::NoticeKind::ServicesDown};
        view.secret = api::SecretState::Set;
        view.revision = 7;
        return view;
    }
    void open() {
        m_dialog = new notices::WebhooksDialog(*m_backend, m_clock, nullptr);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
    }
    template <class Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return m_dialog->findChild<Widget*>(QLatin1String(name));
    }
    void click(const char* name) const { find<QAbstractButton>(name)->click(); }
    void select(int row) const {
        auto* list = find<QTreeView>("webhookList");
        list->setCurrentIndex(list->model()->index(row, 0));
    }
    [[nodiscard]] QString said() const { return find<widgets::FieldMessage>("webhooksMessage")->sentence(); }
    [[nodiscard]] QString cell(int row, int column) const {
        return find<QTreeView>("webhookList")->model()->index(row, column).data().toString();
    }
    [[nodiscard]] const api::SaveWebhook& saved() const {
        return std::get<api::SaveWebhook>(m_backend->configured.back());
    }

  private Q_SLOTS:
    void init() { m_backend = std::make_unique<testing::FakeBackend>(); }
    void cleanup() {
        delete m_dialog;
        m_backend.reset();
    }

    void showsThemAndHowDeliveriesGo() {
        m_backend->webhooks.items = {webhook(1, "https://chat.example/hook"), webhook(2, "http://b.example/"),
                                     webhook(3, "http://c.example/"), webhook(4, "http://d.example/")};
        m_backend->webhooks.items[1].delivery.lastAttempt = m_clock.systemNow();
        m_backend->webhooks.items[2].delivery.error =
            base::Error{"webhook.status", "The receiver answered 503.", "", {{"status", "503"}}};
        m_backend->webhooks.items[3].enabled = false;
        m_backend->webhooks.items.push_back(webhook(5, "http://e.example/"));
        m_backend->webhooks.items[4].enabled = false;
        m_backend->webhooks.items[4].delivery.error = base::Error{"webhook.gone", "No more.", "", {}};
        m_backend->webhooks.items[3].events = {model::selectableNotices.begin(),
                                               model::selectableNotices.end()};
        open();
        QVERIFY(cell(0, notices::WebhookModel::Place).contains(QStringLiteral("https://chat.example/hook")));
        QCOMPARE(cell(0, notices::WebhookModel::Events), QStringLiteral("services that went down"));
        QCOMPARE(cell(0, notices::WebhookModel::Deliveries), QStringLiteral("nothing sent yet"));
        QVERIFY(cell(1, notices::WebhookModel::Deliveries).startsWith(QStringLiteral("delivered")));
        QVERIFY(cell(2, notices::WebhookModel::Deliveries).contains(QStringLiteral("503")));
        QCOMPARE(cell(3, notices::WebhookModel::Deliveries), QStringLiteral("switched off"));
        QCOMPARE(cell(3, notices::WebhookModel::Events), QStringLiteral("all notices"));
        QVERIFY(cell(4, notices::WebhookModel::Deliveries).contains(QStringLiteral("410")));
        QVERIFY(!find<QAbstractButton>("testWebhook")->isEnabled());
        testing::leavePicture(*m_dialog);
    }

    void saysThatTheListCannotBeHad() {
        m_backend->failNext({"call.timeout", "No answer came.", "", {}});
        open();
        QVERIFY(!said().isEmpty());
    }

    void aDoubleClickEdits() {
        m_backend->webhooks.items = {webhook(1, "https://chat.example/hook")};
        open();
        auto* list = find<QTreeView>("webhookList");
        Q_EMIT list->doubleClicked(list->model()->index(0, 0));
        QVERIFY(!find<QDialog>("webhookForm"));  // nothing is selected
        select(0);
        Q_EMIT list->doubleClicked(list->model()->index(0, 0));
        QCOMPARE(find<QLineEdit>("webhookUrl")->text(), QStringLiteral("https://chat.example/hook"));
    }

    void addsOne() {
        open();
        click("addWebhook");
        QVERIFY(find<QDialog>("webhookForm"));
        QVERIFY(!find<QAbstractButton>("saveWebhook")->isEnabled());
        QVERIFY(!find<QAbstractButton>("noSecret")->isVisible());
        QTest::keyClicks(find<QLineEdit>("webhookUrl"), QStringLiteral(" https://chat.example/hook "));
        QTest::keyClicks(find<QLineEdit>("webhookSecret"), QStringLiteral("long and random"));
        for (const char* event : {"services_up", "certificates_failed", "listeners_lost", "listeners_back"})
            find<QAbstractButton>(("event_" + std::string(event)).c_str())->setChecked(false);
        testing::leavePicture(*find<QDialog>("webhookForm"));
        click("saveWebhook");
        QVERIFY(!saved().id);
        QCOMPARE(saved().draft.url, std::string("https://chat.example/hook"));
        QCOMPARE(*saved().draft.secret, std::string("long and random"));
        QVERIFY(saved().draft.events == (std::vector<std::string>{"services_down", "certificates_expiring"}));
        QVERIFY(*saved().draft.enabled);
        QTRY_VERIFY(!find<QDialog>("webhookForm"));
        QTRY_COMPARE(find<QTreeView>("webhookList")->model()->rowCount(), 1);
    }

    void savesOnceAtATime() {
        open();
        click("addWebhook");
        QTest::keyClicks(find<QLineEdit>("webhookUrl"), QStringLiteral("http://a.example/"));
        m_backend->held = true;
        click("saveWebhook");
        QTest::keyClicks(find<QLineEdit>("webhookUrl"), QStringLiteral("x"));
        QVERIFY(!find<QAbstractButton>("saveWebhook")->isEnabled());
        m_backend->release();
        QTRY_VERIFY(!find<QDialog>("webhookForm"));
    }

    void wantsAKindOfNotice() {
        open();
        click("addWebhook");
        QTest::keyClicks(find<QLineEdit>("webhookUrl"), QStringLiteral("http://a.example/"));
        QVERIFY(find<QAbstractButton>("saveWebhook")->isEnabled());
        for (const model::NoticeKind kind : model::selectableNotices) {
            QVERIFY(find<QAbstractButton>("saveWebhook")->isEnabled());
            find<QAbstractButton>(("event_" + std::string(model::toWord(kind))).c_str())->setChecked(false);
        }
        QVERIFY(!find<QAbstractButton>("saveWebhook")->isEnabled());
    }

    void saysWhatIsWrong() {
        open();
        click("addWebhook");
        QTest::keyClicks(find<QLineEdit>("webhookUrl"), QStringLiteral("http://169.254.169.254/"));
        m_backend->failNext({"webhook.address", "No.", "url", {{"address", "169.254.169.254:80"}}});
        click("saveWebhook");
        auto* form = find<QDialog>("webhookForm");
        QVERIFY(form && form->isVisible());
        QVERIFY(form->findChild<widgets::FieldMessage*>()->sentence().contains(
            QStringLiteral("169.254.169.254")));
        QVERIFY(find<QAbstractButton>("saveWebhook")->isEnabled());
        QTest::keyClicks(find<QLineEdit>("webhookUrl"), QStringLiteral("x"));
        QVERIFY(form->findChild<widgets::FieldMessage*>()->sentence().isEmpty());
    }

    void keepsTheSecretUnlessItIsTold_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("none");
        QTest::addColumn<QString>("sent");
        QTest::newRow("kept") << QString() << false << QStringLiteral("absent");
        QTest::newRow("another") << QStringLiteral("new") << false << QStringLiteral("new");
        QTest::newRow("taken away") << QString() << true << QString();
    }
    void keepsTheSecretUnlessItIsTold() {
        QFETCH(QString, typed);
        QFETCH(bool, none);
        QFETCH(QString, sent);
        m_backend->webhooks.items = {webhook(1, "https://chat.example/hook")};
        open();
        select(0);
        click("editWebhook");
        QCOMPARE(find<QLineEdit>("webhookUrl")->text(), QStringLiteral("https://chat.example/hook"));
        QVERIFY(find<QLineEdit>("webhookSecret")->text().isEmpty());
        QVERIFY(!find<QAbstractButton>("event_services_up")->isChecked());
        QTest::keyClicks(find<QLineEdit>("webhookSecret"), typed);
        find<QAbstractButton>("noSecret")->setChecked(none);
        click("saveWebhook");
        QVERIFY(saved().id == model::WebhookId{1});
        QVERIFY(m_backend->preconditions.back().revision == model::Revision{7});
        QCOMPARE(QString::fromStdString(saved().draft.secret.value_or("absent")), sent);
    }

    void asksBeforeItRemovesOne() {
        m_backend->webhooks.items = {webhook(1, "https://chat.example/hook")};
        open();
        select(0);
        click("removeWebhook");
        QVERIFY(m_backend->configured.empty());
        click("reallyRemove");
        QVERIFY(std::get<api::RemoveWebhook>(m_backend->configured.back()).id == model::WebhookId{1});
        QTRY_COMPARE(find<QTreeView>("webhookList")->model()->rowCount(), 0);
    }

    void triesOne() {
        m_backend->webhooks.items = {webhook(1, "https://chat.example/hook")};
        m_backend->webhookTest = {204, std::nullopt, ""};
        open();
        select(0);
        click("testWebhook");
        QCOMPARE(said(), QStringLiteral("The receiver took it: status 204."));
        m_backend->webhookTest = {404, base::Error{"webhook.status", "No.", "", {{"status", "404"}}}, ""};
        click("testWebhook");
        QVERIFY(said().contains(QStringLiteral("404")));
        m_backend->failNext({"call.timeout", "No.", "", {}});
        click("testWebhook");
        QVERIFY(!said().isEmpty());
    }

    void keepsTheSelectionWhenItAsksAgain() {
        m_backend->webhooks.items = {webhook(1, "http://a.example/"), webhook(2, "http://b.example/")};
        open();
        select(1);
        m_backend->webhooks.items[1].delivery.delivered = 3;
        QMetaObject::invokeMethod(m_dialog->findChild<QTimer*>(), "timeout");
        QVERIFY(find<QAbstractButton>("testWebhook")->isEnabled());
    }
};

QTEST_MAIN(WebhooksTest)
#include "tst_webhooks.moc"
