// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/applications.h"
#include "backend/explain/wording.h"
#include "tests/unit/explain/explainfixture.h"

#include <QTest>

#include <fstream>
#include <iterator>
#include <set>

using namespace portolan;
using namespace portolan::explain;
using namespace portolan::tests;

class WordingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyCodeIsStableAndSaysSomething() {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < static_cast<std::size_t>(Code::Count); ++i) {
            const Code code{static_cast<std::uint8_t>(i)};
            QVERIFY2(codeOf(code).starts_with("explain."), std::to_string(i).c_str());
            QVERIFY2(seen.insert(codeOf(code)).second, std::string(codeOf(code)).c_str());
            QVERIFY2(messageOf(code).ends_with('.') || messageOf(code).ends_with('}'),
                     std::string(codeOf(code)).c_str());
        }
    }

    void everyCodeIsDocumented() {
        std::ifstream file(PORTOLAN_EXPLAIN_DOCUMENT);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        QVERIFY(!text.empty());
        for (std::size_t i = 0; i < static_cast<std::size_t>(Code::Count); ++i) {
            const std::string code(codeOf(Code{static_cast<std::uint8_t>(i)}));
            QVERIFY2(text.find("`" + code.substr(code.find('.') + 1) + "`") != std::string::npos,
                     code.c_str());
        }
    }

    void fillsInWhatItHas_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("out");
        QTest::newRow("one") << "{a}!"
                             << "1!";
        QTest::newRow("two") << "{a} and {b}"
                             << "1 and 2";
        QTest::newRow("none of that name") << "{c} {a}"
                                           << "{c} 1";
        QTest::newRow("braces of an example") << "\"tls\": {\"x\"}"
                                              << "\"tls\": {\"x\"}";
        QTest::newRow("no end") << "{a"
                                << "{a";
    }
    void fillsInWhatItHas() {
        QFETCH(QString, text);
        QFETCH(QString, out);
        QCOMPARE(QString::fromStdString(filled(text.toStdString(), {{"a", "1"}, {"b", "2"}})), out);
    }

    void listsAsPeopleDo() {
        QCOMPARE(listed(std::vector<std::string>{}), std::string("-"));
        QCOMPARE(listed(std::vector<std::string>{"a"}), std::string("a"));
        QCOMPARE(listed(std::vector<std::string>{"a", "b", "c"}), std::string("a, b and c"));
    }

    void tellsTimesByTheMinute() {
        QCOMPARE(timeText(base::SystemTime(std::chrono::hours(24 * 365 * 50))),
                 std::string("2019-12-20 00:00 UTC"));
    }

    void recognisesApplications_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* name, int status, const char* text, const char* server = "") {
            QTest::addRow("%s %d %s", name, status, server) << status << text << server << name;
        };
        row("Vite", 403,
            "Blocked request. This host (\"llm.internal.example\") is not allowed.\nTo allow this host, add "
            "\"llm.internal.example\" to `server.allowedHosts` in vite.config.js.");
        row("webpack-dev-server", 200, "Invalid Host header");
        row("Django", 400, "<title>DisallowedHost at /</title>");
        row("Rails", 403, "<h1>Blocked hosts: llm.internal.example</h1>");
        row("Syncthing", 403, "Host check error\n");
        // transmission-daemon 3.00-2.1 of Debian 12, GET /transmission/rpc
        row("Transmission", 421,
            "<h1>421: Misdirected Request</h1><p>Transmission received your request, but the hostname was "
            "unrecognized.</p><p>To fix this, choose one of the following options:<ul><li>Enable password "
            "authentication, then any hostname is allowed.</li><li>Add the hostname you want to use to the "
            "whitelist in settings.</li></ul></p>",
            "Transmission");
        row("Nextcloud", 400, "<h2>Access through untrusted domain</h2>");
        // jupyter-server 1.23.3 of Debian 12
        row("Jupyter", 403,
            "<!DOCTYPE HTML>\n<html>\n\n<head>\n\n    <meta charset=\"utf-8\">\n\n    <title>Jupyter "
            "Server</title>",
            "TornadoServer/6.2");
        // allowedHostsMiddleware in its server/routes.go ends the request with the bare status
        row("Ollama", 403, "");
        row("The application", 403, "<title>403: Forbidden</title>", "TornadoServer/6.2");
        row("The application", 421, "<h1>Misdirected Request</h1>", "Apache");
        row("The application", 403, "go away");
    }
    void recognisesApplications() {
        QFETCH(int, status);
        QFETCH(QString, text);
        QFETCH(QString, server);
        QFETCH(QString, name);
        HttpAnswer answer = httpAnswer(status, text.toStdString());
        answer.server = server.toStdString();
        const Application* const found = recognise(answer, Refusal::Host);
        QVERIFY(found);
        QCOMPARE(QString::fromUtf8(found->name.data(), static_cast<int>(found->name.size())), name);
        QVERIFY(!linesOf(*found, "llm.internal.example", "100.1.1.1").empty());
    }

    void recognisesProxiesThatAreNotTrusted() {
        QCOMPARE(recognise(httpAnswer(400, "400: Bad Request"), Refusal::Proxy)->name,
                 std::string_view("Home Assistant"));
        QCOMPARE(recognise(httpAnswer(403, "no"), Refusal::Proxy)->name, std::string_view("The application"));
        const auto lines = linesOf(*recognise(httpAnswer(400, "400: Bad Request"), Refusal::Proxy),
                                   "ha.internal", "100.1.1.1");
        QCOMPARE(lines.back(), std::string("  trusted_proxies: [100.1.1.1]"));
    }

    void anAnswerMaySayThatItWantsTls() {
        QVERIFY(saysWantsTls(
            httpAnswer(400, "<title>400 The plain HTTP request was sent to HTTPS port</title>")));
        QVERIFY(saysWantsTls(httpAnswer(400, "Client sent an HTTP request to an HTTPS server.\n")));
        QVERIFY(!saysWantsTls(httpAnswer(400, "bad")));
        HttpAnswer alert;
        alert.outcome = HttpAnswer::Outcome::NotHttp;
        alert.text = std::string("\x15\x03\x03\x00\x02\x02\x46", 7);
        QVERIFY(saysWantsTls(alert));
    }
};

QTEST_APPLESS_MAIN(WordingTest)
#include "tst_wording.moc"
