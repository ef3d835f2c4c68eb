// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/accesslog/recordline.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace portolan;
using namespace portolan::accesslog;

namespace {

constexpr std::array<std::string_view, 2> codes{"proxy.first", "proxy.second"};

live::RequestRecord sample() {
    live::RequestRecord record;
    record.id = 7;
    record.endedAt = 1'764'115'200'123'456;
    record.client = *base::IpAddress::parse("100.64.0.7");
    record.setText("GET", "llm.internal.example", "/v1/models");
    record.status = 200;
    record.service = model::ServiceId{12};
    record.target = model::TargetId{3};
    record.bytesIn = 120;
    record.bytesOut = 4'000'000'000'000;
    record.duration = 1'234'005;
    record.toHead = 999;
    return record;
}

std::string lineOf(const live::RequestRecord& record) {
    std::string out;
    appendLine(out, record, codes);
    return out;
}

}  // namespace

class RecordLineTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void saysWhatHappenedInOneLine() {
        QCOMPARE(lineOf(sample()),
                 std::string("{\"time\":\"2025-11-26T00:00:00.123Z\",\"id\":\"7\",\"client\":\"100.64.0.7\","
                             "\"method\":\"GET\",\"host\":\"llm.internal.example\",\"path\":\"/v1/models\","
                             "\"protocol\":\"HTTP/1.1\",\"status\":200,\"outcome\":\"complete\","
                             "\"service\":\"12\",\"target\":\"3\",\"bytes_in\":120,"
                             "\"bytes_out\":4000000000000,\"duration_ms\":1234.005,\"head_ms\":0.999}\n"));
    }
    void leavesOutWhatDidNotHappen() {
        live::RequestRecord record;
        record.setText({}, {}, {});
        const std::string line = lineOf(record);
        for (const char* absent :
             {"service", "target", "failure", "head_ms", "connect_ms", "retries", "tunnel", "path_cut"})
            QVERIFY2(line.find(absent) == std::string::npos, absent);
        record = sample();
        record.failure = 1;
        record.connectTime = 80;
        record.retries = 1;
        record.tunnel = record.pathCut = true;
        record.http11 = false;
        record.outcome = live::Outcome::ClientGone;
        const std::string full = lineOf(record);
        for (const char* present :
             {"\"failure\":\"proxy.second\"", "\"connect_ms\":0.080", "\"retries\":1", "\"tunnel\":true",
              "\"path_cut\":true", "\"protocol\":\"HTTP/1.0\"", "\"outcome\":\"client_gone\""})
            QVERIFY2(full.find(present) != std::string::npos, present);
    }
    void anyBytesMakeValidJson() {
        live::RequestRecord record = sample();
        std::string bytes;
        for (int c = 0; c < 160; ++c)
            bytes += static_cast<char>(c * 255 / 159);
        record.setText("GE\"T", "h", bytes.substr(0, 150));
        const std::string line = lineOf(record);
        QCOMPARE(std::count(line.begin(), line.end(), '\n'), std::ptrdiff_t{1});
        const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(line));
        QVERIFY(json.isObject());
        QCOMPARE(json[QStringLiteral("path")].toString().toLatin1().toStdString(),
                 std::string(record.path()));
        QCOMPARE(json[QStringLiteral("method")].toString(), QStringLiteral("GE\"T"));
    }
};

QTEST_APPLESS_MAIN(RecordLineTest)
#include "tst_recordline.moc"
