// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dns/mutations.h"

#include "backend/dnswire/message.h"
#include "backend/dnswire/reader.h"

#include <algorithm>
#include <array>
#include <set>

namespace portolan::tests {

using namespace dnswire;

namespace {

constexpr std::size_t longest = 1400;  // of a mutated message
constexpr std::size_t ourUdpSize = 1232;
constexpr std::array<unsigned, 12> oddNumbers{0, 1, 2, 7, 8, 63, 64, 192, 255, 256, 0x7fff, 0xffff};

std::size_t udpLimit(const Query& query) {
    const std::size_t allowed = query.edns.present ? query.edns.udpSize : 0;
    return std::clamp(allowed, plainUdpSize, ourUdpSize);
}

/// What holds between the reply's header and question and the query's.
std::string faultOfEcho(std::string_view bytes, const Query& query, const Message& reply) {
    constexpr std::uint16_t echoed = flag::opcodeMask | flag::recursionDesired;
    constexpr std::uint16_t known =
        flag::response | echoed | flag::authoritative | flag::truncated | flag::rcodeMask;
    if (reply.id != query.id)
        return "another id";
    if (!reply.has(flag::response) || (reply.flags & echoed) != (query.flags & echoed) ||
        (reply.flags & ~known) != 0)
        return "flags";
    if (reply.questions.size() > 1)
        return "several questions";
    if (reply.questions.empty())
        return query.question.empty() ? "" : "the question is not there";
    const Question& question = reply.questions.front();
    const std::size_t end = headerSize + question.spelling.size();
    if (bytes.substr(headerSize, question.spelling.size()) != question.spelling || bytes.size() < end + 4 ||
        loadU16(base::asBytes(bytes).data() + end) != static_cast<std::uint16_t>(question.type) ||
        loadU16(base::asBytes(bytes).data() + end + 2) != static_cast<std::uint16_t>(question.qclass))
        return "another question";
    return {};
}

std::string faultOfEdns(const Query& query, const Message& reply) {
    if (reply.opt.has_value() != query.edns.present)
        return "OPT where there was none, or none where there was";
    if (!reply.opt)
        return static_cast<unsigned>(reply.rcode) > flag::rcodeMask ? "an extended code without OPT" : "";
    if (static_cast<std::size_t>(reply.opt->rrClass) != ourUdpSize || ((reply.opt->ttl >> 16) & 0xff) != 0)
        return "OPT says another size or version";
    const std::string_view asked = base::asText(query.edns.cookie);
    const auto cookie = reply.cookie();
    if (cookie.has_value() == asked.empty())
        return "a cookie where there was none, or none where there was";
    if (cookie && (cookie->size() != 24 || !cookie->starts_with(asked.substr(0, clientCookieSize))))
        return "a cookie of another form";
    return {};
}

std::string faultOfContent(Verdict verdict, const Query& query, const Message& reply,
                           const ReplyRules& rules) {
    static const std::set<Rcode> known{Rcode::NoError, Rcode::FormErr, Rcode::NxDomain, Rcode::NotImp,
                                       Rcode::Refused, Rcode::BadVers, Rcode::BadCookie};
    if (!known.contains(reply.rcode))
        return "code " + std::to_string(static_cast<unsigned>(reply.rcode));
    if ((verdict == Verdict::FormatError) && reply.rcode != Rcode::FormErr)
        return "malformed, and not told so";
    if ((query.opcode() != Opcode::Query) != (reply.rcode == Rcode::NotImp))
        return "NOTIMP for a query, or none for something else";
    if (reply.rcode == Rcode::BadCookie && verdict != Verdict::CookieAlone && !rules.mayBeLimited)
        return "BADCOOKIE below the limit";
    const bool hasRecords = !reply.answer.empty() || !reply.authority.empty();
    const bool mayHaveRecords = reply.rcode == Rcode::NoError || reply.rcode == Rcode::NxDomain;
    if (hasRecords && !mayHaveRecords)
        return "records in a reply that refuses";
    if (reply.has(flag::truncated) && (rules.overTcp || !reply.answer.empty()))
        return "TC over TCP, or with a part of the answer";
    if (reply.rcode == Rcode::NoError && verdict == Verdict::Query && !hasRecords &&
        !reply.has(flag::truncated))
        return "no error, and nothing said";
    return {};
}

}  // namespace

std::size_t Mutations::random(std::size_t below) {
    m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(m_state >> 33U) % below;
}

std::string Mutations::next() {
    std::string bytes = m_corpus[random(m_corpus.size())];
    for (std::size_t changes = random(5); changes > 0; --changes)
        change(bytes);
    return bytes.substr(0, longest);
}

void Mutations::change(std::string& bytes) {
    if (bytes.empty())
        bytes = m_corpus[random(m_corpus.size())];
    const std::size_t at = random(bytes.size());
    switch (random(4)) {
        case 0:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random(8)));
            break;
        case 1:
            bytes[at] = static_cast<char>(random(256));
            break;
        case 2:
            changeNumber(bytes);
            break;
        default:
            changeParts(bytes);
    }
}

/// A count of the header, or a length wherever one may stand.
void Mutations::changeNumber(std::string& bytes) {
    const unsigned number = oddNumbers[random(oddNumbers.size())];
    const std::size_t at = random(2) == 0 ? 4 + 2 * random(4) : random(bytes.size());
    if (random(2) == 0 && at < bytes.size()) {
        bytes[at] = static_cast<char>(number);
    } else if (at + 1 < bytes.size()) {
        bytes[at] = static_cast<char>(number >> 8U);
        bytes[at + 1] = static_cast<char>(number);
    }
}

void Mutations::changeParts(std::string& bytes) {
    const std::string& other = m_corpus[random(m_corpus.size())];
    const std::size_t at = random(bytes.size());
    const std::size_t size = 1 + random(40);
    switch (random(5)) {
        case 0:
            bytes.resize(at);
            break;
        case 1:
            bytes.erase(at, size);
            break;
        case 2:
            bytes.insert(at, bytes.substr(at, size));
            break;
        case 3:
            bytes.insert(at, other, other.empty() ? 0 : random(other.size()), size);
            break;
        default:
            bytes = bytes.substr(0, at) + other.substr(std::min(at, other.size()));
    }
}

std::string faultOf(std::string_view bytes, std::string_view reply, const ReplyRules& rules) {
    Query query;
    const Verdict verdict = parseQuery(base::asBytes(bytes), query);
    if (verdict == Verdict::Ignore)
        return reply.empty() ? "" : "a reply to what is no query";
    if (reply.empty())
        return rules.mayBeLimited ? "" : "no reply";
    const auto message = parseMessage(base::asBytes(reply));
    if (!message)
        return "the reply is malformed";
    if (!rules.overTcp && reply.size() > udpLimit(query))
        return "longer than the client allows";
    for (const std::string& fault : {faultOfEcho(bytes, query, *message), faultOfEdns(query, *message),
                                     faultOfContent(verdict, query, *message, rules)})
        if (!fault.empty())
            return fault;
    return {};
}

}  // namespace portolan::tests
