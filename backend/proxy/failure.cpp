// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/failure.h"

#include <array>

namespace portolan::proxy {

namespace {

constexpr std::array<FailureText, static_cast<std::size_t>(FailureReason::Count)> table{{
    {400, "proxy.bad_request", "Bad request", "The request does not follow the rules of HTTP/1.1."},
    {413, "proxy.body_too_large", "Too large", "The body of the request is larger than this address takes."},
    {431, "proxy.head_too_large", "Head too large", "The fields of the request are larger than 32 KiB."},
    {414, "proxy.target_too_long", "Address too long", "The path of the request is longer than 16 KiB."},
    {408, "proxy.head_timeout", "Too slow", "The head of the request did not arrive within ten seconds."},
    {408, "proxy.body_timeout", "Too slow", "The body of the request stopped arriving."},
    {403, "proxy.not_internal", "Not from here",
     "Portolan serves internal networks only, and your address is not in one of them."},
    {404, "proxy.unknown_host", "No such service",
     "Nothing is registered under this name. Is it spelled right?"},
    {421, "proxy.misdirected", "Not ours", "This server does not fetch other hosts."},
    {421, "proxy.not_over_tls", "Not on this connection",
     "This connection was made for another name, or the service is not served over https."},
    {503, "proxy.https_missing", "https is not on",
     "This service is served by https only, and Portolan has no https listener that works. Its window and "
     "log say why."},
    {400, "proxy.plain_over_tls", "This port speaks https",
     "This port speaks https: write https:// in front of the name."},
    {501, "proxy.not_implemented", "Not implemented", "Portolan does not do this kind of request."},
    {505, "proxy.version", "Version not supported", "Portolan speaks HTTP/1.0 and HTTP/1.1 here."},
    {503, "proxy.service_disabled", "Switched off", "The service of this name is switched off."},
    {503, "proxy.service_maintenance", "Back soon",
     "The service is being worked on and will be back. There is nothing for you to do."},
    {503, "proxy.target_not_found", "The host of the service was not found",
     "The name of the host this service runs on leads nowhere at the moment. It is looked up again and "
     "again."},
    {503, "proxy.unavailable", "Not ready", "This part of Portolan is not ready. Please try again shortly."},
    {508, "proxy.loop", "Going in a circle",
     "This request has come through Portolan before: the service points back at it, perhaps by way of "
     "another "
     "proxy. Give the port the service itself listens on."},
    {502, "proxy.forbidden_target", "Target not allowed",
     "The service points at an address that Portolan does not connect to."},
    {502, "proxy.upstream_refused", "The service does not run",
     "The host of the service is up, but nothing listens there. Is the program running, and not only on "
     "127.0.0.1?"},
    {502, "proxy.upstream_unreachable", "The host of the service cannot be reached",
     "There is no way through the network to the host of the service."},
    {502, "proxy.upstream_reset", "The service hung up",
     "The service cut the connection before it had answered."},
    {502, "proxy.upstream_tls", "The service refuses the encrypted connection",
     "The service broke the TLS handshake off. Does it ask for something that Portolan does not offer?"},
    {502, "proxy.upstream_not_tls", "The service does not speak TLS",
     "The service is set to https, but what answers there is not TLS. Is it the right port, or is it plain "
     "http?"},
    {502, "proxy.certificate_changed", "The service shows another certificate",
     "The certificate of the service is not the one that was seen first. If it was renewed, let the new one "
     "be accepted in Portolan; if not, somebody else may be answering."},
    {502, "proxy.certificate_expired", "The certificate of the service has run out",
     "The certificate of the service is not valid at this time. It has to be renewed."},
    {502, "proxy.certificate_name", "The certificate of the service is for another name",
     "The certificate of the service is made out to another name than the one it is asked for."},
    {502, "proxy.certificate_untrusted", "The certificate of the service is not trusted",
     "No certificate authority that this server trusts vouches for the certificate of the service."},
    {502, "proxy.upstream_bad_answer", "The service answered badly",
     "What the service sent is not HTTP/1.1."},
    {504, "proxy.connect_timeout", "The host of the service does not answer",
     "The host of the service is off, or a firewall drops what is sent to it."},
    {504, "proxy.response_timeout", "The service takes too long",
     "The service took the request and did not answer."},
    {503, "proxy.local_failure", "Too busy",
     "This server has no free connection left. Please try again shortly."},
    {503, "proxy.targets_busy", "Too many at once",
     "The service has as many requests as it takes at a time. Please try again shortly."},
}};

}  // namespace

const FailureText& textOf(FailureReason reason) {
    return table[static_cast<std::size_t>(reason)];
}

std::span<const std::string_view> failureCodes() {
    static constexpr auto codes = [] {
        std::array<std::string_view, table.size()> all;
        for (std::size_t i = 0; i < table.size(); ++i)
            all[i] = table[i].code;
        return all;
    }();
    return codes;
}

FailureReason reasonOf(httpwire::ParseFailure failure) {
    switch (httpwire::statusOf(failure)) {
        case 414:
            return FailureReason::TargetTooLong;
        case 431:
            return FailureReason::HeadTooLarge;
        case 501:
            return FailureReason::NotImplemented;
        case 505:
            return FailureReason::VersionNotSupported;
        default:
            return FailureReason::BadRequest;
    }
}

FailureReason reasonOfConnect(net::CloseReason reason) {
    switch (reason) {
        case net::CloseReason::Refused:
            return FailureReason::UpstreamRefused;
        case net::CloseReason::TimedOut:
            return FailureReason::ConnectTimeout;
        case net::CloseReason::Unreachable:
            return FailureReason::UpstreamUnreachable;
        case net::CloseReason::NoDescriptors:
            return FailureReason::LocalFailure;
        case net::CloseReason::TlsRefused:
            return FailureReason::UpstreamTls;
        case net::CloseReason::NotTls:
            return FailureReason::UpstreamNotTls;
        case net::CloseReason::CertificateChanged:
            return FailureReason::CertificateChanged;
        case net::CloseReason::CertificateExpired:
            return FailureReason::CertificateExpired;
        case net::CloseReason::CertificateName:
            return FailureReason::CertificateName;
        case net::CloseReason::CertificateUntrusted:
            return FailureReason::CertificateUntrusted;
        case net::CloseReason::Ended:
        case net::CloseReason::Reset:
        case net::CloseReason::Failed:
            break;
    }
    return FailureReason::UpstreamReset;
}

}  // namespace portolan::proxy
