// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/parser.h"

#include "backend/base/bytes.h"
#include "backend/httpwire/authority.h"
#include "backend/httpwire/characters.h"
#include "backend/httpwire/framing.h"

#include <algorithm>
#include <cstring>

namespace portolan::httpwire {

namespace {

/// What one step of the parser came to. Incomplete: the bytes ended before the step did.
enum class Step : unsigned char { Done, Incomplete, Refused };

/// A walk over the bytes of one head. Each function reads one part and leaves `at` behind it.
class HeadReader {
  public:
    HeadReader(std::string_view bytes, const Limits& limits)
        : m_begin(bytes.data()), m_at(bytes.data()), m_end(bytes.data() + bytes.size()), m_limits(limits) {}

    [[nodiscard]] Step skipEmptyLines();
    [[nodiscard]] Step readRequestLine(RequestHead& out);
    [[nodiscard]] Step readStatusLine(ResponseHead& out);
    [[nodiscard]] Step readFields(FieldList& out);
    [[nodiscard]] ParseFailure failure() const { return m_failure; }
    [[nodiscard]] std::size_t consumed() const { return static_cast<std::size_t>(m_at - m_begin); }

  private:
    [[nodiscard]] Step refuse(ParseFailure failure) {
        m_failure = failure;
        return Step::Refused;
    }
    [[nodiscard]] Step readMethod(RequestHead& out);
    [[nodiscard]] Step readTarget(RequestHead& out);
    [[nodiscard]] Step readVersion(Version& out);
    [[nodiscard]] Step readLineEnd(ParseFailure otherwise);
    [[nodiscard]] Step readField(FieldList& out);
    [[nodiscard]] Step readValue(std::string_view& out);
    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }

    const char* m_begin;
    const char* m_at;
    const char* m_end;
    const Limits& m_limits;
    ParseFailure m_failure = ParseFailure::None;
};

Step HeadReader::skipEmptyLines() {
    while (m_at != m_end && *m_at == '\r') {
        if (left() < 2)
            return Step::Incomplete;
        if (m_at[1] != '\n')
            return refuse(ParseFailure::BareCr);
        m_at += 2;
    }
    if (m_at != m_end && *m_at == '\n')
        return refuse(ParseFailure::BareLf);
    return m_at == m_end ? Step::Incomplete : Step::Done;
}

Step HeadReader::readRequestLine(RequestHead& out) {
    Step step = readMethod(out);
    if (step == Step::Done)
        step = readTarget(out);
    if (step == Step::Done)
        step = readVersion(out.version);
    if (step == Step::Done)
        step = readLineEnd(ParseFailure::BadVersion);
    return step;
}

Step HeadReader::readMethod(RequestHead& out) {
    const char* start = m_at;
    while (m_at != m_end && isIn(*m_at, TOKEN))
        ++m_at;
    out.methodText = {start, static_cast<std::size_t>(m_at - start)};
    if (out.methodText.size() > m_limits.methodBytes)
        return refuse(ParseFailure::MethodTooLong);
    if (m_at == m_end)
        return Step::Incomplete;
    if (*m_at != ' ' || out.methodText.empty())
        return refuse(ParseFailure::BadStartLine);
    ++m_at;
    out.method = methodOf(out.methodText);
    return Step::Done;
}

Step HeadReader::readTarget(RequestHead& out) {
    const char* start = m_at;
    while (m_at != m_end && isIn(*m_at, TARGET))
        ++m_at;
    out.target = {start, static_cast<std::size_t>(m_at - start)};
    if (out.target.size() > m_limits.targetBytes)
        return refuse(ParseFailure::TargetTooLong);
    if (m_at == m_end)
        return Step::Incomplete;
    switch (*m_at) {
        case ' ':
            break;
        case '#':
            return refuse(ParseFailure::BadTarget);
        case '\n':
            return refuse(ParseFailure::BareLf);
        case '\r':
            return refuse(ParseFailure::BadStartLine);
        default:
            return refuse(ParseFailure::ControlByte);
    }
    if (out.target.empty())
        return refuse(ParseFailure::BadStartLine);
    ++m_at;
    return Step::Done;
}

/// "HTTP/1.1", byte by byte where it is not that.
Step HeadReader::readVersion(Version& out) {
    constexpr std::string_view expectedVersion = "HTTP/1.1";
    if (left() >= expectedVersion.size() &&
        std::memcmp(m_at, expectedVersion.data(), expectedVersion.size()) == 0) {
        out = Version::Http11;
        m_at += expectedVersion.size();
        return Step::Done;
    }
    for (std::size_t i = 0; i < expectedVersion.size(); ++i) {
        if (i == left())
            return Step::Incomplete;
        const bool digit = i == 5 || i == 7;
        if (digit ? !base::isDigit(m_at[i]) : m_at[i] != expectedVersion[i])
            return refuse(m_at[i] == '\n' ? ParseFailure::BareLf : ParseFailure::BadVersion);
    }
    if (m_at[5] != '1' || m_at[7] > '1')
        return refuse(ParseFailure::UnsupportedVersion);
    out = m_at[7] == '0' ? Version::Http10 : Version::Http11;
    m_at += expectedVersion.size();
    return Step::Done;
}

Step HeadReader::readLineEnd(ParseFailure otherwise) {
    if (m_at == m_end)
        return Step::Incomplete;
    if (*m_at != '\r')
        return refuse(*m_at == '\n' ? ParseFailure::BareLf : otherwise);
    if (left() < 2)
        return Step::Incomplete;
    if (m_at[1] != '\n')
        return refuse(ParseFailure::BareCr);
    m_at += 2;
    return Step::Done;
}

Step HeadReader::readStatusLine(ResponseHead& out) {
    if (const Step step = readVersion(out.version); step != Step::Done)
        return step;
    // " 200" and then the line's end or a blank and the phrase, which may be empty.
    out.status = 0;
    for (std::size_t i = 0; i < 4; ++i, ++m_at) {
        if (m_at == m_end)
            return Step::Incomplete;
        if (i == 0 ? *m_at != ' ' : !base::isDigit(*m_at))
            return refuse(i == 0 ? ParseFailure::BadStartLine : ParseFailure::BadStatus);
        if (i != 0)
            out.status = out.status * 10 + (*m_at - '0');
    }
    if (out.status < 100 || out.status > 599)
        return refuse(ParseFailure::BadStatus);
    if (m_at == m_end)
        return Step::Incomplete;
    if (base::isDigit(*m_at))
        return refuse(ParseFailure::BadStatus);
    if (*m_at != ' ')
        return readLineEnd(ParseFailure::BadStartLine);
    return readValue(out.reason);
}

Step HeadReader::readFields(FieldList& out) {
    for (;;) {
        if (m_at == m_end)
            return Step::Incomplete;
        if (*m_at == '\r' || *m_at == '\n')
            return readLineEnd(ParseFailure::BareCr);
        if (out.size() == m_limits.fields)
            return refuse(ParseFailure::TooManyFields);
        if (const Step step = readField(out); step != Step::Done)
            return step;
    }
}

Step HeadReader::readField(FieldList& out) {
    const char* start = m_at;
    const char* at = findNameEnd(start, m_end);
    std::string_view name(start, static_cast<std::size_t>(at - start));
    const KnownField id = at != m_end && *at == ':' ? knownField(name) : KnownField::Other;
    if (id == KnownField::Other) {
        // A known name is made of token characters; of any other each byte has to be looked at.
        at = start;
        while (at != m_end && isIn(*at, TOKEN))
            ++at;
        name = {start, static_cast<std::size_t>(at - start)};
    }
    m_at = at;
    if (at == m_end)
        return Step::Incomplete;
    if (*at != ':' || name.empty()) {
        const bool blank = *at == ' ' || *at == '\t';
        if (blank)
            return refuse(name.empty() ? ParseFailure::FoldedField : ParseFailure::BlankBeforeColon);
        return refuse(*at == '\n' ? ParseFailure::BareLf : ParseFailure::BadFieldName);
    }
    ++m_at;
    std::string_view value;
    if (const Step step = readValue(value); step != Step::Done)
        return step;
    out.add(name, value, id);
    return Step::Done;
}

/// The rest of a line without the blanks around it; leaves the position behind the line's CRLF.
Step HeadReader::readValue(std::string_view& out) {
    const char* at = m_at;
    while (at != m_end && (*at == ' ' || *at == '\t'))
        ++at;
    const char* stop = findControl(at, m_end);
    m_at = stop;
    if (const Step step = readLineEnd(ParseFailure::ControlByte); step != Step::Done)
        return step;
    while (stop != at && (stop[-1] == ' ' || stop[-1] == '\t'))
        --stop;
    out = {at, static_cast<std::size_t>(stop - at)};
    return Step::Done;
}

ParseResult refusal(ParseFailure failure) {
    return {ParseResult::State::Refused, failure, 0};
}

/// `last` is how the walk over the at most limits.headBytes first bytes of `bytes` ended.
ParseResult resultOf(Step last, const HeadReader& reader, std::string_view bytes, const Limits& limits) {
    if (last == Step::Refused)
        return refusal(reader.failure());
    if (last == Step::Done)
        return {ParseResult::State::Complete, ParseFailure::None, reader.consumed()};
    if (bytes.size() >= limits.headBytes)
        return refusal(ParseFailure::HeadTooLarge);
    return {};
}

/// Splits the target by its form. Source: RFC 9112 section 3.2.
ParseFailure readTargetForm(RequestHead& out) {
    if (out.method == Method::Connect)
        return ParseFailure::ConnectNotSupported;
    if (out.target.front() == '/') {
        out.form = TargetForm::Origin;
    } else if (out.target == "*") {
        if (out.method != Method::Options)
            return ParseFailure::BadTarget;
        out.form = TargetForm::Asterisk;
    } else if (!splitAbsoluteTarget(out)) {
        return ParseFailure::BadTarget;
    }
    const std::size_t mark = out.target.find('?');
    out.path = out.target.substr(0, mark);
    out.query = mark == std::string_view::npos ? std::string_view() : out.target.substr(mark + 1);
    return ParseFailure::None;
}

/// Source: RFC 9112 section 3.2: one Host in HTTP/1.1, which the absolute form overrides.
ParseFailure readHost(RequestHead& out) {
    const Field* host = out.fields.find(KnownField::Host);
    if (host == nullptr) {
        if (out.version == Version::Http11)
            return ParseFailure::HostMissing;
    } else if (out.fields.repeats(KnownField::Host)) {
        return ParseFailure::HostRepeated;
    } else if (!splitAuthority(host->value, out)) {
        return ParseFailure::BadHost;
    }
    if (out.form == TargetForm::Absolute && !splitAuthority(out.authority, out))
        return ParseFailure::BadTarget;
    if (out.form != TargetForm::Absolute && host != nullptr)
        out.authority = host->value;
    return ParseFailure::None;
}

ParseFailure interpret(RequestHead& out) {
    if (const ParseFailure failure = readTargetForm(out); failure != ParseFailure::None)
        return failure;
    if (const ParseFailure failure = readHost(out); failure != ParseFailure::None)
        return failure;
    if (const ParseFailure failure = readRequestFraming(out); failure != ParseFailure::None)
        return failure;
    out.connection = connectionOptions(out.fields);
    out.keepAlive = persists(out.version, out.connection);
    if (out.connection.upgrade && out.version == Version::Http11)
        out.upgrade = out.fields.value(KnownField::Upgrade);
    out.expectContinue = out.version == Version::Http11 &&
                         base::equalsIgnoringCase(out.fields.value(KnownField::Expect), "100-continue");
    return ParseFailure::None;
}

}  // namespace

ParseResult parseRequestHead(std::string_view bytes, const Limits& limits, RequestHead& out) {
    out.clear();
    HeadReader reader(bytes.substr(0, limits.headBytes), limits);
    Step step = reader.skipEmptyLines();
    if (step == Step::Done)
        step = reader.readRequestLine(out);
    if (step == Step::Done)
        step = reader.readFields(out.fields);
    if (step == Step::Done)
        if (const ParseFailure failure = interpret(out); failure != ParseFailure::None)
            return refusal(failure);
    return resultOf(step, reader, bytes, limits);
}

ParseResult parseResponseHead(std::string_view bytes, const Limits& limits, Method requestMethod,
                              ResponseHead& out) {
    out.clear();
    HeadReader reader(bytes.substr(0, limits.headBytes), limits);
    Step step = reader.readStatusLine(out);
    if (step == Step::Done)
        step = reader.readFields(out.fields);
    if (step == Step::Done) {
        if (const ParseFailure failure = readResponseFraming(out, requestMethod);
            failure != ParseFailure::None)
            return refusal(failure);
        out.connection = connectionOptions(out.fields);
        out.keepAlive = persists(out.version, out.connection) && out.framing != Framing::UntilClose &&
                        !announcesForbiddenBody(out);
        if (out.connection.upgrade)
            out.upgrade = out.fields.value(KnownField::Upgrade);
    }
    return resultOf(step, reader, bytes, limits);
}

ParseResult parseFieldSection(std::string_view bytes, const Limits& limits, FieldList& out) {
    out.clear();
    HeadReader reader(bytes.substr(0, limits.headBytes), limits);
    const Step step = reader.readFields(out);
    return resultOf(step, reader, bytes, limits);
}

bool HeadScanner::mayBeComplete(std::string_view bytes, const Limits& limits) {
    if (bytes.size() >= limits.headBytes)
        return true;
    for (;;) {
        const std::size_t lf = bytes.find('\n', m_seen);
        if (lf == std::string_view::npos) {
            m_seen = bytes.size();
            return false;
        }
        const std::size_t length = lf - m_lineStart;
        if (length == 0 || bytes[lf - 1] != '\r' || (length == 1 && m_hasLine))
            return true;
        m_hasLine = m_hasLine || length > 1;
        m_seen = m_lineStart = lf + 1;
    }
}

}  // namespace portolan::httpwire
