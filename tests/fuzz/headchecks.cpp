// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/headchecks.h"

#include "tests/fuzz/fuzzing.h"

#include <algorithm>
#include <cctype>

namespace portolan::fuzz {

namespace {

using namespace httpwire;

bool equalNames(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

std::string describeStart(const ParseResult& result) {
    return std::to_string(static_cast<int>(result.state)) + " " +
           std::to_string(static_cast<int>(result.failure)) + " " + std::to_string(result.consumed);
}

void describeFields(const FieldList& fields, std::string& text) {
    for (const Field& field : fields) {
        text += "\n" + std::string(field.name) + "=" + std::string(field.value);
        text += " " + std::to_string(static_cast<int>(field.id));
    }
}

void describeOptions(const ConnectionOptions& options, std::string& text) {
    for (const bool option : {options.close, options.keepAlive, options.upgrade, options.namesFields})
        text += option ? '1' : '0';
}

}  // namespace

std::string describe(const ParseResult& result, const RequestHead& head) {
    std::string text = describeStart(result);
    if (!result.complete())
        return text;
    for (const std::string_view part :
         {head.methodText, head.target, head.path, head.query, head.authority, head.host, head.upgrade})
        text += "|" + std::string(part);
    text += "|" + std::to_string(static_cast<int>(head.method)) +
            std::to_string(static_cast<int>(head.form)) + std::to_string(static_cast<int>(head.version)) +
            std::to_string(static_cast<int>(head.framing)) + " " + std::to_string(head.contentLength) + " " +
            std::to_string(head.port);
    for (const bool flag : {head.keepAlive, head.expectContinue, head.hostIsIpv6, head.hasContentLength})
        text += flag ? '1' : '0';
    describeOptions(head.connection, text);
    describeFields(head.fields, text);
    return text;
}

std::string describe(const ParseResult& result, const ResponseHead& head) {
    std::string text = describeStart(result);
    if (!result.complete())
        return text;
    text += "|" + std::string(head.reason) + "|" + std::string(head.upgrade) + "|" +
            std::to_string(head.status) + " " + std::to_string(static_cast<int>(head.version)) +
            std::to_string(static_cast<int>(head.framing)) + " " + std::to_string(head.contentLength);
    for (const bool flag : {head.keepAlive, head.hasContentLength})
        text += flag ? '1' : '0';
    describeOptions(head.connection, text);
    describeFields(head.fields, text);
    return text;
}

void requireCleanBytes(std::string_view head) {
    for (std::size_t i = 0; i < head.size(); ++i) {
        const auto byte = static_cast<unsigned char>(head[i]);
        if (byte == '\r')
            require(i + 1 < head.size() && head[i + 1] == '\n', "a CR stands before an LF");
        else if (byte == '\n')
            require(i > 0 && head[i - 1] == '\r', "an LF stands behind a CR");
        else
            require((byte >= 0x20 && byte != 0x7f) || byte == '\t', "no control byte is in an accepted head");
    }
    require(head.ends_with("\r\n\r\n"), "a head ends with an empty line");
}

void requireCleanFields(const FieldList& fields, const Limits& limits) {
    require(fields.size() <= limits.fields, "no more fields than the limit");
    for (const Field& field : fields) {
        require(!field.name.empty(), "a field has a name");
        for (const char c : field.name)
            require(std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                        std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos,
                    "a field name is a token");
        for (const char c : field.value)
            require((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t',
                    "a field value has no control byte");
        if (!field.value.empty())
            require(!isBlank(field.value.front()) && !isBlank(field.value.back()),
                    "a field value has no blanks around it");
        require(fields.find(field.name) != nullptr, "a field is found by its name");
        if (field.id == KnownField::Other)
            continue;
        require(equalNames(field.name, fieldName(field.id)), "an id belongs to its name");
        const auto first =
            std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.id == field.id; });
        const auto same =
            std::count_if(fields.begin(), fields.end(), [&](const Field& f) { return f.id == field.id; });
        require(fields.find(field.id) == first, "the index of an id leads to its first field");
        require(fields.repeats(field.id) == (same > 1), "repeats() counts lines");
    }
}

FieldFraming framingFields(const FieldList& fields) {
    FieldFraming framing;
    for (const Field& field : fields) {
        if (equalNames(field.name, "content-length")) {
            ++framing.lengths;
            framing.length = field.value;
        } else if (equalNames(field.name, "transfer-encoding")) {
            ++framing.codings;
            framing.coding = field.value;
        }
    }
    return framing;
}

void requireOneFraming(const FieldFraming& framing, Version version, std::uint64_t contentLength) {
    require(framing.lengths + framing.codings <= 1, "one field says where the body ends");
    if (framing.codings == 1) {
        require(equalNames(framing.coding, "chunked"), "the only transfer coding is chunked");
        require(version == Version::Http11, "HTTP/1.0 has no transfer coding");
    }
    if (framing.lengths == 1) {
        std::string digits = std::to_string(contentLength);
        digits.insert(0, framing.length.size() - std::min(framing.length.size(), digits.size()), '0');
        require(digits == framing.length, "a length is its digits");
    }
}

bool isLimit(ParseFailure failure) {
    return failure == ParseFailure::HeadTooLarge || failure == ParseFailure::TooManyFields ||
           failure == ParseFailure::TargetTooLong || failure == ParseFailure::MethodTooLong;
}

}  // namespace portolan::fuzz
