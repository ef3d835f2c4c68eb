// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The server half of TLS against OpenSSL's client, both on the test's thread over loopback. For tests only.

#include "backend/tls/servercontexts.h"
#include "tests/support/testcertificate.h"
#include "tests/support/tlspeer.h"
#include "tests/unit/net/turning.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace portolan::tls {

class ServerFixture {
  public:
    /// One connection, with both its ends.
    struct Link {
        net::Recorder recorder;
        net::StreamHandle stream;
        std::unique_ptr<support::TlsPeer> peer;

        [[nodiscard]] bool isOpen() const { return recorder.connected > 0 && peer->isOpen(); }
    };

    /// With a certificate for app.test, which is also the default one.
    ServerFixture() {
        certificates["app.test"] = app.bundle();
        certificates[""] = app.bundle();
    }

    /// Begins a connection. Every one has to be there until the fixture goes.
    [[nodiscard]] Link& connect(base::Milliseconds limit = base::Milliseconds(5000)) {
        auto [server, other] = net::tcpPair();
        m_links.push_back(std::make_unique<Link>());
        Link& link = *m_links.back();
        link.stream = contexts.accept(std::move(server), {}, limit, link.recorder);
        link.peer = std::make_unique<support::TlsPeer>(client, other.release());
        return link;
    }
    bool until(Link& link, const std::function<bool()>& condition) {
        return net::turnUntil(engine, [&] {
            link.peer->pump();
            return condition();
        });
    }
    /// A whole handshake, good or bad.
    [[nodiscard]] Link& shakeHands() {
        Link& link = connect();
        until(link, [&] { return link.isOpen() || link.recorder.closed > 0; });
        link.peer->pump();
        return link;
    }
    /// Something goes both ways, so that tickets and alerts have come through; false when it does not.
    [[nodiscard]] bool exchange(Link& link) {
        link.peer->write("?");
        const bool asked = until(link, [&] { return link.recorder.bytes.ends_with("?"); });
        link.stream.send("!");
        return asked && until(link, [&] { return link.peer->received.ends_with("!"); });
    }

    net::Engine engine;
    support::TestCertificate app;
    base::ManualClock clock;
    TicketKeys keys{clock};
    std::map<std::string, std::shared_ptr<const model::CertificateBundle>, std::less<>> certificates;
    std::vector<HandshakeReport> reports;
    ServerContexts contexts{{.engine = engine,
                             .tickets = keys,
                             .certificateOf =
                                 [this](std::string_view name) {
                                     const auto found = certificates.find(name);
                                     return found == certificates.end() ? nullptr : found->second;
                                 },
                             .tell = [this](const HandshakeReport& report) { reports.push_back(report); },
                             .answerToPlaintext = "this port speaks https"}};
    support::TlsClient client;

  private:
    std::vector<std::unique_ptr<Link>> m_links;
};

}  // namespace portolan::tls
