// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/balancer.h"

#include <QTest>

#include <map>

using namespace portolan;
using namespace portolan::proxy;

namespace {

snapshot::Route routeOf(std::uint64_t service, std::initializer_list<std::uint64_t> targets) {
    snapshot::Route route;
    route.service = model::ServiceId{service};
    for (const std::uint64_t id : targets)
        route.targets.push_back({.id = model::TargetId{id}, .address = {}});
    return route;
}

}  // namespace

class TestBalancer : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesTargetsInTurnPerService() {
        live::TargetStates states;
        Balancer balancer(states);
        const auto one = routeOf(1, {10, 11, 12});
        const auto two = routeOf(2, {20, 21});
        std::map<std::uint64_t, int> counts;
        for (int i = 0; i < 30; ++i) {
            ++counts[static_cast<std::uint64_t>(balancer.choose(one).id)];
            ++counts[static_cast<std::uint64_t>(balancer.choose(two).id)];
        }
        QCOMPARE(counts[10], 10);
        QCOMPARE(counts[11], 10);
        QCOMPARE(counts[12], 10);
        QCOMPARE(counts[20], 15);
        QCOMPARE(counts[21], 15);
    }

    void leavesOutWhatIsDownUnlessAllAre() {
        live::TargetStates states;
        Balancer balancer(states);
        const auto route = routeOf(1, {10, 11});
        states.edit(model::TargetId{10}).state = model::HealthState::Down;
        for (int i = 0; i < 4; ++i)
            QVERIFY(balancer.choose(route).id == model::TargetId{11});
        states.edit(model::TargetId{11}).state = model::HealthState::Down;
        std::map<std::uint64_t, int> counts;
        for (int i = 0; i < 4; ++i)
            ++counts[static_cast<std::uint64_t>(balancer.choose(route).id)];
        QCOMPARE(counts.size(), std::size_t{2});
    }

    void aSecondChoiceIsAnother() {
        live::TargetStates states;
        Balancer balancer(states);
        const auto route = routeOf(1, {10, 11});
        states.edit(model::TargetId{11}).state = model::HealthState::Down;
        const auto& first = route.targets[0];
        for (int i = 0; i < 4; ++i)
            QVERIFY(balancer.choose(route, &first).id == model::TargetId{11});
        const auto alone = routeOf(2, {20});
        QVERIFY(balancer.choose(alone, &alone.targets[0]).id == model::TargetId{20});
    }
};

QTEST_GUILESS_MAIN(TestBalancer)
#include "tst_balancer.moc"
