// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "tests/gui/pictures.h"
#include "ui/shell/authoritiesdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QPointer>
#include <QPushButton>
#include <QTest>

using namespace portolan;
using namespace portolan::ui;

class AuthoritiesDialogTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_backend = std::make_unique<testing::FakeBackend>(); }
    void cleanup() {
        delete m_dialog;
        m_backend.reset();
    }

    void showsTheFingerprintToCompare() {
        m_backend->authorities.items = {authority("portolan.internal", 0xab),
                                        authority("lab.internal", 0x01)};
        open();
        const QString shown = find<QLabel>("rootFingerprint1")->text();
        QCOMPARE(shown.count(QStringLiteral("AB")), 32);
        QCOMPARE(shown.count(QLatin1Char('\n')), 1);
        QVERIFY(find<QLabel>("rootFingerprint2")->text().contains(QStringLiteral("01:01")));
        QVERIFY(find<QLabel>("rootFingerprint2")->accessibleName().contains(QStringLiteral("lab.internal")));
        QVERIFY(!find<QLabel>("authoritiesMessage")->isVisible());
        find<QPushButton>("copyFingerprint1")->click();
        QCOMPARE(QApplication::clipboard()->text().size(), 95);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("AB:AB:")));
    }

    void saysThatThereIsNone() {
        open();
        QVERIFY(find<QLabel>("authoritiesMessage")->isVisible());
        QVERIFY(find<QLabel>("authoritiesMessage")->text().contains(QStringLiteral("No zone")));
    }

    void saysWhyItCannotShowThem() {
        m_backend->failNext({"call.not_connected", "The backend cannot be reached.", "", {{"url", "x"}}});
        open();
        QVERIFY(find<QLabel>("authoritiesMessage")->text().contains(QStringLiteral("cannot be reached")));
    }

    void mayBeClosedBeforeTheReply() {
        m_backend->held = true;
        open();
        m_dialog->close();
        QTRY_VERIFY(m_dialog.isNull());
        m_backend->release();
    }

  private:
    static api::AuthorityView authority(const std::string& zone, std::uint8_t byte) {
        api::AuthorityView view;
        view.zone = zone;
        view.name = "Portolan root of " + zone;
        view.fingerprint.fill(byte);
        view.notAfter = base::SystemTime(std::chrono::hours(24 * 365 * 60));
        view.pem = "-----BEGIN CERTIFICATE-----\n";
        return view;
    }
    void open() {
        m_dialog = new shell::AuthoritiesDialog(*m_backend, nullptr);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
        testing::leavePicture(*m_dialog);
    }
    template <class Widget>
    Widget* find(const char* name) {
        return m_dialog->findChild<Widget*>(QLatin1String(name));
    }

    std::unique_ptr<testing::FakeBackend> m_backend;
    QPointer<shell::AuthoritiesDialog> m_dialog;
};

QTEST_MAIN(AuthoritiesDialogTest)
#include "tst_authoritiesdialog.moc"
