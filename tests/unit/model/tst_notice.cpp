// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/notice.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::model;

namespace {

NoticeSubject subject(std::string name, HealthCause cause = HealthCause::None, std::uint32_t flaps = 0) {
    NoticeSubject made;
    made.host = name + ".portolan.internal";
    made.name = std::move(name);
    made.cause = cause;
    made.flaps = flaps;
    return made;
}

Notice notice(NoticeKind kind, std::vector<NoticeSubject> services) {
    Notice made;
    made.kind = kind;
    made.count = services.size();
    made.services = std::move(services);
    return made;
}

std::string valueOf(const base::Error::Params& params, const std::string& name) {
    for (const auto& [key, value] : params)
        if (key == name)
            return value;
    return "absent";
}

}  // namespace

class TestNotice : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void saysWhatHappenedInOneLine_data() {
        QTest::addColumn<portolan::model::Notice>("told");
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, Notice told, std::string text) {
            QTest::newRow(name) << std::move(told) << std::move(text);
        };
        row("one down, with its cause",
            notice(NoticeKind::ServicesDown, {subject("llm", HealthCause::Reset)}),
            "llm went down. The connection was accepted and cut off without an answer.");
        row("one down, flapping", notice(NoticeKind::ServicesDown, {subject("llm", HealthCause::None, 4)}),
            "llm went down, and went up and down 4 times since.");
        row("one up", notice(NoticeKind::ServicesUp, {subject("llm")}), "llm is up again.");
        row("one up, flapped once", notice(NoticeKind::ServicesUp, {subject("llm", HealthCause::None, 1)}),
            "llm is up again, and went down and up once since.");
        row("three down", notice(NoticeKind::ServicesDown, {subject("a"), subject("b"), subject("c")}),
            "3 services went down: a, b, c.");
        row("three up", notice(NoticeKind::ServicesUp, {subject("a"), subject("b"), subject("c")}),
            "3 services are up again: a, b, c.");
        row("without names", notice(NoticeKind::ServicesUp, {NoticeSubject{{}, "", "a.example"}}),
            "a.example is up again.");
        Notice many =
            notice(NoticeKind::ServicesDown, std::vector<NoticeSubject>(mostSubjects, subject("x")));
        many.count = 70;
        row("more than fit", many, "70 services went down: x, x, x, x, x and 65 more.");
        row("a test", notice(NoticeKind::Test, {}), "A test: notices of Portolan arrive here.");
    }
    void saysWhatHappenedInOneLine() {
        QFETCH(portolan::model::Notice, told);
        QFETCH(std::string, text);
        QCOMPARE(textOf(told), text);
    }

    void hasACodeAndParametersForOtherLanguages() {
        const Notice two = notice(NoticeKind::ServicesDown, {subject("a"), subject("b")});
        QCOMPARE(codeOf(two.kind), std::string("notice.services_down"));
        QCOMPARE(valueOf(paramsOf(two), "count"), std::string("2"));
        QCOMPARE(valueOf(paramsOf(two), "names"), std::string("a, b"));
        QCOMPARE(valueOf(paramsOf(two), "flaps"), std::string("absent"));
        const Notice one = notice(NoticeKind::ServicesUp, {subject("a", HealthCause::None, 3)});
        QCOMPARE(valueOf(paramsOf(one), "flaps"), std::string("3"));
    }

    void readsItsOwnWords() {
        for (const NoticeKind kind : {NoticeKind::ServicesDown, NoticeKind::ServicesUp, NoticeKind::Test})
            QVERIFY(noticeKindFromWord(toWord(kind)) == kind);
        QVERIFY(!noticeKindFromWord("something"));
    }
};

QTEST_APPLESS_MAIN(TestNotice)
#include "tst_notice.moc"
