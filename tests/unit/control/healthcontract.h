// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every api::Administration promises of the health of services; as AdministrationContract, on the same
// conditions.

#include "backend/api/administration.h"
#include "tests/unit/control/contractcalls.h"

#include <QTest>

#include <string>
#include <variant>
#include <vector>

namespace portolan::api {

class HealthContract : private ContractCalls {
  public:
    using ContractCalls::ContractCalls;

    void keepsHowTheTargetsAreChecked() {
        ServiceDraft draft = draftOf("contract");
        draft.checks.kind = "http";
        draft.checks.path = "/health";
        draft.checks.status = "200-299";
        draft.checks.interval = 1.5;
        draft.maintenance = true;
        const auto added = add(draft);
        QVERIFY2(added.ok(), describe(added).c_str());
        QCOMPARE(added->service.checks.path, std::string("/health"));
        QVERIFY((added->service.checks.statuses == std::vector<model::StatusRange>{{200, 299}}));
        QVERIFY(added->service.checks.interval == std::chrono::milliseconds(1500));
        QVERIFY(added->service.maintenance);
        QVERIFY(added->service.enabled);
        QVERIFY(added->service.health.cause == model::HealthCause::Maintenance);

        draft.checks.fall = 11;
        const auto refused = replace(added->service.id, draft, {});
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, std::string("check.range"));
        QCOMPARE(refused.error().field, std::string("checks.fall"));
        const auto replaced = replace(added->service.id, draftOf("contract"), {});
        QVERIFY2(replaced.ok(), describe(replaced).c_str());
        QVERIFY(replaced->service.checks == model::HealthPolicy());
        QVERIFY(!replaced->service.maintenance);
        QVERIFY(remove(added->service.id, {}).ok());
    }

    void looksAtTargetsAndTellsTheirPast() {
        const auto report = [&](const ReportRequest& request) {
            return call<Report>([&](auto reply) { m_administration.report(m_caller, request, reply); });
        };
        const auto added = add(draftOf("contract"));
        QVERIFY2(added.ok(), describe(added).c_str());
        const auto past = report(HealthHistoryRequest{added->service.id, HistoryRange::Week});
        QVERIFY2(past.ok(), describe(past).c_str());
        const auto& history = std::get<HealthHistoryView>(*past);
        QVERIFY(history.service == added->service.id);
        QVERIFY(history.range == HistoryRange::Week);
        QCOMPARE(history.step.count(), 3600);
        QCOMPARE(history.targets.size(), std::size_t(1));
        QVERIFY(history.targets[0].id == added->service.targets[0].id);
        QVERIFY(history.targets[0].address == added->service.targets[0].address);
        QCOMPARE(history.targets[0].points.size(), std::size_t(168));

        ServiceDraft paused = draftOf("contract");
        paused.maintenance = true;
        QVERIFY(replace(added->service.id, paused, {}).ok());
        const auto refused = report(CheckRequest{added->service.id});
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, std::string("check.switched_off"));
        QVERIFY(remove(added->service.id, {}).ok());
        QCOMPARE(report(CheckRequest{added->service.id}).error().code, std::string("service.not_found"));
    }
};

}  // namespace portolan::api
