// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The same messages through Portolan's parser and through Node's, in its strict mode: verdicts and values are
// compared, and every difference stands with its reason in differences.cpp. One run of node serves all rows.
#include "tests/integration/differential/differences.h"
#include "tests/support/httpmessages.h"
#include "tests/support/printing.h"
#include "tests/support/process.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>
#include <QTest>

#include <map>

using namespace portolan::httpwire;
using namespace portolan::support;
using namespace portolan::differential;

namespace {

constexpr char chunkedHead[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// What a parser made of a message.
struct Reading {
    bool accepted = false;
    std::string values{};
    std::string error{};
};

struct Compared {
    std::string row;
    Reading ours;
    Reading nodes;

    [[nodiscard]] Difference difference() const {
        if (ours.accepted != nodes.accepted)
            return ours.accepted ? Difference::NodeRefuses : Difference::WeRefuse;
        return ours.accepted && ours.values != nodes.values ? Difference::Values : Difference::None;
    }
};

std::string fieldText(std::string_view name, std::string_view value) {
    return "\n" + std::string(name) + ": " + std::string(value);
}

Reading ourRequest(const std::string& bytes) {
    RequestHead head;
    const ParseResult result = parseRequestHead(bytes, Limits{}, head);
    if (!result.complete())
        return {false, {}, std::string(sentenceOf(result.failure))};
    std::string text = std::string(head.methodText) + " " + std::string(head.target);
    text += head.keepAlive ? " keep" : " close";
    text += head.framing == Framing::None ? " no body" : " body";
    for (const Field& field : head.fields)
        text += fieldText(field.name, field.value);
    return {true, text};
}

Reading ourResponse(const ResponseMessage& message) {
    ResponseHead head;
    const ParseResult result = parseResponseHead(message.bytes, Limits{}, message.method, head);
    if (!result.complete())
        return {false, {}, std::string(sentenceOf(result.failure))};
    std::string text = std::to_string(head.status) + " " + std::string(head.reason);
    text += head.keepAlive ? " keep" : " close";
    text += head.framing == Framing::None ? " no body" : " body";
    for (const Field& field : head.fields)
        text += fieldText(field.name, field.value);
    return {true, text};
}

Reading ourBody(const std::string& bytes) {
    ChunkedDecoder decoder;
    std::string body;
    std::string_view left = bytes;
    for (;;) {
        const ChunkedDecoder::Step step = decoder.next(left);
        body += step.payload;
        left.remove_prefix(step.consumed);
        if (step.kind == ChunkedDecoder::Step::Kind::Data)
            continue;
        const bool ended = step.kind == ChunkedDecoder::Step::Kind::End;
        return {ended, body, std::string(sentenceOf(step.failure))};
    }
}

std::string decoded(const QJsonValue& base64) {
    return QByteArray::fromBase64(base64.toString().toLatin1()).toStdString();
}

Reading nodesHead(const QJsonObject& seen, bool isRequest) {
    const std::string error = seen[QStringLiteral("error")].toString().toStdString();
    if (!error.empty() || !seen[QStringLiteral("accepted")].toBool())
        return {false, {}, error};
    std::string text = isRequest ? seen[QStringLiteral("method")].toString().toStdString() + " " +
                                       decoded(seen[QStringLiteral("target")])
                                 : std::to_string(seen[QStringLiteral("status")].toInt()) + " " +
                                       seen[QStringLiteral("reason")].toString().toLatin1().toStdString();
    text += seen[QStringLiteral("keepAlive")].toBool() ? " keep" : " close";
    text += seen[QStringLiteral("complete")].toBool() ? " no body" : " body";
    const QJsonArray fields = seen[QStringLiteral("fields")].toArray();
    for (qsizetype i = 0; i + 1 < fields.size(); i += 2)
        text += fieldText(decoded(fields[i]), decoded(fields[i + 1]));
    return {true, text};
}

Reading nodesBody(const QJsonObject& seen) {
    const std::string error = seen[QStringLiteral("error")].toString().toStdString();
    const bool ended = error.empty() && seen[QStringLiteral("complete")].toBool();
    return {ended, decoded(seen[QStringLiteral("body")]), error};
}

QByteArray line(const char* type, const std::string& bytes, Method method = Method::Get) {
    const QJsonObject object{
        {QStringLiteral("type"), QLatin1String(type)},
        {QStringLiteral("bytes"), QString::fromLatin1(QByteArray::fromStdString(bytes).toBase64())},
        {QStringLiteral("method"), QLatin1String(method == Method::Head ? "HEAD" : "GET")}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

const char* wordOf(Difference difference) {
    switch (difference) {
        case Difference::WeRefuse:
            return "only Node accepts it";
        case Difference::NodeRefuses:
            return "only we accept it";
        case Difference::Values:
            return "both accept it and read different things";
        case Difference::None:
            break;
    }
    return "no difference";
}

}  // namespace

class NodeParserTest : public QObject {
    Q_OBJECT

    std::vector<Compared> m_rows;
    int m_llhttp = 0;

    [[nodiscard]] const Explained* explanationOf(const std::string& row) const {
        for (const Explained& explained : explainedDifferences())
            if (m_llhttp >= explained.sinceVersion && m_llhttp <= explained.untilVersion &&
                covers(explained, row))
                return &explained;
        return nullptr;
    }

  private Q_SLOTS:
    void initTestCase();
    void explainsEveryDifference_data();
    void explainsEveryDifference();
    void explainsOnlyRowsThatExist();
};

void NodeParserTest::initTestCase() {
    const QByteArray script = qgetenv("PORTOLAN_NODE_PARSER");
    QVERIFY2(!script.isEmpty(), "run this by ctest, which says where the script is");
    if (runCommand({{"node", "--version"}, {}}).code != 0) {
        QVERIFY2(qgetenv("CI") != "true", "node is missing");
        QSKIP("node is missing");
    }
    QTemporaryFile messages;
    QVERIFY(messages.open());
    for (const RequestMessage& message : requestMessages())
        messages.write(line("request", message.bytes));
    for (const ResponseMessage& message : responseMessages())
        messages.write(line("response", message.bytes, message.method));
    for (const ChunkedMessage& message : chunkedMessages())
        messages.write(line("request", chunkedHead + message.bytes));
    QVERIFY(messages.flush());
    const CommandResult result =
        runCommand({{"node", script.toStdString(), messages.fileName().toStdString()}, {}});
    QVERIFY2(result.code == 0, result.error.c_str());
    const QList<QByteArray> lines = QByteArray::fromStdString(result.output).trimmed().split('\n');
    const QString version = QJsonDocument::fromJson(lines[0])[QStringLiteral("llhttp")].toString();
    m_llhttp = 100 * version.section(QLatin1Char('.'), 0, 0).toInt() +
               version.section(QLatin1Char('.'), 1, 1).toInt();
    qInfo("llhttp %s", qPrintable(version));
    qsizetype at = 1;
    const auto next = [&] { return QJsonDocument::fromJson(lines.value(at++)).object(); };
    for (const RequestMessage& message : requestMessages())
        m_rows.push_back({message.name, ourRequest(message.bytes), nodesHead(next(), true)});
    for (const ResponseMessage& message : responseMessages())
        m_rows.push_back({"response " + message.name, ourResponse(message), nodesHead(next(), false)});
    for (const ChunkedMessage& message : chunkedMessages())
        m_rows.push_back({"chunked " + message.name, ourBody(message.bytes), nodesBody(next())});
    QCOMPARE(lines.size(), at);
}

void NodeParserTest::explainsEveryDifference_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        QTest::newRow(m_rows[i].row.c_str()) << static_cast<int>(i);
}

void NodeParserTest::explainsEveryDifference() {
    QFETCH(int, index);
    const Compared& row = m_rows[static_cast<std::size_t>(index)];
    const Explained* const explained = explanationOf(row.row);
    const Difference expected = explained ? explained->difference : Difference::None;
    const std::string message = std::string(wordOf(row.difference())) + ", not: " + wordOf(expected) +
                                "\n  ours:   " + row.ours.values + row.ours.error +
                                "\n  Node's: " + row.nodes.values + row.nodes.error;
    QVERIFY2(row.difference() == expected, message.c_str());
}

void NodeParserTest::explainsOnlyRowsThatExist() {
    for (const Explained& explained : explainedDifferences()) {
        QVERIFY(std::string_view(explained.why).size() > 20);
        for (const char* name : explained.rows) {
            const Explained one{explained.why, explained.difference, {name}};
            QVERIFY2(std::any_of(m_rows.begin(), m_rows.end(),
                                 [&](const Compared& row) { return covers(one, row.row); }),
                     name);
        }
    }
}

QTEST_GUILESS_MAIN(NodeParserTest)
#include "tst_nodeparser.moc"
