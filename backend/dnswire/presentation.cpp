// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/presentation.h"

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/serviceparams.h"
#include "backend/dnswire/textfields.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace portolan::dnswire {

namespace {

using Fields = std::vector<TextField>;

constexpr std::size_t maxStringSize = 255;    // <character-string>: RFC 1035 section 3.3
constexpr std::size_t maxTagSize = 15;        // RFC 8659 section 4.1.1: "should not exceed"
constexpr std::size_t maxRdataSize = 65'000;  // RDLENGTH has 16 bits; the message needs room as well
constexpr std::string_view genericMark = "\\#";
constexpr std::string_view genericSentence =
    "Unknown data is written as \\#, the number of bytes, and as many bytes in hexadecimal: \\# 4 0a000001.";

/// What stands in the data of a type, in words and as an example.
std::string_view sentenceOf(RrType type) {
    switch (type) {
        case RrType::A:
            return "An A record holds an IPv4 address such as 100.1.1.1.";
        case RrType::Aaaa:
            return "An AAAA record holds an IPv6 address such as fd7a::1.";
        case RrType::Ns:
            return "An NS record holds the name of a name server: ns.lab.internal.example.";
        case RrType::Cname:
            return "A CNAME record holds one name: llm.internal.example.";
        case RrType::Ptr:
            return "A PTR record holds one name: nas.internal.example.";
        case RrType::Mx:
            return "An MX record holds a preference and a mail server: 10 mail.internal.example.";
        case RrType::Srv:
            return "An SRV record holds priority, weight, port and target: 0 5 5060 sip.internal.example.";
        case RrType::Caa:
            return "A CAA record holds flags, a tag and a value in quotes: 0 issue \"ca.example.net\".";
        case RrType::Svcb:
        case RrType::Https:
            return "The record holds priority, target and parameters: 1 . alpn=h2 port=8443; priority 0 "
                   "makes "
                   "it an alias, without parameters.";
        default:
            return genericSentence;
    }
}

bool isKnown(RrType type) {
    return type == RrType::Txt || sentenceOf(type) != genericSentence;
}

base::Error fieldsError(RrType type) {
    return dataError("record.fields", std::string(sentenceOf(type)), {{"type", typeName(type)}});
}

base::Result<std::string> parseAddress(RrType type, const Fields& fields) {
    const auto address = fields.size() == 1 ? base::IpAddress::parse(fields[0].raw) : std::nullopt;
    if (!address || addressType(*address) != type)
        return dataError("record.address", std::string(sentenceOf(type)),
                         {{"data", fields.empty() ? std::string() : std::string(fields[0].raw)}});
    return addressRdata(*address);
}

/// `numbers` of 16 bits, each with its word, and then a name.
base::Result<std::string> parseNumbersAndName(RrType type, const Fields& fields,
                                              std::initializer_list<std::string_view> numbers) {
    if (fields.size() != numbers.size() + 1 ||
        std::any_of(fields.begin(), fields.end(), [](const TextField& field) { return field.quoted; }))
        return fieldsError(type);
    std::string rdata;
    std::size_t at = 0;
    for (const std::string_view word : numbers) {
        PORTOLAN_TRY(const std::uint32_t number, parseNumber(fields[at++].raw, word, 65535));
        appendU16(rdata, static_cast<std::uint16_t>(number));
    }
    PORTOLAN_TRY(const DnsName name, parseName(fields[at].raw));
    return rdata + nameRdata(name);
}

/// A text without quotes is what it is, cut where a string must end; quoted texts are one string each.
base::Result<std::string> parseText(std::string_view text) {
    std::vector<std::string> strings;
    if (text.empty() || text.front() != '"') {
        for (std::size_t at = 0; at == 0 || at < text.size(); at += maxStringSize)
            strings.emplace_back(text.substr(at, maxStringSize));
    } else {
        PORTOLAN_TRY(const Fields fields, splitFields(text));
        for (const TextField& field : fields) {
            if (!field.quoted)
                return dataError("record.text",
                                 "Texts stand in quotes with blanks between them: \"one\" \"two\".");
            PORTOLAN_TRY(std::string string, unescape(field.raw));
            if (string.size() > maxStringSize)
                return dataError("record.text",
                                 "One text is longer than 255 octets; split it into several in quotes.");
            strings.push_back(std::move(string));
        }
    }
    const auto rdata = textRdata(strings);
    if (!rdata)
        return dataError("record.too_long", "A record holds at most 65,000 octets.");
    return *rdata;
}

base::Result<std::string> parseCaa(const Fields& fields) {
    if (fields.size() != 3)
        return fieldsError(RrType::Caa);
    PORTOLAN_TRY(const std::uint32_t flags, parseNumber(fields[0].raw, "flags", 255));
    const std::string_view tag = fields[1].raw;
    const bool isTag =
        !tag.empty() && tag.size() <= maxTagSize &&
        std::all_of(tag.begin(), tag.end(), [](char c) { return base::isAlpha(c) || base::isDigit(c); });
    if (!isTag)
        return dataError("record.tag",
                         "The tag of a CAA record has 1 to 15 letters and digits, such as issue, issuewild "
                         "or iodef.",
                         {{"tag", std::string(tag)}});
    PORTOLAN_TRY(const std::string value, unescape(fields[2].raw));
    std::string rdata;
    rdata += static_cast<char>(flags);
    rdata += static_cast<char>(tag.size());
    for (const char c : tag)
        rdata += base::toLower(c);
    return rdata + value;
}

base::Result<std::string> parseService(RrType type, const Fields& fields) {
    if (fields.size() < 2)
        return fieldsError(type);
    PORTOLAN_TRY(std::string rdata, parseNumbersAndName(type, {fields[0], fields[1]}, {"priority"}));
    const bool isAlias = loadU16(base::asBytes(rdata).data()) == 0;
    if (isAlias && fields.size() > 2)  // RFC 9460 section 2.4.2
        return fieldsError(type);
    PORTOLAN_TRY(const std::string params, parseServiceParams(std::span(fields).subspan(2)));
    return rdata + params;
}

base::Result<std::string> parseKnown(RrType type, std::string_view text) {
    if (type == RrType::Txt)
        return parseText(text);
    PORTOLAN_TRY(const Fields fields, splitFields(text));
    switch (type) {
        case RrType::A:
        case RrType::Aaaa:
            return parseAddress(type, fields);
        case RrType::Ns:
        case RrType::Cname:
        case RrType::Ptr:
            return parseNumbersAndName(type, fields, {});
        case RrType::Mx:
            return parseNumbersAndName(type, fields, {"preference"});
        case RrType::Srv:
            return parseNumbersAndName(type, fields, {"priority", "weight", "port"});
        case RrType::Caa:
            return parseCaa(fields);
        case RrType::Svcb:
        case RrType::Https:
            return parseService(type, fields);
        default:
            return fieldsError(type);
    }
}

base::Error genericError() {
    return dataError("record.generic", std::string(genericSentence));
}

std::string genericText(std::string_view rdata) {
    return std::string(genericMark) + ' ' + std::to_string(rdata.size()) +
           (rdata.empty() ? "" : ' ' + toHex(rdata));
}

/// Walks over RDATA; after a failure nothing more can be read.
class RdataReader {
  public:
    explicit RdataReader(std::string_view rdata) : m_rest(rdata) {}

    std::optional<std::uint16_t> u16() {
        const auto two = take(2);
        return two ? std::optional(loadU16(base::asBytes(*two).data())) : std::nullopt;
    }
    std::optional<std::string_view> take(std::size_t size) {
        if (m_rest.size() < size)
            return std::nullopt;
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }
    /// A string behind its length.
    std::optional<std::string_view> string() {
        const auto size = take(1);
        return size ? take(static_cast<std::uint8_t>(size->front())) : std::nullopt;
    }
    std::optional<std::string> name(NameStyle style) {
        DnsName name;
        const std::size_t size = name.readFrom(base::asBytes(m_rest));
        if (size == 0)
            return std::nullopt;
        m_rest.remove_prefix(size);
        return name.toText() + (style == NameStyle::Absolute && name.size() > 1 ? "." : "");
    }
    [[nodiscard]] std::string_view rest() const { return m_rest; }

  private:
    std::string_view m_rest;
};

std::optional<std::string> numbersAndNameText(RdataReader& reader, int numbers, NameStyle style) {
    std::string out;
    for (int i = 0; i < numbers; ++i) {
        const auto number = reader.u16();
        if (!number)
            return std::nullopt;
        out += std::to_string(*number) + ' ';
    }
    const auto name = reader.name(style);
    return name ? std::optional(out + *name) : std::nullopt;
}

std::optional<std::string> wholeText(RdataReader reader, int numbers, NameStyle style) {
    auto text = numbersAndNameText(reader, numbers, style);
    return reader.rest().empty() ? text : std::nullopt;
}

std::optional<std::string> textText(RdataReader reader) {
    std::string out;
    do {
        const auto string = reader.string();
        if (!string)
            return std::nullopt;
        out += (out.empty() ? "" : " ") + quotedText(*string);
    } while (!reader.rest().empty());
    return out;
}

std::optional<std::string> soaText(RdataReader reader, NameStyle style) {
    const auto primary = reader.name(style);
    const auto mailbox = primary ? reader.name(style) : std::nullopt;
    if (!mailbox || reader.rest().size() != 20)
        return std::nullopt;
    std::string out = *primary + ' ' + *mailbox;
    for (std::size_t at = 0; at < 20; at += 4)
        out += ' ' + std::to_string(loadU32(base::asBytes(reader.rest()).data() + at));
    return out;
}

std::optional<std::string> caaText(RdataReader reader) {
    const auto flags = reader.take(1);
    const auto tag = flags ? reader.string() : std::nullopt;
    if (!tag)
        return std::nullopt;
    return std::to_string(static_cast<std::uint8_t>(flags->front())) + ' ' + std::string(*tag) + ' ' +
           quotedText(reader.rest());
}

std::optional<std::string> serviceText(RdataReader reader, NameStyle style) {
    const auto begin = numbersAndNameText(reader, 1, style);
    const auto params = begin ? serviceParamsToText(reader.rest()) : std::nullopt;
    return params ? std::optional(*begin + *params) : std::nullopt;
}

std::optional<std::string> addressText(std::string_view rdata, base::IpAddress::Family family) {
    if (rdata.size() != (family == base::IpAddress::Family::V4 ? 4u : 16u))
        return std::nullopt;
    return base::IpAddress::fromBytes(base::asBytes(rdata).data(), family).toString();
}

std::optional<std::string> knownText(RrType type, std::string_view rdata, NameStyle style) {
    const RdataReader reader(rdata);
    switch (type) {
        case RrType::A:
            return addressText(rdata, base::IpAddress::Family::V4);
        case RrType::Aaaa:
            return addressText(rdata, base::IpAddress::Family::V6);
        case RrType::Ns:
        case RrType::Cname:
        case RrType::Ptr:
            return wholeText(reader, 0, style);
        case RrType::Mx:
            return wholeText(reader, 1, style);
        case RrType::Srv:
            return wholeText(reader, 3, style);
        case RrType::Txt:
            return textText(reader);
        case RrType::Soa:
            return soaText(reader, style);
        case RrType::Caa:
            return caaText(reader);
        case RrType::Svcb:
        case RrType::Https:
            return serviceText(reader, style);
        default:
            return std::nullopt;
    }
}

/// \# 4 0a000001, the digits perhaps in several fields.
base::Result<std::string> parseGeneric(RrType type, std::string_view text) {
    PORTOLAN_TRY(const Fields fields, splitFields(text));
    if (fields.size() < 2)
        return genericError();
    PORTOLAN_TRY(const std::uint32_t size, parseNumber(fields[1].raw, "number of bytes", maxRdataSize));
    std::string digits;
    for (const TextField& field : std::span(fields).subspan(2))
        digits += field.raw;
    std::string rdata;
    if (!parseHex(digits, rdata) || rdata.size() != size)
        return genericError();
    if (!isKnown(type))
        return rdata;
    // Data of a known type is right if it reads the same in that type's own words.
    const auto own = knownText(type, rdata, NameStyle::Plain);
    const auto again = own ? parseKnown(type, *own) : base::Result<std::string>(std::string());
    if (!own || !again || *again != rdata)
        return fieldsError(type);
    return rdata;
}

}  // namespace

base::Result<std::string> parseRdata(RrType type, std::string_view text) {
    const bool generic = text.starts_with(genericMark) && (text.size() == 2 || text[2] == ' ');
    PORTOLAN_TRY(std::string rdata, generic ? parseGeneric(type, text) : parseKnown(type, text));
    if (rdata.size() > maxRdataSize)
        return dataError("record.too_long", "A record holds at most 65,000 octets.");
    return rdata;
}

std::string rdataToText(RrType type, std::string_view rdata, NameStyle style) {
    return knownText(type, rdata, style).value_or(genericText(rdata));
}

}  // namespace portolan::dnswire
