// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httpmessages.h"

#include <vector>

namespace portolan::support {

namespace {

using F = httpwire::ParseFailure;
using M = httpwire::Method;
using namespace std::string_literals;

/// Responses to GET.
const std::vector<ResponseMessage> toGet{
    {"9112-4 simplest", "HTTP/1.1 200 OK\r\n\r\n", F::None, "200 OK until-close close"},
    {"9112-4 empty reason", "HTTP/1.1 200 \r\n\r\n", F::None, "200 until-close close"},
    {"9112-4 no reason, no blank", "HTTP/1.1 200\r\n\r\n", F::None, "200 until-close close"},
    {"9112-4 reason of blanks", "HTTP/1.1 200   \r\n\r\n", F::None, "200 until-close close"},
    {"9112-4 long reason", "HTTP/1.1 404 Not at all\tfound \xc3\xbc\r\n\r\n", F::None,
     "404 Not at all\tfound \xc3\xbc until-close close"},
    {"9112-4 1.0", "HTTP/1.0 200 OK\r\n\r\n", F::None, "200 OK until-close close"},
    {"9112-4 empty line before", "\r\nHTTP/1.1 200 OK\r\n\r\n", F::BadVersion},
    {"9112-4 blank before", " HTTP/1.1 200 OK\r\n\r\n", F::BadVersion},
    {"9112-4 other protocol", "ICY 200 OK\r\n\r\n", F::BadVersion},
    {"9112-4 a request", "GET / HTTP/1.1\r\n\r\n", F::BadVersion},
    {"9112-4 ssh", "SSH-2.0-OpenSSH_9.2\r\n", F::BadVersion},
    {"9112-4 smtp", "220 mail.example ESMTP\r\n", F::BadVersion},
    {"9112-4 tls alert", "\x15\x03\x01\x00\x02\x02\x46"s, F::BadVersion},
    {"9112-4 html", "<html></html>\r\n\r\n", F::BadVersion},
    {"9112-2.3 2.0", "HTTP/2.0 200 OK\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 0.9", "HTTP/0.9 200 OK\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 1.2", "HTTP/1.2 200 OK\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 2", "HTTP/2 200 OK\r\n\r\n", F::BadVersion},
    {"9112-2.3 lower case", "http/1.1 200 OK\r\n\r\n", F::BadVersion},
    {"9112-2.3 two digits", "HTTP/1.10 200 OK\r\n\r\n", F::BadStartLine},
    {"9112-4 two blanks", "HTTP/1.1  200 OK\r\n\r\n", F::BadStatus},
    {"9112-4 tab", "HTTP/1.1\t200 OK\r\n\r\n", F::BadStartLine},
    {"9112-4 no status", "HTTP/1.1\r\n\r\n", F::BadStartLine},
    {"9112-4 no status but a blank", "HTTP/1.1 \r\n\r\n", F::BadStatus},
    {"9112-4 one digit", "HTTP/1.1 2 OK\r\n\r\n", F::BadStatus},
    {"9112-4 two digits", "HTTP/1.1 99 OK\r\n\r\n", F::BadStatus},
    {"9112-4 four digits", "HTTP/1.1 1000 OK\r\n\r\n", F::BadStatus},
    {"9112-4 four digits, first 0", "HTTP/1.1 0200 OK\r\n\r\n", F::BadStatus},
    {"9112-4 letters", "HTTP/1.1 OK\r\n\r\n", F::BadStatus},
    {"9112-4 sign", "HTTP/1.1 +200 OK\r\n\r\n", F::BadStatus},
    {"9112-4 negative", "HTTP/1.1 -200 OK\r\n\r\n", F::BadStatus},
    {"9112-4 hex", "HTTP/1.1 2e0 OK\r\n\r\n", F::BadStatus},
    {"9112-4 fraction", "HTTP/1.1 200.1 OK\r\n\r\n", F::BadStartLine},
    {"9112-4 no blank before reason", "HTTP/1.1 200OK\r\n\r\n", F::BadStartLine},
    {"9112-4 tab before reason", "HTTP/1.1 200\tOK\r\n\r\n", F::BadStartLine},
    {"9110-15 lowest", "HTTP/1.1 100 \r\n\r\n", F::None, "100 keep"},
    {"9110-15 too low", "HTTP/1.1 099 x\r\n\r\n", F::BadStatus},
    {"9110-15 zero", "HTTP/1.1 000 x\r\n\r\n", F::BadStatus},
    {"9110-15 highest", "HTTP/1.1 599 x\r\n\r\n", F::None, "599 x until-close close"},
    {"9110-15 too high", "HTTP/1.1 600 x\r\n\r\n", F::BadStatus},
    {"9110-15 far too high", "HTTP/1.1 999 x\r\n\r\n", F::BadStatus},
    {"9112-2.2 bare LF after status line", "HTTP/1.1 200 OK\n\r\n", F::BareLf},
    {"9112-2.2 bare LF everywhere", "HTTP/1.1 200 OK\nX: 1\n\n", F::BareLf},
    {"9112-2.2 bare LF without reason", "HTTP/1.1 200\n\n", F::BareLf},
    {"9112-2.2 bare LF in version", "HTTP/1.1\n200 OK\r\n\r\n", F::BadStartLine},
    {"9112-2.2 bare LF after field", "HTTP/1.1 200 OK\r\nX: 1\n\r\n", F::BareLf},
    {"9112-2.2 bare LF as empty line", "HTTP/1.1 200 OK\r\nX: 1\r\n\n", F::BareLf},
    {"9112-2.2 bare CR in reason", "HTTP/1.1 200 O\rK\r\n\r\n", F::BareCr},
    {"9112-2.2 CR CR LF", "HTTP/1.1 200 OK\r\r\n\r\n", F::BareCr},
    {"9112-2.2 bare CR in value", "HTTP/1.1 200 OK\r\nX: 1\rSet-Cookie: a\r\n\r\n", F::BareCr},
    {"9112-2.2 bare CR as empty line", "HTTP/1.1 200 OK\r\nX: 1\r\n\rx\r\n", F::BareCr},
    {"9112-5.1 blank before colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n", F::BlankBeforeColon},
    {"9112-5.2 fold", "HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\n\r\n", F::FoldedField},
    {"9112-5.2 blank before the first field", "HTTP/1.1 200 OK\r\n X: 1\r\n\r\n", F::FoldedField},
    {"9110-5.1 no colon", "HTTP/1.1 200 OK\r\nX\r\n\r\n", F::BadFieldName},
    {"9110-5.1 empty name", "HTTP/1.1 200 OK\r\n: 1\r\n\r\n", F::BadFieldName},
    {"9110-5.1 bad name", "HTTP/1.1 200 OK\r\nX[: 1\r\n\r\n", F::BadFieldName},
    {"9110-5.5 utf-8", "HTTP/1.1 200 OK\r\nX: \xc3\xbc\xff\r\n\r\n", F::None, "200 OK until-close close"},
    // Framing
    {"9112-6.3 length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", F::None, "200 OK length=5 keep"},
    {"9112-6.3 length 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", F::None, "200 OK keep"},
    {"9112-6.3 two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
     F::BadContentLength},
    {"9112-6.3 two equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
     F::BadContentLength},
    {"9112-6.3 list", "HTTP/1.1 200 OK\r\nContent-Length: 5,5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 sign", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", F::BadContentLength},
    {"9110-8.6 plus", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 empty", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", F::BadContentLength},
    {"9110-8.6 hex", "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 beyond 64 bits", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551621\r\n\r\n",
     F::BadContentLength},
    {"9110-8.6 bad even without body", "HTTP/1.1 304 x\r\nContent-Length: x\r\n\r\n", F::BadContentLength},
    {"9112-6.1 chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", F::None,
     "200 OK chunked keep"},
    {"9112-6.1 with length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
     F::LengthAndChunked},
    {"9112-6.1 after length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
     F::LengthAndChunked},
    {"9112-6.1 with length though no body",
     "HTTP/1.1 304 x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", F::LengthAndChunked},
    {"9112-6.1 in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", F::CodingInOldVersion},
    {"9112-6.1 gzip, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
     F::UnsupportedCoding},
    {"9112-6.1 gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", F::BadTransferEncoding},
    {"9112-6.1 identity", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", F::BadTransferEncoding},
    {"9112-6.1 xchunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n", F::BadTransferEncoding},
    {"9112-6.1 chunked, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 two lines",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 identity, chunked twice",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity, chunked\r\n\r\n", F::BadTransferEncoding},
    {"9112-6.3 rule 8 neither, 1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", F::None,
     "200 OK until-close close"},
    // No body, whatever the fields say
    {"9112-6.3 rule 1 103", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", F::None,
     "103 Early Hints keep"},
    {"9112-6.3 rule 1 204", "HTTP/1.1 204 x\r\n\r\n", F::None, "204 x keep"},
    {"9112-6.3 rule 1 204 with length 0", "HTTP/1.1 204 x\r\nContent-Length: 0\r\n\r\n", F::None,
     "204 x keep"},
    {"9112-6.3 rule 1 304 with length", "HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n", F::None, "304 x keep"},
    {"9112-6.3 rule 1 304 chunked", "HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n", F::None,
     "304 x keep"},
    {"9110-8.6 204 with length", "HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n", F::None, "204 x close"},
    {"9112-6.1 204 chunked", "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n", F::None, "204 x close"},
    {"9112-6.3 rule 6 205 has a body", "HTTP/1.1 205 x\r\nContent-Length: 5\r\n\r\n", F::None,
     "205 x length=5 keep"},
    // Connection
    {"9112-9.3 close", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", F::None,
     "200 OK length=5 close"},
    {"9112-9.3 1.0 with length", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", F::None,
     "200 OK length=5 close"},
    {"9112-9.3 1.0 keep-alive", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n",
     F::None, "200 OK length=5 keep"},
    {"9110-15.2.2 101",
     "HTTP/1.1 101 Switching  Protocols \r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", F::None,
     "101 Switching  Protocols keep upgrade=websocket"},
    {"9110-7.8 101 without Connection", "HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\n", F::None,
     "101 x keep"},
};

/// Responses to other methods.
const std::vector<ResponseMessage> toOthers{
    {"9112-6.3 rule 1 HEAD with length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", F::None,
     "200 OK keep", M::Head},
    {"9112-6.3 rule 1 HEAD chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", F::None,
     "200 OK keep", M::Head},
    {"9112-6.3 rule 1 HEAD without either", "HTTP/1.1 200 OK\r\n\r\n", F::None, "200 OK keep", M::Head},
    {"9112-6.1 HEAD with both", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
     F::LengthAndChunked, "", M::Head},
    {"9110-8.6 HEAD with two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
     F::BadContentLength, "", M::Head},
    {"9112-6.3 rule 1 100 to POST", "HTTP/1.1 100 Continue\r\n\r\n", F::None, "100 Continue keep", M::Post},
    {"9112-6.3 rule 2 CONNECT", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", F::None, "200 OK keep",
     M::Connect},
    {"9112-6.3 rule 2 CONNECT refused", "HTTP/1.1 403 x\r\nContent-Length: 5\r\n\r\n", F::None,
     "403 x length=5 keep", M::Connect},
};

std::vector<ResponseMessage> allRows() {
    std::vector<ResponseMessage> rows = toGet;
    rows.insert(rows.end(), toOthers.begin(), toOthers.end());
    for (const char byte : controlBytes()) {
        const std::string name = spelled(byte);
        rows.push_back(
            {"9112-4 " + name + " in reason", "HTTP/1.1 200 O"s + byte + "K\r\n\r\n", F::ControlByte});
        rows.push_back({"9110-5.5 " + name + " in value",
                        "HTTP/1.1 200 OK\r\nX: a"s + byte + "\r\nContent-Length: 0\r\n\r\n", F::ControlByte});
        rows.push_back({"9110-5.1 " + name + " in name", "HTTP/1.1 200 OK\r\nX"s + byte + ": a\r\n\r\n",
                        F::BadFieldName});
    }
    return rows;
}

}  // namespace

std::span<const ResponseMessage> responseMessages() {
    static const std::vector<ResponseMessage> rows = allRows();
    return rows;
}

}  // namespace portolan::support
