// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/listeners.h"

#include "backend/base/logging.h"

#include <iterator>
#include <utility>

namespace portolan::runtime {

namespace {

/// What is tried when a default port may not be bound (SPEC 4.3). Ports from 1024 on need no permission.
std::uint16_t trialPortOf(ListenerKind kind) {
    switch (kind) {
        case ListenerKind::DnsUdp:
        case ListenerKind::DnsTcp:
            return 5300;
        case ListenerKind::Http:
            return 8000;
        case ListenerKind::Https:
            return 8443;
        case ListenerKind::Api:
        case ListenerKind::PrivateApi:
            return 8080;
    }
    return 0;
}

const char* nameOf(ListenerKind kind) {
    switch (kind) {
        case ListenerKind::DnsUdp:
        case ListenerKind::DnsTcp:
            return "dns";
        case ListenerKind::Http:
            return "http";
        case ListenerKind::Https:
            return "https";
        case ListenerKind::Api:
            return "api";
        case ListenerKind::PrivateApi:
            return "private-api";
    }
    return "";
}

/// One run of openListener().
class Opener {
  public:
    Opener(const WantedListener& wanted, SocketSource& source, std::size_t workers)
        : m_wanted(wanted), m_source(source), m_workers(workers) {}

    std::vector<OpenListener> open() {
        const base::SocketAddress& address = m_wanted.address;
        auto error = attempt(address, "");
        if (error && error->code == "listen.not_permitted" && m_wanted.choice == model::Choice::Default)
            error = attemptTrialPort(*error);
        else if (error)
            recordFailure(address, *error);
        return std::move(m_opened);
    }

  private:
    std::optional<base::Error> attemptTrialPort(const base::Error& refused) {
        const base::SocketAddress& address = m_wanted.address;
        const base::SocketAddress trial{address.address, trialPortOf(m_wanted.kind)};
        const std::string note = "trial port, since port " + std::to_string(address.port) +
                                 " may not be bound: give the program CAP_NET_BIND_SERVICE for it";
        qCWarning(base::logRuntime, "%s: %s; trying the trial port %s", nameOf(m_wanted.kind),
                  refused.message.c_str(), trial.toString().c_str());
        auto error = attempt(trial, note);
        if (error)
            recordFailure(trial, *error);
        return error;
    }

    /// The error, if it could not be opened.
    std::optional<base::Error> attempt(const base::SocketAddress& address, const std::string& note) {
        if (m_wanted.kind == ListenerKind::DnsUdp) {
            auto pair = m_source.openDns(address, m_workers);
            if (!pair)
                return pair.error();
            recordOpen(ListenerKind::DnsUdp, std::move(pair.value().udp), note);
            recordOpen(ListenerKind::DnsTcp, std::move(pair.value().tcp), note);
            return std::nullopt;
        }
        auto opened = m_source.openTcp(address, m_workers);
        if (!opened)
            return opened.error();
        recordOpen(m_wanted.kind, std::move(opened).value(), note);
        return std::nullopt;
    }

    void recordOpen(ListenerKind kind, net::BoundSockets set, const std::string& note) {
        const char* protocol = kind == ListenerKind::DnsUdp ? "udp" : "tcp";
        m_opened.push_back({kind,
                            m_wanted,
                            {nameOf(kind), protocol, set.address, "listening", note},
                            std::move(set.sockets)});
    }

    void recordFailure(const base::SocketAddress& address, const base::Error& error) {
        const auto record = [&](ListenerKind kind, const char* protocol) {
            m_opened.push_back(
                {kind, m_wanted, {nameOf(kind), protocol, address, "failed", error.message}, {}});
        };
        if (m_wanted.kind == ListenerKind::DnsUdp)
            record(ListenerKind::DnsUdp, "udp");
        record(m_wanted.kind == ListenerKind::DnsUdp ? ListenerKind::DnsTcp : m_wanted.kind, "tcp");
    }

    const WantedListener& m_wanted;
    SocketSource& m_source;
    std::size_t m_workers;
    std::vector<OpenListener> m_opened;
};

/// Collects what openListeners() returns.
class Collector {
  public:
    Collector(SocketSource& source, std::size_t workers) : m_source(source), m_workers(workers) {}

    void open(ListenerKind kind, const model::ListenSettings& settings) {
        for (const base::SocketAddress& address : settings.addresses) {
            std::vector<OpenListener> opened =
                openListener({kind, address, settings.choice}, m_source, m_workers);
            if (opened.front().view.status == "failed")
                qCCritical(base::logRuntime, "%s does not listen: %s", nameOf(kind),
                           opened.front().view.message.c_str());
            std::move(opened.begin(), opened.end(), std::back_inserter(m_all));
        }
    }
    [[nodiscard]] std::vector<OpenListener> take() { return std::move(m_all); }

  private:
    SocketSource& m_source;
    std::size_t m_workers;
    std::vector<OpenListener> m_all;
};

}  // namespace

base::Result<net::BoundSockets> SystemSockets::openTcp(const base::SocketAddress& address,
                                                       std::size_t count) {
    return net::bindSockets(net::Transport::Tcp, address, count);
}

base::Result<net::BoundPair> SystemSockets::openDns(const base::SocketAddress& address, std::size_t count) {
    return net::bindUdpAndTcp(address, count);
}

std::vector<OpenListener> openListener(const WantedListener& wanted, SocketSource& source,
                                       std::size_t workers) {
    return Opener(wanted, source, workers).open();
}

std::vector<OpenListener> openListeners(const model::StartSettings& settings, SocketSource& source) {
    Collector opener(source, settings.workers);
    opener.open(ListenerKind::DnsUdp, settings.dns);
    opener.open(ListenerKind::Http, settings.http);
    opener.open(ListenerKind::Https, settings.https);
    opener.open(ListenerKind::Api, settings.api);
    opener.open(ListenerKind::PrivateApi,
                {{{*base::IpAddress::parse("127.0.0.1"), 0}}, model::Choice::Named});
    return opener.take();
}

}  // namespace portolan::runtime
