// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/connection.h"

#include "backend/tls/certificate.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace portolan::explain {

namespace {

// One name with its length before it. Source: RFC 7301 sections 3.1 and 6.
constexpr unsigned char protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

net::CloseReason reasonOf(int error) {
    switch (error) {
        case ECONNREFUSED:
            return net::CloseReason::Refused;
        case ETIMEDOUT:
            return net::CloseReason::TimedOut;
        case ECONNRESET:
        case EPIPE:
            return net::CloseReason::Reset;
        case ENETUNREACH:
        case EHOSTUNREACH:
        case ENETDOWN:
        case EACCES:
        case EPERM:
            return net::CloseReason::Unreachable;
        case EMFILE:
        case ENFILE:
        case EADDRNOTAVAIL:
            return net::CloseReason::NoDescriptors;
        default:
            return net::CloseReason::Failed;
    }
}

/// Source: RFC 6066 section 3 (an address is never sent as a name), RFC 6125 section 6.4.
void setName(SSL& ssl, const std::string& name) {
    if (base::IpAddress::parse(name)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&ssl), name.c_str());
        return;
    }
    SSL_set_hostflags(&ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_ctrl(&ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(name.c_str()));
    SSL_set1_host(&ssl, name.c_str());
}

tls::ContextPointer makeContext() {
    tls::ContextPointer context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return nullptr;
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_alpn_protos(context.get(), protocols, sizeof protocols);
    SSL_CTX_set_default_verify_paths(context.get());
    // The verification is made, and its result is kept instead of ending the handshake.
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    return context;
}

/// OpenSSL writes to a socket without MSG_NOSIGNAL: while this exists, a peer that has gone is an error and
/// no signal. The signal of a write goes to the thread that wrote (signal(7)).
class PipeSignalHeld {
  public:
    PipeSignalHeld() {
        ::sigemptyset(&m_signal);
        ::sigaddset(&m_signal, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_signal, &m_before);
    }
    ~PipeSignalHeld() {
        constexpr timespec atOnce{0, 0};
        if (::sigismember(&m_before, SIGPIPE) != 1)
            ::sigtimedwait(&m_signal, nullptr, &atOnce);
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    PipeSignalHeld(const PipeSignalHeld&) = delete;
    PipeSignalHeld& operator=(const PipeSignalHeld&) = delete;

  private:
    sigset_t m_signal{};
    sigset_t m_before{};
};

net::CloseReason reasonOfHandshake() {
    const unsigned long error = ERR_peek_error();
    if (ERR_GET_LIB(error) == ERR_LIB_SSL)
        switch (ERR_GET_REASON(error)) {
            case SSL_R_WRONG_VERSION_NUMBER:
            case SSL_R_HTTP_REQUEST:
            case SSL_R_UNSUPPORTED_PROTOCOL:
            case SSL_R_PACKET_LENGTH_TOO_LONG:
                return net::CloseReason::NotTls;
            default:
                return net::CloseReason::TlsRefused;
        }
    return net::CloseReason::Reset;
}

}  // namespace

StopSignal::StopSignal() : m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void StopSignal::raise() const {
    ::eventfd_write(m_event.value(), 1);
}

Patience Patience::within(base::Milliseconds limit) const {
    return Patience(std::min(m_deadline, std::chrono::steady_clock::now() + limit), m_stop);
}

bool Patience::isOver() const {
    if (std::chrono::steady_clock::now() >= m_deadline)
        return true;
    pollfd stop{m_stop, POLLIN, 0};
    return m_stop >= 0 && ::poll(&stop, 1, 0) > 0;
}

base::Milliseconds Patience::left() const {
    const auto rest = std::chrono::ceil<base::Milliseconds>(m_deadline - std::chrono::steady_clock::now());
    return std::max(rest, base::Milliseconds(0));
}

Patience::Waited Patience::wait(int descriptor, short events) const {
    // A negative descriptor is passed over by poll(2).
    std::array<pollfd, 2> watched{{{descriptor, events, 0}, {m_stop, POLLIN, 0}}};
    for (;;) {
        const int count = ::poll(watched.data(), watched.size(), static_cast<int>(left().count()));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || watched[1].revents != 0)
            return Waited::TimeIsUp;
        return Waited::Ready;
    }
}

std::optional<net::CloseReason> Connection::open(const base::SocketAddress& address,
                                                 const Patience& patience) {
    sockaddr_storage storage{};
    const auto size = address.address.toSocketAddress(storage, address.port);
    m_socket =
        net::FileDescriptor(::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!m_socket.isValid())
        return reasonOf(errno);
    if (::connect(m_socket.value(), reinterpret_cast<const sockaddr*>(&storage), size) == 0)
        return std::nullopt;
    if (errno != EINPROGRESS)
        return reasonOf(errno);
    if (patience.wait(m_socket.value(), POLLOUT) == Patience::Waited::TimeIsUp)
        return net::CloseReason::TimedOut;
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(m_socket.value(), SOL_SOCKET, SO_ERROR, &error, &length);
    return error == 0 ? std::nullopt : std::optional(reasonOf(error));
}

std::optional<net::CloseReason> Connection::startTls(const std::string& serverName, TlsSight& sight,
                                                     const Patience& patience) {
    const PipeSignalHeld held;
    m_context = makeContext();
    m_ssl.reset(m_context ? SSL_new(m_context.get()) : nullptr);
    if (!m_ssl || SSL_set_fd(m_ssl.get(), m_socket.value()) != 1)
        return net::CloseReason::Failed;
    setName(*m_ssl, serverName);
    for (;;) {
        ERR_clear_error();
        const int result = SSL_connect(m_ssl.get());
        if (result == 1)
            break;
        const int error = SSL_get_error(m_ssl.get(), result);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
            return reasonOfHandshake();
        if (!waitForTls(result, patience))
            return net::CloseReason::TimedOut;
    }
    const tls::CertificatePointer certificate(SSL_get1_peer_certificate(m_ssl.get()));
    if (!certificate)
        return net::CloseReason::TlsRefused;
    sight.fingerprint = tls::fingerprintOf(*certificate);
    if (const long verified = SSL_get_verify_result(m_ssl.get()); verified != X509_V_OK)
        sight.objection = tls::reasonOfVerification(verified);
    return std::nullopt;
}

/// Waits for what the last call, which returned `result`, wants.
bool Connection::waitForTls(int result, const Patience& patience) const {
    const int error = SSL_get_error(m_ssl.get(), result);
    const short events = error == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
    return (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) &&
           patience.wait(m_socket.value(), events) == Patience::Waited::Ready;
}

bool Connection::send(std::string_view bytes, const Patience& patience) {
    const PipeSignalHeld held;
    while (!bytes.empty()) {
        ERR_clear_error();
        const auto size = m_ssl ? SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                                : ::send(m_socket.value(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(size));
            continue;
        }
        const bool goesOn =
            m_ssl ? waitForTls(static_cast<int>(size), patience)
                  : errno == EAGAIN && patience.wait(m_socket.value(), POLLOUT) == Patience::Waited::Ready;
        if (!goesOn)
            return false;
    }
    return true;
}

Connection::Received Connection::receive(std::string& buffer, const Patience& patience) {
    std::array<char, 16384> bytes;
    for (;;) {
        ERR_clear_error();
        const auto size = m_ssl ? SSL_read(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                                : ::recv(m_socket.value(), bytes.data(), bytes.size(), 0);
        if (size > 0) {
            buffer.append(bytes.data(), static_cast<std::size_t>(size));
            return Received::Bytes;
        }
        if (m_ssl) {
            const int error = SSL_get_error(m_ssl.get(), static_cast<int>(size));
            if (error == SSL_ERROR_ZERO_RETURN)
                return Received::End;
            if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
                return Received::Broken;
            if (!waitForTls(static_cast<int>(size), patience))
                return Received::TimeIsUp;
            continue;
        }
        if (size == 0)
            return Received::End;
        if (errno != EAGAIN)
            return Received::Broken;
        if (patience.wait(m_socket.value(), POLLIN) == Patience::Waited::TimeIsUp)
            return Received::TimeIsUp;
    }
}

}  // namespace portolan::explain
