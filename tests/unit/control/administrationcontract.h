// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every api::Administration promises, as one suite that runs on control::Control directly and on
// client::RestAdministration over a real server. Each function is one promise; it takes an Administration
// whose backend is empty, whose first zone is portolan.internal, and whose caller may change what it adds. A
// QTest failure inside shows as one of the calling test function.

#include "backend/api/administration.h"
#include "backend/api/errors.h"
#include "tests/unit/control/contractcalls.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portolan::api {

class AdministrationContract : private ContractCalls {
  public:
    using ContractCalls::ContractCalls;

    void addsShowsListsReplacesRemoves() {
        const auto added = add(draftOf("contract"));
        QVERIFY2(added.ok(), describe(added).c_str());
        const ServiceView service = added->service;
        QCOMPARE(QString::fromStdString(service.host), QStringLiteral("contract.portolan.internal"));
        QCOMPARE(service.targets.size(), std::size_t(1));
        QVERIFY(service.revision > 0);
        QVERIFY(sameButHealth(show(service.id).value(), service));
        const auto page = list({});
        QVERIFY2(page.ok(), describe(page).c_str());
        QCOMPARE(page->total, std::size_t(1));
        QVERIFY(sameButHealth(page->items.front(), service));

        const auto replaced = replace(service.id, draftOf("renamed"), {service.revision});
        QVERIFY2(replaced.ok(), describe(replaced).c_str());
        QVERIFY(replaced->service.id == service.id);
        QVERIFY(replaced->service.revision > service.revision);
        QVERIFY(replaced->service.targets.front().id == service.targets.front().id);

        const auto removed = remove(service.id, {});
        QVERIFY2(removed.ok(), describe(removed).c_str());
        QCOMPARE(codeOf(show(service.id)), std::string("service.not_found"));
        QCOMPARE(list({})->total, std::size_t(0));
    }

    void namesTheFieldAtFault() {
        ServiceDraft draft = draftOf("contract");
        draft.targets.front().port = 65536;
        const auto refused = add(draft);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, std::string("port.range"));
        QCOMPARE(refused.error().field, std::string("targets[0].port"));
        QVERIFY(!refused.error().message.empty());
        QCOMPARE(codeOf(add(draftOf("contract.example.org"))), std::string("name.outside_zones"));
        QCOMPARE(codeOf(add(draftOf("dns"))), std::string("name.reserved"));
    }

    void refusesATakenHost() {
        const auto first = add(draftOf("contract"));
        const auto second = add(draftOf("CONTRACT.portolan.internal."));
        QCOMPARE(codeOf(second), std::string("service.host_taken"));
        QCOMPARE(httpStatusOf(second.error().code), 409);
        const std::pair<std::string, std::string> id{
            "id", std::to_string(static_cast<std::uint64_t>(first->service.id))};
        const auto& params = second.error().params;
        QVERIFY(std::find(params.begin(), params.end(), id) != params.end());
        QVERIFY(remove(first->service.id, {}).ok());
    }

    void refusesAStalePrecondition() {
        const auto id = add(draftOf("contract"))->service.id;
        const auto stale = show(id)->revision;
        ServiceDraft draft = draftOf("contract");
        draft.name = "Changed";
        QVERIFY(replace(id, draft, {stale}).ok());
        QCOMPARE(codeOf(replace(id, draftOf("contract"), {stale})), std::string("precondition.stale"));
        QCOMPARE(codeOf(remove(id, {stale})), std::string("precondition.stale"));
        QVERIFY(remove(id, {show(id)->revision}).ok());
    }

    void previewsWithoutChangingAnything() {
        const auto preview = call<Preview>([&](auto reply) {
            m_administration.previewService(m_caller, {draftOf("contract"), {}}, reply);
        });
        QVERIFY2(preview.ok(), describe(preview).c_str());
        QCOMPARE(preview->host, std::string("contract.portolan.internal"));
        QVERIFY(!preview->dns.empty());
        QCOMPARE(preview->targets.size(), std::size_t(1));
        QCOMPARE(list({})->total, std::size_t(0));
    }

    void announcesAndWithdraws() {
        AnnounceRequest request;
        request.name = "contract";
        request.port = 8080;
        request.forwardToIp = "10.0.0.5";
        const auto announce = [&] {
            return call<AnnounceReply>(
                [&](auto reply) { m_administration.announce(m_caller, request, reply); });
        };
        const auto created = announce();
        QVERIFY2(created.ok(), describe(created).c_str());
        QVERIFY(created->outcome == Outcome::Created);
        QCOMPARE(created->targetChosenBy, std::string("forward_to_ip"));
        QVERIFY(created->name.proxyRule.has_value());
        request.port = 8081;
        QVERIFY(announce()->outcome == Outcome::Updated);
        const auto names =
            call<std::vector<NameView>>([&](auto reply) { m_administration.listNames(m_caller, reply); });
        QCOMPARE(names->size(), std::size_t(1));
        QCOMPARE(names->front().proxyRule->targetPort, std::uint16_t(8081));
        const auto withdraw = [&] {
            return call<WithdrawReply>(
                [&](auto reply) { m_administration.withdraw(m_caller, {"contract"}, reply); });
        };
        QVERIFY(withdraw()->removed);
        QVERIFY(!withdraw()->removed);
    }

    void addsListsReplacesRemovesRecords() {
        const auto added = call<RecordView>([&](auto reply) {
            m_administration.saveRecord(m_caller, {}, {"contract", "TXT", "two words", 120, {}, {}}, {},
                                        reply);
        });
        QVERIFY2(added.ok(), describe(added).c_str());
        QCOMPARE(added->data, std::string("\"two words\""));
        QCOMPARE(added->ttl, std::int64_t(120));
        const auto page =
            call<RecordPage>([&](auto reply) { m_administration.listRecords(m_caller, {}, reply); });
        QVERIFY(page->items == std::vector{*added});
        const auto replace = [&](RecordDraft draft, Precondition precondition) {
            return call<RecordView>([&](auto reply) {
                m_administration.saveRecord(m_caller, added->id, draft, precondition, reply);
            });
        };
        const auto replaced = replace({"contract", "TYPE65280", "\\# 2 0AFF", {}, {}, {}}, {added->revision});
        QVERIFY2(replaced.ok(), describe(replaced).c_str());
        QVERIFY(replaced->id == added->id && replaced->revision > added->revision);
        QCOMPARE(replaced->data, std::string("\\# 2 0aff"));
        QCOMPARE(codeOf(replace({"contract", "A", "10.0.0.1", {}, {}, {}}, {added->revision})),
                 std::string("precondition.stale"));
        QCOMPARE(codeOf(replace({"contract", "MX", "mail", {}, {}, {}}, {})), std::string("record.fields"));
        const auto one = call<RecordPage>([&](auto reply) {
            ListRequest request;
            request.id = static_cast<std::uint64_t>(added->id);
            m_administration.listRecords(m_caller, request, reply);
        });
        QVERIFY(one->items == std::vector{*replaced});
        const auto remove = [&] {
            return call<RecordView>(
                [&](auto reply) { m_administration.removeRecord(m_caller, added->id, {}, reply); });
        };
        QVERIFY(remove().ok());
        QCOMPARE(codeOf(remove()), std::string("record.not_found"));
    }

    void exportsAZone() {
        Caller caller = m_caller;
        caller.authority = Authority::Token;
        const auto exported = [&](const char* zone) {
            return call<Report>(
                [&](auto reply) { m_administration.report(caller, ZoneFileRequest{zone}, reply); });
        };
        const auto file = exported("portolan.internal");
        QVERIFY2(file.ok(), describe(file).c_str());
        QVERIFY(std::get<ZoneFile>(*file).text.find("portolan.internal. 60 IN SOA ns.portolan.internal. ") !=
                std::string::npos);
        QCOMPARE(codeOf(exported("elsewhere.example")), std::string("zone.not_found"));
    }

    /// Which they are is for each backend to say: the first of the zones, or none.
    void namesItsAuthorities() {
        const auto report =
            call<Report>([&](auto reply) { m_administration.report(m_caller, AuthoritiesRequest{}, reply); });
        QVERIFY2(report.ok(), describe(report).c_str());
        for (const AuthorityView& authority : std::get<AuthorityList>(*report).items) {
            QVERIFY(authority.pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
            QVERIFY(!authority.zone.empty() && !authority.name.empty());
            QVERIFY(authority.notBefore < authority.notAfter);
        }
    }

    void tellsItsStatus() {
        const auto status = call<SystemStatus>([&](auto reply) { m_administration.status(m_caller, reply); });
        QVERIFY2(status.ok(), describe(status).c_str());
        QVERIFY(!status->version.empty());
        QCOMPARE(status->zones.front().name, std::string("portolan.internal"));
        for (const auto* name : {"api", "dns", "proxy", "store", "tailnet", "https"})
            QVERIFY2(std::any_of(status->components.begin(), status->components.end(),
                                 [name](const ComponentView& view) { return view.name == name; }),
                     name);
    }

    void measures() {
        const auto measure = [&](const ReportRequest& request) {
            return call<Report>([&](auto reply) { m_administration.report(m_caller, request, reply); });
        };
        const auto totals = measure(TotalsRequest{});
        QVERIFY2(totals.ok(), describe(totals).c_str());
        QVERIFY(std::holds_alternative<TotalsView>(*totals));
        QVERIFY(!std::get<TotalsView>(*totals).version.empty());
        // Who calls over the wire is known to the backend only: with a token it answers.
        const auto requests = measure(RecentRequests{});
        const auto queries = measure(RecentQueries{});
        QVERIFY(requests.ok() ? std::holds_alternative<RequestPage>(*requests)
                              : requests.error().code == "access.token_required");
        QVERIFY(queries.ok() ? std::holds_alternative<QueryPage>(*queries)
                             : queries.error().code == "access.token_required");
    }

    void tellsSubscribersWhatHappens() {
        auto types = std::make_shared<std::vector<std::string>>();
        auto missed = std::make_shared<int>(0);
        auto subscription = m_administration.watch(
            0,
            {[types](const EventView& event) { types->push_back(event.type); }, [missed] { ++*missed; }, {}});
        // A subscriber over the wire may begin with "missed": from there on it hears everything.
        const auto heard = [&](const std::string& type) {
            return std::find(types->begin(), types->end(), type) != types->end();
        };
        std::vector<model::ServiceId> added;
        for (int i = 0; i < 100 && !heard("service.added"); ++i) {
            added.push_back(add(draftOf("contract" + std::to_string(i)))->service.id);
            pumpUntil([&] { return heard("service.added"); }, 20);
        }
        QVERIFY(heard("service.added"));
        for (const model::ServiceId id : added)
            QVERIFY(remove(id, {}).ok());
        pumpUntil([&] { return heard("service.removed"); }, 500);
        QVERIFY(heard("service.removed"));
        subscription.reset();
        const std::size_t before = types->size();
        const auto id = add(draftOf("contract"))->service.id;
        QVERIFY(remove(id, {}).ok());
        QCOMPARE(types->size(), before);
    }
};

}  // namespace portolan::api
