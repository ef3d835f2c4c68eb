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

constexpr std::size_t fingerprintSize = 71;  // "sha256:" and 64 digits

/// A service in which nothing is as usual.
api::ServiceView uncommonService() {
    api::ServiceView service = testing::sampleService(5, "llm");
    service.protocol = "https";
    service.targets.front().pin = model::Fingerprint{0xab, 0xcd};
    service.proxy = {model::HostHeader::AsLocalhost,
                     model::ForwardingFields::Omit,
                     {{"X-Api-Key", "s3cret"}},
                     {"tcp", "ssh"},
                     std::chrono::milliseconds(250),
                     std::chrono::seconds(1800),
                     {model::TlsVerification::Pin, "llm.example"}};
    service.revision = 12;
    return service;
}

/// As events and the lists of windows without a token have it.
api::ServiceView redacted(api::ServiceView service) {
    service.fieldValues = api::FieldValues::Hidden;
    for (model::RequestField& field : service.proxy.requestFields)
        field.value.clear();
    return service;
}

}  // namespace

class ProxyPolicyFieldsTest : public QObject, private testing::FormFixture {
    Q_OBJECT

  private Q_SLOTS:
    void init() {
        begin();
        m_backend->services = {uncommonService()};
    }
    void staysOutOfTheWay();
    void sendsDefaultsForWhatNobodyTouched();
    void sendsWhatIsChosen();
    void showsWhatTheServiceHas();
    void leavesWhatItShowsAsItIs();
    void saysWhatIsUncommonWhileFolded();
    void complainsWhileTyping_data();
    void complainsWhileTyping();
    void unfoldsWhereSomethingIsWrong();
    void putsTheBackendsErrorNextToItsField_data();
    void putsTheBackendsErrorNextToItsField();
    void forgetsRowsInWhichNothingStands();
    void removesAField();
    void keepsValuesThatItWasNotShown();
    void fetchesValuesThatTheListLacks();
    void asksForAValueWhenAHiddenFieldIsRenamed();
    void showsTlsForHttpsOnly();
    void trustsACertificateAnew();
    void aMovedTargetHasNoCertificateYet();
    void tabsThroughWhatIsShown();
    void namesEveryInputForScreenReaders();
    void fitsOnASmallScreen();

  private:
    void unfold() const {
        if (!find<QToolButton>("policyHeader")->isChecked())
            press<QToolButton>("policyHeader");
    }
    void addField(int number, const char* name, const char* value) const {
        press<QPushButton>("addField");
        type(qPrintable(QStringLiteral("fieldName%1").arg(number)), name);
        type(qPrintable(QStringLiteral("fieldValue%1").arg(number)), value);
    }
    void openUnfolded() {
        openNew();
        unfold();
    }
};

void ProxyPolicyFieldsTest::staysOutOfTheWay() {
    open(new ServiceForm(*m_backend));
    QVERIFY(!find<QComboBox>("hostHeader")->isVisible());
    QCOMPARE(find<QLabel>("policySummary")->text(), QString());
    press<QToolButton>("policyHeader");
    QVERIFY(find<QComboBox>("hostHeader")->isVisible());
    press<QToolButton>("policyHeader");
    QVERIFY(!find<QComboBox>("hostHeader")->isVisible());
}

void ProxyPolicyFieldsTest::sendsDefaultsForWhatNobodyTouched() {
    openUnfolded();
    const api::ServiceDraft draft = saved();
    QCOMPARE(draft.protocol.value(), std::string("http"));
    QVERIFY(draft.proxy == api::proxyDraftOf({}, api::FieldValues::Shown));
    QVERIFY(!draft.targets.front().pin);
}

void ProxyPolicyFieldsTest::sendsWhatIsChosen() {
    openUnfolded();
    choose("protocol", 1);
    choose("hostHeader", 2);
    choose("verification", 1);
    type("serverName", " media.example ");
    find<QCheckBox>("forwarding")->click();
    addField(1, "X-Api-Key", "s3cret");
    addField(2, "X-Empty", "");
    type("upgrades", "tcp; SSH");
    find<QDoubleSpinBox>("connectTimeout")->setValue(0.25);
    find<QDoubleSpinBox>("headTimeout")->setValue(30);
    const api::ServiceDraft draft = saved();
    QCOMPARE(draft.protocol.value(), std::string("https"));
    const api::ProxyDraft& proxy = draft.proxy;
    QCOMPARE(proxy.hostHeader.value(), std::string("localhost"));
    QCOMPARE(proxy.forwardingFields.value(), false);
    QVERIFY((proxy.requestFields ==
             std::vector<api::RequestFieldDraft>{{"X-Api-Key", "s3cret"}, {"X-Empty", ""}}));
    QVERIFY((proxy.upgrades == std::vector<std::string>{"tcp", "SSH"}));
    QCOMPARE(proxy.connectTimeout.value(), 0.25);
    QCOMPARE(proxy.responseHeadTimeout.value(), 30.0);
    QCOMPARE(proxy.tlsVerification.value(), std::string("authority"));
    QCOMPARE(proxy.tlsServerName.value(), std::string("media.example"));
}

void ProxyPolicyFieldsTest::showsWhatTheServiceHas() {
    edit(uncommonService());
    unfold();
    QCOMPARE(find<QComboBox>("protocol")->currentData().toString(), QStringLiteral("https"));
    QCOMPARE(find<QComboBox>("hostHeader")->currentText(), QStringLiteral("localhost"));
    QVERIFY(!find<QCheckBox>("forwarding")->isChecked());
    QCOMPARE(find<QLineEdit>("fieldName1")->text(), QStringLiteral("X-Api-Key"));
    QCOMPARE(find<QLineEdit>("fieldValue1")->text(), QStringLiteral("s3cret"));
    QCOMPARE(find<QLineEdit>("upgrades")->text(), QStringLiteral("tcp, ssh"));
    QCOMPARE(find<QDoubleSpinBox>("connectTimeout")->text(), QStringLiteral("0.25 s"));
    QCOMPARE(find<QDoubleSpinBox>("headTimeout")->text(), QStringLiteral("1800 s"));
    QCOMPARE(find<QLineEdit>("serverName")->text(), QStringLiteral("llm.example"));
    QVERIFY(find<QLineEdit>("pin1")->text().startsWith(QStringLiteral("sha256:abcd00")));
    QVERIFY(find<QLineEdit>("pin1")->isReadOnly());
}

void ProxyPolicyFieldsTest::leavesWhatItShowsAsItIs() {
    const api::ServiceView service = uncommonService();
    edit(service);
    type("port1", "9090");
    const api::ServiceDraft draft = saved();
    QVERIFY(draft.proxy == api::proxyDraftOf(service.proxy, api::FieldValues::Shown));
    QCOMPARE(draft.protocol.value(), std::string("https"));
}

void ProxyPolicyFieldsTest::saysWhatIsUncommonWhileFolded() {
    edit(uncommonService());
    const QString summary = find<QLabel>("policySummary")->text();
    for (const char* part :
         {"https", "Host: localhost", "not told who asks", "1 field", "tcp", "0.25 s", "1800 s"})
        QVERIFY2(summary.contains(QLatin1String(part)), qPrintable(summary));
    QVERIFY(!summary.contains(QStringLiteral("s3cret")));
}

void ProxyPolicyFieldsTest::complainsWhileTyping_data() {
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("isWrong");
    const auto row = [](const char* name, const char* input, const char* text, const char* place,
                        bool isWrong) {
        QTest::newRow(name) << QString::fromLatin1(input) << QString::fromLatin1(text)
                            << QString::fromLatin1(place) << isWrong;
    };
    row("a field", "fieldName1", "X-Api-Key", "fieldMessage1", false);
    row("RFC 9110 5.6.2 no token", "fieldName1", "X Api", "fieldMessage1", true);
    row("RFC 9110 7.2 Host", "fieldName1", "host", "fieldMessage1", true);
    row("the proxy's own", "fieldName1", "X-Forwarded-For", "fieldMessage1", true);
    row("upgrades", "upgrades", "tcp, websocket", "upgradesMessage", false);
    row("RFC 9113 3.1 h2c", "upgrades", "tcp, h2c", "upgradesMessage", true);
    row("too many upgrades", "upgrades", "a b c d e f g h i", "upgradesMessage", true);
    row("server name", "serverName", "media.example", "tlsMessage", false);
    row("RFC 6066 3 an address", "serverName", "100.2.2.2", "tlsMessage", true);
}

void ProxyPolicyFieldsTest::complainsWhileTyping() {
    QFETCH(QString, input);
    QFETCH(QString, text);
    QFETCH(QString, place);
    QFETCH(bool, isWrong);
    openUnfolded();
    choose("protocol", 1);
    press<QPushButton>("addField");
    type(qPrintable(input), qPrintable(text));
    QCOMPARE(!message(qPrintable(place)).isEmpty(), isWrong);
    press<QPushButton>("save");
    QCOMPARE(m_backend->drafts.empty(), isWrong);
}

void ProxyPolicyFieldsTest::unfoldsWhereSomethingIsWrong() {
    openUnfolded();
    type("upgrades", "a/b");
    press<QToolButton>("policyHeader");
    QVERIFY(!find<QLineEdit>("upgrades")->isVisible());
    press<QPushButton>("save");
    QVERIFY(find<QLineEdit>("upgrades")->isVisible());
    QVERIFY(m_backend->drafts.empty());
}

void ProxyPolicyFieldsTest::putsTheBackendsErrorNextToItsField_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* field, const char* place) {
        QTest::newRow(field) << QString::fromLatin1(field) << QString::fromLatin1(place);
    };
    row("protocol", "protocolMessage");
    row("proxy.request_fields", "fieldsMessage");
    row("proxy.request_fields[1].value", "fieldMessage2");
    row("proxy.upgrades[0]", "upgradesMessage");
    row("proxy.connect_timeout", "timesMessage");
    row("proxy.response_head_timeout", "timesMessage");
    row("proxy.tls.server_name", "tlsMessage");
    row("proxy.host_header", "formMessage");
    row("targets[0].pin", "targetMessage1");
}

void ProxyPolicyFieldsTest::putsTheBackendsErrorNextToItsField() {
    QFETCH(QString, field);
    QFETCH(QString, place);
    openUnfolded();
    choose("protocol", 1);
    addField(1, "X-A", "1");
    addField(2, "X-B", "2");
    press<QToolButton>("policyHeader");
    m_backend->failNext({"some.code", "What would be right.", field.toStdString(), {}});
    press<QPushButton>("save");
    QCOMPARE(message(qPrintable(place)), QStringLiteral("What would be right."));
    QTRY_VERIFY(find<widgets::FieldMessage>(qPrintable(place))->isVisible());
}

void ProxyPolicyFieldsTest::forgetsRowsInWhichNothingStands() {
    openUnfolded();
    press<QPushButton>("addField");
    addField(2, "X-B", "2");
    const api::ServiceDraft draft = saved();
    QVERIFY((draft.proxy.requestFields == std::vector<api::RequestFieldDraft>{{"X-B", "2"}}));
}

void ProxyPolicyFieldsTest::removesAField() {
    edit(uncommonService());
    unfold();
    const auto buttons = m_form->findChildren<QToolButton*>();
    const auto drop = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton* button) {
        return button->accessibleName() == QStringLiteral("Remove field 1");
    });
    QVERIFY(drop != buttons.end());
    (*drop)->click();
    QTRY_VERIFY(!find<QLineEdit>("fieldName1"));
    const api::ServiceDraft draft = saved();
    QVERIFY(draft.proxy.requestFields.has_value() && draft.proxy.requestFields->empty());
}

void ProxyPolicyFieldsTest::keepsValuesThatItWasNotShown() {
    m_backend->services = {redacted(uncommonService())};
    edit(m_backend->services.front());
    unfold();
    QCOMPARE(find<QLineEdit>("fieldValue1")->text(), QString());
    QCOMPARE(find<QLineEdit>("fieldValue1")->placeholderText(), QStringLiteral("kept, not shown"));
    QVERIFY(
        (saved().proxy.requestFields == std::vector<api::RequestFieldDraft>{{"X-Api-Key", std::nullopt}}));
    edit(redacted(uncommonService()));
    type("fieldValue1", "new");
    QVERIFY((saved().proxy.requestFields == std::vector<api::RequestFieldDraft>{{"X-Api-Key", "new"}}));
}

void ProxyPolicyFieldsTest::fetchesValuesThatTheListLacks() {
    m_backend->held = true;
    edit(redacted(uncommonService()));
    QCOMPARE(find<QLineEdit>("fieldValue1")->text(), QString());
    m_backend->release();
    QCOMPARE(find<QLineEdit>("fieldValue1")->text(), QStringLiteral("s3cret"));

    m_backend->held = true;
    edit(redacted(uncommonService()));
    type("fieldValue1", "mine");
    m_backend->release();
    QCOMPARE(find<QLineEdit>("fieldValue1")->text(), QStringLiteral("mine"));
}

void ProxyPolicyFieldsTest::asksForAValueWhenAHiddenFieldIsRenamed() {
    m_backend->services = {redacted(uncommonService())};
    edit(m_backend->services.front());
    unfold();
    type("fieldName1", "X-Other");
    QCOMPARE(message("fieldMessage1"), QStringLiteral("There is no value for “X-Other” yet; give one."));
    press<QPushButton>("save");
    QVERIFY(m_backend->drafts.empty());
    type("fieldName1", "x-api-key");
    QCOMPARE(message("fieldMessage1"), QString());
}

void ProxyPolicyFieldsTest::showsTlsForHttpsOnly() {
    openUnfolded();
    QVERIFY(!find<QComboBox>("verification")->isVisible());
    choose("protocol", 1);
    QVERIFY(find<QComboBox>("verification")->isVisible());
    QVERIFY(find<QLineEdit>("pin1")->isVisible());
    QCOMPARE(find<QLineEdit>("serverName")->placeholderText(), QStringLiteral("media.internal.example"));
    choose("verification", 1);
    QVERIFY(!find<QLineEdit>("pin1")->isVisible());
    choose("protocol", 0);
    QVERIFY(!find<QComboBox>("verification")->isVisible());
}

void ProxyPolicyFieldsTest::trustsACertificateAnew() {
    edit(uncommonService());
    unfold();
    QVERIFY(!saved().targets.front().pin || saved().targets.front().pin->size() == fingerprintSize);
    edit(uncommonService());
    unfold();
    press<QPushButton>("trustAnew1");
    QCOMPARE(find<QLineEdit>("pin1")->text(), QString());
    QVERIFY(!find<QPushButton>("trustAnew1")->isEnabled());
    QCOMPARE(saved().targets.front().pin, std::optional<std::string>(""));
}

void ProxyPolicyFieldsTest::aMovedTargetHasNoCertificateYet() {
    edit(uncommonService());
    unfold();
    type("port1", "9443");
    QCOMPARE(find<QLineEdit>("pin1")->text(), QString());
    QVERIFY(!find<QPushButton>("trustAnew1")->isEnabled());
    type("port1", "8080");
    QVERIFY(find<QLineEdit>("pin1")->text().startsWith(QStringLiteral("sha256:abcd00")));
}

void ProxyPolicyFieldsTest::tabsThroughWhatIsShown() {
    openUnfolded();
    choose("protocol", 1);
    addField(1, "X-A", "1");
    QCoreApplication::processEvents();
    QStringList order;
    for (QWidget* at = find<QLineEdit>("host"); order.size() < 200; at = at->nextInFocusChain()) {
        order.append(at->objectName());
        if (at->objectName() == QStringLiteral("save"))
            break;
    }
    qsizetype last = -1;
    for (const char* name :
         {"host",         "address1",   "port1",    "delivery",       "access",      "strictTransport",
          "name",         "record",     "enabled",  "policyHeader",   "protocol",    "hostHeader",
          "verification", "serverName", "pin1",     "trustAnew1",     "forwarding",  "fieldName1",
          "fieldValue1",  "addField",   "upgrades", "connectTimeout", "headTimeout", "save"}) {
        const qsizetype place = order.indexOf(QLatin1String(name));
        QVERIFY2(place > last, name);
        last = place;
    }
}

void ProxyPolicyFieldsTest::namesEveryInputForScreenReaders() {
    edit(uncommonService());
    unfold();
    QCOMPARE(unnamedOf(m_form->findChild<ProxyPolicyFields*>()->inputs()), QString());
}

void ProxyPolicyFieldsTest::fitsOnASmallScreen() {
    openUnfolded();
    choose("protocol", 1);
    for (int i = 1; i <= 12; ++i)
        addField(i, "X-A", "1");
    QCoreApplication::processEvents();
    QVERIFY2(m_form->height() <= m_form->screen()->availableGeometry().height(),
             qPrintable(QString::number(m_form->height())));
    QVERIFY(find<QPushButton>("save")->isVisible());
}

QTEST_MAIN(ProxyPolicyFieldsTest)
#include "tst_proxypolicyfields.moc"
