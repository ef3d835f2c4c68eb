// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/datefield.h"
#include "backend/proxy/pages.h"

#include <QCryptographicHash>
#include <QTest>

#include <set>

using namespace portolan;
using namespace portolan::proxy;

class TestPages : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void choosesTheFormatByAccept_data() {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<int>("format");
        QTest::newRow("none") << QByteArray() << int(PageFormat::Text);
        QTest::newRow("curl") << QByteArray("*/*") << int(PageFormat::Text);
        QTest::newRow("a browser") << QByteArray(
                                          "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                                   << int(PageFormat::Html);
        QTest::newRow("a program") << QByteArray("application/json") << int(PageFormat::Json);
        QTest::newRow("with parameters")
            << QByteArray("Application/JSON ; charset=utf-8") << int(PageFormat::Json);
    }

    void choosesTheFormatByAccept() {
        QFETCH(QByteArray, accept);
        QFETCH(int, format);
        QCOMPARE(int(pageFormatOf({accept.data(), static_cast<std::size_t>(accept.size())})), format);
    }

    void theSecurityPolicyAllowsTheStyleAndNothingElse() {
        const std::string_view style = pageStyle();
        const QByteArray hash =
            QCryptographicHash::hash(QByteArray(style.data(), static_cast<int>(style.size())),
                                     QCryptographicHash::Sha256)
                .toBase64();
        const QByteArray policy(pagePolicy().data(), static_cast<int>(pagePolicy().size()));
        QVERIFY(policy.startsWith("default-src 'none';"));
        QVERIFY2(policy.contains("style-src 'sha256-" + hash + "'"), hash.constData());
        const std::string page =
            renderPage(FailureReason::UpstreamRefused, PageFormat::Html, {.host = "a.test"});
        QVERIFY(page.find("<script") == std::string::npos);
        QVERIFY(page.find("<style>" + std::string(style) + "</style>") != std::string::npos);
    }

    void everyReasonHasItsOwnCodeAndAnErrorStatus() {
        std::set<std::string_view> codes;
        for (int i = 0; i < int(FailureReason::Count); ++i) {
            const FailureText& text = textOf(static_cast<FailureReason>(i));
            QVERIFY2(text.status >= 400 && text.status <= 511, text.code.data());
            QVERIFY(!text.title.empty() && text.sentence.back() != ' ');
            codes.insert(text.code);
        }
        QCOMPARE(codes.size(), std::size_t(FailureReason::Count));
    }

    void saysWhatPassesByItselfAndSinceWhen() {
        const PageFacts facts{.host = "a.test", .downForSeconds = 300};
        const std::string down = renderPage(FailureReason::UpstreamRefused, PageFormat::Html, facts);
        for (const auto& [seconds, words] :
             std::vector<std::pair<std::int64_t, std::string>>{{0, "for a moment."},
                                                               {5, "for 5 seconds."},
                                                               {300, "for 5 minutes."},
                                                               {7200, "for 2 hours."},
                                                               {172800, "for 2 days."}})
            QVERIFY2(renderPage(FailureReason::UpstreamRefused, PageFormat::Html,
                                {.host = "a.test", .downForSeconds = seconds})
                             .find(words) != std::string::npos,
                     words.c_str());
        QVERIFY(down.find("http-equiv=\"refresh\"") != std::string::npos);
        const std::string unknown = renderPage(FailureReason::UnknownHost, PageFormat::Html, {});
        QVERIFY(unknown.find("http-equiv=\"refresh\"") == std::string::npos);
        httpwire::HeadWriter out;
        writePageFields(out, FailureReason::UnknownHost, PageFormat::Text);
        QVERIFY(out.view().find("Retry-After") == std::string_view::npos);
        QVERIFY(out.view().find("no-store") != std::string_view::npos);
        out.clear();
        writePageFields(out, FailureReason::ConnectTimeout, PageFormat::Json);
        QVERIFY(out.view().find("Retry-After: 5\r\n") != std::string_view::npos);
        out.clear();
        writePageFields(out, FailureReason::ServiceMaintenance, PageFormat::Html);
        QVERIFY(out.view().find("Retry-After: 60\r\n") != std::string_view::npos);
        const std::string paused = renderPage(FailureReason::ServiceMaintenance, PageFormat::Html, {});
        QVERIFY(paused.find("http-equiv=\"refresh\" content=\"60\"") != std::string::npos);
        QVERIFY(paused.find("will be back") != std::string::npos);
    }

    void escapesTheHost() {
        const PageFacts facts{.host = "<b>&\"", .downForSeconds = -1};
        QVERIFY(renderPage(FailureReason::UnknownHost, PageFormat::Html, facts).find("<b>") ==
                std::string::npos);
        QVERIFY(renderPage(FailureReason::UnknownHost, PageFormat::Json, facts).find("\"<b>&\\\"\"") !=
                std::string::npos);
    }

    void writesTheDateOncePerSecond() {
        base::ManualClock clock(base::SystemTime(std::chrono::seconds(784111777)));
        DateField date(clock);
        // The example of RFC 9110 section 5.6.7.
        QCOMPARE(std::string(date.line(10'000)), std::string("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
        clock.advance(std::chrono::seconds(1));
        QCOMPARE(std::string(date.line(10'999)), std::string("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
        QCOMPARE(std::string(date.line(11'000)), std::string("Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestPages)
#include "tst_pages.moc"
