// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/healthpolicy.h"
#include "tests/support/printing.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace portolan;
using namespace portolan::model;

using Edit = std::function<void(HealthDraft&)>;
Q_DECLARE_METATYPE(Edit)

class TestHealthPolicy : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsStatusRanges_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(*text ? text : "nothing") << std::string(text) << std::string(expected);
        };
        row("", "");
        row("  ", "");
        row("200", "200");
        row("200-299,404", "200-299, 404");
        row(" 200 - 299 , 404 ", "200-299, 404");
        row("599", "599");
        for (const char* bad : {"199", "600", "x", "200-", "-200", "299-200", "200,,201", "200,", "200 201",
                                "2000", "200-299-300", "0x200"})
            row(bad, "!");
    }
    void readsStatusRanges() {
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        const auto ranges = parseStatusRanges(text);
        QCOMPARE(ranges ? toText(*ranges) : std::string("!"), expected);
        if (!ranges)
            QCOMPARE(ranges.error().code, std::string("check.status"));
    }
    void readsNoMoreRangesThanAllowed() {
        std::string text = "200";
        for (std::size_t i = 1; i < mostStatusRanges; ++i)
            text += ",200";
        QVERIFY(parseStatusRanges(text).ok());
        QVERIFY(!parseStatusRanges(text + ",200").ok());
    }
    void expectsEveryStatusOrTheNamedOnes() {
        HealthPolicy policy;
        QVERIFY(isExpected(policy, 503));
        policy.statuses = {{200, 299}, {404, 404}};
        for (const int status : {200, 299, 404})
            QVERIFY(isExpected(policy, status));
        for (const int status : {300, 403, 405, 503})
            QVERIFY(!isExpected(policy, status));
    }
    void readsPaths_data() {
        QTest::addColumn<std::string>("path");
        QTest::addColumn<bool>("good");
        for (const char* good : {"/", "/health", "/a?b=c&d=%20", "/~x//"})
            QTest::newRow(good) << std::string(good) << true;
        for (const char* bad : {"health", "/a b", "/a\r\nX: y", "/\xc3\xa4", "/a#b", "http://a/"})
            QTest::newRow(bad) << std::string(bad) << false;
        QTest::newRow("too long") << '/' + std::string(longestProbePath, 'a') << false;
    }
    void readsPaths() {
        QFETCH(std::string, path);
        QFETCH(bool, good);
        QCOMPARE(parseProbePath(path).ok(), good);
    }
    void refusesWhatNoPolicyMayBe_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, const char* verdict, Edit edit) {
            QTest::newRow(name) << std::move(edit) << std::string(verdict);
        };
        row("kind", "check.kind kind", [](HealthDraft& draft) { draft.kind = "icmp"; });
        row("method", "check.method method", [](HealthDraft& draft) { draft.method = "POST"; });
        row("path", "check.path path", [](HealthDraft& draft) { draft.path = "health"; });
        row("status", "check.status status", [](HealthDraft& draft) { draft.status = "fine"; });
        row("long text", "check.text text", [](HealthDraft& draft) { draft.text = std::string(257, 'x'); });
        row("text of HEAD", "check.text_with_head text", [](HealthDraft& draft) {
            draft.method = "HEAD";
            draft.text = "ok";
        });
        row("interval", "check.range interval", [](HealthDraft& draft) { draft.interval = 0.999; });
        row("long interval", "check.range interval", [](HealthDraft& draft) { draft.interval = 3600.1; });
        row("no number", "check.range interval",
            [](HealthDraft& draft) { draft.interval = std::numeric_limits<double>::quiet_NaN(); });
        row("timeout", "check.range timeout", [](HealthDraft& draft) { draft.timeout = 0; });
        row("slow", "check.range slow", [](HealthDraft& draft) { draft.slow = 61; });
        row("rise", "check.range rise", [](HealthDraft& draft) { draft.rise = 0; });
        row("fall", "check.range fall", [](HealthDraft& draft) { draft.fall = 11; });
        row("fall beyond a byte", "check.range fall", [](HealthDraft& draft) { draft.fall = 257; });
        row("jitter", "check.range jitter", [](HealthDraft& draft) { draft.jitter = 51; });
        row("grace", "check.range grace", [](HealthDraft& draft) { draft.grace = -1; });
        row("changes", "check.range flap_changes", [](HealthDraft& draft) { draft.flapChanges = 51; });
        row("window", "check.range flap_window", [](HealthDraft& draft) { draft.flapWindow = 59; });
    }
    void refusesWhatNoPolicyMayBe() {
        QFETCH(Edit, edit);
        QFETCH(std::string, verdict);
        HealthDraft draft;
        edit(draft);
        const auto policy = parseHealthPolicy(draft);
        QVERIFY(!policy.ok());
        QCOMPARE(policy.error().code + ' ' + policy.error().field, verdict);
        QVERIFY(policy.error().message.ends_with('.'));
    }
    void readsBackWhatItWrites() {
        HealthPolicy policy{ProbeKind::Http,
                            ProbeMethod::Head,
                            3,
                            4,
                            0,
                            0,
                            "/health",
                            {{200, 204}},
                            "",
                            base::Milliseconds(1500),
                            base::Milliseconds(250),
                            base::Seconds(60),
                            base::Seconds(120),
                            base::Milliseconds(300)};
        QVERIFY(*parseHealthPolicy(draftOf(policy)) == policy);
        QVERIFY(*parseHealthPolicy(wholeDraftOf(policy)) == policy);
        QVERIFY(draftOf(HealthPolicy()) == HealthDraft());
        policy = {};
        policy.grace = base::Seconds(30);
        HealthDraft expected;
        expected.grace = 30;
        QVERIFY2(draftOf(policy) == expected, "only what differs");
        QVERIFY(*parseHealthPolicy({}) == HealthPolicy());
    }
};

QTEST_GUILESS_MAIN(TestHealthPolicy)
#include "tst_healthpolicy.moc"
