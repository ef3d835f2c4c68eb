// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/wording.h"
#include "tests/gui/fakebackend.h"
#include "tests/gui/pictures.h"
#include "ui/shell/explaindialog.h"
#include "ui/text/explaintext.h"

#include <QApplication>
#include <QClipboard>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>

#include <set>

using namespace portolan;
using namespace portolan::ui;

class ExplainDialogTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_backend = std::make_unique<testing::FakeBackend>(); }
    void cleanup() {
        delete m_dialog;
        m_backend.reset();
    }

    void showsWhatIsWrongAndWhatToDo() {
        m_backend->explanation = refused();
        open();
        QVERIFY(
            find<QLabel>("explanationSummary")->text().contains(QStringLiteral("100.2.2.2:8080 refuses")));
        QVERIFY(find<QLabel>("hop1")->text().contains(QStringLiteral("lies in the zone")));
        QVERIFY(!find<QLabel>("hopAdvice1"));
        QCOMPARE(find<QLabel>("hopMark2")->accessibleName(), QStringLiteral("not fine"));
        QVERIFY(find<QLabel>("hop2")->text().contains(QStringLiteral("ms)")));
        QVERIFY(find<QLabel>("hopAdvice2")->text().contains(QStringLiteral("127.0.0.1 only")));
        QCOMPARE(find<QLabel>("hopLines2")->text(), QStringLiteral("ss -ltnp"));
        find<QPushButton>("copyLines2")->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("ss -ltnp"));
        find<QPushButton>("copyExplanation")->click();
        QVERIFY(
            QApplication::clipboard()->text().startsWith(QStringLiteral("llm.internal.x\nZone (fine): ")));
        QCOMPARE(std::get<api::ExplainRequest>(m_backend->reports.back()).name,
                 std::string("llm.internal.x"));
    }

    void saysEverythingInTheUsersLanguage() {
        // What only portolanctl sees of its own machine is not shown here.
        const std::set<explain::Code> elsewhere{explain::Code::RootTrusted, explain::Code::RootNotTrusted,
                                                explain::Code::CallerConnects, explain::Code::CallerRefused,
                                                explain::Code::CallerTimeout};
        for (std::size_t i = 0; i < static_cast<std::size_t>(explain::Code::Count); ++i) {
            const explain::Code code{static_cast<std::uint8_t>(i)};
            if (elsewhere.contains(code))
                continue;
            api::Hop hop = explain::hop(api::HopStage::Zone, api::HopVerdict::Bad, code);
            for (const std::string_view text : {explain::messageOf(code), explain::adviceOf(code)})
                for (const QString& gap : gapsOf(text))
                    hop.params.emplace_back(gap.toStdString(), "x");
            const bool hasAdvice = !hop.advice.empty();
            hop.message = hop.advice = "untranslated";
            QVERIFY2(text::foundText(hop) != QStringLiteral("untranslated"), hop.code.c_str());
            QVERIFY2(!hasAdvice || text::adviceText(hop) != QStringLiteral("untranslated"), hop.code.c_str());
        }
    }

    void looksAgain() {
        m_backend->explanation = refused();
        open();
        m_backend->explanation.hops.pop_back();
        find<QPushButton>("lookAgain")->click();
        QVERIFY(find<QLabel>("explanationSummary")->text().contains(QStringLiteral("it opens")));
        QVERIFY(!find<QLabel>("hop2"));
        QCOMPARE(m_backend->reports.size(), std::size_t(2));
    }

    void saysThatItCannotLook() {
        m_backend->failNext({"explain.busy", "English.", "", {}});
        open();
        QVERIFY(find<QLabel>("explanationSummary")->text().contains(QStringLiteral("few seconds")));
        QVERIFY(find<QPushButton>("lookAgain")->isEnabled());
        QVERIFY(!find<QPushButton>("copyExplanation")->isEnabled());
    }

    void mayBeClosedBeforeTheReply() {
        m_backend->held = true;
        open();
        QVERIFY(!find<QPushButton>("lookAgain")->isEnabled());
        m_dialog->close();
        QTRY_VERIFY(m_dialog.isNull());
        m_backend->release();
    }

  private:
    static QStringList gapsOf(std::string_view text) {
        static const QRegularExpression gap(QStringLiteral("\\{([a-z_]+)\\}"));
        QStringList gaps;
        for (auto match = gap.globalMatch(QString::fromUtf8(text.data(), qsizetype(text.size())));
             match.hasNext();)
            gaps.append(match.next().captured(1));
        return gaps;
    }
    static api::Explanation refused() {
        api::Explanation explanation{.name = "llm.internal.x", .known = true};
        api::Hop zone{.stage = api::HopStage::Zone, .code = "explain.zone", .message = "English."};
        zone.params = {{"name", "llm.internal.x"}, {"zone", "internal.x"}};
        api::Hop connect{.stage = api::HopStage::Connect,
                         .verdict = api::HopVerdict::Bad,
                         .code = "explain.target_refused",
                         .message = "English.",
                         .advice = "English.",
                         .lines = {"ss -ltnp"}};
        connect.params = {{"target", "100.2.2.2:8080"}};
        connect.duration = std::chrono::microseconds(1500);
        explanation.hops = {zone, connect};
        return explanation;
    }
    void open() {
        m_dialog = new shell::ExplainDialog(*m_backend, "llm.internal.x", nullptr);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
        testing::leavePicture(*m_dialog);
    }
    template <class Widget>
    Widget* find(const char* name) {
        return m_dialog->findChild<Widget*>(QLatin1String(name));
    }

    std::unique_ptr<testing::FakeBackend> m_backend;
    QPointer<shell::ExplainDialog> m_dialog;
};

QTEST_MAIN(ExplainDialogTest)
#include "tst_explaindialog.moc"
