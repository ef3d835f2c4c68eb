// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/stickycookie.h"

#include <QByteArray>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <cstring>
#include <string>

namespace portolan::proxy {

using httpwire::Field;
using httpwire::KnownField;

namespace {

std::string_view withoutQuotes(std::string_view value) {
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        return value.substr(1, value.size() - 2);
    return value;
}

/// The value of `name` in one Cookie field.
std::string_view valueIn(std::string_view cookies, std::string_view name) {
    while (!cookies.empty()) {
        const std::size_t end = std::min(cookies.find(';'), cookies.size());
        const std::string_view pair = cookies.substr(0, end);
        if (pair.size() > name.size() && pair[name.size()] == '=' && pair.starts_with(name)) {
            std::string_view value = pair.substr(name.size() + 1);
            while (!value.empty() && value.back() == ' ')
                value.remove_suffix(1);
            return withoutQuotes(value);
        }
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        while (!cookies.empty() && cookies.front() == ' ')
            cookies.remove_prefix(1);
    }
    return {};
}

}  // namespace

StickyToken stickyToken(std::string_view key, model::ServiceId service, model::TargetId target) {
    const std::string message = "target:" + std::to_string(static_cast<std::uint64_t>(service)) + ':' +
                                std::to_string(static_cast<std::uint64_t>(target));
    const QByteArray signature =
        QMessageAuthenticationCode::hash(QByteArray::fromStdString(message),
                                         QByteArray(key.data(), static_cast<qsizetype>(key.size())),
                                         QCryptographicHash::Sha256)
            .toHex();
    StickyToken token{};
    std::copy_n(signature.constData(), token.size(), token.begin());
    return token;
}

std::string_view cookieValue(const httpwire::FieldList& fields, std::string_view name) {
    if (!fields.has(KnownField::Cookie))
        return {};
    if (!fields.repeats(KnownField::Cookie))
        return valueIn(fields.value(KnownField::Cookie), name);
    for (const Field& field : fields) {
        if (field.id != KnownField::Cookie)
            continue;
        if (const std::string_view value = valueIn(field.value, name); !value.empty())
            return value;
    }
    return {};
}

void writeStickyCookie(httpwire::HeadWriter& out, const StickyToken& token, CookieTransport transport) {
    out.literal("Set-Cookie: ");
    out.literal(stickyCookieName);
    out.literal("=");
    out.literal({token.data(), token.size()});
    out.literal(transport == CookieTransport::Tls ? "; Path=/; HttpOnly; SameSite=Lax; Secure\r\n"
                                                  : "; Path=/; HttpOnly; SameSite=Lax\r\n");
}

}  // namespace portolan::proxy
