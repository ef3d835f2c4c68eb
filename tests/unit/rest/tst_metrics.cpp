// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The exposition against the rules of its format, by a reader that takes nothing else. Source: the text
// exposition format, version 0.0.4, and its naming rules.
#include "backend/rest/metrics.h"

#include <QRegularExpression>
#include <QStringList>
#include <QTest>

#include <cmath>
#include <map>
#include <optional>
#include <set>

using namespace portolan;
using namespace portolan::rest;
using namespace std::chrono_literals;

namespace {

struct Sample {
    QString name;
    std::map<QString, QString> labels;
    double value = 0;
};

struct Family {
    QString type;
    QString help;
    std::vector<Sample> samples;
};

/// Reads an exposition; `fault` says what is wrong with it, empty if nothing is.
class StrictReader {
  public:
    explicit StrictReader(const std::string& text) {
        const QString all = QString::fromStdString(text);
        if (!all.endsWith(QLatin1Char('\n')))
            fail(QStringLiteral("the last line has no end"));
        QStringList lines = all.split(QLatin1Char('\n'));
        lines.removeLast();
        for (const QString& line : lines)
            if (fault.isEmpty())
                read(line);
        for (const auto& [name, family] : families)
            if (family.type == QLatin1String("histogram"))
                checkHistogram(name, family);
    }

    QString fault;
    std::map<QString, Family> families;

  private:
    void fail(const QString& why) {
        if (fault.isEmpty())
            fault = why;
    }

    void read(const QString& line) {
        static const QRegularExpression help(QStringLiteral("^# HELP ([a-z_:][a-z0-9_:]*) (\\S.*)$"));
        static const QRegularExpression type(
            QStringLiteral("^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)$"));
        if (const auto match = help.match(line); match.hasMatch()) {
            m_current = match.captured(1);
            if (families.count(m_current) > 0)
                fail(line + QStringLiteral(": a second time"));
            families[m_current].help = match.captured(2);
        } else if (const auto typed = type.match(line); typed.hasMatch()) {
            if (typed.captured(1) != m_current || !families[m_current].type.isEmpty())
                fail(line + QStringLiteral(": not behind its HELP"));
            families[m_current].type = typed.captured(2);
        } else {
            readSample(line);
        }
    }

    void readSample(const QString& line) {
        static const QRegularExpression sample(QStringLiteral(
            "^([a-z_:][a-z0-9_:]*)(\\{((?:[a-z_]+=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\",?)*)\\})? (\\S+)$"));
        static const QRegularExpression label(QStringLiteral("([a-z_]+)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\""));
        const auto match = sample.match(line);
        if (!match.hasMatch()) {
            fail(line + QStringLiteral(": no sample"));
            return;
        }
        Sample read{match.captured(1), {}, 0};
        auto labels = label.globalMatch(match.captured(3));
        while (labels.hasNext()) {
            const auto one = labels.next();
            if (!read.labels.emplace(one.captured(1), one.captured(2)).second)
                fail(line + QStringLiteral(": a label twice"));
        }
        bool good = false;
        read.value = match.captured(4).toDouble(&good);
        Family& family = families[m_current];
        const QString suffix = read.name.mid(m_current.size());
        const bool histogram = family.type == QLatin1String("histogram");
        const QStringList suffixes = histogram ? QStringList{QStringLiteral("_bucket"),
                                                             QStringLiteral("_sum"), QStringLiteral("_count")}
                                               : QStringList{QString()};
        if (!good || family.type.isEmpty() || !read.name.startsWith(m_current) || !suffixes.contains(suffix))
            fail(line + QStringLiteral(": not of the family ") + m_current);
        if (family.type == QLatin1String("counter") && !m_current.endsWith(QLatin1String("_total")))
            fail(line + QStringLiteral(": a counter ends in _total"));
        if (!m_seen.emplace(read.name, read.labels).second)
            fail(line + QStringLiteral(": a second time"));
        family.samples.push_back(read);
    }

    /// Buckets rise up to +Inf, which is the count.
    void checkHistogram(const QString& name, const Family& family) {
        std::map<QString, std::map<double, double>> buckets;
        std::map<QString, double> counts;
        for (const Sample& sample : family.samples) {
            const auto service = sample.labels.find(QStringLiteral("service"));
            const QString of = service == sample.labels.end() ? QString() : service->second;
            if (sample.name.endsWith(QLatin1String("_count")))
                counts[of] = sample.value;
            if (!sample.name.endsWith(QLatin1String("_bucket")))
                continue;
            const QString le = sample.labels.at(QStringLiteral("le"));
            buckets[of][le == QLatin1String("+Inf") ? INFINITY : le.toDouble()] = sample.value;
        }
        for (const auto& [of, ends] : buckets) {
            double last = 0;
            for (const auto& [le, count] : ends) {
                if (count < last)
                    fail(name + QStringLiteral(": buckets fall"));
                last = count;
            }
            if (!std::isinf(ends.rbegin()->first) || last != counts[of])
                fail(name + QStringLiteral(": +Inf is not the count"));
        }
    }

    QString m_current;
    std::set<std::pair<QString, std::map<QString, QString>>> m_seen;
};

api::TotalsView sample() {
    api::TotalsView totals;
    totals.version = "0.1.0";
    totals.requests = 12;
    totals.statusClasses = {{"1xx", 0}, {"2xx", 11}, {"none", 1}};
    totals.queriesByTransport = {{"udp", 5}, {"tcp", 1}};
    totals.queriesByRcode = {{"NOERROR", 6}};
    totals.queryLatency = {6, 600us, 90us, 120us, 120us, {{64us, 2}, {256us, 6}}};
    api::ServiceTraffic service{model::ServiceId{1}, "llm.internal.example", {}};
    service.traffic.requests = 2;
    service.traffic.statusClasses = {{"2xx", 2}};
    service.traffic.bytesOut = 1'234'567'890'123;
    service.traffic.failures = {{"proxy.connect_timeout", 1}};
    service.traffic.toHead = {2, 2500us, 900us, 1600us, 1600us, {{1024us, 1}, {4096us, 2}}};
    service.traffic.lastRequest = base::SystemTime(1'764'115'200s);
    totals.services = {service, {model::ServiceId{2}, "od\"d\\host", {}}};
    totals.certificates = {{"*.internal.example", base::SystemTime(1'764'115'200s)}};
    return totals;
}

}  // namespace

class MetricsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void followsTheRulesOfTheFormat() {
        const StrictReader reader(metricsText(sample()));
        QVERIFY2(reader.fault.isEmpty(), qPrintable(reader.fault));
        QVERIFY(reader.families.size() > 20);
        for (const auto& [name, family] : reader.families) {
            QVERIFY2(name.startsWith(QLatin1String("portolan_")), qPrintable(name));
            QVERIFY2(!family.type.isEmpty() && !family.help.isEmpty(), qPrintable(name));
        }
    }
    void saysSecondsBytesAndWholeNumbers() {
        const std::string text = metricsText(sample());
        for (const char* line :
             {"portolan_service_sent_bytes_total{service=\"llm.internal.example\"} 1234567890123\n",
              "portolan_service_response_head_seconds_bucket{service=\"llm.internal.example\",le=\"0."
              "001024\"} 1\n",
              "portolan_service_response_head_seconds_bucket{service=\"llm.internal.example\",le=\"+Inf\"} "
              "2\n",
              "portolan_service_response_head_seconds_sum{service=\"llm.internal.example\"} 0.0025\n",
              "portolan_service_last_request_timestamp_seconds{service=\"llm.internal.example\"} "
              "1764115200\n",
              "portolan_certificate_not_after_seconds{name=\"*.internal.example\"} 1764115200\n",
              "portolan_dns_queries_total{transport=\"udp\"} 5\n", "portolan_http_requests_total 12\n",
              "portolan_service_retries_total{service=\"od\\\"d\\\\host\"} 0\n"})
            QVERIFY2(text.find(line) != std::string::npos, line);
    }
    void theReaderSeesWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no type") << QByteArray("a 1\n");
        QTest::newRow("a counter without _total") << QByteArray("# HELP a b\n# TYPE a counter\na 1\n");
        QTest::newRow("a sample twice") << QByteArray("# HELP a b\n# TYPE a gauge\na 1\na 1\n");
        QTest::newRow("an open quote") << QByteArray("# HELP a b\n# TYPE a gauge\na{b=\"c} 1\n");
        QTest::newRow("no end") << QByteArray("# HELP a b\n# TYPE a gauge\na 1");
        QTest::newRow("falling buckets") << QByteArray(
            "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count "
            "1\n");
    }
    void theReaderSeesWhatIsWrong() {
        QFETCH(QByteArray, text);
        QVERIFY(!StrictReader(text.toStdString()).fault.isEmpty());
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
