// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every api::Administration promises of targets that are given by their names; as
// AdministrationContract, on the same conditions. The names lie in the backend's own zone: no name server is
// asked.

#include "backend/api/administration.h"
#include "tests/unit/control/contractcalls.h"

#include <QTest>

#include <string>

namespace portolan::api {

class NameContract : private ContractCalls {
  public:
    using ContractCalls::ContractCalls;

    void leadsTargetsWhereTheirNamesLead() {
        const RecordDraft record{"box", "A", "10.0.0.5"};
        const auto box = call<RecordView>(
            [&](auto reply) { m_administration.saveRecord(m_caller, {}, record, {}, reply); });
        QVERIFY2(box.ok(), describe(box).c_str());
        ServiceDraft draft = draftOf("contract");
        draft.targets.front().address = "Box.portolan.internal";
        const auto preview = call<Preview>([&](auto reply) {
            m_administration.previewService(m_caller, {draft, {}}, reply);
        });
        QVERIFY2(preview.ok(), describe(preview).c_str());
        QCOMPARE(preview->targets.front().lookup->name, std::string("box.portolan.internal"));
        QCOMPARE(preview->targets.front().address.toString(), std::string("10.0.0.5:8080"));
        const auto added = add(draft);
        QVERIFY2(added.ok(), describe(added).c_str());
        const TargetView& target = added->service.targets.front();
        QCOMPARE(target.place(), std::string("box.portolan.internal:8080"));
        QVERIFY(target.lookup->isFound);
        QCOMPARE(target.address.toString(), std::string("10.0.0.5:8080"));

        draft.targets.front().address = "missing.portolan.internal";
        const auto lost = replace(added->service.id, draft, {});
        QVERIFY2(lost.ok(), describe(lost).c_str());
        QCOMPARE(lost->warnings.front().code, std::string("target.name_not_found"));
        const TargetView& nowhere = lost->service.targets.front();
        QVERIFY(!nowhere.lookup->isFound);
        QCOMPARE(nowhere.lookup->error->code, std::string("target.name_not_found"));
        QVERIFY(nowhere.health.cause == model::HealthCause::NameNotFound);
        draft.targets.front().address = "contract.portolan.internal";
        QCOMPARE(codeOf(replace(added->service.id, draft, {})), std::string("target.name_leads_back"));
        QVERIFY(remove(added->service.id, {}).ok());
        QVERIFY(call<RecordView>([&](auto reply) {
                    m_administration.removeRecord(m_caller, box->id, {}, reply);
                }).ok());
    }
};

}  // namespace portolan::api
