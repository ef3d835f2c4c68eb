// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every api::Administration promises of the policies of services: that they are kept as they were given,
// and left alone by whoever does not mention them; as AdministrationContract, on the same conditions.

#include "backend/api/administration.h"
#include "tests/unit/control/contractcalls.h"

#include <QTest>

#include <string>
#include <vector>

namespace portolan::api {

class PolicyContract : private ContractCalls {
  public:
    using ContractCalls::ContractCalls;

    void keepsHowTheTargetsAreSpokenTo() {
        ServiceDraft draft = draftOf("contract");
        draft.targets.front().pin = "sha256:" + std::string(64, 'a');
        draft.proxy = {"localhost",
                       false,
                       std::vector<RequestFieldDraft>{{"X-Api-Key", "s3cret"}},
                       std::vector<std::string>{"tcp"},
                       0.25,
                       30,
                       {},
                       "a.example"};
        const auto added = add(draft);
        QVERIFY2(added.ok(), describe(added).c_str());
        const ServiceView service = added->service;
        QVERIFY(service.proxy.hostHeader == model::HostHeader::AsLocalhost);
        QVERIFY(service.proxy.forwardingFields == model::ForwardingFields::Omit);
        QCOMPARE(service.proxy.requestFields.front().name, std::string("X-Api-Key"));
        QCOMPARE(service.proxy.requestFields.front().value,
                 std::string(service.fieldValues == FieldValues::Shown ? "s3cret" : ""));
        QVERIFY(service.proxy.upgrades == std::vector<std::string>{"tcp"});
        QVERIFY(service.proxy.connectTimeout == std::chrono::milliseconds(250));
        QVERIFY(service.proxy.responseHeadTimeout == std::chrono::seconds(30));
        QVERIFY(service.proxy.tls.serverName == "a.example");
        QVERIFY(service.targets.front().pin.has_value());

        draft = draftOf("contract");
        draft.proxy.tlsServerName = "a.example";
        const auto replaced = replace(service.id, draft, {});
        QVERIFY2(replaced.ok(), describe(replaced).c_str());
        QVERIFY(replaced->service.targets.front().pin == service.targets.front().pin);
        QVERIFY(replaced->service.proxy.hostHeader == model::HostHeader::Keep);
        QCOMPARE(replaced->service.proxy.requestFields.size(), std::size_t(1));
        QVERIFY(remove(service.id, {}).ok());
    }

    void keepsHowClientsReachIt() {
        ServiceDraft draft = draftOf("contract");
        draft.clientTls = {"https_only", 3600};
        const auto added = add(draft);
        QVERIFY2(added.ok(), describe(added).c_str());
        QVERIFY(added->service.clientTls.access == model::ClientAccess::HttpsOnly);
        QVERIFY(added->service.clientTls.strictTransport == std::chrono::seconds(3600));
        draft.clientTls.strictTransport = -1;
        const auto refused = replace(added->service.id, draft, {});
        QCOMPARE(codeOf(refused), std::string("tls.strict_transport_range"));
        QCOMPARE(refused.error().field, std::string("tls.strict_transport_seconds"));
        draft = draftOf("contract");
        draft.delivery = "direct";
        const auto direct = replace(added->service.id, draft, {});
        QVERIFY2(direct.ok(), describe(direct).c_str());
        QVERIFY(direct->service.delivery == model::Delivery::Direct);
        QVERIFY(direct->service.clientTls == model::ClientTls());
        QCOMPARE(direct->service.dns.front().data, std::string("10.0.0.5"));
        QVERIFY(remove(added->service.id, {}).ok());
    }

    void keepsHowRequestsAreSpread() {
        ServiceDraft draft = draftOf("contract");
        draft.targets.push_back({"10.0.0.77", 8080, 0});
        draft.targets.front().backup = true;
        draft.targets.front().maxRequests = 40;
        draft.targets.back().drain = true;
        draft.balancing = {"header_hash", "X-User", true, 12.5, 4, 5, 20, 30, 6, 0.75};
        const auto added = add(draft);
        QVERIFY2(added.ok(), describe(added).c_str());
        const ServiceView service = added->service;
        QVERIFY(service.targets[0].role == model::TargetRole::Backup);
        QCOMPARE(service.targets[0].maxRequests, 40u);
        QVERIFY(service.targets[1].role == model::TargetRole::Primary);
        QVERIFY(service.targets[1].intake == model::TargetIntake::Drained);
        QCOMPARE(service.targets[1].weight, std::uint16_t(0));
        const model::BalancingPolicy expected{model::BalancingMethod::HeaderHash,
                                              "X-User",
                                              model::StickyCookie::On,
                                              std::chrono::milliseconds(12'500),
                                              {4, 5, std::chrono::seconds(20), 30},
                                              {6, std::chrono::milliseconds(750)}};
        QVERIFY(service.balancing == expected);
        QVERIFY(show(service.id)->balancing == expected);

        const auto replaced = replace(service.id, draftOf("contract"), {});
        QVERIFY2(replaced.ok(), describe(replaced).c_str());
        QVERIFY(replaced->service.balancing == model::BalancingPolicy());
        QVERIFY(replaced->service.targets.front().role == model::TargetRole::Primary);
        QVERIFY(remove(service.id, {}).ok());
    }
};

}  // namespace portolan::api
