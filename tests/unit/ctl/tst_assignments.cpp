// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/assignments.h"
#include "backend/api/drafts.h"
#include "backend/api/json.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace portolan;
using namespace portolan::ctl;

class AssignmentsTest : public QObject {
    Q_OBJECT
  private:
    static base::Result<std::string> here() { return std::string("127.0.0.1"); }
    static QJsonObject json(const char* text) { return QJsonDocument::fromJson(text).object(); }
    static QByteArray compact(const QJsonObject& object) {
        return QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    /// `draft` with what is written set in it; the code of the error instead, if there is one.
    static QByteArray after(const char* draft, const char* written) {
        const auto assignment = parseAssignment(written);
        if (!assignment)
            return QByteArray::fromStdString(assignment.error().code);
        QJsonObject object = json(draft);
        const auto done = assign(object, *assignment, here);
        return done ? compact(object) : QByteArray::fromStdString(done.error().code);
    }
    /// A value that is good and not the default.
    static std::string sampleOf(const FieldSpec& field) {
        if (!field.values.empty()) {
            const std::string first(field.values.substr(0, field.values.find(' ')));
            const std::string last(field.values.substr(field.values.rfind(' ') + 1));
            return field.path == "enabled" || field.path == "proxy.forwarding_fields" ? "off"
                   : field.kind == FieldKind::Switch                                  ? first
                                                                                      : last;
        }
        switch (field.kind) {
            case FieldKind::Text:
                return field.path == "record_address" ? "100.1.1.9" : "/sample";
            case FieldKind::Number:
                return "7";
            case FieldKind::Seconds:
                return "9";
            case FieldKind::Targets:
                return "100.2.2.9:9";
            case FieldKind::Fields:
                return "X-Sample: 1";
            case FieldKind::Texts:
            case FieldKind::Switch:
                break;
        }
        return "sample";
    }

  private Q_SLOTS:
    void eachFieldIsOneThatTheBackendReads() {
        api::ServiceView service;
        service.host = "llm.internal.example";
        const QJsonObject before = api::toJson(api::draftOf(service, {}));
        const auto plain = api::serviceDraftFromJson(before);
        QVERIFY(plain.ok());
        for (const FieldSpec& field : settableFields()) {
            QJsonObject object = before;
            const auto done = assign(object, {&field, sampleOf(field)}, here);
            QVERIFY2(done.ok(), field.path.data());
            const auto draft = api::serviceDraftFromJson(object);
            QVERIFY2(draft.ok(), field.path.data());
            QVERIFY2(!(*draft == *plain), field.path.data());
        }
    }
    void eachFieldIsDocumentedAndEachOfTheChecksThere() {
        QFile manual(QStringLiteral(PORTOLAN_SOURCE_DIR "/docs/services.md"));
        QVERIFY(manual.open(QIODevice::ReadOnly));
        const QByteArray chapter = manual.readAll();
        for (const FieldSpec& field : settableFields()) {
            const std::string_view name = field.path.substr(field.path.find('.') + 1);
            QVERIFY2(chapter.contains("`" + QByteArray(name.data(), qsizetype(name.size())) + "`"),
                     name.data());
        }
        model::HealthDraft checks;
        model::forEachField(checks, [](const char* name, auto&) {
            const std::string path = std::string("checks.") + name;
            QVERIFY2(parseAssignment(path + "=x").ok(), name);
        });
    }

    void readsValuesByTheirKind_data() {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("draft");
        const auto row = [](const char* written, const char* draft) {
            QTest::newRow(written) << QByteArray(written) << QByteArray(draft);
        };
        row("name=A model=B", R"({"name":"A model=B"})");
        row("maintenance=on", R"({"maintenance":true})");
        row("maintenance=no", R"({"maintenance":false})");
        row("maintenance=maybe", "usage.value");
        row("checks.interval=1.5", R"({"checks":{"interval":1.5}})");
        row("checks.interval=15m", R"({"checks":{"interval":900}})");
        row("checks.interval=soon", "usage.value");
        row("checks.interval=nan", "usage.value");
        row("checks.fall=3", R"({"checks":{"fall":3}})");
        row("checks.fall=3m", "usage.value");
        row("proxy.tls.server_name=nas.lan", R"({"proxy":{"tls":{"server_name":"nas.lan"}}})");
        row("proxy.upgrades= tcp ,ssh,", R"({"proxy":{"upgrades":["tcp","ssh"]}})");
        row("proxy.request_fields=X-Key: a:b; X-Two:2",
            R"({"proxy":{"request_fields":[{"name":"X-Key","value":"a:b"},{"name":"X-Two","value":"2"}]}})");
        row("proxy.request_fields=X-Key", "usage.value");
        row("targets=8080", R"({"targets":[{"address":"127.0.0.1","port":8080}]})");
        row("targets=[fd7a::5]:80*3", R"({"targets":[{"address":"fd7a::5","port":80,"weight":3}]})");
        row("targets=nas.lan:80*many", "usage.value");
        row("targets=somewhere", "usage.target");
        row("maintenance", "usage.assignment");
        row("=on", "usage.assignment");
        row("checks=on", "usage.field");
    }
    void readsValuesByTheirKind() {
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, draft);
        QCOMPARE(after("{}", written.constData()), draft);
    }

    void leavesTheRestAsItIs() {
        QCOMPARE(after(R"({"checks":{"path":"/a","rise":2},"host":"x"})", "checks.path=/b"),
                 QByteArray(R"({"checks":{"path":"/b","rise":2},"host":"x"})"));
        QCOMPARE(after(R"({"checks":{"path":"/a","rise":2},"name":"x"})", "checks.path="),
                 QByteArray(R"({"checks":{"rise":2},"name":"x"})"));
        QCOMPARE(after(R"({"name":"x"})", "name="), QByteArray("{}"));
        // Left out, they would be kept (docs/services.md).
        QCOMPARE(after("{}", "proxy.request_fields="), QByteArray(R"({"proxy":{"request_fields":[]}})"));
    }
    void targetsThatStayKeepWhatTheyHave() {
        const char* draft =
            R"({"targets":[{"address":"nas.lan","backup":true,"port":80},{"address":"100.2.2.2","port":80}]})";
        QCOMPARE(after(draft, "targets=NAS.lan:80,100.2.2.3:80*0"),
                 QByteArray(R"({"targets":[{"address":"nas.lan","backup":true,"port":80},)"
                            R"({"address":"100.2.2.3","port":80,"weight":0}]})"));
    }
    void anUnknownFieldFindsTheOneThatWasMeant() {
        const auto named = [](const char* written) {
            const auto assignment = parseAssignment(written);
            return assignment ? std::string() : assignment.error().message;
        };
        QCOMPARE(named("check.path=/"),
                 std::string("There is no field \"check.path\". Did you mean \"checks.path\"?"));
        QCOMPARE(named("interval=5"),
                 std::string("There is no field \"interval\". Did you mean \"checks.interval\"?"));
        QCOMPARE(named("colour=red"),
                 std::string("There is no field \"colour\". See \"portolanctl set --help\"."));
    }
    void showsValuesInALine() {
        const QJsonObject service = json(
            R"({"name":"x","expires_at":"2026-11-26T12:00:00Z","maintenance":true,"checks":{"interval":1.5},
            "proxy":{"request_fields":[{"name":"X-Key","value":"secret"}],"tls":{"server_name":null}},
            "targets":[{"address":"100.2.2.2","port":80,"weight":1},{"address":"fd7a::5","port":81,"weight":3}]})");
        const auto shown = [&](const char* path) {
            return valueText(service, *parseAssignment(std::string(path) + "=").value().field);
        };
        QCOMPARE(shown("name"), std::string("x"));
        QCOMPARE(shown("expires_in"), std::string("2026-11-26T12:00:00Z"));
        QCOMPARE(shown("maintenance"), std::string("on"));
        QCOMPARE(shown("checks.interval"), std::string("1.5"));
        QCOMPARE(shown("checks.path"), std::string());
        QCOMPARE(shown("proxy.tls.server_name"), std::string());
        QCOMPARE(shown("proxy.request_fields"), std::string("X-Key"));
        QCOMPARE(shown("targets"), std::string("100.2.2.2:80, [fd7a::5]:81*3"));
    }
};

QTEST_APPLESS_MAIN(AssignmentsTest)
#include "tst_assignments.moc"
