// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/targetlook.h"

#include "backend/explain/applications.h"
#include "backend/explain/frontlook.h"
#include "backend/net/portholder.h"

#include <algorithm>
#include <sys/socket.h>

namespace portolan::explain {

namespace {

constexpr base::Milliseconds connectLimit{3000};
constexpr base::Milliseconds handshakeLimit{3000};
constexpr base::Milliseconds retryLimit{1500};
constexpr base::Milliseconds glanceLimit{1500};  // of a connection that is one of several

std::chrono::microseconds since(base::SteadyTime begun) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
}

/// 400, 403 and 421 are what applications refuse a name with.
bool isRefusal(int status) {
    return status == 400 || status == 403 || status == 421;
}

bool isRefused(const HttpAnswer& answer) {
    return answer.outcome == HttpAnswer::Outcome::Answered &&
           (isRefusal(answer.status) || saysRefused(answer));
}

/// Looks at one target; its functions are in the order in which they are called.
class Looker {
  public:
    /// A glance asks nothing twice.
    enum class Depth : std::uint8_t { Whole, Glance };

    Looker(const Question& question, const Path& path, const snapshot::RouteTarget& target,
           const Patience& patience, Depth depth)
        : m_question(question),
          m_route(*path.route),
          m_target(target),
          m_port(path.front ? path.front->port : std::uint16_t{80}),
          m_transport(path.overTls ? ForwardedFor::Transport::Tls : ForwardedFor::Transport::Plain),
          m_patience(patience),
          m_depth(depth) {}

    TargetLook look() {
        m_look.asked = true;
        Connection connection;
        const base::SteadyTime begun = std::chrono::steady_clock::now();
        m_look.noConnection = connection.open(
            m_target.address, m_patience.within(m_depth == Depth::Whole ? connectLimit : glanceLimit));
        m_look.connectDuration = since(begun);
        if (m_look.noConnection) {
            if (*m_look.noConnection == net::CloseReason::Refused)
                findLoopbackListener();
            return std::move(m_look);
        }
        if (m_route.delivery == model::Delivery::Direct)
            return std::move(m_look);
        if (isHttps() && !shakeHands(connection))
            return std::move(m_look);
        m_look.answer = askHttp(connection, requestFor(m_route.policy.hostHeader, m_route.policy),
                                m_patience.within(answerLimit));
        if (m_depth == Depth::Whole) {
            askWithin();
            proveRefusal();
        }
        return std::move(m_look);
    }

  private:
    [[nodiscard]] bool isHttps() const { return m_route.protocol == model::Protocol::Https; }

    void findLoopbackListener() {
        const base::IpAddress& address = m_target.address.address;
        if (address.isLoopback() || !holds(m_question.ownAddresses, address))
            return;
        const base::SocketAddress loopback{base::IpAddress::fromV4(0x7f000001), m_target.address.port};
        if (net::findPortHolder(net::Transport::Tcp, loopback))
            m_look.loopbackHolder = holderOf(loopback);
    }

    [[nodiscard]] std::string serverName() const {
        return m_route.policy.tls.serverName.value_or(std::string(serverNameOf(m_route, m_target)));
    }

    bool shakeHands(Connection& connection) {
        const std::string name = serverName();
        const base::SteadyTime begun = std::chrono::steady_clock::now();
        m_look.noTls = connection.startTls(name, m_look.sight, m_patience.within(handshakeLimit));
        m_look.tlsDuration = since(begun);
        if (!m_look.noTls)
            return true;
        Connection plain;
        if (!plain.open(m_target.address, m_patience.within(connectLimit)))
            m_look.speaksHttp = askHttp(plain, requestFor(m_route.policy.hostHeader, m_route.policy),
                                        m_patience.within(retryLimit))
                                    .outcome == HttpAnswer::Outcome::Answered;
        return false;
    }

    [[nodiscard]] HttpRequest requestFor(model::HostHeader profile, const model::ProxyPolicy& policy) const {
        HttpRequest request{.host = hostFor(profile, m_route, m_target), .path = m_path};
        if (policy.forwardingFields == model::ForwardingFields::Send)
            request.forwarded = ForwardedFor{m_question.caller, m_port, m_transport, m_route.host};
        request.fields = policy.requestFields;
        return request;
    }

    /// Of an application that refuses names only behind its page, the refusal counts.
    void askWithin() {
        const std::string_view inner = innerPathOf(*m_look.answer);
        if (inner.empty() || isRefused(*m_look.answer))
            return;
        m_path = inner;
        Connection connection;
        TlsSight sight;
        if (connection.open(m_target.address, m_patience.within(retryLimit)) ||
            (isHttps() && connection.startTls(serverName(), sight, m_patience.within(retryLimit))))
            return;
        HttpAnswer answer = askHttp(connection, requestFor(m_route.policy.hostHeader, m_route.policy),
                                    m_patience.within(retryLimit));
        if (isRefused(answer))
            m_look.answer = std::move(answer);
    }

    void proveRefusal() {
        const HttpAnswer& answer = *m_look.answer;
        const bool isOdd =
            answer.outcome == HttpAnswer::Outcome::NotHttp || answer.outcome == HttpAnswer::Outcome::Closed;
        if (!isHttps() && (isOdd || saysWantsTls(answer))) {
            Connection other;
            TlsSight sight;
            m_look.speaksTls = !other.open(m_target.address, m_patience.within(connectLimit)) &&
                               !other.startTls(serverName(), sight, m_patience.within(retryLimit));
            return;
        }
        if (!isRefused(answer))
            return;
        tryWithoutForwarding();
        for (const auto profile : {model::HostHeader::AsLocalhost, model::HostHeader::AsTarget})
            if (!m_look.statusWithoutForwarding && !m_look.acceptedHost &&
                profile != m_route.policy.hostHeader)
                tryHost(profile);
    }

    /// The same request once more, on a connection of its own.
    [[nodiscard]] std::optional<HttpAnswer> askAgain(const HttpRequest& request) const {
        Connection connection;
        TlsSight sight;
        if (connection.open(m_target.address, m_patience.within(retryLimit)))
            return std::nullopt;
        if (isHttps() && connection.startTls(serverName(), sight, m_patience.within(retryLimit)))
            return std::nullopt;
        HttpAnswer answer = askHttp(connection, request, m_patience.within(retryLimit));
        if (answer.outcome != HttpAnswer::Outcome::Answered || isRefused(answer))
            return std::nullopt;
        return answer;
    }

    void tryWithoutForwarding() {
        HttpRequest request = requestFor(m_route.policy.hostHeader, m_route.policy);
        if (!request.forwarded)
            return;
        request.forwarded.reset();
        if (const auto answer = askAgain(request))
            m_look.statusWithoutForwarding = answer->status;
    }

    void tryHost(model::HostHeader profile) {
        const HttpRequest request = requestFor(profile, m_route.policy);
        if (const auto answer = askAgain(request))
            m_look.acceptedHost = TargetLook::OtherHost{profile, request.host, answer->status};
    }

    const Question& m_question;
    const snapshot::Route& m_route;
    const snapshot::RouteTarget& m_target;
    const std::uint16_t m_port;
    const ForwardedFor::Transport m_transport;
    const Patience m_patience;
    const Depth m_depth;
    std::string m_path = "/";
    TargetLook m_look;
};

bool mayBeAsked(const Question& question, const snapshot::RouteTarget& target) {
    return question.targetPolicy.judge(target.address, model::LoopbackTargets::Allowed) ==
           model::AddressVerdict::Allowed;
}

}  // namespace

TargetLook lookAtTarget(const Question& question, const Path& path, const Patience& patience) {
    const bool isWanted = path.target && path.route->state == model::Switch::Enabled;
    if (!isWanted || !mayBeAsked(question, *path.target))
        return {};
    return Looker(question, path, *path.target, patience, Looker::Depth::Whole).look();
}

std::vector<OtherTarget> lookAtOthers(const Question& question, const Path& path, const Patience& patience) {
    std::vector<OtherTarget> others;
    if (!path.target || path.kind != Path::Kind::Service || path.route->state != model::Switch::Enabled)
        return others;
    for (const snapshot::RouteTarget& target : path.route->targets) {
        if (&target == path.target || !mayBeAsked(question, target))
            continue;
        if (others.size() == mostOtherTargets)
            break;
        TargetLook look = Looker(question, path, target, patience, Looker::Depth::Glance).look();
        // What was broken off says nothing of the target.
        if (patience.isOver())
            break;
        others.push_back({&target, std::move(look)});
    }
    return others;
}

/// As proxy/hostprofile writes it.
std::string hostFor(model::HostHeader profile, const snapshot::Route& route,
                    const snapshot::RouteTarget& target) {
    constexpr std::uint16_t httpPort = 80;    // RFC 9110 section 4.2.1
    constexpr std::uint16_t httpsPort = 443;  // RFC 9110 section 4.2.2
    if (profile == model::HostHeader::Keep)
        return route.host;
    std::string host = "localhost";
    if (profile == model::HostHeader::AsTarget) {
        const std::string address = target.address.address.toString();
        host = target.address.address.isV4() ? address : '[' + address + ']';
        if (!target.name.empty())
            host = target.name;
    }
    const std::uint16_t port = target.address.port;
    const bool isUsual = port == (route.protocol == model::Protocol::Https ? httpsPort : httpPort);
    return isUsual ? host : host + ':' + std::to_string(port);
}

std::string proxyAddressFor(const base::SocketAddress& target) {
    sockaddr_storage storage{};
    const auto size = target.address.toSocketAddress(storage, target.port);
    // Connecting a datagram socket sends nothing and says which address would be used.
    const net::FileDescriptor socket(::socket(storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_storage local{};
    socklen_t length = sizeof local;
    if (!socket.isValid() ||
        ::connect(socket.value(), reinterpret_cast<const sockaddr*>(&storage), size) != 0 ||
        ::getsockname(socket.value(), reinterpret_cast<sockaddr*>(&local), &length) != 0)
        return "127.0.0.1";
    return base::IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&local)).toString();
}

}  // namespace portolan::explain
