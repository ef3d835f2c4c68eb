// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "ui/forms/draftrules.h"
#include "ui/forms/serviceform.h"

#include <QPointer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace portolan;
using namespace portolan::ui;
using namespace portolan::ui::forms;
using namespace std::chrono_literals;

class ServiceFormTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void checksEachFieldByItself_data();
    void checksEachFieldByItself();
    void takesPastedAddressesApart_data();
    void takesPastedAddressesApart();
    void complainsWhileTyping();
    void complainsOnlyAboutWhatWasTouched();
    void complainsAboutAllWhenSubmitted();
    void completesTheNameWithTheZone();
    void previewsWhatWillExist();
    void asksOnceAfterAPause();
    void forgetsAnAnswerToAnOlderQuestion();
    void putsTheBackendsErrorNextToItsField_data();
    void putsTheBackendsErrorNextToItsField();
    void addsAService();
    void showsThatItIsAtWork();
    void staysOpenWhenAddingFails();
    void keepsSeveralTargets();
    void editsWithoutLosingWhatItDoesNotShow();
    void keepsItsFieldsClearOfTheScrollBar();
    void mayBeClosedWhileTheBackendThinks();

  private:
    [[nodiscard]] QLineEdit* field(const char* name) const {
        return m_form->findChild<QLineEdit*>(QLatin1String(name));
    }
    [[nodiscard]] QString message(const char* name) const {
        return m_form->findChild<widgets::FieldMessage*>(QLatin1String(name))->sentence();
    }
    [[nodiscard]] PreviewCard* preview() const { return m_form->findChild<PreviewCard*>(); }
    void type(const char* name, const char* text) const {
        field(name)->clear();
        QTest::keyClicks(field(name), QString::fromUtf8(text));
    }
    void fill() const {
        type("host", "media");
        type("address1", "100.9.9.9");
        type("port1", "8096");
    }
    void submit() const {
        QTest::mouseClick(m_form->findChild<QPushButton*>(QStringLiteral("save")), Qt::LeftButton);
    }
    void open(ServiceForm* form) {
        m_form = form;
        m_form->setZones({"internal.example", "lab.example"});
        m_form->show();
    }

    std::unique_ptr<testing::FakeBackend> m_backend;
    QPointer<ServiceForm> m_form;
};

void ServiceFormTest::init() {
    m_backend = std::make_unique<testing::FakeBackend>();
    open(new ServiceForm(*m_backend));
}

void ServiceFormTest::cleanup() {
    delete m_form;
    m_backend.reset();
}

void ServiceFormTest::checksEachFieldByItself_data() {
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const char* input, const QString& text, const char* code) {
        QTest::newRow(name) << QString::fromLatin1(input) << text << QString::fromLatin1(code);
    };
    row("name", "host", QStringLiteral("llm"), "");
    row("name in a zone", "host", QStringLiteral("llm.lab.example"), "");
    row("name, any case, final dot", "host", QStringLiteral("LLM.Internal.Example."), "");
    row("name with blanks around", "host", QStringLiteral(" llm "), "");
    row("name missing", "host", QString(), "name.empty");
    row("name outside the zones", "host", QStringLiteral("llm.example.org"), "name.outside_zones");
    row("name reserved", "host", QStringLiteral("dns"), "name.reserved");
    row("RFC 1123 2.1 blank", "host", QStringLiteral("my llm"), "name.character");
    row("RFC 1123 2.1 hyphen", "host", QStringLiteral("-llm"), "name.hyphen");
    row("RFC 1035 2.3.4 long label", "host", QString(64, QLatin1Char('a')), "name.label_too_long");
    row("name is an address", "host", QStringLiteral("100.2.2.2"), "name.is_address");
    row("address", "address", QStringLiteral("100.2.2.2"), "");
    row("address v6", "address", QStringLiteral("fd00::1"), "");
    row("address missing", "address", QString(), "target.address_missing");
    row("address is a name", "address", QStringLiteral("antarus.lan"), "");
    row("address too long", "address", QStringLiteral("100.2.2.2.2"), "target.address");
    row("port 1", "port", QStringLiteral("1"), "");
    row("port 65535", "port", QStringLiteral("65535"), "");
    row("port 0", "port", QStringLiteral("0"), "port.range");
    row("port 65536", "port", QStringLiteral("65536"), "port.range");
    row("port missing", "port", QString(), "port.range");
    row("port no number", "port", QStringLiteral("http"), "port.range");
    row("record address", "record", QStringLiteral("100.1.1.9"), "");
    row("no record address", "record", QString(), "");
    row("record address is a name", "record", QStringLiteral("omnitron"), "address.invalid");
}

void ServiceFormTest::checksEachFieldByItself() {
    QFETCH(QString, input);
    QFETCH(QString, text);
    QFETCH(QString, code);
    Complaint complaint;
    if (input == QLatin1String("host"))
        complaint = checkHost(text, {"internal.example", "lab.example"});
    else if (input == QLatin1String("address"))
        complaint = checkAddress(text);
    else if (input == QLatin1String("port"))
        complaint = checkPort(text);
    else
        complaint = checkRecordAddress(text);
    QCOMPARE(complaint ? QString::fromStdString(complaint->code) : QString(), code);
}

void ServiceFormTest::takesPastedAddressesApart_data() {
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("port");
    const auto row = [](const char* pasted, const char* address, const char* port) {
        QTest::newRow(pasted) << QString::fromLatin1(pasted) << QString::fromLatin1(address)
                              << QString::fromLatin1(port);
    };
    row("100.2.2.2:8080", "100.2.2.2", "8080");
    row(" 100.2.2.2:8080 ", "100.2.2.2", "8080");
    row("nas.lan:8080", "nas.lan", "8080");
    row("http://nas.lan:8080/path", "nas.lan", "8080");
    row("http://100.2.2.2:8080", "100.2.2.2", "8080");
    row("http://100.2.2.2:8080/chat?x=1", "100.2.2.2", "8080");
    row("[fd00::1]:80", "fd00::1", "80");
    row("http://[fd00::1]:80/", "fd00::1", "80");
    row("100.2.2.2", "100.2.2.2", "");
    row("fd00::1", "fd00::1", "");
}

void ServiceFormTest::takesPastedAddressesApart() {
    QFETCH(QString, pasted);
    QFETCH(QString, address);
    QFETCH(QString, port);
    field("address1")->insert(pasted);
    Q_EMIT field("address1")->textEdited(pasted);
    QCOMPARE(field("address1")->text(), address);
    QCOMPARE(field("port1")->text(), port);
}

void ServiceFormTest::complainsWhileTyping() {
    type("host", "my llm");
    QCOMPARE(message("hostMessage"),
             QStringLiteral(
                 "A name has letters a-z, digits, hyphens and underscores between dots, nothing else."));
    type("host", "llm");
    QCOMPARE(message("hostMessage"), QString());
    type("port1", "70000");
    QVERIFY(!message("targetMessage1").isEmpty());
}

void ServiceFormTest::complainsOnlyAboutWhatWasTouched() {
    QCOMPARE(message("hostMessage"), QString());
    QCOMPARE(message("targetMessage1"), QString());
    type("address1", "100.2");
    QCOMPARE(message("targetMessage1"), QString());  // is still being typed
    Q_EMIT field("address1")->editingFinished();
    QVERIFY(!message("targetMessage1").isEmpty());
    QCOMPARE(message("hostMessage"), QString());
}

void ServiceFormTest::complainsAboutAllWhenSubmitted() {
    submit();
    QCOMPARE(message("hostMessage"), QStringLiteral("Give a name, such as “llm”."));
    QVERIFY(!message("targetMessage1").isEmpty());
    QVERIFY(m_backend->drafts.empty());
    QVERIFY(m_form->isVisible());
}

void ServiceFormTest::completesTheNameWithTheZone() {
    const auto labels = m_form->findChildren<QLabel*>();
    const auto zone = std::find_if(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->text() == QStringLiteral(".internal.example");
    });
    QVERIFY(zone != labels.end());
    type("host", "llm");
    QVERIFY((*zone)->isVisible());
    type("host", "llm.lab.example");
    QVERIFY(!(*zone)->isVisible());
}

void ServiceFormTest::previewsWhatWillExist() {
    fill();
    QTRY_COMPARE(preview()->plainText(), QStringLiteral("http://media.internal.example → 100.9.9.9:8096\n"
                                                        "media.internal.example A 100.1.1.1"));
    type("host", "");
    QTest::keyClick(field("host"), Qt::Key_Backspace);
    type("host", "my llm");
    QTRY_COMPARE(preview()->plainText(), QString());
}

void ServiceFormTest::asksOnceAfterAPause() {
    fill();
    QTRY_VERIFY(!preview()->plainText().isEmpty());
    QCOMPARE(m_backend->previews.size(), std::size_t(1));
    QVERIFY(!m_backend->previews.front().editing);
}

void ServiceFormTest::forgetsAnAnswerToAnOlderQuestion() {
    m_backend->held = true;
    fill();
    QTRY_COMPARE(m_backend->waiting(), std::size_t(1));
    type("host", "books");
    QTRY_COMPARE(m_backend->waiting(), std::size_t(2));
    m_backend->release();
    QVERIFY(preview()->plainText().startsWith(QStringLiteral("http://books.")));
}

void ServiceFormTest::putsTheBackendsErrorNextToItsField_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("place");
    QTest::newRow("host") << QStringLiteral("host") << QStringLiteral("service.host_taken")
                          << QStringLiteral("hostMessage");
    QTest::newRow("name") << QStringLiteral("name") << QStringLiteral("name.reserved")
                          << QStringLiteral("hostMessage");
    QTest::newRow("first target") << QStringLiteral("targets[0].address")
                                  << QStringLiteral("target.outside_networks")
                                  << QStringLiteral("targetMessage1");
    QTest::newRow("whole target") << QStringLiteral("targets[0]") << QStringLiteral("target.elsewhere")
                                  << QStringLiteral("targetMessage1");
    QTest::newRow("no such target") << QStringLiteral("targets[x]") << QStringLiteral("target.x")
                                    << QStringLiteral("formMessage");
    QTest::newRow("elsewhere") << QString() << QStringLiteral("store.failed")
                               << QStringLiteral("formMessage");
}

void ServiceFormTest::putsTheBackendsErrorNextToItsField() {
    QFETCH(QString, field);
    QFETCH(QString, code);
    QFETCH(QString, place);
    fill();
    QTRY_VERIFY(!preview()->plainText().isEmpty());
    m_backend->failNext({code.toStdString(), "What would be right.", field.toStdString(), {}});
    submit();
    QCOMPARE(message(place.toLatin1().constData()), QStringLiteral("What would be right."));
    QVERIFY(m_form->isVisible());
}

void ServiceFormTest::addsAService() {
    QSignalSpy saved(m_form, &ServiceForm::saved);
    fill();
    submit();
    QCOMPARE(saved.size(), 1);
    QCOMPARE(m_backend->drafts.size(), std::size_t(1));
    const api::ServiceDraft& draft = m_backend->drafts.front();
    QCOMPARE(draft.host, std::string("media"));
    QVERIFY(!draft.name);
    QCOMPARE(draft.targets.size(), std::size_t(1));
    QCOMPARE(draft.targets[0].address, std::string("100.9.9.9"));
    QCOMPARE(draft.targets[0].port, 8096);
    QTRY_VERIFY(!m_form);
}

void ServiceFormTest::showsThatItIsAtWork() {
    m_backend->held = true;
    fill();
    submit();
    submit();
    QCOMPARE(message("formMessage"), QStringLiteral("Adding …"));
    QVERIFY(!m_form->findChild<QPushButton*>(QStringLiteral("save"))->isEnabled());
    QCOMPARE(m_backend->drafts.size(), std::size_t(1));
    m_backend->release();
    QTRY_VERIFY(!m_form);
}

void ServiceFormTest::staysOpenWhenAddingFails() {
    fill();
    m_backend->unreachable = true;
    submit();
    QCOMPARE(message("formMessage"), QStringLiteral("The backend at http://x cannot be reached."));
    QVERIFY(m_form->isVisible());
    m_backend->unreachable = false;
    m_backend->services.clear();
    submit();
    QTRY_VERIFY(!m_form);
}

void ServiceFormTest::keepsSeveralTargets() {
    fill();
    QTest::mouseClick(m_form->findChild<QPushButton*>(QStringLiteral("addTarget")), Qt::LeftButton);
    type("address2", "fd00::2");
    type("port2", "80");
    QTest::mouseClick(m_form->findChild<QPushButton*>(QStringLiteral("addTarget")), Qt::LeftButton);
    submit();
    QVERIFY(!message("targetMessage3").isEmpty());
    const auto drops = m_form->findChildren<QToolButton*>();
    const auto third = std::find_if(drops.begin(), drops.end(), [](const QToolButton* button) {
        return button->accessibleName() == QStringLiteral("Remove target 3");
    });
    QVERIFY(third != drops.end());
    QTest::mouseClick(*third, Qt::LeftButton);
    QTRY_VERIFY(!field("address3"));
    submit();
    QCOMPARE(m_backend->drafts.size(), std::size_t(1));
    QCOMPARE(m_backend->drafts[0].targets.size(), std::size_t(2));
    QCOMPARE(m_backend->drafts[0].targets[1].address, std::string("fd00::2"));
}

void ServiceFormTest::editsWithoutLosingWhatItDoesNotShow() {
    const base::SystemTime now = std::chrono::system_clock::now();
    api::ServiceView service = testing::sampleService(5, "llm");
    service.targets[0].weight = 7;
    service.recordAddress = base::IpAddress::parse("100.1.1.9");
    service.expiresAt = now + 90s;
    service.revision = 12;
    m_backend->services = {service};
    delete m_form;
    open(new ServiceForm(*m_backend, service, now));
    QCOMPARE(field("host")->text(), QStringLiteral("llm.internal.example"));
    QCOMPARE(field("address1")->text(), QStringLiteral("100.2.2.2"));
    QCOMPARE(field("record")->text(), QStringLiteral("100.1.1.9"));
    type("port1", "9090");
    submit();
    QCOMPARE(m_backend->drafts.size(), std::size_t(1));
    const api::ServiceDraft& draft = m_backend->drafts[0];
    QCOMPARE(draft.targets[0].port, 9090);
    QCOMPARE(draft.targets[0].weight, std::optional<std::int64_t>(7));
    QCOMPARE(draft.expiresIn, std::optional<std::int64_t>(90));
    QCOMPARE(draft.protocol, std::optional<std::string>("http"));
    QCOMPARE(draft.recordAddress, std::optional<std::string>("100.1.1.9"));
    QCOMPARE(m_backend->preconditions.back().revision, std::optional<model::Revision>(12));
}

void ServiceFormTest::keepsItsFieldsClearOfTheScrollBar() {
    const auto* area = m_form->findChild<QScrollArea*>();
    QVERIFY(area);
    const auto gap = [&] { return area->widget()->layout()->contentsMargins().right(); };
    QTRY_COMPARE(gap(), 0);
    m_form->resize(m_form->width(), m_form->minimumSizeHint().height());
    QTRY_VERIFY(area->verticalScrollBar()->maximum() > 0);
    QVERIFY(gap() > 0);
}

void ServiceFormTest::mayBeClosedWhileTheBackendThinks() {
    m_backend->held = true;
    fill();
    submit();
    m_form->close();
    QTRY_VERIFY(!m_form);
    m_backend->release();
    QCOMPARE(m_backend->services.size(), std::size_t(1));
}

QTEST_MAIN(ServiceFormTest)
#include "tst_serviceform.moc"
