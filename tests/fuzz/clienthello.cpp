// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as the first ones of a connection to the https port, and as the body of a ClientHello in records
// that are sound, which gets further. Properties: a certificate is asked for by names that can be names only,
// in lower case and without a final dot; the outcome does not depend on how the bytes were split; whoever is
// told something is told it in records; and nothing is left behind.
#include "backend/model/certificatenames.h"
#include "backend/tls/servercontexts.h"
#include "backend/tls/servername.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/support/testcertificate.h"

#include <algorithm>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace {

using namespace portolan;
using namespace portolan::fuzz;

constexpr std::string_view plainAnswer = "speak TLS";

/// What came of one connection.
struct Outcome {
    std::vector<std::string> names;  ///< that a certificate was asked for
    std::vector<tls::HandshakeReport> reports;
    bool closed = false;
    bool isTold = false;  ///< something was sent

    [[nodiscard]] std::string text() const {
        std::string all = closed ? "closed" : "open";
        for (const std::string& name : names)
            all += " " + name;
        for (const tls::HandshakeReport& report : reports)
            all += report.failure ? " failed " + std::to_string(static_cast<int>(*report.failure)) : " done";
        return all;
    }
};

struct Handler final : net::StreamHandler {
    void onBytes(std::string_view) override { require(false, "no plaintext without a handshake"); }
    void onEnd() override {}
    void onClosed(net::CloseReason) override { closed = true; }
    bool closed = false;
};

class Server {
  public:
    [[nodiscard]] Outcome take(std::string_view bytes, const std::vector<std::size_t>& ends) {
        int fds[2];
        require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0,
                "there are sockets");
        m_outcome = {};
        Handler handler;
        const net::FileDescriptor client(fds[1]);
        const net::StreamHandle stream =
            m_contexts.accept(net::FileDescriptor(fds[0]), {}, base::Milliseconds(60'000), handler);
        std::size_t at = 0;
        for (const std::size_t end : ends) {
            const std::string_view piece = bytes.substr(at, end - at);
            (void)::send(client.value(), piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            at = end;
            m_engine.turn(base::Milliseconds(0));
        }
        m_engine.turn(base::Milliseconds(0));
        m_outcome.closed = handler.closed;
        lookAtAnswer(client);
        stream.abort();
        ::shutdown(client.value(), SHUT_RDWR);
        for (int i = 0; i < 4 && m_engine.streamCount() > 0; ++i)
            m_engine.turn(base::Milliseconds(0));
        require(m_engine.streamCount() == 0, "no stream is left");
        return m_outcome;
    }

  private:
    /// Alerts and handshake records, or the sentence for those who speak plain text.
    void lookAtAnswer(const net::FileDescriptor& client) {
        char buffer[65536];
        const ssize_t got = ::recv(client.value(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (got <= 0)
            return;
        const std::string_view answer(buffer, static_cast<std::size_t>(got));
        m_outcome.isTold = true;
        // A client that names a version of its own invention is answered with it.
        require(answer == plainAnswer || (answer.size() > 5 && answer[0] >= 20 && answer[0] <= 23),
                "an answer is records");
    }

    [[nodiscard]] std::shared_ptr<const model::CertificateBundle> certificateOf(std::string_view name) {
        for (const char c : name)
            require((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.',
                    "names are made of what names are made of");
        require(name.size() <= 253 && (name.empty() || name.back() != '.'), "names have their size");
        m_outcome.names.emplace_back(name);
        return name.empty() || name == "app.test" || model::wildcardOf(name) == "*.zone.test" ? m_bundle
                                                                                              : nullptr;
    }

    net::Engine m_engine;
    base::RealClock m_clock;
    tls::TicketKeys m_keys{m_clock};
    std::shared_ptr<const model::CertificateBundle> m_bundle = support::TestCertificate().bundle();
    Outcome m_outcome;
    tls::ServerContexts m_contexts{
        {.engine = m_engine,
         .tickets = m_keys,
         .certificateOf = [this](std::string_view name) { return certificateOf(name); },
         .tell = [this](const tls::HandshakeReport& report) { m_outcome.reports.push_back(report); },
         .answerToPlaintext = std::string(plainAnswer)}};
};

/// As a ClientHello in one record. Source: RFC 8446 sections 4 and 5.1.
std::string asClientHello(std::string_view body) {
    const auto sized = [](std::size_t size, int bytes) {
        std::string text;
        for (int i = bytes - 1; i >= 0; --i)
            text += static_cast<char>(size >> (8U * static_cast<unsigned>(i)) & 255U);
        return text;
    };
    return "\x16\x03\x01" + sized(body.size() + 4, 2) + '\x01' + sized(body.size(), 3) + std::string(body);
}

void check(std::string_view bytes) {
    static Server server;
    const Outcome whole = server.take(bytes, {bytes.size()});
    require(whole.reports.size() <= 1, "one report at most");
    require(whole.closed == !whole.reports.empty(), "who is closed is counted");
    // The second follows a HelloRetryRequest. Source: RFC 8446 section 4.1.2.
    require(whole.names.size() <= 2, "two ClientHellos at most");
    const std::string split = server.take(bytes, piecesOf(bytes)).text();
    require(split == whole.text(), "pieces give the same outcome");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t longestBody = 16'000;
    const ExactCopy input(asText(data, size));
    (void)tls::parseServerName(input.view());
    if (input.view().empty())
        return 0;
    check(input.view());
    if (size <= longestBody)
        check(asClientHello(input.view()));
    return 0;
}
