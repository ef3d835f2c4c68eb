// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/listeners.h"

#include "backend/base/logging.h"

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

class Opener {
  public:
    Opener(SocketSource& source, std::size_t workers) : m_source(source), m_workers(workers) {}

    void open(ListenerKind kind, const model::ListenSettings& settings) {
        for (const base::SocketAddress& address : settings.addresses)
            openOne(kind, address, settings.choice);
    }
    void disable(ListenerKind kind, const model::ListenSettings& settings, const char* why) {
        for (const base::SocketAddress& address : settings.addresses)
            m_opened.push_back({kind, {nameOf(kind), "tcp", address, "disabled", why}, {}});
    }
    [[nodiscard]] std::vector<OpenListener> take() { return std::move(m_opened); }

  private:
    void openOne(ListenerKind kind, const base::SocketAddress& address, model::Choice choice) {
        auto error = attempt(kind, address, "");
        if (!error)
            return;
        if (error->code == "listen.not_permitted" && choice == model::Choice::Default) {
            const base::SocketAddress trial{address.address, trialPortOf(kind)};
            const std::string note = "trial port, since port " + std::to_string(address.port) +
                                     " may not be bound: give the program CAP_NET_BIND_SERVICE for it";
            qCWarning(base::logRuntime, "%s: %s; trying the trial port %s", nameOf(kind),
                      error->message.c_str(), trial.toString().c_str());
            error = attempt(kind, trial, note);
            if (!error)
                return;
            recordFailure(kind, trial, *error);
            return;
        }
        recordFailure(kind, address, *error);
    }

    /// The error, if it could not be opened.
    std::optional<base::Error> attempt(ListenerKind kind, const base::SocketAddress& address,
                                       const std::string& note) {
        if (kind == ListenerKind::DnsUdp) {
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
        recordOpen(kind, std::move(opened).value(), note);
        return std::nullopt;
    }

    void recordOpen(ListenerKind kind, net::BoundSockets set, const std::string& note) {
        const char* protocol = kind == ListenerKind::DnsUdp ? "udp" : "tcp";
        m_opened.push_back(
            {kind, {nameOf(kind), protocol, set.address, "listening", note}, std::move(set.sockets)});
    }

    void recordFailure(ListenerKind kind, const base::SocketAddress& address, const base::Error& error) {
        qCCritical(base::logRuntime, "%s does not listen: %s", nameOf(kind), error.message.c_str());
        const auto record = [&](ListenerKind one, const char* protocol) {
            m_opened.push_back({one, {nameOf(one), protocol, address, "failed", error.message}, {}});
        };
        if (kind == ListenerKind::DnsUdp)
            record(ListenerKind::DnsUdp, "udp");
        record(kind == ListenerKind::DnsUdp ? ListenerKind::DnsTcp : kind, "tcp");
    }

    SocketSource& m_source;
    std::size_t m_workers;
    std::vector<OpenListener> m_opened;
};

}  // namespace

base::Result<net::BoundSockets> SystemSockets::openTcp(const base::SocketAddress& address,
                                                       std::size_t count) {
    return net::bindSockets(net::Transport::Tcp, address, count);
}

base::Result<net::BoundPair> SystemSockets::openDns(const base::SocketAddress& address, std::size_t count) {
    return net::bindUdpAndTcp(address, count);
}

std::vector<OpenListener> openListeners(const model::StartSettings& settings, SocketSource& source) {
    Opener opener(source, settings.workers);
    opener.open(ListenerKind::DnsUdp, settings.dns);
    opener.open(ListenerKind::Http, settings.http);
    opener.disable(ListenerKind::Https, settings.https, "not in this version");
    opener.open(ListenerKind::Api, settings.api);
    opener.open(ListenerKind::PrivateApi,
                {{{*base::IpAddress::parse("127.0.0.1"), 0}}, model::Choice::Named});
    return opener.take();
}

}  // namespace portolan::runtime
