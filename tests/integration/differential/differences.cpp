// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/differential/differences.h"

#include <algorithm>
#include <string_view>

namespace portolan::differential {

namespace {

using D = Difference;

// llhttp 6.1 is that of Node 18 (Debian 12), 9.3 that of Node 20 (Debian 13), 9.4 that of Node 22.
constexpr int old = 699;
constexpr int recent = 900;
constexpr int until20 = 903;

// Rows of responses begin with "response", those of chunked bodies with "chunked".
const std::vector<Explained> requestDifferences{
    {"Node knows a list of methods; a proxy passes on any token (RFC 9110 section 9.1).",
     D::NodeRefuses,
     {"9112-3 method of our own", "9112-3 method with every kind of tchar", "9112-3 lower case method",
      "9112-3 method of 32"}},
    {"Browsers and scripts send UTF-8 in targets; a target passes untouched, so that nobody reads it "
     "otherwise.",
     D::NodeRefuses,
     {"9112-3.2.1 utf-8", "9112-3.2.1 bytes above 0x7f"},
     recent},
    {"RFC 9110 section 5.5 takes tabs around a value away; Node does so with blanks only.",
     D::NodeRefuses,
     {"9112-6.1 blanks around"}},
    {"RFC 9110 section 5.5 takes tabs around a value away; Node 18 and 20 do so with blanks only.",
     D::NodeRefuses,
     {"9112-6.3 length with blanks around"},
     0,
     until20},
    {"Node skips single CR and LF before a request; we skip CRLF only (RFC 9112 section 2.2), as a bare one "
     "is "
     "how messages are cut apart.",
     D::WeRefuse,
     {"9112-2.2 bare LF before", "9112-2.2 bare CR before", "9112-2.2 CR CR LF before"}},
    {"Node still speaks HTTP/0.9, which has no version, no fields and no framing.",
     D::WeRefuse,
     {"9112-3 no version (0.9)", "9112-2.2 bare LF after target"}},
    {"Node's parser leaves versions, and the names of two protocols like HTTP, to its user; 505 is ours to "
     "say "
     "(RFC 9110 section 15.6.6).",
     D::WeRefuse,
     {"9112-2.3 2.0", "9112-2.3 0.9", "9112-2.3 other protocol", "response 9112-2.3 2.0",
      "response 9112-2.3 0.9"}},
    {"Node skips blanks between the parts of a request line; RFC 9112 section 3 has exactly one.",
     D::WeRefuse,
     {"9112-3 two blanks after method", "9112-3 two blanks after target"}},
    {"Node's parser leaves Host to its server, which asks only that there is one in HTTP/1.1; what it names "
     "is what "
     "we route by (RFC 9112 section 3.2).",
     D::WeRefuse,
     {"9112-3.2 bad Host: *", "9112-3.2 Host twice*", "9112-3.2 no Host in 1.1",
      "9112-3.2 no Host but another field", "9112-3.2 bad Host in 1.0", "9112-3.2.2 absolute without Host",
      "9112-3.2.2 absolute with a bad Host", "9112-3.2.2 absolute with two Hosts"}},
    {"Node's parser hands the target on as it stands; we split the absolute form (RFC 9112 section 3.2.2).",
     D::Values,
     {"9112-3.2.2 absolute without Host in 1.0", "9112-3.2.2 absolute", "9112-3.2.2 absolute https",
      "9112-3.2.2 absolute upper case scheme", "9112-3.2.2 absolute without path",
      "9112-3.2.2 absolute with port and query", "9112-3.2.2 absolute ipv6", "9112-3.2.2 absolute in 1.0",
      "9112-3.2.2 at sign in the path", "9112-3.2.2 OPTIONS without path", "9112-3.2.2 OPTIONS with path"}},
    {"Node's parser leaves it to its user what a target means: fragments, authorities, schemes, the "
     "asterisk.",
     D::WeRefuse,
     {"9112-3.2.1 fragment",
      "9112-3.2.1 fragment behind query",
      "9112-3.2.2 query without path",
      "9112-3.2.2 empty authority",
      "9112-3.2.2 scheme alone",
      "9112-3.2.2 user information",
      "9112-3.2.2 user and password",
      "9112-3.2.2 bad port",
      "9112-3.2.2 port 0",
      "9112-3.2.2 port 65536",
      "9112-3.2.2 port alone",
      "9112-3.2.2 two ports",
      "9112-3.2.2 list",
      "9112-3.2.2 percent in the host",
      "9112-3.2.2 ipv6 open",
      "9112-3.2.2 other scheme",
      "9112-3.2.2 ws",
      "9112-3.2.2 file",
      "9112-3.2.4 GET asterisk",
      "9112-3.2.4 asterisk and more",
      "9112-3.2.4 asterisk and query"}},
    {"Node serves CONNECT to whoever handles it; we are no open proxy.",
     D::WeRefuse,
     {"9112-3.2.3 CONNECT", "9112-3.2.3 CONNECT to ipv6", "9112-3.2.3 CONNECT with a path",
      "9112-3.2.3 CONNECT with a URL"}},
    {"Lengths over 18 digits are of no real body, and other readers have narrower numbers.",
     D::WeRefuse,
     {"9110-8.6 19 digits", "9110-8.6 2^63", "9110-8.6 2^64 - 1", "9110-8.6 100 digits"}},
    {"Node takes any Transfer-Encoding that ends in chunked, in one line or many; we decode chunked alone, "
     "and answer "
     "501 for codings in front of it (RFC 9112 section 6.1).",
     D::WeRefuse,
     {"9112-6.1 other before chunked", "9112-6.1 unknown before chunked", "9112-6.1 identity before chunked",
      "9112-6.1 list with a front", "9112-6.1 two lines, codings in order"}},
    {"Node 18 and 20 join an empty Transfer-Encoding with the next one; two lines are two chances to be "
     "misread.",
     D::WeRefuse,
     {"9112-6.1 two lines, first empty"},
     0,
     until20},
    {"Node 18 and 20 take an empty Transfer-Encoding for none; another reader may not.",
     D::WeRefuse,
     {"9112-6.1 empty"},
     0,
     until20},
    {"RFC 9112 section 6.1 has HTTP/1.0 with a transfer coding taken for faulty framing.",
     D::WeRefuse,
     {"9112-6.1 in 1.0", "9112-6.1 in 1.0 with keep-alive", "response 9112-6.1 in 1.0"}},
    {"Node follows Proxy-Connection, which RFC 9112 appendix C.2.2 says never to do.",
     D::Values,
     {"9112-9.3 1.0 Proxy-Connection"}},
    {"Node 18 takes LF for CRLF, and a fold, a control byte or blanks where newer ones do not.",
     D::WeRefuse,
     {"9112-2.2 bare LF after start line", "9112-2.2 bare LF at the very end",
      "9112-2.2 blank before the first field", "9112-3 tab after target", "9110-5.1 empty name",
      "9112-5.1 blank before colon", "9112-5.1 blank in name", "9112-3.2 0x0c in target"},
     0,
     old},
};

const std::vector<Explained> responseDifferences{
    {"Node keeps blanks at the ends of a reason phrase.",
     D::Values,
     {"response 9112-4 reason of blanks", "response 9110-15.2.2 101"}},
    {"Node skips empty lines before a response; between responses they are bytes that nobody asked for.",
     D::WeRefuse,
     {"response 9112-4 empty line before"}},
    {"Node's parser leaves the range of a status to its user; RFC 9110 section 15 has 100 to 599.",
     D::WeRefuse,
     {"response 9110-15 too low", "response 9110-15 zero", "response 9110-15 too high",
      "response 9110-15 far too high"}},
    {"Node passes control bytes in a reason phrase, NUL with them; RFC 9112 section 4 has none there.",
     D::WeRefuse,
     {"response 9112-4 0x*"}},
    {"Node reads a response with any other coding until close, and takes chunked among others; a proxy that "
     "cannot "
     "decode it cannot tell a whole one from one cut short.",
     D::WeRefuse,
     {"response 9112-6.1 gzip, chunked", "response 9112-6.1 gzip", "response 9112-6.1 identity",
      "response 9112-6.1 xchunked", "response 9112-6.1 chunked, chunked", "response 9112-6.1 two lines",
      "response 9112-6.1 identity, chunked twice"}},
    {"A 204 that announces a body may have sent it: we do not use its connection again.",
     D::Values,
     {"response 9110-8.6 204 with length", "response 9112-6.1 204 chunked"}},
    {"Node ends the connection behind a response to HEAD without framing; it has no body (RFC 9112 section "
     "6.3).",
     D::Values,
     {"response 9112-6.3 rule 1 HEAD without either"}},
    {"Node's parser is not told here that the request was CONNECT.",
     D::Values,
     {"response 9112-6.3 rule 2 CONNECT"}},
    {"Node 18 takes other numbers of digits for a status, LF or CR for CRLF, and a fold or no name for a "
     "field.",
     D::WeRefuse,
     {"response 9112-4 two blanks", "response 9112-4 no status but a blank", "response 9112-4 one digit",
      "response 9112-4 two digits", "response 9112-4 four digits, first 0",
      "response 9112-2.2 bare LF after status line", "response 9112-2.2 bare LF without reason",
      "response 9112-2.2 bare LF as empty line", "response 9112-2.2 bare CR in reason",
      "response 9112-2.2 CR CR LF", "response 9112-2.2 bare CR as empty line",
      "response 9112-5.2 blank before the first field", "response 9110-5.1 empty name"},
     0,
     old},
    {"Node 18 waits for the body of a 304 that says its length; it has none (RFC 9112 section 6.3).",
     D::Values,
     {"response 9112-6.3 rule 1 304 with length", "response 9112-6.3 rule 1 304 chunked"},
     0,
     old},
};

const std::vector<Explained> chunkedDifferences{
    {"Extensions end at this hop, so that their grammar is nobody's business; only their length and control "
     "bytes "
     "are looked at.",
     D::NodeRefuses,
     {"chunked 9112-7.1.1 blanks inside an extension", "chunked 9112-7.1.1 extension with tab",
      "chunked 9112-7.1.1 extension with utf-8", "chunked 9112-7.1.1 extension without a name",
      "chunked 9112-7.1.1 CRLF in a quoted extension"},
     recent},
    {"A trailer frames nothing: the proxy drops such fields (RFC 9110 section 6.5.1).",
     D::NodeRefuses,
     {"chunked 9112-7.1.2 a trailer that frames"},
     recent},
    {"Chunk sizes over 15 digits are of no real chunk, and other readers have narrower numbers.",
     D::WeRefuse,
     {"chunked 9112-7.1 size of 16 zeros"}},
    {"Node 18 takes LF or CR for CRLF and bad names behind the last chunk.",
     D::WeRefuse,
     {"chunked 9112-7.1.2 bare LF at the end", "chunked 9112-7.1.2 bare CR at the end",
      "chunked 9112-7.1.2 bad trailer name", "chunked 9112-7.1.2 trailer without a name",
      "chunked 9112-7.1.2 blank before the colon", "chunked 9112-7.1.2 fold before the first trailer"},
     0,
     old},
};

std::vector<Explained> allDifferences() {
    std::vector<Explained> all = requestDifferences;
    all.insert(all.end(), responseDifferences.begin(), responseDifferences.end());
    all.insert(all.end(), chunkedDifferences.begin(), chunkedDifferences.end());
    return all;
}

}  // namespace

std::span<const Explained> explainedDifferences() {
    static const std::vector<Explained> all = allDifferences();
    return all;
}

bool covers(const Explained& explained, const std::string& row) {
    return std::any_of(explained.rows.begin(), explained.rows.end(), [&](std::string_view name) {
        return name.ends_with('*') ? row.starts_with(name.substr(0, name.size() - 1)) : row == name;
    });
}

}  // namespace portolan::differential
