// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/policytext.h"
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace portolan;
using namespace portolan::control;

using Edit = std::function<void(api::ServiceDraft&)>;
Q_DECLARE_METATYPE(Edit)

namespace {

using Fields = std::vector<api::RequestFieldDraft>;
using Words = std::vector<std::string>;

const std::string somePin = "sha256:" + std::string(64, 'a');

/// A draft whose requests carry a secret.
api::ServiceDraft secretDraft() {
    api::ServiceDraft draft = draftOf("web");
    draft.proxy.requestFields = Fields{{"X-Api-Key", "s3cret"}};
    return draft;
}

api::ServiceView shown(ControlFixture& fixture, const api::Caller& caller, model::ServiceId id) {
    return fixture.call<api::ServiceView>(&Control::showService, caller, id).value();
}

const model::ProxyPolicy& policyOf(const ControlFixture& fixture, const std::string& host) {
    return fixture.dataPlane.current().routes.find(host)->policy;
}

std::vector<std::string> codesOf(const std::vector<api::Warning>& warnings) {
    std::vector<std::string> codes;
    for (const api::Warning& warning : warnings)
        codes.push_back(warning.code);
    return codes;
}

}  // namespace

class TestProxyRules : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesWhatTheDraftSays() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.targets.front().pin = somePin;
        draft.proxy = {"localhost",
                       false,
                       Fields{{"X-Api-Key", " s3cret "}, {"X-Empty", ""}},
                       Words{"TCP", "WebSocket", "ssh"},
                       0.25,
                       30,
                       "authority",
                       "LLM.example."};
        const auto reply = fixture.add(fixture.withToken(), draft);
        QCOMPARE(reply.verdict(), std::string("ok"));
        const model::ProxyPolicy expected{model::HostHeader::AsLocalhost,
                                          model::ForwardingFields::Omit,
                                          {{"X-Api-Key", "s3cret"}, {"X-Empty", ""}},
                                          {"tcp", "ssh"},
                                          std::chrono::milliseconds(250),
                                          std::chrono::seconds(30),
                                          {model::TlsVerification::Authority, "llm.example"}};
        QVERIFY(reply.value().service.proxy == expected);
        QVERIFY(policyOf(fixture, "web.portolan.internal") == expected);
        QVERIFY(reply.value().service.targets.front().pin == model::parseFingerprint(somePin).value());
    }

    void takesDefaultsForWhatIsAbsent() {
        ControlFixture fixture;
        const auto reply = fixture.add(fixture.withToken(), draftOf("web"));
        QVERIFY(reply.value().service.proxy == model::ProxyPolicy());
        QVERIFY(reply.value().warnings.empty());
    }

    void refuses_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, const char* verdict, Edit edit) {
            QTest::newRow(name) << std::move(edit) << std::string(verdict);
        };
        using D = api::ServiceDraft;
        row("unknown Host", "proxy.host_header proxy.host_header", [](D& d) { d.proxy.hostHeader = "mine"; });
        row("name of no token", "request_field.name proxy.request_fields[2].name", [](D& d) {
            d.proxy.requestFields = Fields{{"X-A", "1"}, {"X-B", "2"}, {"X C", "3"}};
        });
        for (const auto* reserved :
             {"Host", "content-length", "Transfer-Encoding", "Connection", "Proxy-Authorization",
              "X-Forwarded-For", "Portolan-Peer", "Tailscale-X"})
            row(reserved, "request_field.reserved proxy.request_fields[0].name", [reserved](D& d) {
                d.proxy.requestFields = Fields{{reserved, "1"}};
            });
        row("value of two lines", "request_field.value_character proxy.request_fields[0].value", [](D& d) {
            d.proxy.requestFields = Fields{{"X-A", "1\r\nHost: evil"}};
        });
        row("value over 4 KiB", "request_field.value_too_long proxy.request_fields[0].value", [](D& d) {
            d.proxy.requestFields = Fields{{"X-A", std::string(4097, 'v')}};
        });
        row("no value, and none known", "request_field.value_missing proxy.request_fields[0].value",
            [](D& d) {
                d.proxy.requestFields = Fields{{"X-A", {}}};
            });
        row("a field twice in other case", "request_fields.duplicate proxy.request_fields[1].name", [](D& d) {
            d.proxy.requestFields = Fields{{"X-A", "1"}, {"x-a", "2"}};
        });
        row("33 fields", "request_fields.too_many proxy.request_fields", [](D& d) {
            d.proxy.requestFields.emplace(33, api::RequestFieldDraft{"X-A", "1"});
        });
        row("upgrade of no token", "upgrade.name proxy.upgrades[1]", [](D& d) {
            d.proxy.upgrades = Words{"tcp", "a b"};
        });
        row("upgrade to h2c", "upgrade.http proxy.upgrades[0]",
            [](D& d) { d.proxy.upgrades = Words{"h2c"}; });
        row("an upgrade twice", "upgrades.duplicate proxy.upgrades[2]", [](D& d) {
            d.proxy.upgrades = Words{"tcp", "websocket", "TCP"};
        });
        row("9 upgrades", "upgrades.too_many proxy.upgrades",
            [](D& d) { d.proxy.upgrades = Words{"websocket", "a", "b", "c", "d", "e", "f", "g", "h", "i"}; });
        row("no time to connect", "connect_timeout.range proxy.connect_timeout",
            [](D& d) { d.proxy.connectTimeout = 0; });
        row("601 s to connect", "connect_timeout.range proxy.connect_timeout",
            [](D& d) { d.proxy.connectTimeout = 601; });
        row("half a second to answer", "response_head_timeout.range proxy.response_head_timeout",
            [](D& d) { d.proxy.responseHeadTimeout = 0.5; });
        row("more than a day to answer", "response_head_timeout.range proxy.response_head_timeout",
            [](D& d) { d.proxy.responseHeadTimeout = 86401; });
        row("no verification", "proxy.tls_verification proxy.tls.verification",
            [](D& d) { d.proxy.tlsVerification = "none"; });
        row("6066-3 server name an address", "name.is_address proxy.tls.server_name",
            [](D& d) { d.proxy.tlsServerName = "10.0.0.5"; });
        row("server name no name", "name.character proxy.tls.server_name",
            [](D& d) { d.proxy.tlsServerName = "a b"; });
        row("pin of another hash", "pin.format targets[0].pin", [](D& d) { d.targets[0].pin = "sha1:00"; });
    }
    void refuses() {
        QFETCH(Edit, edit);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        edit(draft);
        const auto added = fixture.add(fixture.withToken(), draft);
        QCOMPARE(added.verdict(), verdict);
        QVERIFY(added.result().error().message.ends_with('.'));
        QVERIFY(fixture.storage.durable.empty());
        const auto good = fixture.add(fixture.withToken(), draftOf("good"));
        QCOMPARE(fixture.replace(fixture.withToken(), good.value().service.id, draft).verdict(), verdict);
        QVERIFY(fixture.services().front() == good.value().service);
    }

    void takesThirtyTwoFieldsAndEightUpgrades() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.proxy.requestFields.emplace();
        for (int i = 0; i < 32; ++i)
            draft.proxy.requestFields->push_back({"X-" + std::to_string(i), "v"});
        draft.proxy.upgrades = Words{"websocket", "a", "b", "c", "d", "e", "f", "g", "h"};
        QCOMPARE(fixture.add(fixture.withToken(), draft).verdict(), std::string("ok"));
    }

    void warnsOfTlsSettingsThatHaveNoEffect() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.proxy.tlsVerification = "authority";
        const auto reply = fixture.add(fixture.withToken(), draft);
        QVERIFY((codesOf(reply.value().warnings) == std::vector<std::string>{"proxy.tls_unused"}));
    }

    void keepsForgetsAndNamesPins() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.targets.front().pin = somePin;
        const auto id = fixture.add(fixture.withToken(), draft).value().service.id;
        const auto pinAfter = [&](const api::ServiceDraft& change) {
            return fixture.replace(fixture.withToken(), id, change).value().service.targets.front().pin;
        };
        draft.name = "changed";
        draft.targets.front().pin.reset();
        QVERIFY(pinAfter(draft) == model::parseFingerprint(somePin).value());
        draft.targets.front().pin = "";
        QVERIFY(!pinAfter(draft));
        draft.targets.front().pin = somePin;
        QVERIFY(pinAfter(draft).has_value());
        // Another port is another program with another certificate.
        draft.targets.front().port = 8081;
        draft.targets.front().pin.reset();
        QVERIFY(!pinAfter(draft));
    }

    void showsValuesOfFieldsOnlyToATokenAndInNoEvent() {
        ControlFixture fixture;
        const auto owner = fixture.from("100.64.0.7");
        const auto added = fixture.add(owner, secretDraft());
        QCOMPARE(added.verdict(), std::string("ok"));
        const auto id = added.value().service.id;
        const auto isHidden = [](const api::ServiceView& view) {
            return view.fieldValues == api::FieldValues::Hidden && view.proxy.requestFields.size() == 1 &&
                   view.proxy.requestFields.front().name == "X-Api-Key" &&
                   view.proxy.requestFields.front().value.empty();
        };
        QVERIFY(isHidden(added.value().service));
        QVERIFY(isHidden(shown(fixture, owner, id)));
        QVERIFY(isHidden(fixture.services().front()));
        QCOMPARE(shown(fixture, fixture.withToken(), id).proxy.requestFields.front().value,
                 std::string("s3cret"));
        const auto all =
            fixture.call<api::ServicePage>(&Control::listServices, fixture.withToken(), api::ListRequest{});
        QVERIFY(all.value().items.front().fieldValues == api::FieldValues::Shown);
        const auto events = fixture.events.read(1, 100);
        for (const auto& event : *events)
            QVERIFY2(event->data.find("s3cret") == std::string::npos, event->data.c_str());
        QVERIFY(fixture
                    .lastEvent("service.added")[QStringLiteral("proxy")][QStringLiteral("request_fields")][0]
                                               [QStringLiteral("redacted")]
                    .toBool());
        QVERIFY(isHidden(fixture.remove(owner, id).value()));
    }

    void keepsValuesThatTheCallerWasNotShown_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("field");
        using D = api::ServiceDraft;
        QTest::newRow("without a word of the policy")
            << Edit([](D& d) { d.proxy = {}; }) << std::string("X-Api-Key: s3cret");
        QTest::newRow("without a word of the fields")
            << Edit([](D& d) { d.proxy.requestFields.reset(); }) << std::string("X-Api-Key: s3cret");
        QTest::newRow("sent back as shown")
            << Edit([](D& d) { d.proxy.requestFields->front().value.reset(); })
            << std::string("X-Api-Key: s3cret");
        QTest::newRow("spelled otherwise") << Edit([](D& d) {
            d.proxy.requestFields = Fields{{"x-api-key", {}}};
        }) << std::string("x-api-key: s3cret");
        QTest::newRow("replaced") << Edit([](D& d) { d.proxy.requestFields->front().value = "new"; })
                                  << std::string("X-Api-Key: new");
        QTest::newRow("removed on purpose")
            << Edit([](D& d) { d.proxy.requestFields->clear(); }) << std::string();
    }
    void keepsValuesThatTheCallerWasNotShown() {
        QFETCH(Edit, edit);
        QFETCH(std::string, field);
        ControlFixture fixture;
        const auto owner = fixture.from("100.64.0.7");
        const auto id = fixture.add(owner, secretDraft()).value().service.id;
        api::ServiceDraft draft = secretDraft();
        draft.name = "changed";
        edit(draft);
        QCOMPARE(fixture.replace(owner, id, draft).verdict(), std::string("ok"));
        const auto fields = shown(fixture, fixture.withToken(), id).proxy.requestFields;
        QCOMPARE(fields.empty() ? std::string() : fields.front().name + ": " + fields.front().value, field);
    }

    void sendsHiddenValuesNowhereElse_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("verdict");
        using D = api::ServiceDraft;
        const auto row = [](const char* name, const char* verdict, Edit edit) {
            QTest::newRow(name) << std::move(edit) << std::string(verdict);
        };
        row("another host", "access.hidden_values targets", [](D& d) { d.targets[0].address = "10.0.0.66"; });
        row("one host more", "access.hidden_values targets", [](D& d) {
            d.targets.push_back({"10.0.0.66", 80, {}});
        });
        row("forgotten pin", "access.hidden_values targets", [](D& d) { d.targets[0].pin = ""; });
        row("another proof", "access.hidden_values proxy.request_fields",
            [](D& d) { d.proxy.tlsVerification = "authority"; });
        row("another port of the same host", "ok", [](D& d) { d.targets[0].port = 8081; });
        row("another host with values of one's own", "ok", [](D& d) {
            d.targets[0].address = "10.0.0.66";
            d.proxy.requestFields = Fields{{"X-Api-Key", "mine"}};
        });
        row("another host without fields", "ok", [](D& d) {
            d.targets[0].address = "10.0.0.66";
            d.proxy.requestFields.emplace();
        });
    }
    void sendsHiddenValuesNowhereElse() {
        QFETCH(Edit, edit);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        const auto owner = fixture.from("100.64.0.7");
        api::ServiceDraft draft = secretDraft();
        draft.targets.front().pin = somePin;
        const auto id = fixture.add(owner, draft).value().service.id;
        draft = draftOf("web");
        edit(draft);
        QCOMPARE(fixture.replace(owner, id, draft).verdict(), verdict);
        QCOMPARE(fixture.replace(fixture.withToken(), id, draft).verdict(), std::string("ok"));
    }

    void announcingKeepsThePolicy() {
        ControlFixture fixture;
        const auto owner = fixture.from("100.64.0.7");
        api::ServiceDraft draft = secretDraft();
        draft.targets.front().pin = somePin;
        draft.proxy.hostHeader = "localhost";
        const auto before = fixture.add(owner, draft).value().service;
        QCOMPARE(fixture.announce(owner, announcementOf("web", 8080, "10.0.0.5")).verdict(),
                 std::string("ok"));
        const auto after = shown(fixture, fixture.withToken(), before.id);
        QVERIFY(after.proxy.hostHeader == model::HostHeader::AsLocalhost);
        QCOMPARE(after.proxy.requestFields.front().value, std::string("s3cret"));
        QVERIFY(after.targets.front().pin == before.targets.front().pin);
        QCOMPARE(fixture.announce(owner, announcementOf("web", 8080, "10.0.0.66")).verdict(),
                 std::string("access.hidden_values targets"));
        QVERIFY(shown(fixture, fixture.withToken(), before.id) == after);
        QCOMPARE(fixture.announce(fixture.withToken(), announcementOf("web", 8080, "10.0.0.66")).verdict(),
                 std::string("ok"));
    }
};

QTEST_GUILESS_MAIN(TestProxyRules)
#include "tst_proxyrules.moc"
