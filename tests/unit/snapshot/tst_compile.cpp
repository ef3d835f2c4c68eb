// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The manager of rules, its pure half: add, replace, remove and compile, whole and by difference.
#include "tests/unit/snapshot/compilefixture.h"

#include <QObject>
#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace portolan;
using namespace portolan::snapshot;
using dnswire::RrType;
using model::HostName;

namespace {

std::uint32_t ttlOf(const dnswire::RrsetView& rrset) {
    return dnswire::loadU32(base::asBytes(rrset.records).data() + 6);
}

/// Everything a snapshot says, as comparable values.
std::map<std::string, std::string> contents(const Snapshot& snapshot) {
    std::map<std::string, std::string> all;
    for (const auto& zone : snapshot.zones) {
        const std::string zoneName = dnswire::keyToText(zone->apex());
        all["zone " + zoneName] = std::to_string(zone->serial()) + zone->negativeSoa().records +
                                  (zone->hasDelegations() ? " cuts" : "") + ' ' +
                                  std::to_string(zone->fingerprint()) + ' ' +
                                  std::to_string(zone->httpsPort());
        zone->forEachName([&](std::string_view name, const Node& node) {
            std::string& text = all["name " + zoneName + ' ' + dnswire::keyToText(name)];
            text = std::to_string(node.children());
            for (const auto rrset : node)
                text += ' ' + dnswire::typeName(rrset.type) + std::to_string(rrset.count) +
                        std::string(rrset.records);
            text += " kind " + std::to_string(static_cast<int>(node.kind()));
            text += zone->wildcardFor("\1x" + std::string(name)) ? " wild" : "";
            text += " cut " + dnswire::keyToText(zone->delegationOf(name));
        });
    }
    snapshot.routes.forEach([&](const std::string& name, const auto& route) {
        std::string& text = all["route " + name];
        text = route->host + ' ' + route->name + ' ' +
               std::to_string(static_cast<std::uint64_t>(route->service));
        for (const auto& target : route->targets)
            text += ' ' + target.address.toString();
    });
    snapshot.localNames.forEach([&](const std::string& name, const auto& local) {
        all["local " + name] = std::to_string(static_cast<int>(*local));
    });
    return all;
}

}  // namespace

class TestCompile : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void emptyCatalogHasItsOwnNames();
    void serviceYieldsItsRecordsAndItsRoute();
    void recordAddressReplacesTheAdvertised();
    void replacedServiceMovesWithItsHost();
    void removedServiceLeavesNothing();
    void emptyNonTerminalsComeAndGo();
    void longestZoneTakesTheName();
    void zoneInsideAZoneKeepsItsPath();
    void recordsOfOneNameAreGathered();
    void aliasYieldsToOtherData();
    void delegationsAreFound();
    void namesOutsideEveryZoneAreLeftOut();
    void serialsRiseWithContentAlone();
    void directServicesAreNamedByTheirTargets();
    void changedSettingsCompileEverything();
    void changeSharesWhatItDoesNotTouch();
    void prefetchLeadsToWhatFindReturns();
    void differenceEqualsWhole();
};

void TestCompile::emptyCatalogHasItsOwnNames() {
    const auto compiled = full(emptyCatalog());
    const Snapshot& snapshot = *compiled.snapshot;
    QCOMPARE(snapshot.generation, std::uint64_t{1});
    QCOMPARE(snapshot.zones.size(), std::size_t{2});
    QCOMPARE(holds(compiled, "internal.example"),
             std::string("A=100.1.1.1 NS=ns.internal.example AAAA=fd7a::1"));
    for (const char* own : {"ns.internal.example", "dns.internal.example", "portolan.internal.example"})
        QCOMPARE(holds(compiled, own), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    QCOMPARE(holds(compiled, "ns.home.arpa", 1), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    QCOMPARE(*snapshot.localNames.find("dns.internal.example"), LocalName::Api);
    QCOMPARE(*snapshot.localNames.find("portolan.home.arpa"), LocalName::Landing);
    QCOMPARE(*snapshot.localNames.find("home.arpa"), LocalName::Landing);
    QVERIFY(!snapshot.localNames.find("ns.home.arpa"));
    QCOMPARE(snapshot.routes.size(), std::size_t{0});
    QCOMPARE(snapshot.internalNetworks, settings().internalNetworks);

    const auto soa = node(compiled, "internal.example")->find(RrType::Soa);
    QVERIFY(soa);
    QCOMPARE(ttlOf(soa), std::uint32_t{60});
    QCOMPARE(ttlOf(snapshot.zones[0]->negativeSoa()), std::uint32_t{15});  // RFC 2308 section 3
    const auto rdata = base::asBytes(soa.firstRdata());
    QCOMPARE(dnswire::loadU32(rdata.data() + rdata.size() - 4), std::uint32_t{15});  // MINIMUM
    QCOMPARE(dnswire::loadU32(rdata.data() + rdata.size() - 20), std::uint32_t{7});  // SERIAL
}

void TestCompile::serviceYieldsItsRecordsAndItsRoute() {
    auto catalog = emptyCatalog();
    catalog.put(service(1, "llm.internal.example"));
    catalog.revision = 3;
    const auto compiled = full(catalog);
    QCOMPARE(holds(compiled, "llm.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    for (const auto rrset : *node(compiled, "llm.internal.example"))
        QCOMPARE(ttlOf(rrset), std::uint32_t{60});
    const auto route = compiled.snapshot->routes.find("llm.internal.example");
    QVERIFY(route);
    QCOMPARE(route->service, model::ServiceId(1));
    QCOMPARE(route->targets.at(0).address.toString(), std::string("100.2.2.2:8080"));
    QCOMPARE(compiled.snapshot->revision, model::Revision{3});
}

void TestCompile::recordAddressReplacesTheAdvertised() {
    auto catalog = emptyCatalog();
    auto one = service(1, "llm.internal.example");
    one.recordAddress = ip("100.9.9.9");
    catalog.put(one);
    QCOMPARE(holds(full(catalog), "llm.internal.example"), std::string("A=100.9.9.9"));
    one.recordAddress = ip("fd00::9");
    catalog.put(one);
    QCOMPARE(holds(full(catalog), "llm.internal.example"), std::string("AAAA=fd00::9"));
}

void TestCompile::replacedServiceMovesWithItsHost() {
    auto catalog = emptyCatalog();
    catalog.put(service(1, "llm.internal.example"));
    const auto first = full(catalog);
    catalog.put(service(1, "chat.internal.example", 9000));
    const auto second = compile(&first, catalog, settings(), {2});
    QCOMPARE(holds(second, "llm.internal.example"), std::string("-"));
    QVERIFY(!second.snapshot->routes.find("llm.internal.example"));
    QCOMPARE(second.snapshot->routes.find("chat.internal.example")->targets[0].address.port,
             std::uint16_t{9000});
    QCOMPARE(holds(second, "chat.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    // The generation before is untouched.
    QCOMPARE(holds(first, "llm.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    QVERIFY(first.snapshot->routes.find("llm.internal.example"));
}

void TestCompile::removedServiceLeavesNothing() {
    auto catalog = emptyCatalog();
    const auto empty = full(catalog);
    catalog.put(service(1, "a.b.llm.internal.example"));
    const auto with = compile(&empty, catalog, settings(), {2});
    QVERIFY(contents(*with.snapshot) != contents(*empty.snapshot));
    catalog.remove(model::ServiceId(1));
    const auto without = compile(&with, catalog, settings(), {3});
    QCOMPARE(contents(*without.snapshot), contents(*empty.snapshot));
}

void TestCompile::emptyNonTerminalsComeAndGo() {
    auto catalog = emptyCatalog();
    catalog.put(service(1, "a.b.c.internal.example"));
    catalog.put(service(2, "x.b.c.internal.example"));
    auto compiled = full(catalog);
    QCOMPARE(holds(compiled, "b.c.internal.example"),
             std::string());  // exists, and holds nothing: RFC 4592 section 2.2.2
    QCOMPARE(holds(compiled, "c.internal.example"), std::string());
    catalog.put(service(3, "c.internal.example"));
    compiled = compile(&compiled, catalog, settings(), {2});
    QCOMPARE(holds(compiled, "c.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    catalog.remove(model::ServiceId(1));
    compiled = compile(&compiled, catalog, settings(), {3});
    QCOMPARE(holds(compiled, "b.c.internal.example"), std::string());
    catalog.remove(model::ServiceId(2));
    compiled = compile(&compiled, catalog, settings(), {4});
    QCOMPARE(holds(compiled, "b.c.internal.example"), std::string("-"));
    QCOMPARE(holds(compiled, "c.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
}

void TestCompile::longestZoneTakesTheName() {
    auto catalog = catalogOf({"example", "internal.example"});
    catalog.put(service(1, "llm.internal.example"));
    catalog.put(service(2, "llm.example"));
    const auto compiled = full(catalog);
    QCOMPARE(holds(compiled, "llm.internal.example", 0), std::string("-"));
    QCOMPARE(holds(compiled, "llm.internal.example", 1), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    QCOMPARE(holds(compiled, "llm.example", 0), std::string("A=100.1.1.1 AAAA=fd7a::1"));
}

void TestCompile::zoneInsideAZoneKeepsItsPath() {
    const auto compiled = full(catalogOf({"example", "deep.down.example"}));
    QCOMPARE(holds(compiled, "down.example", 0),
             std::string());  // RFC 8020: not NXDOMAIN, something is below it
    QCOMPARE(holds(compiled, "deep.down.example", 1),
             std::string("A=100.1.1.1 NS=ns.deep.down.example AAAA=fd7a::1"));
}

void TestCompile::recordsOfOneNameAreGathered() {
    auto catalog = emptyCatalog();
    auto first = record(1, "nas.internal.example", model::RecordType::A, ip("10.0.0.1"));
    first.ttl = base::Seconds(300);
    auto second = record(2, "nas.internal.example", model::RecordType::A, ip("10.0.0.2"));
    second.ttl = base::Seconds(30);
    catalog.put(first);
    catalog.put(second);
    catalog.put(
        record(3, "nas.internal.example", model::RecordType::A, ip("10.0.0.1")));  // RFC 2181 section 5: once
    catalog.put(record(4, "nas.internal.example", model::RecordType::Txt, std::vector<std::string>{"hello"}));
    catalog.put(record(5, "nas.internal.example", model::RecordType::Aaaa, ip("fd00::1")));
    const auto compiled = full(catalog);
    QCOMPARE(holds(compiled, "nas.internal.example"),
             std::string("A=10.0.0.1 A=10.0.0.2 TXT=hello AAAA=fd00::1"));
    const auto addresses = *node(compiled, "nas.internal.example")->begin();
    QCOMPARE(ttlOf(addresses), std::uint32_t{30});  // RFC 2181 section 5.2: one TTL
    QCOMPARE(addresses.count, std::uint16_t{2});
    QVERIFY(!compiled.snapshot->routes.find("nas.internal.example"));
}

void TestCompile::aliasYieldsToOtherData() {
    auto catalog = emptyCatalog();
    catalog.put(record(1, "www.internal.example", model::RecordType::Cname, host("llm.internal.example")));
    catalog.put(record(2, "www.internal.example", model::RecordType::Cname, host("other.internal.example")));
    QCOMPARE(holds(full(catalog), "www.internal.example"), std::string("CNAME=llm.internal.example"));
    catalog.put(service(1, "www.internal.example"));
    QCOMPARE(holds(full(catalog), "www.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
}

void TestCompile::delegationsAreFound() {
    auto catalog = emptyCatalog();
    auto compiled = full(catalog);
    QCOMPARE(compiled.snapshot->zones[0]->delegationOf(key("a.lab.internal.example")), std::string_view());
    catalog.put(record(1, "lab.internal.example", model::RecordType::Ns, host("ns.lab.internal.example")));
    catalog.put(record(2, "in.lab.internal.example", model::RecordType::Ns, host("elsewhere.example")));
    compiled = compile(&compiled, catalog, settings(), {2});
    const auto& zone = compiled.snapshot->zones[0];
    QCOMPARE(std::string(zone->delegationOf(key("x.in.lab.internal.example"))), key("lab.internal.example"));
    QCOMPARE(std::string(zone->delegationOf(key("lab.internal.example"))), key("lab.internal.example"));
    QCOMPARE(zone->delegationOf(key("internal.example")), std::string_view());
    QCOMPARE(zone->delegationOf(key("other.internal.example")), std::string_view());
    QVERIFY(zone->hasDelegations());
    catalog.remove(model::RecordId(1));
    catalog.remove(model::RecordId(2));
    compiled = compile(&compiled, catalog, settings(), {3});
    QVERIFY(!compiled.snapshot->zones[0]->hasDelegations());
}

void TestCompile::namesOutsideEveryZoneAreLeftOut() {
    auto catalog = emptyCatalog();
    const auto before = contents(*full(catalog).snapshot);
    catalog.put(service(1, "llm.elsewhere.example"));
    catalog.put(record(1, "nas.elsewhere.example", model::RecordType::A, ip("10.0.0.1")));
    QCOMPARE(contents(*full(catalog).snapshot), before);
}

void TestCompile::serialsRiseWithContentAlone() {
    auto catalog = emptyCatalog();
    catalog.put(service(1, "llm.internal.example"));
    auto compiled = full(catalog);
    const auto serials = [&](const model::RunSettings& with = settings(), std::uint16_t httpPort = 80) {
        catalog.zones = compiled.catalog.zones;
        compiled = compile(&compiled, catalog, with, {compiled.snapshot->generation + 1, {}, httpPort});
        for (std::size_t i = 0; i < 2; ++i)
            if (compiled.snapshot->zones[i]->serial() != compiled.catalog.zones[i].serial)
                return std::string("other serials are served");
        return std::to_string(compiled.catalog.zones[0].serial) + ' ' +
               std::to_string(compiled.catalog.zones[1].serial);
    };
    QCOMPARE(serials(), std::string("7 7"));
    catalog.put(service(1, "llm.internal.example", 9090));
    QCOMPARE(serials(), std::string("7 7"));  // another target
    catalog.put(record(1, "llm.internal.example", model::RecordType::Txt, std::vector<std::string>{"a"}));
    QCOMPARE(serials(), std::string("8 7"));
    catalog.put(record(2, "llm.home.arpa", model::RecordType::Txt, std::vector<std::string>{"a"}));
    QCOMPARE(serials(), std::string("8 8"));
    catalog.remove(model::RecordId(1));
    QCOMPARE(serials(), std::string("9 8"));  // back to what it was is a change, too
    auto changed = settings();
    changed.internalNetworks.clear();
    QCOMPARE(serials(changed), std::string("9 8"));
    changed.advertised = {ip("100.5.5.5")};
    QCOMPARE(serials(changed), std::string("10 9"));
    changed.advertised = {ip("100.5.5.4")};  // one bit, in each of several names
    QCOMPARE(serials(changed), std::string("11 10"));
    QCOMPARE(serials(changed, 8000), std::string("12 11"));  // derived SRV records

    // A restart: nothing but the catalog is left.
    const auto again = compile(nullptr, compiled.catalog, changed, {1, {}, 8000});
    QVERIFY(again.catalog.zones == compiled.catalog.zones);
    // A serial whose content is not known is not used again.
    catalog.zones[0].fingerprint = 0;
    QCOMPARE(compile(nullptr, catalog, changed, {1, base::SystemTime(base::Seconds(5000)), 8000})
                 .catalog.zones[0]
                 .serial,
             std::uint32_t{5000});
}

void TestCompile::directServicesAreNamedByTheirTargets() {
    auto catalog = catalogOf({"internal.example", "2.100.in-addr.arpa"});
    model::Service direct = service(1, "db.internal.example", 5432);
    direct.delivery = model::Delivery::Direct;
    direct.targets.push_back({model::TargetId(2), {ip("fd7a::9"), 5432}, 1});
    direct.targets.push_back({model::TargetId(3), {ip("100.2.2.3"), 5432}, 1});
    catalog.put(direct);
    auto compiled = full(catalog);
    QCOMPARE(holds(compiled, "db.internal.example"), std::string("A=100.2.2.2 A=100.2.2.3 AAAA=fd7a::9"));
    const Node* found = node(compiled, "db.internal.example");
    QVERIFY(found->kind() == NodeKind::Direct);
    QCOMPARE(ttlOf(*found->begin()), std::uint32_t{15});
    QVERIFY(!compiled.snapshot->zones[0]->isDerived(httpLabels, key("db.internal.example"), *found));
    QVERIFY(!compiled.snapshot->routes.find("db.internal.example"));
    const auto& route = compiled.snapshot->direct.find(key("db.internal.example"));
    QVERIFY(route && route->targets.size() == 3 && route->delivery == model::Delivery::Direct);
    QCOMPARE(holds(compiled, "2.2.2.100.in-addr.arpa", 1), std::string("PTR=db.internal.example"));

    direct.state = model::Switch::Disabled;  // there is no proxy to say so
    catalog.put(direct);
    compiled = compile(&compiled, catalog, settings(), {2});
    QCOMPARE(holds(compiled, "db.internal.example"), std::string("-"));
    QCOMPARE(holds(compiled, "2.2.2.100.in-addr.arpa", 1), std::string("-"));

    direct.state = model::Switch::Enabled;
    direct.delivery = model::Delivery::Proxy;
    catalog.put(direct);
    compiled = compile(&compiled, catalog, settings(), {3});
    QCOMPARE(holds(compiled, "db.internal.example"), std::string("A=100.1.1.1 AAAA=fd7a::1"));
    QVERIFY(compiled.snapshot->routes.find("db.internal.example"));
    QVERIFY(!compiled.snapshot->direct.find(key("db.internal.example")));
}

void TestCompile::changedSettingsCompileEverything() {
    auto catalog = emptyCatalog();
    catalog.put(service(1, "llm.internal.example"));
    const auto first = full(catalog);
    auto changed = settings();
    changed.advertised = {ip("100.5.5.5")};
    const auto second = compile(&first, catalog, changed, {2});
    QCOMPARE(holds(second, "llm.internal.example"), std::string("A=100.5.5.5"));
    QCOMPARE(holds(second, "dns.home.arpa", 1), std::string("A=100.5.5.5"));
    catalog.zones.pop_back();
    const auto third = compile(&second, catalog, changed, {3});
    QCOMPARE(third.snapshot->zones.size(), std::size_t{1});
    QVERIFY(!third.snapshot->localNames.find("dns.home.arpa"));
}

void TestCompile::changeSharesWhatItDoesNotTouch() {
    auto catalog = emptyCatalog();
    constexpr std::uint64_t count = 2000;
    for (std::uint64_t i = 0; i < count; ++i)
        catalog.put(service(
            i + 1, "s" + std::to_string(i) + ".group" + std::to_string(i % 50) + ".internal.example"));
    const auto before = full(catalog);
    catalog.put(service(count + 1, "new.group7.internal.example"));
    catalog.zones = before.catalog.zones;
    const auto after = compile(&before, catalog, settings(), {2});
    std::set<std::string> different;
    after.snapshot->zones[0]->forEachName([&](std::string_view name, const Node& is) {
        if (before.snapshot->zones[0]->find(name) != &is)
            different.insert(dnswire::keyToText(name));
    });
    const std::set<std::string> expected{"new.group7.internal.example", "group7.internal.example",
                                         "internal.example"};
    QCOMPARE(different, expected);
    std::size_t routes = 0;
    base::PersistentMap<std::string, Route>::forEachChange(
        before.snapshot->routes, after.snapshot->routes,
        [&](const auto&, const auto&, const auto&) { ++routes; });
    QCOMPARE(routes, std::size_t{1});
    QVERIFY(after.snapshot->zones[1] == before.snapshot->zones[1]);
    // What every service holds is kept once.
    QVERIFY(node(after, "s1.group1.internal.example") == node(after, "s2.group2.internal.example"));
}

void TestCompile::prefetchLeadsToWhatFindReturns() {
    auto catalog = emptyCatalog();
    for (std::uint64_t i = 0; i < 9000; ++i)
        catalog.put(record(i + 1, "s" + std::to_string(i) + ".internal.example", model::RecordType::A,
                           base::IpAddress::fromV4(static_cast<std::uint32_t>(i))));
    const auto compiled = full(catalog);
    const ZoneImage& zone = *compiled.snapshot->zones[0];
    const auto led = [&](std::string_view name) {
        auto prefetch = zone.prefetch(name);
        prefetch.fetchBucket();
        prefetch.fetchEntries();
        return prefetch.fetchValue();
    };
    zone.forEachName([&](std::string_view name, const Node& node) { QVERIFY(led(name) == &node); });
    QVERIFY(led(key("missing.internal.example")) == nullptr);
}

void TestCompile::differenceEqualsWhole() {
    std::mt19937 random(20261123);  // the same sequence in every run
    const auto pick = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
    // Few labels and up to three levels, so that names meet, nest and pass through each other.
    const auto anyName = [&] {
        static const char* const labels[] = {"a", "b", "c", "dns", "d"};
        std::string name;
        for (std::uint32_t level = 1 + pick(3); level > 0; --level)
            name += std::string(labels[pick(5)]) + '.';
        return name + (pick(3) == 0   ? "home.arpa"
                       : pick(2) == 0 ? "internal.example"
                                      : "sub.b.internal.example");
    };
    auto catalog = catalogOf({"internal.example", "home.arpa", "sub.b.internal.example", "0.in-addr.arpa"});
    auto compiled = full(catalog);
    for (std::uint64_t step = 0; step < 1500; ++step) {
        for (std::uint32_t changes = 1 + pick(3); changes > 0; --changes) {
            const std::uint64_t id = 1 + pick(25);
            switch (pick(10)) {
                case 0:
                case 1:
                    catalog.remove(model::ServiceId(id));
                    break;
                case 2:
                    catalog.remove(model::RecordId(id));
                    break;
                case 3:
                    catalog.put(
                        record(id, anyName(), model::RecordType::A, base::IpAddress::fromV4(pick(3))));
                    break;
                case 4:
                    catalog.put(record(id, anyName(), model::RecordType::Cname, host(anyName())));
                    break;
                case 5:
                    catalog.put(record(id, anyName(), model::RecordType::Ns, host(anyName())));
                    break;
                case 6:
                    catalog.zones[pick(4)].serial++;
                    break;
                case 7:
                    catalog.put(record(id, "*." + anyName(), model::RecordType::A, ip("10.0.0.1")));
                    break;
                case 8:
                    catalog.put(record(id, std::to_string(pick(3)) + ".0.0.0.in-addr.arpa",
                                       model::RecordType::Ptr, host(anyName())));
                    break;
                default: {
                    const std::string name = anyName();
                    const auto holder = catalog.service(host(name));
                    auto next = service(holder ? static_cast<std::uint64_t>(holder->id) : id, name,
                                        static_cast<std::uint16_t>(1 + pick(3)));
                    if (pick(2) == 0)
                        next.recordAddress = base::IpAddress::fromV4(pick(3));
                    else if (pick(2) == 0)
                        next.delivery = model::Delivery::Direct;
                    if (pick(4) == 0)
                        next.state = model::Switch::Disabled;
                    catalog.put(next);
                }
            }
        }
        compiled = compile(&compiled, catalog, settings(), {step + 2});
        if (step % 10 == 0)
            QCOMPARE(contents(*compiled.snapshot), contents(*full(catalog).snapshot));
    }
    QCOMPARE(contents(*compiled.snapshot), contents(*full(catalog).snapshot));
    QVERIFY(compiled.snapshot->routes.size() > 3);
}

QTEST_GUILESS_MAIN(TestCompile)
#include "tst_compile.moc"
