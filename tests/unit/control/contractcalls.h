// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the contract suite calls an Administration: starts a call, lets time pass, and hands back the one reply
// as a Result; "contract.no_reply" and "contract.several_replies" where the promise of one reply is broken.
// For AdministrationContract only.

#include "backend/api/administration.h"
#include "backend/api/errors.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portolan::api {

class ContractCalls {
  public:
    /// `pump` lets time pass until a reply may have come: runs an executor, or processes events.
    ContractCalls(Administration& administration, Caller caller, std::function<void()> pump)
        : m_administration(administration), m_caller(std::move(caller)), m_pump(std::move(pump)) {}

  protected:
    template <class T, class Call>
    base::Result<T> call(Call&& start) {
        auto replies = std::make_shared<std::vector<base::Result<T>>>();
        start(Reply<T>([replies](base::Result<T> result) { replies->push_back(std::move(result)); }));
        pumpUntil([&] { return !replies->empty(); }, 1000);
        if (replies->size() != 1)
            return base::Error{
                replies->empty() ? "contract.no_reply" : "contract.several_replies", "", "", {}};
        return replies->front();
    }
    template <class Condition>
    void pumpUntil(Condition&& condition, int turns) {
        for (int i = 0; i < turns && !condition(); ++i)
            m_pump();
    }
    base::Result<ServiceChange> add(const ServiceDraft& draft) {
        return call<ServiceChange>([&](auto reply) { m_administration.addService(m_caller, draft, reply); });
    }
    base::Result<ServiceChange> replace(model::ServiceId id, const ServiceDraft& draft,
                                        Precondition precondition) {
        return call<ServiceChange>(
            [&](auto reply) { m_administration.replaceService(m_caller, id, draft, precondition, reply); });
    }
    base::Result<ServiceView> remove(model::ServiceId id, Precondition precondition) {
        return call<ServiceView>(
            [&](auto reply) { m_administration.removeService(m_caller, id, precondition, reply); });
    }
    base::Result<ServiceView> show(model::ServiceId id) {
        return call<ServiceView>([&](auto reply) { m_administration.showService(m_caller, id, reply); });
    }
    base::Result<ServicePage> list(const ListRequest& request) {
        return call<ServicePage>(
            [&](auto reply) { m_administration.listServices(m_caller, request, reply); });
    }

    static ServiceDraft draftOf(std::string host) {
        ServiceDraft draft;
        draft.host = std::move(host);
        draft.targets.push_back({"10.0.0.5", 8080, {}});
        return draft;
    }
    /// Probes run meanwhile on a real backend.
    static bool sameButHealth(ServiceView a, const ServiceView& b) {
        a.health = b.health;
        a.traffic = b.traffic;
        for (std::size_t i = 0; i < std::min(a.targets.size(), b.targets.size()); ++i)
            a.targets[i].health = b.targets[i].health;
        return a == b;
    }
    template <class T>
    static std::string codeOf(const base::Result<T>& result) {
        return result ? "no error" : result.error().code;
    }
    template <class T>
    static std::string describe(const base::Result<T>& result) {
        return result ? "no error" : result.error().code + ": " + result.error().message;
    }

    Administration& m_administration;
    Caller m_caller;
    std::function<void()> m_pump;
};

}  // namespace portolan::api
