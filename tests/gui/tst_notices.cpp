// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/noticesjson.h"
#include "tests/gui/fakebackend.h"
#include "tests/gui/pictures.h"
#include "ui/notices/noticedialog.h"
#include "ui/services/servicefeed.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/translators.h"
#include "ui/text/noticetext.h"
#include "ui/tray/tray.h"

#include <QAction>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace portolan;
using namespace portolan::ui;
using model::HealthCause;
using model::HealthState;
using model::NoticeKind;

namespace {

model::NoticeSubject subject(const std::string& name, HealthCause cause = HealthCause::None,
                             std::uint32_t flaps = 0) {
    model::NoticeSubject made;
    made.name = name;
    made.host = name + ".internal.example";
    made.state = cause == HealthCause::None ? HealthState::Up : HealthState::Down;
    made.cause = cause;
    made.flaps = flaps;
    return made;
}

model::Notice notice(std::uint64_t id, NoticeKind kind, std::vector<model::NoticeSubject> services) {
    model::Notice made;
    made.id = id;
    made.at = base::SystemTime(std::chrono::seconds(1'764'115'200));
    made.kind = kind;
    made.count = services.size();
    made.services = std::move(services);
    return made;
}

model::Notice threeDown(std::uint64_t id) {
    return notice(id, NoticeKind::ServicesDown,
                  {subject("llm", HealthCause::Refused), subject("notes", HealthCause::Timeout),
                   subject("wiki", HealthCause::Reset)});
}

using Owner = model::CertificateSubject::Owner;

model::Notice certificates(NoticeKind kind, std::vector<model::CertificateSubject> subjects) {
    model::Notice made = notice(5, kind, {});
    made.count = subjects.size();
    made.certificates = std::move(subjects);
    return made;
}

/// A few hours more, which are no day.
model::CertificateSubject ending(Owner owner, int days) {
    const base::SystemTime end =
        notice(5, NoticeKind::CertificatesExpiring, {}).at + std::chrono::days(days) + std::chrono::hours(3);
    return {owner, "wiki.example", end, model::certificateAttention, {}};
}

model::CertificateSubject failing(Owner owner, const std::string& name) {
    return {owner, name, {}, {}, base::Error{"key.mismatch", name + ": It has another key.", "", {}}};
}

model::Notice listeners(NoticeKind kind, std::vector<std::uint16_t> ports) {
    model::Notice made = notice(5, kind, {});
    made.count = ports.size();
    for (const std::uint16_t port : ports)
        made.listeners.push_back({"http",
                                  {base::IpAddress::fromV4(0x7f000001), port},
                                  kind == NoticeKind::ListenersLost ? "It is in use" : ""});
    return made;
}

/// Names stand in isolates, which nobody sees.
QString plain(QString text) {
    return text.remove(QChar(0x2066)).remove(QChar(0x2069));
}

}  // namespace

class NoticesTest : public QObject {
    Q_OBJECT

    base::RealClock m_clock;
    std::unique_ptr<testing::FakeBackend> m_backend;
    std::unique_ptr<notices::NoticeModel> m_model;

  private Q_SLOTS:
    void initTestCase() { QVERIFY(shell::installTranslators(*qApp, QLocale(QLocale::English))); }
    void init() {
        m_backend = std::make_unique<testing::FakeBackend>();
        m_model = std::make_unique<notices::NoticeModel>(*m_backend, m_clock);
    }

    void saysWhatHappened_data() {
        QTest::addColumn<portolan::model::Notice>("told");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("german");
        const auto row = [](const char* name, model::Notice told, const char* line, const char* german) {
            QTest::newRow(name) << std::move(told) << QString::fromUtf8(line) << QString::fromUtf8(german);
        };
        row("three down", threeDown(1), "3 services went down: llm, notes, wiki",
            "3 Dienste sind ausgefallen: llm, notes, wiki");
        row("two up", notice(1, NoticeKind::ServicesUp, {subject("llm"), subject("wiki")}),
            "2 services are up again: llm, wiki", "2 Dienste sind wieder da: llm, wiki");
        row("one up", notice(1, NoticeKind::ServicesUp, {subject("llm")}), "llm is up again",
            "llm ist wieder da");
        row("one up that flapped", notice(1, NoticeKind::ServicesUp, {subject("llm", HealthCause::None, 4)}),
            "llm is up again. It changed and changed back 4 times since.",
            "llm ist wieder da. Seither hat es 4-mal hin und her gewechselt.");
        row("one that flapped once",
            notice(1, NoticeKind::ServicesUp, {subject("llm", HealthCause::None, 1)}),
            "llm is up again. It changed and changed back 1 time since.",
            "llm ist wieder da. Seither hat es 1-mal hin und her gewechselt.");
        row("one down", notice(1, NoticeKind::ServicesDown, {subject("llm", HealthCause::Timeout)}),
            "llm went down. No answer: the host is off, or a firewall filters the port.",
            "llm ist ausgefallen. Keine Antwort: Der Rechner ist aus, oder eine Firewall filtert den Port.");
        using enum NoticeKind;
        row("an own certificate", certificates(CertificatesExpiring, {ending(Owner::Operator, 5)}),
            "The certificate for wiki.example ends soon. 5 days left.",
            "Das Zertifikat für wiki.example läuft bald ab. Noch 5 Tage.");
        row("its last day", certificates(CertificatesExpiring, {ending(Owner::Operator, 0)}),
            "The certificate for wiki.example ends soon. Less than a day left.",
            "Das Zertifikat für wiki.example läuft bald ab. Noch weniger als ein Tag.");
        row("a root", certificates(CertificatesExpiring, {ending(Owner::Root, 1)}),
            "The root certificate of wiki.example ends soon. 1 day left. Devices have to trust another one "
            "by "
            "then.",
            "Das Wurzelzertifikat von wiki.example läuft bald ab. Noch 1 Tag. Bis dahin müssen die Geräte "
            "einem "
            "anderen vertrauen.");
        row("an authority", certificates(CertificatesExpiring, {ending(Owner::Authority, -1)}),
            "Certificates of wiki.example cannot be renewed. Ended.",
            "Zertifikate von wiki.example lassen sich nicht erneuern. Abgelaufen.");
        row("two that end",
            certificates(CertificatesExpiring, {ending(Owner::Root, 5), ending(Owner::Root, 5)}),
            "2 certificates end soon: wiki.example, wiki.example",
            "2 Zertifikate laufen bald ab: wiki.example, wiki.example");
        row("a file", certificates(CertificatesFailed, {failing(Owner::Operator, "/etc/a.pem")}),
            "The certificate in /etc/a.pem is not served. It has another key.",
            "Das Zertifikat in /etc/a.pem wird nicht verwendet. It has another key.");
        row("none can be issued", certificates(CertificatesFailed, {failing(Owner::Authority, "example")}),
            "No certificates can be issued for example. It has another key.",
            "Für example lassen sich keine Zertifikate ausstellen. It has another key.");
        row("two that failed",
            certificates(CertificatesFailed, {failing(Owner::Operator, "a"), failing(Owner::Authority, "b")}),
            "2 certificates are not served or cannot be issued: a, b",
            "2 Zertifikate werden nicht verwendet oder lassen sich nicht ausstellen: a, b");
        row("a listener", listeners(ListenersLost, {80}), "HTTP is not served at 127.0.0.1:80. It is in use.",
            "HTTP wird unter 127.0.0.1:80 nicht bedient. It is in use.");
        row("it is back", listeners(ListenersBack, {80}), "HTTP is now served at 127.0.0.1:80",
            "HTTP wird jetzt unter 127.0.0.1:80 bedient");
        row("two listeners", listeners(ListenersLost, {80, 81}),
            "2 addresses are not served: HTTP 127.0.0.1:80, HTTP 127.0.0.1:81",
            "2 Adressen werden nicht bedient: HTTP 127.0.0.1:80, HTTP 127.0.0.1:81");
        row("both are back", listeners(ListenersBack, {80, 81}),
            "2 addresses are now served: HTTP 127.0.0.1:80, HTTP 127.0.0.1:81",
            "2 Adressen werden jetzt bedient: HTTP 127.0.0.1:80, HTTP 127.0.0.1:81");
        row("a test", notice(1, Test, {}), "A test", "Ein Test");
        model::Notice many = threeDown(1);
        many.count = 60;
        many.services.resize(50, subject("x", HealthCause::Refused));
        row("very many", many, "60 services went down: llm, notes, wiki, x, x and 55 more",
            "60 Dienste sind ausgefallen: llm, notes, wiki, x, x und 55 weitere");
    }
    void saysWhatHappened() {
        QFETCH(portolan::model::Notice, told);
        QFETCH(QString, line);
        QCOMPARE(plain(text::noticeLine(told)), line);
    }

    void saysHowItIsWithEach_data() {
        QTest::addColumn<portolan::model::Notice>("told");
        QTest::addColumn<QString>("details");
        const auto row = [](const char* name, model::Notice told, const char* details) {
            QTest::newRow(name) << std::move(told) << QString::fromUtf8(details);
        };
        row("services", notice(1, NoticeKind::ServicesUp, {subject("llm"), subject("wiki")}),
            "llm: Up\nwiki: Up");
        row("certificates that end",
            certificates(NoticeKind::CertificatesExpiring,
                         {ending(Owner::Operator, 5), ending(Owner::Root, 1)}),
            "wiki.example: 5 days left\nwiki.example: 1 day left");
        row("certificates that failed",
            certificates(NoticeKind::CertificatesFailed, {failing(Owner::Operator, "/etc/a.pem")}),
            "/etc/a.pem: It has another key.");
        row("listeners that are lost", listeners(NoticeKind::ListenersLost, {80}),
            "HTTP 127.0.0.1:80: It is in use");
        row("listeners that are back", listeners(NoticeKind::ListenersBack, {80}),
            "HTTP 127.0.0.1:80: served");
    }
    void saysHowItIsWithEach() {
        QFETCH(portolan::model::Notice, told);
        QFETCH(QString, details);
        QCOMPARE(plain(text::noticeDetails(told)), details);
    }

    void listsThemNewestFirst() {
        m_backend->notices.items = {threeDown(20), notice(10, NoticeKind::ServicesUp, {subject("llm")})};
        m_model->reload();
        QCOMPARE(m_model->rowCount(), 2);
        QVERIFY(m_model->index(0, notices::NoticeModel::What)
                    .data()
                    .toString()
                    .contains(QStringLiteral("3 services")));
        m_model->add(notice(30, NoticeKind::ServicesUp, {subject("llm")}));
        m_model->add(
            notice(30, NoticeKind::ServicesUp, {subject("llm")}));  // an event that the list had, too
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->notices().front().id, std::uint64_t(30));
    }

    void keepsWhatComesInBeforeTheList() {
        m_model->add(threeDown(25));  // which the backend has forgotten
        m_backend->notices.items = {threeDown(20)};
        m_backend->held = true;
        m_model->reload();
        m_model->add(threeDown(30));
        m_backend->release();
        QCOMPARE(m_model->rowCount(), 2);
        QCOMPARE(m_model->notices()[0].id, std::uint64_t(30));
        QCOMPARE(m_model->notices()[1].id, std::uint64_t(20));
    }

    void tellsKindsApartByTheirIcons() {
        const auto icon = [this](NoticeKind kind) {
            m_model->add(
                notice(m_model->notices().empty() ? 1 : m_model->notices().front().id + 1, kind, {}));
            return m_model->index(0, notices::NoticeModel::What)
                .data(Qt::DecorationRole)
                .value<QIcon>()
                .pixmap(16)
                .toImage();
        };
        const QImage bad = icon(NoticeKind::ServicesDown);
        const QImage good = icon(NoticeKind::ServicesUp);
        const QImage soon = icon(NoticeKind::CertificatesExpiring);
        QVERIFY(bad != good && bad != soon && good != soon);
        QVERIFY(icon(NoticeKind::CertificatesFailed) == bad && icon(NoticeKind::ListenersLost) == bad);
        QVERIFY(icon(NoticeKind::ListenersBack) == good);
    }

    void keepsWhatItHasWhenTheListCannotBeHad() {
        m_model->add(threeDown(1));
        m_backend->failNext({"call.timeout", "No.", "", {}});
        m_model->reload();
        QCOMPARE(m_model->rowCount(), 1);
    }

    void marksWhatNobodyHasRead() {
        m_model->setReadUpTo(10);
        m_model->add(notice(10, NoticeKind::ServicesUp, {subject("llm")}));
        QCOMPARE(m_model->unread(), 0);
        QSignalSpy spy(m_model.get(), &notices::NoticeModel::unreadChanged);
        m_model->add(threeDown(20));
        QCOMPARE(m_model->unread(), 1);
        QVERIFY(!spy.isEmpty());
        QVERIFY(m_model->index(0, 0).data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(!m_model->index(1, 0).data(Qt::FontRole).value<QFont>().bold());
        m_model->markRead();
        QCOMPARE(m_model->unread(), 0);
        QCOMPARE(m_model->readUpTo(), quint64(20));
    }

    void whatWasReadStaysRead() {
        m_model->setReadUpTo(20);
        m_model->setReadUpTo(10);
        QCOMPARE(m_model->readUpTo(), quint64(20));
    }

    void saysToScreenReadersWhatNobodyHasRead() {
        m_model->add(notice(10, NoticeKind::ServicesUp, {subject("llm")}));
        const auto said = [this] {
            return plain(
                m_model->index(0, notices::NoticeModel::What).data(Qt::AccessibleTextRole).toString());
        };
        QCOMPARE(said(), QStringLiteral("unread: llm is up again"));
        m_model->markRead();
        QCOMPARE(said(), QStringLiteral("llm is up again"));
        QCOMPARE(plain(m_model->index(0, 0).data(Qt::ToolTipRole).toString()), QStringLiteral("llm: Up"));
    }

    void keepsAsManyAsTheBackend() {
        for (std::uint64_t id = 1; id <= 502; ++id)
            m_model->add(notice(id, NoticeKind::ServicesUp, {subject("llm")}));
        QCOMPARE(m_model->rowCount(), 500);
        QCOMPARE(m_model->notices().back().id, std::uint64_t(3));
    }

    void showsEachWithItsServices() {
        m_model->add(threeDown(20));
        auto* dialog = new notices::NoticeDialog(*m_model, nullptr);
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* list = dialog->findChild<QTreeView*>(QStringLiteral("noticeList"));
        auto* details = dialog->findChild<QLabel*>(QStringLiteral("noticeDetails"));
        QVERIFY(list->isVisible() && !details->isVisible());
        list->setCurrentIndex(m_model->index(0, 0));
        QCOMPARE(plain(details->text()),
                 QStringLiteral("llm: nothing listens there\nnotes: no answer\nwiki: connection cut off"));
        testing::leavePicture(*dialog);
        QCOMPARE(m_model->unread(), 1);
        dialog->close();
        QCOMPARE(m_model->unread(), 0);
    }

    void escapeClosesTheListToo() {
        m_model->add(threeDown(20));
        auto* dialog = new notices::NoticeDialog(*m_model, nullptr);
        dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
        QCOMPARE(m_model->unread(), 0);
    }

    void staysOnTheScreenWhenVeryMuchHasHappened() {
        model::Notice many = threeDown(20);
        many.count = model::mostSubjects;
        many.services.resize(model::mostSubjects, subject("x", HealthCause::Refused));
        m_model->add(many);
        notices::NoticeDialog dialog(*m_model, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        const int before = dialog.height();
        dialog.findChild<QTreeView*>(QStringLiteral("noticeList"))->setCurrentIndex(m_model->index(0, 0));
        QCoreApplication::processEvents();
        QCOMPARE(dialog.height(), before);
        QVERIFY(dialog.findChild<QTreeView*>()->height() > dialog.findChild<QScrollArea*>()->height());
        QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("noticeDetails"))->isVisible());
    }

    void saysThatNothingHasHappened() {
        notices::NoticeDialog dialog(*m_model, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto* empty = dialog.findChild<QLabel*>(QStringLiteral("noNotices"));
        QVERIFY(empty->isVisible());
        m_model->add(threeDown(20));
        QVERIFY(!empty->isVisible());
    }

    void theFeedPassesThemOn() {
        services::ServiceModel services(m_clock);
        services::ServiceFeed feed(*m_backend, services);
        std::vector<model::Notice> heard;
        QObject::connect(&feed, &services::ServiceFeed::noticed, this,
                         [&heard](const model::Notice& told) { heard.push_back(told); });
        feed.start();
        QTRY_VERIFY(feed.hasLoaded());
        m_backend->sendEvent("notice", QJsonDocument(api::toJson(threeDown(7))).toJson().toStdString());
        QCOMPARE(heard.size(), std::size_t(1));
        QVERIFY(heard[0] == threeDown(7));
        m_backend->sendEvent("notice", "{\"kind\":\"moon_down\"}");
        QCOMPARE(heard.size(), std::size_t(1));
    }

    void theWindowShowsHowManyAreUnreadAndOpensTheList() {
        const QTemporaryDir folder;
        services::ServiceModel services(m_clock);
        services::ServiceFeed feed(*m_backend, services);
        connect::BackendLink link(*m_backend);
        shell::DesktopOptions options;
        options.settingsFile = folder.filePath(QStringLiteral("window.ini"));
        {
            shell::MainWindow window({*m_backend, link, services, feed, *m_model, m_clock}, options);
            auto* action = window.findChild<QAction*>(QStringLiteral("showNotices"));
            QCOMPARE(action->text(), QStringLiteral("Notices"));
            m_model->add(threeDown(20));
            QCOMPARE(action->text(), QStringLiteral("Notices (1)"));
            action->trigger();
            auto* dialog = window.findChild<QDialog*>(QStringLiteral("notices"));
            QVERIFY(dialog && dialog->isVisible());
            action->trigger();
            QCOMPARE(window.findChildren<QDialog*>(QStringLiteral("notices")).size(), 1);
            dialog->close();
            QCOMPARE(action->text(), QStringLiteral("Notices"));
        }
        // The next start knows what was read.
        notices::NoticeModel later(*m_backend, m_clock);
        shell::MainWindow window({*m_backend, link, services, feed, later, m_clock}, options);
        later.add(threeDown(20));
        QCOMPARE(later.unread(), 0);
        later.add(threeDown(30));
        QCOMPARE(later.unread(), 1);
    }

    void theTrayOffersTheList() {
        services::ServiceModel services(m_clock);
        tray::TrayHost host;
        tray::Tray tray(services, host);
        tray.tell(threeDown(1));  // without a tray: nothing
        QVERIFY(!tray.visible());
        tray.setUnread(2);
        auto* entry = tray.menu().findChild<QAction*>(QStringLiteral("trayNotices"));
        QVERIFY(entry);
        QCOMPARE(entry->text(), QStringLiteral("Notices (2)"));
        QSignalSpy spy(&tray, &tray::Tray::noticesWanted);
        entry->trigger();
        QCOMPARE(spy.size(), 1);
    }

    // Last, as the texts of a language stay.
    void saysItInGerman_data() { saysWhatHappened_data(); }
    void saysItInGerman() {
        static const bool installed = shell::installTranslators(*qApp, QLocale(QLocale::German));
        QVERIFY(installed);
        QFETCH(portolan::model::Notice, told);
        QFETCH(QString, german);
        QCOMPARE(plain(text::noticeLine(told)), german);
    }
};

QTEST_MAIN(NoticesTest)
#include "tst_notices.moc"
