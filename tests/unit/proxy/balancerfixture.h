// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A balancer with one route of numbered targets, a clock that is a number, and requests that are an address
// and fields. For tests only.

#include "backend/proxy/balancer.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace portolan::proxy {

class BalancerFixture {
  public:
    using Id = std::uint64_t;
    using Counts = std::map<Id, int>;

    /// Targets 1, 2, 3 ... with these weights.
    explicit BalancerFixture(std::initializer_list<std::uint16_t> weights) {
        route.service = model::ServiceId{1};
        for (const std::uint16_t weight : weights)
            add(weight);
    }

    void add(std::uint16_t weight) {
        const Id id = route.targets.empty() ? 1 : static_cast<Id>(route.targets.back().id) + 1;
        const auto address = base::IpAddress::fromV4(0x0a000000U + static_cast<std::uint32_t>(id));
        route.targets.push_back({.id = model::TargetId{id}, .address = {address, 80}, .weight = weight});
        changed();
    }
    void remove(Id id) {
        std::erase_if(route.targets, [id](const auto& target) { return target.id == model::TargetId{id}; });
        changed();
    }
    /// To be called after each change of the route.
    void changed() { balancer.forget(route.service); }
    [[nodiscard]] snapshot::RouteTarget& target(Id id) { return route.targets[id - 1]; }
    [[nodiscard]] live::TargetTraffic& traffic(Id id) { return states.traffic(model::TargetId{id}); }
    void probesSay(Id id, model::HealthState state) { states.enter(model::TargetId{id}, {state}); }

    [[nodiscard]] Balancer::Choice choose() { return balancer.choose(route, {client, fields}, now); }
    /// Whom one request went to that is over at once; 0: there was no place.
    [[nodiscard]] Id chosen() { return idOf(choose()); }
    [[nodiscard]] static Id idOf(const Balancer::Choice& choice) {
        return choice.target ? static_cast<Id>(choice.target->id) : 0;
    }
    /// How `requests` requests spread.
    [[nodiscard]] Counts spread(int requests) {
        Counts counts;
        for (int i = 0; i < requests; ++i)
            ++counts[chosen()];
        return counts;
    }
    /// Whom each of `clients` clients goes to.
    [[nodiscard]] std::vector<Id> homes(std::uint32_t clients) {
        std::vector<Id> homes;
        for (std::uint32_t i = 0; i < clients; ++i) {
            client = base::IpAddress::fromV4(0x64400000U + i);
            homes.push_back(chosen());
        }
        return homes;
    }
    /// One request that ends like that.
    Id request(ejection::Outcome outcome) {
        Balancer::Choice choice = choose();
        if (!choice.target)
            return 0;
        balancer.note(route, *choice.target, choice.lease, outcome, now);
        return idOf(choice);
    }

    live::TargetStates states;
    std::vector<std::pair<Id, model::HealthCause>> told;
    Balancer balancer{{states, "a key of the tests",
                       [this](model::TargetId id, model::HealthCause cause) {
                           told.emplace_back(static_cast<Id>(id), cause);
                       },
                       20261126}};
    snapshot::Route route;
    base::IpAddress client = base::IpAddress::fromV4(0x64400001U);
    httpwire::FieldList fields;
    std::int64_t now = 1'000'000;
};

}  // namespace portolan::proxy
