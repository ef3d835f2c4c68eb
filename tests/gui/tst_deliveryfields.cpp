// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/formfixture.h"

using namespace portolan;
using namespace portolan::ui;
using namespace portolan::ui::forms;

class DeliveryFieldsTest : public QObject, private testing::FormFixture {
    Q_OBJECT

  private Q_SLOTS:
    void init() { begin(); }
    void sendsDefaultsForWhatNobodyTouched();
    void sendsWhatIsChosen_data();
    void sendsWhatIsChosen();
    void showsWhatTheServiceHas();
    void leavesWhatItShowsAsItIs_data();
    void leavesWhatItShowsAsItIs();
    void hidesWhatHasNoEffectWithoutTheProxy();
    void savesWithoutTheProxyWhateverIsHidden();
    void putsTheBackendsErrorNextToItsField_data();
    void putsTheBackendsErrorNextToItsField();
    void namesEveryInputForScreenReaders();
};

void DeliveryFieldsTest::sendsDefaultsForWhatNobodyTouched() {
    openNew();
    const api::ServiceDraft draft = saved();
    QCOMPARE(draft.delivery.value(), std::string("proxy"));
    QVERIFY((draft.clientTls == api::ClientTlsDraft{"http_and_https", {}}));
}

void DeliveryFieldsTest::sendsWhatIsChosen_data() {
    QTest::addColumn<int>("access");
    QTest::addColumn<bool>("strict");
    QTest::addColumn<std::string>("word");
    QTest::addColumn<qint64>("seconds");  // -1: none
    QTest::newRow("both") << 0 << false << std::string("http_and_https") << qint64(-1);
    QTest::newRow("both, strict") << 0 << true << std::string("http_and_https") << qint64(31536000);
    QTest::newRow("https only") << 1 << false << std::string("https_only") << qint64(-1);
    QTest::newRow("https only, strict") << 1 << true << std::string("https_only") << qint64(31536000);
    QTest::newRow("http only forgets strict") << 2 << true << std::string("http_only") << qint64(-1);
}

void DeliveryFieldsTest::sendsWhatIsChosen() {
    QFETCH(int, access);
    QFETCH(bool, strict);
    QFETCH(std::string, word);
    QFETCH(qint64, seconds);
    openNew();
    if (strict)
        find<QCheckBox>("strictTransport")->click();
    choose("access", access);
    const api::ServiceDraft draft = saved();
    QCOMPARE(draft.clientTls.access.value(), word);
    QCOMPARE(draft.clientTls.strictTransport.value_or(-1), std::int64_t(seconds));
}

void DeliveryFieldsTest::showsWhatTheServiceHas() {
    api::ServiceView service = testing::sampleService(5, "llm");
    service.clientTls = {model::ClientAccess::HttpsOnly, std::chrono::seconds(60)};
    edit(service);
    QCOMPARE(find<QComboBox>("access")->currentText(), QStringLiteral("https only"));
    QVERIFY(find<QCheckBox>("strictTransport")->isChecked());
    service.clientTls = {};
    service.delivery = model::Delivery::Direct;
    edit(service);
    QCOMPARE(find<QComboBox>("delivery")->currentIndex(), 1);
    QVERIFY(!find<QComboBox>("access")->isVisible());
}

void DeliveryFieldsTest::leavesWhatItShowsAsItIs_data() {
    QTest::addColumn<int>("access");
    QTest::addColumn<bool>("direct");
    QTest::newRow("https only") << int(model::ClientAccess::HttpsOnly) << false;
    QTest::newRow("both") << int(model::ClientAccess::HttpAndHttps) << false;
    QTest::newRow("direct") << int(model::ClientAccess::HttpAndHttps) << true;
}

void DeliveryFieldsTest::leavesWhatItShowsAsItIs() {
    QFETCH(int, access);
    QFETCH(bool, direct);
    api::ServiceView service = testing::sampleService(5, "llm");
    service.clientTls.access = static_cast<model::ClientAccess>(access);
    service.delivery = direct ? model::Delivery::Direct : model::Delivery::Proxy;
    if (!direct)
        service.clientTls.strictTransport = std::chrono::seconds(60);
    edit(service);
    const api::ServiceDraft draft = saved();
    QCOMPARE(draft.delivery.value(), std::string(direct ? "direct" : "proxy"));
    if (direct)
        QVERIFY(draft.clientTls == api::ClientTlsDraft());
    else
        QCOMPARE(draft.clientTls.strictTransport.value(), std::int64_t(60));
}

void DeliveryFieldsTest::hidesWhatHasNoEffectWithoutTheProxy() {
    openNew();
    const auto areShown = [this] {
        return find<QComboBox>("access")->isVisible() && find<QLineEdit>("record")->isVisible() &&
               find<QToolButton>("policyHeader")->isVisible();
    };
    const auto areHidden = [this] {
        return !find<QComboBox>("access")->isVisible() && !find<QCheckBox>("strictTransport")->isVisible() &&
               !find<QLineEdit>("record")->isVisible() && !find<QToolButton>("policyHeader")->isVisible();
    };
    QVERIFY(areShown());
    choose("delivery", 1);
    QVERIFY(areHidden());
    choose("delivery", 0);
    QVERIFY(areShown());
    choose("access", 2);
    QVERIFY(!find<QCheckBox>("strictTransport")->isVisible());
}

void DeliveryFieldsTest::savesWithoutTheProxyWhateverIsHidden() {
    openNew();
    type("record", "no address");
    find<QToolButton>("policyHeader")->click();
    type("upgrades", "h2c");
    choose("delivery", 1);
    const api::ServiceDraft draft = saved();
    QCOMPARE(draft.delivery.value_or("nothing was sent"), std::string("direct"));
    QVERIFY(!draft.recordAddress);
    QVERIFY(draft.proxy == api::ProxyDraft());
    QVERIFY(draft.clientTls == api::ClientTlsDraft());
}

void DeliveryFieldsTest::putsTheBackendsErrorNextToItsField_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* field, const char* message) {
        QTest::newRow(field) << QString::fromLatin1(field) << QString::fromLatin1(message);
    };
    row("delivery", "deliveryMessage");
    row("tls.access", "accessMessage");
    row("tls.strict_transport_seconds", "accessMessage");
}

void DeliveryFieldsTest::putsTheBackendsErrorNextToItsField() {
    QFETCH(QString, field);
    QFETCH(QString, message);
    openNew();
    m_backend->failNext({"any.code", "Not so.", field.toStdString(), {}});
    (void)saved();
    QCOMPARE(find<widgets::FieldMessage>(qPrintable(message))->sentence(), QStringLiteral("Not so."));
    choose("access", 1);
    QCOMPARE(find<widgets::FieldMessage>(qPrintable(message))->sentence(), QString());
}

void DeliveryFieldsTest::namesEveryInputForScreenReaders() {
    openNew();
    QCOMPARE(unnamedOf(m_form->findChild<DeliveryFields*>()->inputs()), QString());
}

QTEST_MAIN(DeliveryFieldsTest)
#include "tst_deliveryfields.moc"
