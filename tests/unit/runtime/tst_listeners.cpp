// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/listeners.h"

#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::runtime;

namespace {

base::SocketAddress at(const char* text) {
    return *base::SocketAddress::parse(text);
}

/// Refuses chosen ports, opens all others on a free port of the system.
class PickySockets final : public SocketSource {
  public:
    std::vector<std::uint16_t> forbidden;
    std::vector<std::uint16_t> taken;
    std::vector<std::uint16_t> asked;

    base::Result<net::BoundSockets> openTcp(const base::SocketAddress& address, std::size_t count) override {
        if (auto error = refusal(address.port))
            return *error;
        auto opened = m_system.openTcp({address.address, 0}, count);
        opened.value().address.port = address.port == 0 ? opened->address.port : address.port;
        return opened;
    }
    base::Result<net::BoundPair> openDns(const base::SocketAddress& address, std::size_t count) override {
        if (auto error = refusal(address.port))
            return *error;
        return m_system.openDns({address.address, 0}, count);
    }

  private:
    std::optional<base::Error> refusal(std::uint16_t port) {
        asked.push_back(port);
        const auto has = [port](const std::vector<std::uint16_t>& ports) {
            return std::find(ports.begin(), ports.end(), port) != ports.end();
        };
        if (has(forbidden))
            return base::Error{"listen.not_permitted", "needs the right", "", {}};
        if (has(taken))
            return base::Error{"listen.in_use", "in use by nginx (process 7)", "", {}};
        return std::nullopt;
    }
    SystemSockets m_system;
};

model::StartSettings settings(model::Choice choice) {
    model::StartSettings start;
    start.dns = {{at("127.0.0.1:53")}, choice};
    start.http = {{at("127.0.0.1:80")}, choice};
    start.api = {{at("127.0.0.1:8080")}, choice};
    start.workers = 2;
    return start;
}

std::string summary(const std::vector<OpenListener>& listeners) {
    std::string text;
    for (const auto& listener : listeners)
        if (listener.kind != ListenerKind::PrivateApi)
            text += listener.view.name + "/" + listener.view.protocol + " " + listener.view.status + ", ";
    return text;
}

}  // namespace

class ListenersTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void realSocketsListenWithTheirRealPorts() {
        model::StartSettings start;
        start.dns = {{at("127.0.0.1:0"), at("127.0.0.1:0")}, model::Choice::Named};
        start.http = {{at("127.0.0.1:0")}, model::Choice::Named};
        start.workers = 2;
        SystemSockets source;
        const auto listeners = openListeners(start, source);
        QCOMPARE(listeners.size(), std::size_t(6));
        for (const auto& listener : listeners) {
            QCOMPARE(listener.view.status, std::string("listening"));
            QVERIFY(listener.view.address.port != 0);
            QCOMPARE(listener.sockets.size(), std::size_t(2));
        }
        QVERIFY(listeners[0].view.address == listeners[1].view.address);
        QCOMPARE(listeners[0].view.protocol, std::string("udp"));
        QCOMPARE(listeners[1].view.protocol, std::string("tcp"));
        QVERIFY(listeners[2].view.address != listeners[0].view.address);
        QCOMPARE(listeners.back().view.name, std::string("private-api"));
        QCOMPARE(listeners.back().view.address.address.toString(), std::string("127.0.0.1"));
    }
    void aPortInUseIsRecordedWithItsHolderAndTheRestListens() {
        SystemSockets source;
        const auto holder = source.openTcp(at("127.0.0.1:0"), 1);
        model::StartSettings start;
        start.http = {{holder->address, at("127.0.0.1:0")}, model::Choice::Named};
        const auto listeners = openListeners(start, source);
        QCOMPARE(listeners.size(), std::size_t(3));
        QCOMPARE(listeners[0].view.status, std::string("failed"));
        QVERIFY(listeners[0].view.address == holder->address);
        QVERIFY2(listeners[0].view.message.find(std::to_string(getpid())) != std::string::npos,
                 listeners[0].view.message.c_str());
        QVERIFY(listeners[0].sockets.empty());
        QCOMPARE(listeners[1].view.status, std::string("listening"));
    }
    void defaultsWithoutPermissionTakeTheTrialPorts() {
        PickySockets source;
        source.forbidden = {53, 80};
        const auto listeners = openListeners(settings(model::Choice::Default), source);
        QCOMPARE(
            summary(listeners),
            std::string("dns/udp listening, dns/tcp listening, http/tcp listening, api/tcp listening, "));
        QCOMPARE(source.asked, (std::vector<std::uint16_t>{53, 5300, 80, 8000, 8080, 0}));
        QVERIFY(listeners[0].view.message.find("port 53 ") != std::string::npos);
        QCOMPARE(listeners[2].view.address.port, std::uint16_t(8000));
        QVERIFY(listeners[3].view.message.empty());
    }
    void whatTheUserNamedNeverMovesToATrialPort() {
        PickySockets source;
        source.forbidden = {53, 80};
        const auto listeners = openListeners(settings(model::Choice::Named), source);
        QCOMPARE(summary(listeners),
                 std::string("dns/udp failed, dns/tcp failed, http/tcp failed, api/tcp listening, "));
        QCOMPARE(listeners[0].view.address.port, std::uint16_t(53));
    }
    void aPortInUseIsNoReasonForTheTrialPort() {
        PickySockets source;
        source.taken = {53};
        const auto listeners = openListeners(settings(model::Choice::Default), source);
        QCOMPARE(listeners[0].view.status, std::string("failed"));
        QCOMPARE(listeners[0].view.message, std::string("in use by nginx (process 7)"));
    }
    void aTrialPortThatIsTakenIsSaidToBe() {
        PickySockets source;
        source.forbidden = {80};
        source.taken = {8000};
        const auto listeners = openListeners(settings(model::Choice::Default), source);
        QCOMPARE(listeners[2].view.status, std::string("failed"));
        QCOMPARE(listeners[2].view.address.port, std::uint16_t(8000));
    }
    void httpsStandsBehindHttp() {
        PickySockets source;
        auto start = settings(model::Choice::Named);
        start.https = {{at("127.0.0.1:443")}, model::Choice::Named};
        const auto listeners = openListeners(start, source);
        QCOMPARE(listeners[3].view.name, std::string("https"));
        QCOMPARE(listeners[3].view.status, std::string("listening"));
        QVERIFY(!listeners[3].sockets.empty());
    }
    void httpsHasATrialPortToo() {
        PickySockets source;
        source.forbidden = {443};
        auto start = settings(model::Choice::Default);
        start.https = {{at("127.0.0.1:443")}, model::Choice::Default};
        QCOMPARE(openListeners(start, source)[3].view.address.port, std::uint16_t(8443));
    }
};

QTEST_GUILESS_MAIN(ListenersTest)
#include "tst_listeners.moc"
