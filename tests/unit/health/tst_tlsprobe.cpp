// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probe.h"
#include "tests/support/tlspeer.h"
#include "tests/unit/net/turning.h"

#include <QTest>

#include <optional>

using namespace portolan;
using namespace portolan::health;
using model::HealthCause;
using support::TestCertificate;

namespace {

/// One probe of an https target, which is moved by hand.
class Look final : public Probe::Owner {
  public:
    explicit Look(const TestCertificate& shown) : server(shown) {
        auto [fd, address] = net::listenOnLoopback();
        m_listener = std::move(fd);
        route.host = "app.test";
        route.protocol = model::Protocol::Https;
        route.targets = {{.id = model::TargetId{1}, .address = address}};
    }

    /// Probes and answers; `plain` instead of TLS when it is not empty.
    Finding take(std::string_view plain = {}) {
        Probe probe({engine, contexts, clock}, std::make_shared<const snapshot::Route>(route),
                    route.targets.front(), *this);
        net::FileDescriptor fd;
        net::turnUntil(engine, [&] {
            fd = net::FileDescriptor(
                ::accept4(m_listener.value(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            return fd.isValid();
        });
        m_finding.reset();
        if (!plain.empty()) {
            net::writeAll(fd, plain);
            net::turnUntil(engine, [this] { return m_finding.has_value(); });
            return m_finding.value_or(Finding{});
        }
        support::TlsPeer peer(server, fd.release());
        bool answered = false;
        net::turnUntil(engine, [&] {
            peer.pump();
            if (!answered && peer.received.ends_with("\r\n\r\n")) {
                answered = true;
                request = peer.received;
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
            return m_finding.has_value();
        });
        return m_finding.value_or(Finding{});
    }

    net::Engine engine;
    std::vector<tls::Sighting> sightings;
    tls::ClientContexts contexts{engine, [this](const tls::Sighting& seen) { sightings.push_back(seen); }};
    base::RealClock clock;
    snapshot::Route route;
    support::TlsServer server;
    std::string request;

  private:
    void onProbed(Probe&, const Finding& finding) override { m_finding = finding; }

    net::FileDescriptor m_listener;
    std::optional<Finding> m_finding;
};

}  // namespace

class TestTlsProbe : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void asksThroughTlsAndLearnsTheCertificate() {
        const TestCertificate certificate;
        Look look(certificate);
        QCOMPARE(look.take().kind, Finding::Kind::Alive);
        QVERIFY(look.request.starts_with("GET / HTTP/1.1\r\nHost: app.test\r\n"));
        QCOMPARE(look.sightings.size(), std::size_t{1});
        QVERIFY(look.sightings[0].fingerprint == certificate.fingerprint());
    }

    void saysThatTheCertificateHasChanged() {
        const TestCertificate certificate;
        const TestCertificate other;
        Look look(other);
        look.route.targets[0].pin = certificate.fingerprint();
        const Finding finding = look.take();
        QCOMPARE(finding.kind, Finding::Kind::Dead);
        QCOMPARE(finding.cause, HealthCause::CertificateChanged);
        QVERIFY(look.request.empty());
    }

    void saysThatNoAuthorityVouches() {
        const TestCertificate certificate;
        Look look(certificate);
        look.route.policy.tls.verification = model::TlsVerification::Authority;
        QCOMPARE(look.take().cause, HealthCause::CertificateUntrusted);
    }

    void saysThatItIsNoTls() {
        const TestCertificate certificate;
        Look look(certificate);
        QCOMPARE(look.take("HTTP/1.0 400 Bad Request\r\n\r\n").cause, HealthCause::TlsFailed);
    }
};

QTEST_GUILESS_MAIN(TestTlsProbe)
#include "tst_tlsprobe.moc"
