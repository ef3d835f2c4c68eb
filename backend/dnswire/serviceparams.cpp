// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/serviceparams.h"

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dnswire/header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <vector>

namespace portolan::dnswire {

namespace {

// Source: RFC 9460 section 14.3.2.
enum Key : std::uint16_t {
    Mandatory = 0,
    Alpn = 1,
    NoDefaultAlpn = 2,
    Port = 3,
    Ipv4Hint = 4,
    Ech = 5,
    Ipv6Hint = 6,
    InvalidKey = 65535
};
constexpr std::array<std::string_view, 7> keyWords{"mandatory", "alpn", "no-default-alpn", "port",
                                                   "ipv4hint",  "ech",  "ipv6hint"};
constexpr std::string_view unknownPrefix = "key";

std::string keyText(std::uint16_t key) {
    return key < keyWords.size() ? std::string(keyWords[key])
                                 : std::string(unknownPrefix) + std::to_string(key);
}

std::optional<std::uint16_t> keyOf(std::string_view word) {
    for (std::size_t i = 0; i < keyWords.size(); ++i)
        if (keyWords[i] == word)
            return static_cast<std::uint16_t>(i);
    if (!word.starts_with(unknownPrefix))
        return std::nullopt;
    word.remove_prefix(unknownPrefix.size());
    std::uint16_t key = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), key);
    const bool leadingZero = word.size() > 1 && word.front() == '0';
    if (error != std::errc() || end != word.data() + word.size() || leadingZero || key == InvalidKey)
        return std::nullopt;
    return key;
}

base::Error parameterError(std::string_view key, std::string message) {
    return dataError("record.parameter", std::move(message), {{"key", std::string(key)}});
}

/// A list parted by commas; "\," is a comma and "\\" a backslash inside a member. Empty if a member is.
std::vector<std::string> splitList(std::string_view value) {
    std::vector<std::string> members(1);
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == ',')
            members.emplace_back();
        else if (value[at] == '\\' && at + 1 < value.size())
            members.back() += value[++at];
        else
            members.back() += value[at];
    }
    if (std::any_of(members.begin(), members.end(), [](const auto& member) { return member.empty(); }))
        return {};
    return members;
}

base::Result<std::string> mandatoryValue(std::string_view value) {
    std::vector<std::uint16_t> keys;
    for (const std::string& word : splitList(value)) {
        const auto key = keyOf(word);
        if (!key || *key == Mandatory || std::find(keys.begin(), keys.end(), *key) != keys.end())
            return parameterError("mandatory",
                                  "\"mandatory\" names other keys of the record, each once: "
                                  "mandatory=alpn,port.");
        keys.push_back(*key);
    }
    if (keys.empty())
        return parameterError("mandatory", "\"mandatory\" names at least one key: mandatory=alpn.");
    std::sort(keys.begin(), keys.end());
    std::string out;
    for (const std::uint16_t key : keys)
        appendU16(out, key);
    return out;
}

base::Result<std::string> alpnValue(std::string_view value) {
    std::string out;
    for (const std::string& protocol : splitList(value)) {
        if (protocol.size() > 255)
            return parameterError("alpn", "A protocol of \"alpn\" has at most 255 characters.");
        out += static_cast<char>(protocol.size());
        out += protocol;
    }
    if (out.empty())
        return parameterError("alpn", "\"alpn\" lists protocols with commas between them: alpn=h2,h3.");
    return out;
}

base::Result<std::string> hintValue(Key key, std::string_view value) {
    std::string out;
    for (const std::string& text : splitList(value)) {
        const auto address = base::IpAddress::parse(text);
        if (!address || address->isV4() != (key == Ipv4Hint)) {
            out.clear();
            break;
        }
        out += base::asText({address->bytes().data(), address->size()});
    }
    if (out.empty())
        return parameterError(keyText(key), key == Ipv4Hint
                                                ? "\"ipv4hint\" lists IPv4 addresses: ipv4hint=100.1.1.1."
                                                : "\"ipv6hint\" lists IPv6 addresses: ipv6hint=fd7a::1.");
    return out;
}

base::Result<std::string> valueBytes(std::uint16_t key, const std::string& value, bool given) {
    switch (key) {
        case Mandatory:
            return mandatoryValue(value);
        case Alpn:
            return alpnValue(value);
        case NoDefaultAlpn:
            if (given)
                return parameterError("no-default-alpn",
                                      "\"no-default-alpn\" stands alone, without a value.");
            return std::string();
        case Port: {
            std::uint16_t port = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), port);
            if (error != std::errc() || end != value.data() + value.size())
                return parameterError("port", "\"port\" is a number from 0 to 65535: port=8443.");
            std::string out;
            appendU16(out, port);
            return out;
        }
        case Ipv4Hint:
        case Ipv6Hint:
            return hintValue(static_cast<Key>(key), value);
        case Ech: {
            std::string out;
            if (!parseBase64(value, out))
                return parameterError("ech", "\"ech\" is written in Base64.");
            return out;
        }
        default:
            return value;
    }
}

using Params = std::map<std::uint16_t, std::string>;

/// What one parameter says of others. Source: RFC 9460 sections 7.1.1 and 8.
base::Result<void> checkTogether(const Params& params) {
    if (params.contains(NoDefaultAlpn) && !params.contains(Alpn))
        return parameterError("no-default-alpn", "\"no-default-alpn\" needs \"alpn\" beside it.");
    const auto mandatory = params.find(Mandatory);
    if (mandatory == params.end())
        return {};
    for (std::size_t at = 0; at + 2 <= mandatory->second.size(); at += 2) {
        const std::uint16_t key = loadU16(base::asBytes(mandatory->second).data() + at);
        if (!params.contains(key))
            return parameterError(
                "mandatory", "\"mandatory\" names \"" + keyText(key) + "\", which the record does not have.");
    }
    return {};
}

std::string listText(const std::vector<std::string>& members) {
    std::string out;
    for (const std::string& member : members) {
        out += out.empty() ? "" : ",";
        for (const char c : member) {
            if (c == ',' || c == '\\')
                out += '\\';
            out += c;
        }
    }
    return bareText(out);
}

/// The text of a value; nullopt for bytes that cannot be one.
std::optional<std::string> valueText(std::uint16_t key, std::string_view value) {
    const auto* bytes = base::asBytes(value).data();
    std::vector<std::string> members;
    switch (key) {
        case Mandatory:
            for (std::size_t at = 0; at + 2 <= value.size(); at += 2)
                members.push_back(keyText(loadU16(bytes + at)));
            break;
        case Alpn:
            for (std::size_t at = 0; at < value.size(); at += bytes[at] + 1u)
                members.emplace_back(value.substr(at + 1, bytes[at]));
            break;
        case NoDefaultAlpn:
            return std::string();
        case Port:
            return value.size() == 2 ? std::optional(std::to_string(loadU16(bytes))) : std::nullopt;
        case Ipv4Hint:
        case Ipv6Hint: {
            const auto family = key == Ipv4Hint ? base::IpAddress::Family::V4 : base::IpAddress::Family::V6;
            const std::size_t size = key == Ipv4Hint ? 4 : 16;
            for (std::size_t at = 0; at + size <= value.size(); at += size)
                members.push_back(base::IpAddress::fromBytes(bytes + at, family).toString());
            break;
        }
        case Ech:
            return toBase64(value);
        default:
            return bareText(value);
    }
    return members.empty() ? std::nullopt : std::optional(listText(members));
}

}  // namespace

base::Result<std::string> parseServiceParams(std::span<const TextField> fields) {
    Params params;
    for (const TextField& field : fields) {
        const std::size_t equals = field.raw.find('=');
        const std::string_view word = field.raw.substr(0, equals);
        const auto key = field.quoted ? std::nullopt : keyOf(word);
        if (!key)
            return parameterError(word, "\"" + std::string(word) +
                                            "\" is no parameter; there are mandatory, alpn, "
                                            "no-default-alpn, port, ipv4hint, ech, ipv6hint and key0 to "
                                            "key65534.");
        const bool given = equals != std::string_view::npos;
        std::string_view raw = given ? field.raw.substr(equals + 1) : std::string_view();
        if (raw.size() >= 2 && raw.front() == '"' && raw.back() == '"')
            raw = raw.substr(1, raw.size() - 2);
        PORTOLAN_TRY(const std::string value, unescape(raw));
        PORTOLAN_TRY(std::string bytes, valueBytes(*key, value, given));
        if (!params.emplace(*key, std::move(bytes)).second)
            return parameterError(word, "\"" + std::string(word) + "\" is there twice; once is enough.");
    }
    PORTOLAN_CHECK(checkTogether(params));
    std::string out;
    for (const auto& [key, value] : params) {
        appendU16(out, key);
        appendU16(out, static_cast<std::uint16_t>(value.size()));
        out += value;
    }
    return out;
}

std::optional<std::string> serviceParamsToText(std::string_view params) {
    std::string out;
    Params seen;
    int lastKey = -1;
    while (!params.empty()) {
        const auto* bytes = base::asBytes(params).data();
        if (params.size() < 4 || params.size() - 4 < loadU16(bytes + 2))
            return std::nullopt;
        const std::uint16_t key = loadU16(bytes);
        const std::string_view value = params.substr(4, loadU16(bytes + 2));
        const auto text = valueText(key, value);
        if (!text || key <= lastKey)
            return std::nullopt;
        lastKey = key;
        seen.emplace(key, value);
        out += ' ' + keyText(key) + (text->empty() && value.empty() ? "" : "=" + *text);
        params.remove_prefix(4 + value.size());
    }
    return checkTogether(seen) ? std::optional(out) : std::nullopt;
}

}  // namespace portolan::dnswire
