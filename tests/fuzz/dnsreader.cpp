// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a DNS message, to the reader of queries, to the decoder of whole messages and to names.
// Properties: both readers agree where both accept; names keep their form through text and back; what the
// query asks, encoded again, asks the same, with its cookie; a cookie that is read is one; the records of a
// message, written by the writer of replies, are read again as they were.
#include "backend/dnswire/message.h"
#include "backend/dnswire/reader.h"
#include "backend/dnswire/writer.h"
#include "tests/fuzz/fuzzing.h"

#include <string>

namespace {

using namespace portolan::dnswire;
using namespace portolan::fuzz;
using portolan::base::asBytes;
using portolan::base::asText;
using portolan::base::ByteView;

/// Labels of 1 to 63 bytes in lower case, then the root, at most 255 bytes in all.
void requireSoundName(const DnsName& name) {
    const std::string_view key = name.key();
    require(!key.empty() && key.size() <= maxNameSize && key.back() == '\0', "a name ends with the root");
    std::size_t at = 0;
    while (key[at] != '\0') {
        const auto length = static_cast<std::uint8_t>(key[at]);
        require(length <= maxLabelSize && at + 1 + length < key.size(), "a label is within its name");
        for (std::size_t i = 1; i <= length; ++i)
            require(key[at + i] < 'A' || key[at + i] > 'Z', "a name is in lower case");
        at += 1u + length;
    }
    require(at + 1 == key.size(), "nothing follows the root");
    require(isWithin(key, std::string_view("\0", 1)) && isWithin(key, key), "a name is within itself");
}

/// Names of plain host characters are the same after a way through text.
void requireSameThroughText(const DnsName& name) {
    const std::string text = name.toText();
    if (text.find('\\') != std::string::npos)
        return;
    const auto again = DnsName::fromText(text);
    require(again.has_value() && *again == name, "a name read from its own text is the same");
}

void checkName(ByteView bytes) {
    DnsName name;
    const std::size_t taken = name.readFrom(bytes);
    require(taken <= bytes.size(), "a name is within its bytes");
    if (taken == 0)
        return;
    require(taken == name.size(), "a plain name takes its own size");
    requireSoundName(name);
    requireSameThroughText(name);
    if (const auto fromText = DnsName::fromText(asText(bytes)))
        requireSoundName(*fromText);
}

/// The question and EDNS of a query in which nothing else stood, asked again.
void requireSameWhenAskedAgain(const Query& query) {
    QueryOptions options;
    options.id = query.id;
    options.flags = query.flags;
    options.qclass = query.qclass;
    if (query.edns.present)
        options.ednsSize = query.edns.udpSize;
    options.ednsVersion = query.edns.version;
    options.dnssecOk = query.edns.dnssecOk;
    if (!query.edns.cookie.empty())
        options.cookie = asText(query.edns.cookie);
    const std::string_view spelling = asText(query.question.first(query.question.size() - 4));
    const std::string bytes = encodeQuery(spelling, query.type, options);
    const ExactCopy exact(bytes);
    Query again;
    require(parseQuery(asBytes(exact.view()), again) == Verdict::Query, "a written query is read");
    require(again.id == query.id && again.name == query.name && again.type == query.type &&
                again.qclass == query.qclass && asText(again.question) == asText(query.question),
            "the same question");
    require(again.edns.present == query.edns.present && again.edns.version == query.edns.version &&
                again.edns.dnssecOk == query.edns.dnssecOk && again.edns.udpSize == query.edns.udpSize,
            "the same EDNS");
    require(asText(again.edns.cookie) == asText(query.edns.cookie), "the same cookie");
}

/// A cookie has a size that a cookie can have, lies within its message, and is there for a reason.
void requireSoundCookie(const Query& query, Verdict verdict, ByteView bytes) {
    const ByteView cookie = query.edns.cookie;
    if (verdict == Verdict::CookieAlone)
        require(!cookie.empty() && query.question.empty() && query.opcode() == Opcode::Query,
                "a cookie alone is one");
    if (cookie.empty())
        return;
    require(query.edns.present && isCookieSize(cookie.size()), "a cookie is of a size that it can have");
    require(cookie.data() >= bytes.data() && cookie.data() + cookie.size() <= bytes.data() + bytes.size(),
            "a cookie is within its message");
}

void requireReadersAgree(const Query& query, const Message& message) {
    require(message.questions.size() == 1, "a query has one question");
    const Question& question = message.questions.front();
    require(question.name == query.name && question.type == query.type && question.qclass == query.qclass,
            "both readers see the same question");
    require(message.id == query.id && message.flags == query.flags, "both readers see the same header");
    require(message.opt.has_value() == query.edns.present, "both readers see the same OPT");
    if (message.opt)
        require(static_cast<std::uint16_t>(message.opt->rrClass) == query.edns.udpSize,
                "both readers see the same UDP size");
    const std::string cookie = message.cookie().value_or("");
    require(cookie == asText(query.edns.cookie), "both readers see the same cookie");
}

void requireSameRecords(const std::vector<ResourceRecord>& want, const std::vector<ResourceRecord>& have) {
    require(have.size() == want.size(), "as many records");
    for (std::size_t i = 0; i < want.size(); ++i)
        require(have[i].owner == want[i].owner && have[i].type == want[i].type &&
                    have[i].rrClass == want[i].rrClass && have[i].ttl == want[i].ttl &&
                    have[i].rdata == want[i].rdata,
                "the same records");
}

bool addAll(Writer& writer, Section section, const std::vector<ResourceRecord>& records) {
    for (const ResourceRecord& record : records)
        if (!writer.add(section, record.owner.key(), record.type, record.rrClass, record.ttl,
                        asBytes(record.rdata)))
            return false;
    return true;
}

/// Writes the message as a reply would be and reads it again, with room for `size` bytes.
void requireSameWhenWrittenAgain(const Message& message, std::size_t size) {
    if (message.questions.size() != 1)
        return;
    const Question& question = message.questions.front();
    std::string spelling(question.name.key());
    for (const unsigned number :
         {static_cast<unsigned>(question.type), static_cast<unsigned>(question.qclass)}) {
        spelling += static_cast<char>(number >> 8);
        spelling += static_cast<char>(number & 0xFF);
    }
    std::vector<std::uint8_t> buffer(size);
    Writer writer(buffer);
    const std::string cookie = message.cookie().value_or("").substr(0, longestCookieSize);
    const bool edns = writer.reserveEdns(1232, false, asBytes(cookie));
    const bool all = writer.question(asBytes(spelling)) && addAll(writer, Section::Answer, message.answer) &&
                     addAll(writer, Section::Authority, message.authority) &&
                     addAll(writer, Section::Additional, message.additional);
    const ByteView bytes = writer.finish(message.id, message.flags, message.rcode);
    require(bytes.size() <= size, "a writer keeps to its buffer");
    const ExactCopy exact(asText(bytes));
    const auto again = parseMessage(asBytes(exact.view()));
    require(again.has_value(), "a written message is read, whole or cut");
    require(again->opt.has_value() == edns, "a written OPT is read");
    require(again->cookie().value_or("") == cookie, "a written cookie is read");
    if (!all)
        return;
    require(again->questions.size() == 1 && again->questions.front().name == question.name,
            "the same question");
    requireSameRecords(message.answer, again->answer);
    requireSameRecords(message.authority, again->authority);
    requireSameRecords(message.additional, again->additional);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    checkName(bytes);
    Query query;
    const Verdict verdict = parseQuery(bytes, query);
    require((verdict == Verdict::Ignore) == (size < headerSize || (data[2] & 0x80) != 0),
            "only responses and stubs are ignored");
    if (!query.question.empty() && verdict != Verdict::Ignore)
        requireSoundName(query.name);
    if (verdict != Verdict::Ignore)
        requireSoundCookie(query, verdict, bytes);
    const bool isQuery = verdict == Verdict::Query && query.opcode() == Opcode::Query;
    if (isQuery) {
        require(query.question.size() == query.name.size() + 4, "a question is a name, a type and a class");
        require(query.question.data() >= data && query.question.data() + query.question.size() <= data + size,
                "a question is within its message");
        requireSameThroughText(query.name);
        requireSameWhenAskedAgain(query);
    }
    const auto message = parseMessage(bytes);
    if (!message)
        return 0;
    if (isQuery)
        requireReadersAgree(query, *message);
    for (const std::size_t room : {std::size_t{512}, maxMessageSize})
        requireSameWhenWrittenAgain(*message, room);
    return 0;
}
