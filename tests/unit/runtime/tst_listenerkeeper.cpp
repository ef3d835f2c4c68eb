// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/advertisedaddress.h"
#include "backend/runtime/listenerkeeper.h"
#include "tests/support/printing.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace portolan;
using namespace portolan::runtime;

namespace {

base::IpAddress ip(const char* text) {
    return *base::IpAddress::parse(text);
}
base::SocketAddress at(const char* text) {
    return *base::SocketAddress::parse(text);
}

/// A host whose addresses and foreign servers the test decides; sockets are not needed.
class PretendSockets final : public SocketSource {
  public:
    std::set<std::string> present{"127.0.0.1"};
    std::set<std::string> taken;  ///< "address:port"
    int attempts = 0;

    base::Result<net::BoundSockets> openTcp(const base::SocketAddress& address, std::size_t) override {
        ++attempts;
        if (!present.contains(address.address.toString()))
            return base::Error{"listen.no_such_address", "no interface has it", "", {}};
        if (taken.contains(address.toString()))
            return base::Error{"listen.in_use", "in use by dnsmasq", "", {}};
        return net::BoundSockets{address, {}};
    }
    base::Result<net::BoundPair> openDns(const base::SocketAddress& address, std::size_t count) override {
        PORTOLAN_TRY(net::BoundSockets one, openTcp(address, count));
        return net::BoundPair{net::BoundSockets{one.address, {}}, net::BoundSockets{one.address, {}}};
    }
};

/// Remembers listeners as WorkerSet does.
class PretendHost final : public ListenerHost {
  public:
    std::vector<OpenListener> all;

    [[nodiscard]] const std::vector<OpenListener>& entries() const override { return all; }
    void openListener(OpenListener listener) override {
        std::erase_if(all, [&](const OpenListener& entry) {
            return entry.kind == listener.kind && entry.wanted == listener.wanted;
        });
        all.push_back(std::move(listener));
    }
    void closeListener(const WantedListener& wanted) override {
        std::erase_if(all, [&](const OpenListener& entry) { return entry.wanted == wanted; });
    }
    /// "dns 127.0.0.1:53 listening": sorted, UDP only.
    [[nodiscard]] std::vector<std::string> summary() const {
        std::vector<std::string> lines;
        for (const OpenListener& entry : all)
            if (entry.kind != ListenerKind::DnsTcp && entry.kind != ListenerKind::PrivateApi)
                lines.push_back(
                    (entry.view.name + " " + entry.view.address.toString() + " " + entry.view.status));
        std::sort(lines.begin(), lines.end());
        return lines;
    }
};

using Lines = std::vector<std::string>;

struct Bench {
    explicit Bench(model::Choice choice, std::vector<const char*> dnsAddresses = {"127.0.0.1:53"}) {
        for (const char* address : dnsAddresses)
            settings.dns.addresses.push_back(at(address));
        settings.dns.choice = choice;
    }
    void start() {
        host.all = openListeners(settings, sockets);
        keeper.emplace(settings, host, sockets);
    }

    model::StartSettings settings;
    PretendSockets sockets;
    PretendHost host;
    std::optional<ListenerKeeper> keeper;
};

}  // namespace

class ListenerKeeperTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void anAddressThatAppearsLateIsListenedOn() {
        Bench bench(model::Choice::Named, {"127.0.0.1:53", "100.64.0.9:53"});
        bench.sockets.present.insert("127.0.0.1");
        bench.start();
        QCOMPARE(bench.host.summary(), (Lines{"dns 100.64.0.9:53 failed", "dns 127.0.0.1:53 listening"}));
        bench.keeper->follow({ip("127.0.0.1")});
        QCOMPARE(bench.host.summary(), (Lines{"dns 100.64.0.9:53 failed", "dns 127.0.0.1:53 listening"}));
        bench.sockets.present.insert("100.64.0.9");
        bench.keeper->follow({ip("127.0.0.1")});
        QCOMPARE(bench.host.summary(), (Lines{"dns 100.64.0.9:53 listening", "dns 127.0.0.1:53 listening"}));
        QCOMPARE(bench.host.all.size(), std::size_t(5));
    }

    void aPortThatBecomesFreeIsTaken() {
        Bench bench(model::Choice::Named, {"127.0.0.1:53"});
        bench.sockets.taken.insert("127.0.0.1:53");
        bench.start();
        QCOMPARE(bench.host.summary(), (Lines{"dns 127.0.0.1:53 failed"}));
        bench.keeper->retry();
        const auto failed =
            std::find_if(bench.host.all.begin(), bench.host.all.end(),
                         [](const OpenListener& entry) { return entry.view.status == "failed"; });
        QCOMPARE(failed->view.message, std::string("in use by dnsmasq"));
        bench.sockets.taken.clear();
        bench.keeper->retry();
        QCOMPARE(bench.host.summary(), (Lines{"dns 127.0.0.1:53 listening"}));
    }

    void defaultListenersFollowTheAdvertisedAddress() {
        Bench bench(model::Choice::Default);
        bench.settings.http = {{at("127.0.0.1:80")}, model::Choice::Default};
        bench.settings.api = {{at("127.0.0.1:8080")}, model::Choice::Named};
        bench.start();
        bench.sockets.present.insert("100.64.0.9");
        bench.keeper->follow({ip("100.64.0.9")});
        QCOMPARE(bench.host.summary(), (Lines{"api 127.0.0.1:8080 listening", "dns 100.64.0.9:53 listening",
                                              "dns 127.0.0.1:53 listening", "http 100.64.0.9:80 listening",
                                              "http 127.0.0.1:80 listening"}));
        bench.sockets.present.insert("100.64.0.10");
        bench.keeper->follow({ip("100.64.0.10")});
        QCOMPARE(bench.host.summary(), (Lines{"api 127.0.0.1:8080 listening", "dns 100.64.0.10:53 listening",
                                              "dns 127.0.0.1:53 listening", "http 100.64.0.10:80 listening",
                                              "http 127.0.0.1:80 listening"}));
    }

    void nothingIsOpenedTwice() {
        Bench bench(model::Choice::Default);
        bench.start();
        const int before = bench.sockets.attempts;
        bench.keeper->follow({ip("127.0.0.1")});
        bench.keeper->retry();
        QCOMPARE(bench.sockets.attempts, before);
    }

    void aTailnetIsAdvertisedAsSoonAsItIsThere() {
        AdvertisedAddress advertised(ip("127.0.0.1"));
        base::SteadyTime now{};
        QCOMPARE(advertised.follow({{ip("127.0.0.1")}, {}, {}}, now), ip("127.0.0.1"));
        QCOMPARE(advertised.follow({{ip("10.0.0.5")}, {}, ip("10.0.0.5")}, now), ip("10.0.0.5"));
        QCOMPARE(
            advertised.follow({{ip("10.0.0.5"), ip("100.64.0.9")}, ip("100.64.0.9"), ip("10.0.0.5")}, now),
            ip("100.64.0.9"));
    }

    void anAddressThatIsGoneForAMomentIsKept() {
        AdvertisedAddress advertised(ip("100.64.0.9"));
        base::SteadyTime now{};
        const HostAddresses without{{ip("10.0.0.5")}, {}, ip("10.0.0.5")};
        const HostAddresses with{{ip("10.0.0.5"), ip("100.64.0.9")}, ip("100.64.0.9"), ip("10.0.0.5")};
        QCOMPARE(advertised.follow(without, now), ip("100.64.0.9"));
        now += AdvertisedAddress::patience - base::Seconds(1);
        QCOMPARE(advertised.follow(without, now), ip("100.64.0.9"));
        QCOMPARE(advertised.follow(with, now), ip("100.64.0.9"));
        now += base::Seconds(2);
        QCOMPARE(advertised.follow(without, now), ip("100.64.0.9"));
        now += AdvertisedAddress::patience;
        QCOMPARE(advertised.follow(without, now), ip("10.0.0.5"));
    }

    void withoutAnyNetworkTheLastAddressStays() {
        AdvertisedAddress advertised(ip("10.0.0.5"));
        base::SteadyTime now{};
        (void)advertised.follow({{ip("127.0.0.1")}, {}, {}}, now);
        now += AdvertisedAddress::patience * 10;
        QCOMPARE(advertised.follow({{ip("127.0.0.1")}, {}, {}}, now), ip("10.0.0.5"));
    }
};

QTEST_GUILESS_MAIN(ListenerKeeperTest)
#include "tst_listenerkeeper.moc"
