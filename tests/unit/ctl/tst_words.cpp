// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/words.h"

#include <QTest>

using namespace portolan;
using namespace portolan::ctl;
using namespace std::chrono_literals;

class WordsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void durationsHaveOneUnit() {
        QCOMPARE(durationText(0s), std::string("0 s"));
        QCOMPARE(durationText(59s), std::string("59 s"));
        QCOMPARE(durationText(60s), std::string("1 min"));
        QCOMPARE(durationText(3599s), std::string("59 min"));
        QCOMPARE(durationText(47h), std::string("47 h"));
        QCOMPARE(durationText(48h), std::string("2 d"));
        QCOMPARE(durationText(24h * 365), std::string("365 d"));
    }
    void latenciesKeepTwoDigits() {
        QCOMPARE(latencyText(0us), std::string("0.0 ms"));
        QCOMPARE(latencyText(440us), std::string("0.4 ms"));
        QCOMPARE(latencyText(9'940us), std::string("9.9 ms"));
        QCOMPARE(latencyText(9'960us), std::string("10 ms"));
        QCOMPARE(latencyText(999'400us), std::string("999 ms"));
        QCOMPARE(latencyText(999'600us), std::string("1.0 s"));
        QCOMPARE(latencyText(12'340'000us), std::string("12.3 s"));
    }
    void countsAreGrouped() {
        QCOMPARE(countText(0), std::string("0"));
        QCOMPARE(countText(999), std::string("999"));
        QCOMPARE(countText(1000), std::string("1,000"));
        QCOMPARE(countText(18446744073709551615u), std::string("18,446,744,073,709,551,615"));
        QCOMPARE(countedText(1, "request"), std::string("1 request"));
        QCOMPARE(countedText(0, "request"), std::string("0 requests"));
    }
    void bytesHaveBinaryUnits() {
        QCOMPARE(bytesText(1023), std::string("1023 B"));
        QCOMPARE(bytesText(1024), std::string("1.0 KiB"));
        QCOMPARE(bytesText(1024 * 1024 - 1), std::string("1.0 MiB"));
        QCOMPARE(bytesText(5'368'709'120), std::string("5.0 GiB"));
    }
    void timesAreToldByTheirDistance() {
        const base::SystemTime now{1000h};
        QCOMPARE(distanceText(now + 5min, now), std::string("in 5 min"));
        QCOMPARE(distanceText(now - 90s, now), std::string("1 min ago"));
        QCOMPARE(distanceText(now, now), std::string("now"));
    }
    void statesHaveAWordAndWhereItCanBeReadAShape() {
        QCOMPARE(stateCell(model::HealthState::Down, {}).text, std::string("down"));
        QCOMPARE(stateCell(model::HealthState::Disabled, {}).text, std::string("off"));
        QCOMPARE(stateCell(model::HealthState::Up, {.symbols = true}).text, std::string("\u25cf up"));
    }

    void readsDurations_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("seconds");
        for (const auto& [text, seconds] :
             std::initializer_list<std::pair<const char*, qint64>>{{"90", 90},
                                                                   {"90s", 90},
                                                                   {"15m", 900},
                                                                   {"15min", 900},
                                                                   {"2H", 7200},
                                                                   {"7d", 604800},
                                                                   {"1w", 604800},
                                                                   {"1000000", 1000000},
                                                                   {"0", 0},
                                                                   {"-5", 0},
                                                                   {"", 0},
                                                                   {"h", 0},
                                                                   {"5y", 0},
                                                                   {"5 m", 0},
                                                                   {"1000001", 0},
                                                                   {"99999999999999999999", 0}})
            QTest::newRow(text) << QByteArray(text) << seconds;
    }
    void readsDurations() {
        QFETCH(QByteArray, text);
        QFETCH(qint64, seconds);
        const auto duration = parseDuration(text.toStdString());
        QCOMPARE(duration.ok() ? duration->count() : 0, seconds);
        if (!duration)
            QCOMPARE(duration.error().code, std::string("usage.duration"));
    }

    void readsTargets_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("read");
        for (const auto& [text, read] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"8080", "|8080|"},
                 {"10.0.0.5:8080", "10.0.0.5|8080|"},
                 {"[fd7a::5]:8080", "fd7a::5|8080|"},
                 {"antarus:8080", "antarus|8080|"},
                 {"10.0.0.5:70000", "10.0.0.5|70000|"},
                 {"http://10.0.0.5:8080", "10.0.0.5|8080|http"},
                 {"https://10.0.0.5:8443/", "10.0.0.5|8443|https"},
                 {"nas.lan:8080", "nas.lan|8080|"},
                 {"https://nas.lan:8443", "nas.lan|8443|https"},
                 {"10.0.0.5", ""},
                 {"fd7a::5", ""},
                 {"fd7a::5:8080", ""},
                 {":8080", ""},
                 {"[]:8080", ""},
                 {"https://8443", ""},
                 {"10.0.0.5:", ""},
                 {"10.0.0.5:80a", ""},
                 {"10.0.0.5:-1", ""},
                 {"ftp://10.0.0.5:21", ""},
                 {"", ""}})
            QTest::newRow(text) << QByteArray(text) << QByteArray(read);
    }
    void readsTargets() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, read);
        const auto target = parseTarget(text.toStdString());
        QCOMPARE(target ? target->address + "|" + std::to_string(target->port) + "|" + target->scheme : "",
                 read.toStdString());
        if (!target)
            QCOMPARE(target.error().code, std::string("usage.target"));
    }
};

QTEST_APPLESS_MAIN(WordsTest)
#include "tst_words.moc"
