// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The client half of TLS against OpenSSL's server, both on the test's thread over loopback. For tests only.

#include "backend/tls/clientcontexts.h"
#include "tests/support/testcertificate.h"
#include "tests/support/tlspeer.h"
#include "tests/unit/net/turning.h"

#include <memory>
#include <vector>

namespace portolan::tls {

class TlsFixture {
  public:
    TlsFixture()
        : server(certificate), contexts(engine, [this](const Sighting& s) { sightings.push_back(s); }) {
        auto [fd, at] = net::listenOnLoopback();
        m_listener = std::move(fd);
        address = at;
    }

    [[nodiscard]] net::StreamHandle connect(net::StreamHandler& handler,
                                            base::Milliseconds timeout = base::Milliseconds(5000)) {
        return contexts.connect({target, address, pin, policy, host}, timeout, handler);
    }
    /// The connection that has come, once it is there; nullptr when none comes.
    [[nodiscard]] std::unique_ptr<support::TlsPeer> accept() {
        const int fd = acceptRaw();
        return fd < 0 ? nullptr : std::make_unique<support::TlsPeer>(server, fd);
    }
    [[nodiscard]] int acceptRaw() {
        int fd = -1;
        net::turnUntil(engine, [&] {
            fd = ::accept4(m_listener.value(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            return fd >= 0;
        });
        return fd;
    }
    bool until(support::TlsPeer& peer, const std::function<bool()>& condition) {
        return net::turnUntil(engine, [&] {
            peer.pump();
            return condition();
        });
    }
    /// A whole handshake: connected, or refused with a reason.
    std::unique_ptr<support::TlsPeer> shakeHands(net::Recorder& recorder, net::StreamHandle& stream) {
        stream = connect(recorder);
        auto peer = accept();
        if (peer)
            until(*peer, [&] { return (recorder.connected > 0 && peer->isOpen()) || recorder.closed > 0; });
        return peer;
    }

    net::Engine engine;
    support::TestCertificate certificate;
    support::TlsServer server;
    std::vector<Sighting> sightings;
    ClientContexts contexts;
    base::SocketAddress address;
    model::TargetId target{1};
    std::optional<model::Fingerprint> pin;
    model::UpstreamTls policy;
    std::string host = "app.test";

  private:
    net::FileDescriptor m_listener;
};

}  // namespace portolan::tls
