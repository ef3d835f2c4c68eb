// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Targets that are given by their names: compiled at the addresses that were found, whole and by difference.
#include "tests/unit/snapshot/compilefixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::snapshot;

namespace {

constexpr const char* app = "app.internal.example";

model::Service named(std::uint64_t id, std::string_view name) {
    model::Service made = service(id, name);
    made.targets.front().address.address = {};
    made.targets.front().name = host("nas.lan");
    return made;
}

void place(Resolutions& resolutions, const std::string& name, TargetPlaces places) {
    resolutions.set(name, std::make_shared<const TargetPlaces>(std::move(places)));
}

Compiled next(const Compiled& before, model::Catalog catalog, const Resolutions& resolutions) {
    catalog.zones = before.catalog.zones;
    return compile(&before, catalog, before.settings, {before.snapshot->generation + 1}, {}, resolutions);
}

const Route& routeOf(const Compiled& compiled, const char* name = app) {
    return *compiled.snapshot->routes.find(name);
}

}  // namespace

class TestTargetPlaces : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void givesRoutesPlainAddresses() {
        model::Catalog catalog = emptyCatalog();
        model::Service made = named(1, app);
        made.targets.push_back({model::TargetId(9), {ip("100.2.2.3"), 81}});
        catalog.put(made);
        Resolutions resolutions;
        place(resolutions, app, {{model::TargetId(1), ip("10.0.0.5"), model::TargetId(77)}});
        const Compiled compiled = compile(nullptr, catalog, settings(), {1}, {}, resolutions);
        const Route& route = routeOf(compiled);
        QCOMPARE(route.targets.size(), std::size_t(2));
        QCOMPARE(route.targets[0].address.toString(), std::string("10.0.0.5:8080"));
        QVERIFY(route.targets[0].id == model::TargetId(1));
        QVERIFY(route.targets[0].connections == model::TargetId(77));
        QCOMPARE(route.targets[0].name, std::string("nas.lan"));
        QVERIFY(route.targets[1].connections == model::TargetId(9));
        QVERIFY(route.targets[1].name.empty());
        QVERIFY(!route.isAddressless);
    }

    void leavesOutWhatIsFoundNowhere() {
        model::Catalog catalog = emptyCatalog();
        model::Service made = named(1, app);
        catalog.put(made);
        const Compiled none = full(catalog);
        QVERIFY(routeOf(none).targets.empty());
        QVERIFY(routeOf(none).isAddressless);
        QVERIFY(routeOf(none).state == model::Switch::Disabled);
        QVERIFY(holds(none, app).starts_with("A=100.1.1.1"));  // the page says why
        made.state = model::Switch::Maintenance;
        catalog.put(made);
        QVERIFY(!routeOf(full(catalog)).isAddressless);
        QVERIFY(routeOf(full(catalog)).state == model::Switch::Maintenance);
        made.state = model::Switch::Enabled;
        made.targets.push_back({model::TargetId(9), {ip("100.2.2.3"), 81}});
        catalog.put(made);
        QCOMPARE(routeOf(full(catalog)).targets.size(), std::size_t(1));
    }

    void compilesOnlyTheServicesThatMoved() {
        model::Catalog catalog = emptyCatalog();
        catalog.put(named(1, app));
        catalog.put(named(2, "other.internal.example"));
        catalog.put(service(3, "plain.internal.example"));
        Resolutions resolutions;
        place(resolutions, app, {{model::TargetId(1), ip("10.0.0.5"), model::TargetId(1)}});
        place(resolutions, "other.internal.example",
              {{model::TargetId(2), ip("10.0.0.5"), model::TargetId(2)}});
        const Compiled before = compile(nullptr, catalog, settings(), {1}, {}, resolutions);
        place(resolutions, app, {{model::TargetId(1), ip("10.0.0.6"), model::TargetId(1)}});
        const Compiled after = next(before, catalog, resolutions);
        QCOMPARE(routeOf(after).targets.front().address.toString(), std::string("10.0.0.6:8080"));
        for (const char* same : {"other.internal.example", "plain.internal.example"})
            QVERIFY(after.snapshot->routes.find(same) == before.snapshot->routes.find(same));
        QCOMPARE(after.snapshot->zones[0]->serial(), before.snapshot->zones[0]->serial());
        resolutions.remove(app);
        QVERIFY(routeOf(next(after, catalog, resolutions)).isAddressless);
    }

    void answersWithWhereDirectTargetsAre() {
        model::RunSettings reverse = settings();
        reverse.zones.push_back(host("10.in-addr.arpa"));
        model::Catalog catalog = catalogOf({"internal.example", "home.arpa", "10.in-addr.arpa"});
        model::Service made = named(1, app);
        made.delivery = model::Delivery::Direct;
        catalog.put(made);
        const Compiled none = compile(nullptr, catalog, reverse, {1});
        QCOMPARE(holds(none, app), std::string("-"));
        Resolutions resolutions;
        place(resolutions, app, {{model::TargetId(1), ip("10.0.0.5"), model::TargetId(1)}});
        const Compiled found = next(none, catalog, resolutions);
        QCOMPARE(holds(found, app), std::string("A=10.0.0.5"));
        QCOMPARE(holds(found, "5.0.0.10.in-addr.arpa", 2), std::string("PTR=app.internal.example"));
        QVERIFY(found.snapshot->zones[0]->serial() != none.snapshot->zones[0]->serial());
        place(resolutions, app, {{model::TargetId(1), ip("10.0.0.6"), model::TargetId(1)}});
        const Compiled moved = next(found, catalog, resolutions);
        QCOMPARE(holds(moved, app), std::string("A=10.0.0.6"));
        QCOMPARE(holds(moved, "5.0.0.10.in-addr.arpa", 2), std::string("-"));
        QCOMPARE(holds(moved, "6.0.0.10.in-addr.arpa", 2), std::string("PTR=app.internal.example"));
    }

    void followsAServiceThatChangesAndMovesAtOnce() {
        model::Catalog catalog = emptyCatalog();
        catalog.put(named(1, app));
        Resolutions resolutions;
        place(resolutions, app, {{model::TargetId(1), ip("10.0.0.5"), model::TargetId(1)}});
        const Compiled before = compile(nullptr, catalog, settings(), {1}, {}, resolutions);
        catalog.put(named(1, "renamed.internal.example"));
        resolutions.remove(app);
        place(resolutions, "renamed.internal.example",
              {{model::TargetId(1), ip("10.0.0.6"), model::TargetId(1)}});
        const Compiled after = next(before, catalog, resolutions);
        QVERIFY(!after.snapshot->routes.find(app));
        QCOMPARE(routeOf(after, "renamed.internal.example").targets.front().address.toString(),
                 std::string("10.0.0.6:8080"));
    }
};

QTEST_GUILESS_MAIN(TestTargetPlaces)
#include "tst_targetplaces.moc"
