// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/responseedits.h"

#include "backend/base/bytes.h"
#include "backend/base/text.h"
#include "backend/httpwire/authority.h"

namespace portolan::proxy {

namespace {

using httpwire::KnownField;

std::string_view valueIn(std::string_view head, std::string_view line) {
    const std::size_t at = head.find(line);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = head.substr(at + line.size());
    return rest.substr(0, rest.find('\r'));
}

/// The port that a scheme means; 0 for another scheme than these two. `rest` is what follows "scheme://".
std::uint16_t takeScheme(std::string_view url, std::string_view& rest) {
    for (const auto& [scheme, port] : {std::pair(std::string_view("http://"), std::uint16_t{80}),
                                       {std::string_view("https://"), std::uint16_t{443}}}) {
        if (url.size() < scheme.size() || !base::equalsIgnoringCase(url.substr(0, scheme.size()), scheme))
            continue;
        rest = url.substr(scheme.size());
        return port;
    }
    return 0;
}

}  // namespace

std::string PublicName::origin() const {
    const std::string_view scheme = valueIn(upstreamHead, "\r\nX-Forwarded-Proto: ");
    const std::string_view authority = valueIn(upstreamHead, "\r\nX-Forwarded-Host: ");
    std::string text(scheme.empty() ? "http" : scheme);
    text.append("://").append(authority.empty() ? host : authority);
    if (authority.empty() && localPort != 80)
        text.append(":").append(std::to_string(localPort));
    return text;
}

void ResponseEdits::write(httpwire::HeadWriter& out, const httpwire::Field& field) const {
    const auto edited = field.id == KnownField::Location ? location(field.value) : cookie(field.value);
    out.field({field.name, edited ? std::string_view(*edited) : field.value, field.id});
}

std::optional<std::string> ResponseEdits::location(std::string_view value) const {
    std::string_view rest;
    const std::uint16_t usualPort = takeScheme(value, rest);
    if (usualPort == 0)
        return std::nullopt;
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    // With user information in front of it this is no authority to split: such a URL passes untouched.
    httpwire::RequestHead named;
    if (!httpwire::splitAuthority(rest.substr(0, end), named))
        return std::nullopt;
    if ((named.port == 0 ? usualPort : named.port) != m_target.address.port || !isTargetHost(named.host))
        return std::nullopt;
    return m_public.origin().append(rest.substr(end));
}

std::optional<std::string> ResponseEdits::cookie(std::string_view value) const {
    constexpr std::string_view domain = "domain";
    // Attributes follow the first ";". Source: RFC 6265 section 5.2.
    std::size_t at = value.find(';');
    while (at != std::string_view::npos) {
        const std::size_t next = value.find(';', at + 1);
        const std::string_view attribute =
            value.substr(at + 1, next == std::string_view::npos ? next : next - at - 1);
        const std::size_t equals = attribute.find('=');
        if (equals != std::string_view::npos &&
            base::equalsIgnoringCase(base::trimmed(attribute.substr(0, equals)), domain) &&
            isTargetHost(base::trimmed(attribute.substr(equals + 1)))) {
            std::string kept(value.substr(0, at));
            if (next != std::string_view::npos)
                kept.append(value.substr(next));
            return kept;
        }
        at = next;
    }
    return std::nullopt;
}

bool ResponseEdits::isTargetHost(std::string_view host) const {
    const base::IpAddress& own = m_target.address.address;
    if (own.isLoopback() && base::equalsIgnoringCase(host, "localhost"))
        return true;
    if (!m_target.name.empty() && base::equalsIgnoringCase(host, m_target.name))
        return true;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    const auto address = base::IpAddress::parse(host);
    return address && *address == own;
}

}  // namespace portolan::proxy
