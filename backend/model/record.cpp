// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/record.h"

#include "backend/base/bytes.h"

#include <array>

namespace portolan::model {

namespace {

constexpr std::array<std::string_view, 5> typeWords{"A", "AAAA", "CNAME", "TXT", "NS"};
constexpr std::size_t maximumTextString = 255;  // RFC 1035 section 3.3: <character-string>

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

base::Error textError(std::string message) {
    return {"record.text", std::move(message), "data", {}};
}

/// Reads one quoted string that begins at `at`; leaves `at` behind its closing quote.
base::Result<std::string> readQuoted(std::string_view text, std::size_t& at) {
    std::string out;
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        out += text[at];
    }
    if (at == text.size())
        return textError("A quoted text has no closing quote; write \"like this\".");
    ++at;
    return out;
}

base::Result<RecordData> parseText(std::string_view text) {
    std::vector<std::string> strings;
    if (text.empty() || text.front() != '"') {
        strings.emplace_back(text);
    } else {
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] == ' ') {
                ++at;
                continue;
            }
            if (text[at] != '"')
                return textError("Texts stand in quotes with spaces between them: \"one\" \"two\".");
            PORTOLAN_TRY(std::string one, readQuoted(text, at));
            strings.push_back(std::move(one));
        }
    }
    for (const std::string& string : strings)
        if (string.size() > maximumTextString)
            return textError("One text is longer than 255 octets; split it into several in quotes.");
    return RecordData(std::move(strings));
}

}  // namespace

std::string_view toWord(RecordType type) {
    return typeWords[static_cast<std::size_t>(type)];
}

std::optional<RecordType> recordTypeFromWord(std::string_view word) {
    for (std::size_t i = 0; i < typeWords.size(); ++i)
        if (base::equalsIgnoringCase(typeWords[i], word))
            return static_cast<RecordType>(i);
    return std::nullopt;
}

std::string toText(RecordType, const RecordData& data) {
    if (const auto* address = std::get_if<base::IpAddress>(&data))
        return address->toString();
    if (const auto* name = std::get_if<HostName>(&data))
        return name->text();
    std::string out;
    for (const std::string& string : std::get<std::vector<std::string>>(data))
        out += (out.empty() ? "" : " ") + quoted(string);
    return out;
}

base::Result<RecordData> parseRecordData(RecordType type, std::string_view text) {
    if (type == RecordType::Txt)
        return parseText(text);
    if (type == RecordType::Cname || type == RecordType::Ns) {
        auto name = HostName::parse(text);
        if (!name)
            return name.error().at("data");
        return RecordData(std::move(name).value());
    }
    const auto address = base::IpAddress::parse(text);
    if (!address || addressType(*address) != type)
        return base::Error{"record.address",
                           type == RecordType::A ? "An A record holds an IPv4 address such as 100.1.1.1."
                                                 : "An AAAA record holds an IPv6 address such as fd7a::1.",
                           "data",
                           {{"data", std::string(text)}}};
    return RecordData(*address);
}

}  // namespace portolan::model
