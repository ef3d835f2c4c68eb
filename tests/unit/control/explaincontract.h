// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every api::Administration promises of explanations; as AdministrationContract, on the same conditions,
// but that the pump must let other threads go on. The names lead nowhere, so that nothing is contacted.

#include "backend/api/administration.h"
#include "tests/unit/control/contractcalls.h"

#include <QTest>

#include <string>
#include <variant>

namespace portolan::api {

class ExplainContract : private ContractCalls {
  public:
    using ContractCalls::ContractCalls;

    void explainsWhyANameDoesNotOpen() {
        QVERIFY(add(draftOf("contract")).ok());
        const auto report = explain({"https://contrcat.portolan.internal/chat"});
        QVERIFY2(report.ok(), describe(report).c_str());
        const auto& explanation = std::get<Explanation>(*report);
        QCOMPARE(explanation.name, std::string("contrcat.portolan.internal"));
        QVERIFY(!explanation.known && !explanation.opens);
        QCOMPARE(explanation.cause, std::string("explain.name_unknown"));
        QVERIFY((explanation.near == std::vector<std::string>{"contract.portolan.internal"}));
        QCOMPARE(explanation.hops.size(), std::size_t(2));
        const Hop& hop = explanation.hops.back();
        QCOMPARE(hop.stage, HopStage::Record);
        QCOMPARE(hop.verdict, HopVerdict::Bad);
        QCOMPARE(hop.code, explanation.cause);
        QVERIFY(!hop.message.empty() && !hop.advice.empty() && !hop.lines.empty());
        QCOMPARE(std::get<Explanation>(*explain({"contract.example.org"})).cause,
                 std::string("explain.zone_unknown"));
        QCOMPARE(codeOf(explain({"no..name"})), std::string("name.label_empty"));
    }

    void remembersWhatWasRemoved() {
        const auto added = add(draftOf("contract"));
        QVERIFY(remove(added->service.id, {}).ok());
        QCOMPARE(std::get<Explanation>(*explain({"contract"})).cause, std::string("explain.name_removed"));
    }

  private:
    base::Result<Report> explain(const ExplainRequest& request) {
        return call<Report>([&](auto reply) { m_administration.report(m_caller, request, reply); });
    }
};

}  // namespace portolan::api
