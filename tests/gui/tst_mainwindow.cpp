// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/policytext.h"
#include "tests/gui/fakebackend.h"
#include "tests/gui/pictures.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/readablepalette.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::ui;

/// The window on a backend in memory, used as a user would: by keys, the pointer and what it shows. With
/// PORTOLAN_PICTURES set to a folder, each test leaves a picture of the window there.
class MainWindowTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void showsTheServices();
    void offersToAddTheFirstService();
    void saysWhyItIsNotConnected();
    void comesBackAfterALoss();
    void filtersWhileTyping();
    void removesAndBringsBack();
    void removesSeveralAtOnce();
    void saysWhyItDidNotRemove();
    void deletesNothingWhileTypingInTheFilter();
    void switchesAServiceOff();
    void showsTheTargetsOfTheSelectedService();
    void checksAtOnce();
    void checksSeveralAndSaysOfEach();
    void acceptsTheCertificateThatATargetShows();
    void copiesTheAddress();
    void opensOneFormPerService();
    void addsByKeyboardAlone();
    void saysWhatListens();
    void saysWhatDoesNotListen();
    void saysOnceWhatDoesNotListen();
    void saysWhatIsWrongWithCertificates();
    void keepsNamesReadableInANarrowWindow();
    void leavesClosingToItsOwner();
    void keepsItsLayout();
    void asksWhyAServiceDoesNotOpen();
    void namesEveryControl();
    void canBeReadInTheDark();
    void leavesAPaletteThatCanBeReadAlone();

  private:
    void show();
    [[nodiscard]] shell::ServiceActions& actions() { return m_window->actions(); }
    void choose(std::uint64_t id) { m_window->panel().select(model::ServiceId{id}); }
    [[nodiscard]] QLineEdit* filter() { return m_window->findChild<QLineEdit*>(QStringLiteral("filter")); }
    [[nodiscard]] forms::ServiceForm* form() { return m_window->findChild<forms::ServiceForm*>(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&m_window->panel().view(), key, modifiers);
    }

    base::RealClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<testing::FakeBackend> m_backend;
    std::unique_ptr<connect::BackendLink> m_link;
    std::unique_ptr<services::ServiceModel> m_model;
    std::unique_ptr<services::ServiceFeed> m_feed;
    std::unique_ptr<notices::NoticeModel> m_notices;
    std::unique_ptr<shell::MainWindow> m_window;
};

void MainWindowTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_backend = std::make_unique<testing::FakeBackend>();
    m_backend->services = testing::sampleServices();
    m_link = std::make_unique<connect::BackendLink>(*m_backend);
    m_model = std::make_unique<services::ServiceModel>(m_clock);
    m_feed = std::make_unique<services::ServiceFeed>(*m_backend, *m_model);
    m_notices = std::make_unique<notices::NoticeModel>(*m_backend, m_clock);
    QObject::connect(m_feed.get(), &services::ServiceFeed::connectionLost, m_link.get(),
                     [this] { m_link->noteLost(); });
    shell::DesktopOptions options;
    options.url = QUrl(QStringLiteral("http://127.0.0.1:41234"));
    options.settingsFile = m_folder->filePath(QStringLiteral("window.ini"));
    m_window = std::make_unique<shell::MainWindow>(
        shell::MainWindow::Parts{*m_backend, *m_link, *m_model, *m_feed, *m_notices, m_clock}, options);
}

void MainWindowTest::cleanup() {
    testing::leavePicture(*m_window);
    if (form())
        testing::leavePicture(*form(), "form");
    m_window.reset();
    m_feed.reset();
    m_model.reset();
    m_link.reset();
    m_backend.reset();
    QGuiApplication::setPalette(QPalette());
}

void MainWindowTest::show() {
    m_link->start();
    m_feed->start();
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void MainWindowTest::showsTheServices() {
    show();
    QCOMPARE(m_window->panel().shownCount(), 8);
    QCOMPARE(m_window->statusStrip().countsText(), QStringLiteral("8 service(s)"));
    QCOMPARE(m_window->panel().currentWidget(), &m_window->panel().view());
}

void MainWindowTest::offersToAddTheFirstService() {
    m_backend->services.clear();
    show();
    QCOMPARE(m_window->panel().placard().title(), QStringLiteral("No services yet"));
    auto* button = m_window->panel().placard().findChild<QPushButton*>();
    QVERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(form() && form()->isVisible());
    QVERIFY(!form()->isModal());
}

void MainWindowTest::saysWhyItIsNotConnected() {
    m_backend->unreachable = true;
    show();
    QCOMPARE(m_window->panel().placard().title(), QStringLiteral("Not connected"));
    QCOMPARE(m_window->statusStrip().connectionText(), QStringLiteral("Connection lost, trying again …"));
    m_backend->unreachable = false;
    QTest::mouseClick(m_window->panel().placard().findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(m_window->panel().shownCount(), 8);
}

void MainWindowTest::comesBackAfterALoss() {
    show();
    m_backend->unreachable = true;
    m_backend->sendConnectionLost();
    QCOMPARE(m_window->statusStrip().connectionText(), QStringLiteral("Connection lost, trying again …"));
    QCOMPARE(m_window->panel().shownCount(), 8);  // what was known stays to be read
    m_backend->unreachable = false;
    m_backend->services.pop_back();
    m_backend->sendMissed();
    m_link->refresh();
    QCOMPARE(m_window->panel().shownCount(), 7);
    QCOMPARE(m_window->statusStrip().connectionText(), QStringLiteral("Serving while this program runs"));
}

void MainWindowTest::filtersWhileTyping() {
    show();
    press(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(filter()->hasFocus());
    QTest::keyClicks(filter(), QStringLiteral("100.2 G"));
    QCOMPARE(m_window->panel().shownCount(), 2);  // git, grafana
    QCOMPARE(m_window->statusStrip().countsText(), QStringLiteral("2 of 8"));
    QTest::keyClicks(filter(), QStringLiteral("xyz"));
    QCOMPARE(m_window->panel().placard().title(), QStringLiteral("Nothing matches"));
    QTest::mouseClick(m_window->panel().placard().findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(m_window->panel().shownCount(), 8);
}

void MainWindowTest::removesAndBringsBack() {
    show();
    choose(3);
    press(Qt::Key_Delete);
    QCOMPARE(m_model->rowCount(), 7);
    QVERIFY(m_window->toast().isVisible());
    QCOMPARE(m_window->statusStrip().countsText(), QStringLiteral("7 service(s)"));
    QCOMPARE(m_window->toast().sentence(), QStringLiteral("“git” is removed."));
    QCOMPARE(m_backend->preconditions.back().revision, std::optional<model::Revision>(3));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_model->rowCount(), 8);
    QCOMPARE(m_backend->drafts.back().host, std::string("git.internal.example"));
    QCOMPARE(m_backend->drafts.back().targets.front().port, 3000);
}

void MainWindowTest::removesSeveralAtOnce() {
    show();
    press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_window->panel().selected().size(), std::size_t(8));
    press(Qt::Key_Delete);
    QCOMPARE(m_model->rowCount(), 0);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_model->rowCount(), 8);
}

void MainWindowTest::saysWhyItDidNotRemove() {
    show();
    choose(3);
    m_backend->failNext({"precondition.stale", "It was changed.", {}, {}});
    press(Qt::Key_Delete);
    QCOMPARE(m_model->rowCount(), 8);
    QVERIFY(m_window->toast().sentence().startsWith(QStringLiteral("“git” was not removed. Somebody else")));
    QVERIFY(!m_window->toast().hasAction());
}

void MainWindowTest::deletesNothingWhileTypingInTheFilter() {
    show();
    choose(3);
    filter()->setFocus();
    QTest::keyClicks(filter(), QStringLiteral("git g"));
    QTest::keyClick(filter(), Qt::Key_Home);
    QTest::keyClick(filter(), Qt::Key_Delete);
    QCOMPARE(filter()->text(), QStringLiteral("it g"));
    QCOMPARE(m_model->rowCount(), 8);
}

void MainWindowTest::switchesAServiceOff() {
    show();
    choose(1);
    press(Qt::Key_Space);
    QCOMPARE(m_backend->drafts.back().enabled, std::optional(false));
    QCOMPARE(m_model->at(*m_model->rowOf(model::ServiceId{1})).health.state, model::HealthState::Disabled);
    press(Qt::Key_Space);
    QCOMPARE(m_backend->drafts.back().enabled, std::optional(true));
}

void MainWindowTest::showsTheTargetsOfTheSelectedService() {
    show();
    auto* details = m_window->findChild<services::ServiceDetails*>(QStringLiteral("details"));
    QVERIFY(!details->isVisible());
    choose(2);
    QVERIFY(details->isVisible());
    const auto* title = details->findChild<widgets::ElidedLabel*>(QStringLiteral("detailsTitle"));
    QTRY_COMPARE(title->width(), title->sizeHint().width());  // no gap before what follows
    auto* plot = details->findChild<services::HistoryPlot*>(QStringLiteral("plot1"));
    QVERIFY(plot != nullptr);
    QCOMPARE(plot->points().size(), std::size_t(1440));
    QVERIFY(plot->accessibleDescription().contains(QStringLiteral("95.24 %")));
    QVERIFY(details->findChild<widgets::ElidedLabel*>(QStringLiteral("uptime1"))
                ->text()
                .contains(QStringLiteral("99.50 %")));
    QVERIFY(details->findChild<widgets::ElidedLabel*>(QStringLiteral("targetState1"))
                ->text()
                .contains(QStringLiteral("Up")));
    QCOMPARE(details->findChildren<services::HistoryPlot*>().size(),
             qsizetype(m_backend->services[1].targets.size()));

    QCOMPARE(details->findChild<QLabel*>(QStringLiteral("where1"))->text().contains(QLatin1Char('(')), false);
    api::ServiceView named = m_backend->services[1];
    const QString address = QString::fromStdString(named.targets.front().address.address.toString());
    named.targets.front().lookup = api::LookupView{"nas.lan", true};
    details->setService(named);
    const QString where = details->findChild<QLabel*>(QStringLiteral("where1"))->text();
    QVERIFY2(where.contains(QStringLiteral("nas.lan:")), qPrintable(where));
    QVERIFY2(where.contains(address), qPrintable(where));
    details->setService(m_backend->services[1]);

    details->findChild<QComboBox*>(QStringLiteral("detailsRange"))->setCurrentIndex(2);
    const auto* asked = std::get_if<api::HealthHistoryRequest>(&m_backend->reports.back());
    QVERIFY(asked && asked->range == api::HistoryRange::Quarter);
    QVERIFY(asked->service == model::ServiceId{2});

    const std::size_t askedBefore = m_backend->reports.size();
    m_backend->setHealth(model::ServiceId{2},
                         testing::health(model::HealthState::Down, model::HealthCause::Refused));
    QTRY_VERIFY(details->findChild<QLabel*>(QStringLiteral("detailsCause"))
                    ->text()
                    .contains(QStringLiteral("nothing listens")));
    QCOMPARE(m_backend->reports.size(), askedBefore + 1);  // the past has changed too
    m_window->panel().view().selectAll();
    QVERIFY2(!details->isVisible(), "several are selected");
}

void MainWindowTest::checksAtOnce() {
    show();
    choose(3);
    press(Qt::Key_F5);
    const auto asked =
        std::find_if(m_backend->reports.begin(), m_backend->reports.end(),
                     [](const auto& report) { return std::holds_alternative<api::CheckRequest>(report); });
    QVERIFY(asked != m_backend->reports.end());
    QVERIFY(std::get<api::CheckRequest>(*asked).service == model::ServiceId{3});
    QVERIFY2(m_window->toast().sentence().contains(QStringLiteral("nothing listens there")),
             qPrintable(m_window->toast().sentence()));
    QVERIFY2(std::holds_alternative<api::HealthHistoryRequest>(m_backend->reports.back()),
             "the past is asked for again");
    m_backend->failNext({"check.switched_off", "Switch it on first.", "", {}});
    press(Qt::Key_F5);
    QVERIFY(m_window->toast().sentence().contains(QStringLiteral("was not checked")));
}

void MainWindowTest::checksSeveralAndSaysOfEach() {
    show();
    m_backend->failNext({"check.switched_off", "Switch it on first.", "", {}});
    actions().check({m_backend->services[0], m_backend->services[2]});
    const QStringList lines = m_window->toast().sentence().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].startsWith(QStringLiteral("“llm” was not checked.")), qPrintable(lines[0]));
    QVERIFY2(lines[1].contains(QStringLiteral("nothing listens there")), qPrintable(lines[1]));
}

void MainWindowTest::acceptsTheCertificateThatATargetShows() {
    model::Fingerprint before{};
    model::Fingerprint offered{};
    before.fill(0x0f);
    offered.fill(0xa1);
    m_backend->services[0].protocol = "https";
    m_backend->services[0].targets[0].pin = before;
    show();
    choose(1);
    auto* part = m_window->findChild<services::OfferedCertificate*>();
    QVERIFY2(part && !part->isVisible(), "the target shows what is pinned");
    m_backend->services[0].targets[0].offered = offered;
    m_backend->setHealth(model::ServiceId{1},
                         testing::health(model::HealthState::Down, model::HealthCause::CertificateChanged));
    QVERIFY(part->isVisible());
    const auto shown = [part](const char* name) {
        return part->findChild<QLabel*>(QString::fromLatin1(name))->text();
    };
    QVERIFY(shown("pinnedFingerprint").contains(QStringLiteral("0F:0F:0F")));
    QVERIFY(shown("offeredFingerprint").contains(QStringLiteral("A1:A1:A1")));

    QTest::mouseClick(&part->button(), Qt::LeftButton);
    QCOMPARE(m_backend->drafts.back().targets.front().pin, std::optional(model::toText(offered)));
    QVERIFY(m_backend->preconditions.back().revision.has_value());
    QVERIFY2(m_window->toast().sentence().contains(QStringLiteral("is accepted")),
             qPrintable(m_window->toast().sentence()));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_backend->drafts.back().targets.front().pin, std::optional(model::toText(before)));
}

void MainWindowTest::copiesTheAddress() {
    show();
    choose(1);
    press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://llm.internal.example"));
    actions().copyCurl(m_model->at(0));
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral(
                 "curl --connect-to llm.internal.example:80:100.1.1.1:80 http://llm.internal.example/"));
}

void MainWindowTest::opensOneFormPerService() {
    show();
    choose(2);
    press(Qt::Key_F2);
    press(Qt::Key_F2);
    choose(1);
    press(Qt::Key_F2);
    QCOMPARE(m_window->findChildren<forms::ServiceForm*>().size(), 2);
    press(Qt::Key_N, Qt::ControlModifier);
    press(Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(m_window->findChildren<forms::ServiceForm*>().size(), 3);
}

void MainWindowTest::addsByKeyboardAlone() {
    show();
    press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(form());
    QVERIFY(QTest::qWaitForWindowActive(form()));
    QTRY_VERIFY(QApplication::focusWidget() && QApplication::focusWidget()->window() == form());
    const auto type = [](const char* text) {
        QTest::keyClicks(QApplication::focusWidget(), QString::fromLatin1(text));
    };
    type("media");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    type("100.9.9.9");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    type("8096");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_model->rowCount(), 9);
    QCOMPARE(m_window->toast().sentence(), QStringLiteral("“media” is added and live."));
    QCOMPARE(m_window->panel().selected().front().host, std::string("media.internal.example"));
}

void MainWindowTest::saysWhatListens() {
    show();
    QCOMPARE(m_window->statusStrip().listeningText(),
             QStringLiteral("DNS 100.1.1.1:53  ·  HTTP 100.1.1.1:80  ·  API 100.1.1.1:8080"));
}

void MainWindowTest::saysWhatDoesNotListen() {
    m_backend->systemStatus.listeners[0].status = "failed";
    m_backend->systemStatus.listeners[0].message = "dnsmasq (812) holds the port";
    show();
    QCOMPARE(m_window->statusStrip().listeningText(),
             QStringLiteral("DNS 100.1.1.1:53 (UDP): dnsmasq (812) holds the port"));
}

void MainWindowTest::saysOnceWhatDoesNotListen() {
    api::SystemStatus& status = m_backend->systemStatus;
    status.listeners[0].status = "failed";
    status.listeners[0].message = "held";
    status.components = {{"dns", api::ComponentState::Failed, "held", {}},
                         {"store", api::ComponentState::Failed, "The disk is full.", {}}};
    QCOMPARE(shell::troubleText(status),
             QStringLiteral("DNS 100.1.1.1:53 (UDP): held\nStorage: The disk is full."));
}

void MainWindowTest::saysWhatIsWrongWithCertificates() {
    m_backend->systemStatus.components = {
        {"certificates",
         api::ComponentState::Ok,
         "English.",
         {{"certificate.expired", "English.", {{"file", "/srv/a.pem"}, {"date", "2026-01-01"}}},
          {"brand.new", "Something new.", {}}}}};
    show();
    QCOMPARE(m_window->statusStrip().listeningText(),
             QStringLiteral("Certificates: The certificate /srv/a.pem has ended on 2026-01-01. Renew it."));
    QVERIFY(shell::troubleText(m_backend->systemStatus)
                .endsWith(QStringLiteral("\nCertificates: Something new.")));
}

void MainWindowTest::keepsNamesReadableInANarrowWindow() {
    show();
    QHeaderView* header = m_window->panel().view().header();
    const int letter = m_window->fontMetrics().averageCharWidth();
    m_window->resize(letter * 220, 600);
    QTRY_COMPARE(header->length(), m_window->panel().view().viewport()->width());
    header->setSectionHidden(services::ServiceModel::LatencyColumn, true);
    QTRY_COMPARE(header->length(), m_window->panel().view().viewport()->width());
    const int wide = m_window->minimumSizeHint().width();
    choose(2);
    QVERIFY2(m_window->minimumSizeHint().width() <= std::max(wide, letter * 90),
             "what is selected does not make the window wider");
    m_window->resize(letter * 90, 600);
    QTRY_VERIFY(m_window->panel().view().viewport()->width() < header->length());
    QVERIFY(header->sectionSize(services::ServiceModel::NameColumn) >= letter * 24);
}

void MainWindowTest::leavesClosingToItsOwner() {
    show();
    QSignalSpy closing(m_window.get(), &shell::MainWindow::closeWanted);
    m_window->close();
    QCOMPARE(closing.size(), 1);
    QVERIFY(m_window->isVisible());
}

void MainWindowTest::keepsItsLayout() {
    show();
    m_window->panel().view().header()->setSectionHidden(services::ServiceModel::LatencyColumn, true);
    m_window->saveLayout();
    shell::DesktopOptions options;
    options.settingsFile = m_folder->filePath(QStringLiteral("window.ini"));
    shell::MainWindow second({*m_backend, *m_link, *m_model, *m_feed, *m_notices, m_clock}, options);
    QVERIFY(second.panel().view().header()->isSectionHidden(services::ServiceModel::LatencyColumn));
}

void MainWindowTest::asksWhyAServiceDoesNotOpen() {
    show();
    auto* const explain = m_window->findChild<QAction*>(QStringLiteral("explainAction"));
    choose(1);
    QVERIFY(explain->isEnabled());
    explain->trigger();
    QVERIFY(m_window->findChild<QDialog*>(QStringLiteral("explanation")));
    QVERIFY(std::holds_alternative<api::ExplainRequest>(m_backend->reports.back()));
}

void MainWindowTest::namesEveryControl() {
    show();
    press(Qt::Key_N, Qt::ControlModifier);
    for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
        const bool takesFocus = widget->focusPolicy() != Qt::NoFocus && widget->isVisible();
        const bool isInput = widget->inherits("QLineEdit") || widget->inherits("QAbstractItemView");
        const bool isButton = widget->inherits("QAbstractButton");
        if (!takesFocus || !(isInput || isButton))
            continue;
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        QVERIFY2(spoken && !spoken->text(QAccessible::Name).isEmpty(),
                 qPrintable(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
                            widget->objectName()));
    }
}

void MainWindowTest::canBeReadInTheDark() {
    QPalette dark;
    dark.setColor(QPalette::Window, QColor(0x2b, 0x2d, 0x30));
    dark.setColor(QPalette::Base, QColor(0x1f, 0x20, 0x23));
    dark.setColor(QPalette::AlternateBase, QColor(0x25, 0x27, 0x2a));
    dark.setColor(QPalette::Button, QColor(0x35, 0x37, 0x3a));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        dark.setColor(role, QColor(0xe8, 0xea, 0xed));
    QApplication::setPalette(dark);
    shell::keepPaletteReadable(*qApp);
    show();
    QTRY_VERIFY(m_window->palette().color(QPalette::Window) == QColor(0x2b, 0x2d, 0x30));
    // The icons follow: the middle of the plus sign is as light as the text.
    const auto actions = m_window->findChildren<QAction*>();
    const auto add = std::find_if(actions.begin(), actions.end(), [](const QAction* action) {
        return action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_N);
    });
    QVERIFY(add != actions.end());
    QVERIFY((*add)->icon().pixmap(48, 48).toImage().pixelColor(24, 24).lightness() > 200);
    // A desktop that changes its mind is followed, too.
    dark.setColor(QPalette::Base, QColor(0x10, 0x10, 0x10));
    QApplication::setPalette(dark);
    QTRY_VERIFY(filter()->palette().color(QPalette::Base) == QColor(0x10, 0x10, 0x10));
    const QPalette shown = filter()->palette();
    for (const auto role : {QPalette::PlaceholderText, QPalette::Link})
        QVERIFY(shell::contrastOf(shown.color(role), shown.color(QPalette::Base)) >= 3);
    QVERIFY(shell::contrastOf(shown.color(QPalette::Disabled, QPalette::Text),
                              shown.color(QPalette::Window)) >= 1.5);
}

void MainWindowTest::leavesAPaletteThatCanBeReadAlone() {
    QPalette light(QColor(0xef, 0xef, 0xef));
    light.setColor(QPalette::PlaceholderText, QColor(0x70, 0x70, 0x70));
    QVERIFY(shell::readable(light) == light);
    QCOMPARE(qRound(shell::contrastOf(Qt::black, Qt::white)), 21);
    QCOMPARE(qRound(shell::contrastOf(Qt::gray, Qt::gray)), 1);
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
