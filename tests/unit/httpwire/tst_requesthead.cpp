// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/parser.h"
#include "tests/unit/httpwire/verdicts.h"

#include <QTest>

#include <string>

using namespace portolan::httpwire;
using namespace std::string_view_literals;

namespace {

using F = ParseFailure;

constexpr Row rows[] = {
    // Start line
    {"9112-3 simplest", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3 method of our own", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3 method with every kind of tchar", "A!#$%&'*+-.^_`|~9 / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3 lower case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3 method of 32", "ABCDEFGHABCDEFGHABCDEFGHABCDEFGH / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3 method of 33", "ABCDEFGHABCDEFGHABCDEFGHABCDEFGHA / HTTP/1.1\r\nHost: a\r\n\r\n",
     F::MethodTooLong},
    {"9112-3 no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", F::BadStartLine},
    {"9112-3 separator in method", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", F::BadStartLine},
    {"9112-3 tab after method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", F::BadStartLine},
    {"9112-3 two blanks after method", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", F::BadStartLine},
    {"9112-3 two blanks after target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-3 blank in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-3 blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-3 no version (0.9)", "GET /\r\n\r\n", F::BadStartLine},
    {"9112-3 tls hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv, F::BadStartLine},
    {"9112-3 fields first", "Host: a\r\n\r\n", F::BadStartLine},
    // Lines
    {"9112-2.2 one empty line before", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-2.2 three empty lines before", "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-2.2 bare LF before", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", F::BareLf},
    {"9112-2.2 bare CR before", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", F::BareCr},
    {"9112-2.2 bare LF after start line", "GET / HTTP/1.1\nHost: a\r\n\r\n", F::BareLf},
    {"9112-2.2 bare LF after target", "GET /\nHost: a\r\n\r\n", F::BareLf},
    {"9112-2.2 bare LF after method", "GET\nHost: a\r\n\r\n", F::BadStartLine},
    {"9112-2.2 bare LF in version", "GET / HTTP/\nHost: a\r\n\r\n", F::BareLf},
    {"9112-2.2 bare LF after field", "GET / HTTP/1.1\r\nHost: a\n\r\n", F::BareLf},
    {"9112-2.2 bare LF in name", "GET / HTTP/1.1\r\nHost: a\r\nX\nY: 1\r\n\r\n", F::BareLf},
    {"9112-2.2 bare LF as empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", F::BareLf},
    {"9112-2.2 bare CR after start line", "GET / HTTP/1.1\rHost: a\r\n\r\n", F::BareCr},
    {"9112-2.2 bare CR in value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\rTransfer-Encoding: chunked\r\n\r\n",
     F::BareCr},
    {"9112-2.2 CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", F::BareCr},
    {"9112-2.2 bare CR as empty line", "GET / HTTP/1.1\r\nHost: a\r\n\rX: 1\r\n\r\n", F::BareCr},
    // Version
    {"9112-2.3 1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"},
    {"9112-2.3 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 3.1", "GET / HTTP/3.1\r\nHost: a\r\n\r\n", F::UnsupportedVersion},
    {"9112-2.3 lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-2.3 without dot", "GET / HTTP/11\r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-2.3 two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-2.3 major only", "GET / HTTP/1\r\nHost: a\r\n\r\n", F::BadVersion},
    {"9112-2.3 other protocol", "GET / RTSP/1.0\r\nHost: a\r\n\r\n", F::BadVersion},
    // Target
    {"9112-3.2.1 origin with query", "GET /a/b?c=d&e=%20 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.1 utf-8", "GET /\xc3\xbc HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.1 what browsers leave unescaped", "GET /?a[]={b}|\"c\"\\ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.1 fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.1 no slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.1 query only", "GET ?a HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.1 NUL", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv, F::ControlByte},
    {"9112-3.2.1 tab", "GET /\ta HTTP/1.1\r\nHost: a\r\n\r\n", F::ControlByte},
    {"9112-3.2.1 DEL", "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n", F::ControlByte},
    {"9112-3.2.2 absolute", "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.2 absolute https", "GET https://a/b HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.2 absolute upper case scheme", "GET HTTP://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.2 absolute without path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.2 absolute without Host", "GET http://a/ HTTP/1.1\r\n\r\n", F::HostMissing},
    {"9112-3.2.2 query without path", "GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.2 empty authority", "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.2 user information", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.2 bad port", "GET http://a:x/ HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.2 other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.3 CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", F::ConnectNotSupported},
    {"9112-3.2.3 authority without CONNECT", "GET a:443 HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.4 OPTIONS asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"9112-3.2.4 GET asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    {"9112-3.2.4 asterisk and more", "OPTIONS *a HTTP/1.1\r\nHost: a\r\n\r\n", F::BadTarget},
    // Host
    {"9112-3.2 no Host in 1.1", "GET / HTTP/1.1\r\n\r\n", F::HostMissing},
    {"9112-3.2 no Host in 1.0", "GET / HTTP/1.0\r\n\r\n"},
    {"9112-3.2 Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", F::HostRepeated},
    {"9112-3.2 Host twice in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", F::HostRepeated},
    {"9112-3.2 Host empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", F::BadHost},
    {"9112-3.2 Host with port", "GET / HTTP/1.1\r\nHost: a:8080\r\n\r\n"},
    {"9112-3.2 Host with empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n"},
    {"9112-3.2 Host with final dot", "GET / HTTP/1.1\r\nHost: a.b.\r\n\r\n"},
    {"9112-3.2 Host ipv4", "GET / HTTP/1.1\r\nHost: 192.0.2.1:80\r\n\r\n"},
    {"9112-3.2 Host ipv6", "GET / HTTP/1.1\r\nHost: [2001:db8::1]\r\n\r\n"},
    {"9112-3.2 Host ipv6 and port", "GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n"},
    {"9112-3.2 Host underscore", "GET / HTTP/1.1\r\nHost: my_host\r\n\r\n"},
    {"9112-3.2 Host port 0", "GET / HTTP/1.1\r\nHost: a:0\r\n\r\n", F::BadHost},
    {"9112-3.2 Host port 65536", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", F::BadHost},
    {"9112-3.2 Host port +80", "GET / HTTP/1.1\r\nHost: a:+80\r\n\r\n", F::BadHost},
    {"9112-3.2 Host two ports", "GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n", F::BadHost},
    {"9112-3.2 Host only port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", F::BadHost},
    {"9112-3.2 Host user information", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", F::BadHost},
    {"9112-3.2 Host path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", F::BadHost},
    {"9112-3.2 Host backslash", "GET / HTTP/1.1\r\nHost: a\\b\r\n\r\n", F::BadHost},
    {"9112-3.2 Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", F::BadHost},
    {"9112-3.2 Host blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", F::BadHost},
    {"9112-3.2 Host percent", "GET / HTTP/1.1\r\nHost: a%00b\r\n\r\n", F::BadHost},
    {"9112-3.2 Host utf-8", "GET / HTTP/1.1\r\nHost: \xc3\xbc\r\n\r\n", F::BadHost},
    {"9112-3.2 Host ipv6 open", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", F::BadHost},
    {"9112-3.2 Host ipv6 and junk", "GET / HTTP/1.1\r\nHost: [::1]a\r\n\r\n", F::BadHost},
    {"9112-3.2 Host ipv6 with zone", "GET / HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", F::BadHost},
    {"9112-3.2 Host ipv6 without brackets", "GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", F::BadHost},
    // Field names
    {"9110-5.1 any token", "GET / HTTP/1.1\r\nHost: a\r\nx!#$%&'*+-.^_`|~1: 1\r\n\r\n"},
    {"9110-5.1 empty name", "GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n", F::BadFieldName},
    {"9110-5.1 no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", F::BadFieldName},
    {"9110-5.1 separator", "GET / HTTP/1.1\r\nHost: a\r\nX(Y: 1\r\n\r\n", F::BadFieldName},
    {"9110-5.1 slash", "GET / HTTP/1.1\r\nHost: a\r\nX/Y: 1\r\n\r\n", F::BadFieldName},
    {"9110-5.1 NUL", "GET / HTTP/1.1\r\nHost: a\r\nX\0: 1\r\n\r\n"sv, F::BadFieldName},
    {"9110-5.1 utf-8", "GET / HTTP/1.1\r\nHost: a\r\n\xc3\xbc: 1\r\n\r\n", F::BadFieldName},
    {"9112-5.1 blank before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", F::BlankBeforeColon},
    {"9112-5.1 tab before colon", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length\t: 5\r\n\r\n",
     F::BlankBeforeColon},
    {"9112-5.1 blank in name", "GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n", F::BlankBeforeColon},
    {"9112-5.2 fold", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", F::FoldedField},
    {"9112-5.2 fold with tab", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n", F::FoldedField},
    {"9112-5.2 fold to nothing", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n \r\n\r\n", F::FoldedField},
    {"9112-2.2 blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", F::FoldedField},
    // Field values
    {"9110-5.5 no blank", "GET / HTTP/1.1\r\nHost:a\r\n\r\n"},
    {"9110-5.5 many blanks", "GET / HTTP/1.1\r\nHost: \t a \t \r\n\r\n"},
    {"9110-5.5 empty", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n"},
    {"9110-5.5 only blanks", "GET / HTTP/1.1\r\nHost: a\r\nX: \t \r\n\r\n"},
    {"9110-5.5 tab inside", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\t2\r\n\r\n"},
    {"9110-5.5 utf-8", "GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xbc\xff\x80\r\n\r\n"},
    {"9110-5.5 NUL", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\0\r\n\r\n"sv, F::ControlByte},
    {"9110-5.5 NUL far inside", "GET / HTTP/1.1\r\nHost: a\r\nX: 123456789012345\0 678\r\n\r\n"sv,
     F::ControlByte},
    {"9110-5.5 DEL", "GET / HTTP/1.1\r\nHost: a\r\nX: 1234567\x7f\r\n\r\n", F::ControlByte},
    {"9110-5.5 escape", "GET / HTTP/1.1\r\nHost: a\r\nX: \x1b[0m\r\n\r\n", F::ControlByte},
    {"9110-5.5 vertical tab", "GET / HTTP/1.1\r\nHost: a\r\nX: \x0b\r\n\r\n", F::ControlByte},
    // Lengths
    {"9112-6.3 length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"},
    {"9112-6.3 length with leading zeros", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\n"},
    {"9112-6.3 two equal lengths",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n", F::BadContentLength},
    {"9112-6.3 two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
     F::BadContentLength},
    {"9112-6.3 list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 empty", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", F::BadContentLength},
    {"9110-8.6 sign", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 negative", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 hex", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", F::BadContentLength},
    {"9110-8.6 fraction", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5.0\r\n\r\n", F::BadContentLength},
    {"9110-8.6 blank inside", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\n",
     F::BadContentLength},
    {"9110-8.6 beyond 64 bits", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n",
     F::BadContentLength},
    // Transfer codings
    {"9112-6.1 chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"9112-6.1 any case", "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n"},
    {"9112-6.1 with length",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
     F::LengthAndChunked},
    {"9112-6.1 after length",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
     F::LengthAndChunked},
    {"9112-6.1 in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
     F::CodingInOldVersion},
    {"9112-6.1 other before chunked",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", F::UnsupportedCoding},
    {"9112-6.1 chunked not last", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 chunked twice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 two lines",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 empty", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", F::BadTransferEncoding},
    {"9112-6.1 xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 quoted", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 parameter", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;a=b\r\n\r\n",
     F::BadTransferEncoding},
    {"9112-6.1 vertical tab before",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0b"
     "chunked\r\n\r\n",
     F::ControlByte},
};

/// All a head says, so that two ways of reading it can be compared.
QByteArray describe(const ParseResult& result, const RequestHead& head) {
    std::string text = std::to_string(static_cast<int>(result.state)) + " " + std::to_string(result.consumed);
    if (result.complete()) {
        for (const std::string_view part :
             {head.methodText, head.target, head.path, head.query, head.authority, head.host, head.upgrade})
            text += "|" + std::string(part);
        text += " " + std::to_string(static_cast<int>(head.framing)) + " " +
                std::to_string(head.contentLength) + " " + std::to_string(head.port) +
                (head.keepAlive ? " keep" : " close") + (head.expectContinue ? " expect" : "");
        for (const Field& field : head.fields)
            text += "\n" + std::string(field.name) + "=" + std::string(field.value);
    }
    return QByteArray::fromStdString(text);
}

/// Reads as a connection does: the first piece is parsed, the rest when the scanner says so.
QByteArray readInPieces(std::string_view bytes, const std::vector<std::size_t>& ends) {
    const Limits limits;
    RequestHead head;
    HeadScanner scanner;
    ParseResult result;
    for (const std::size_t end : ends) {
        const std::string copy(bytes.substr(0, end));
        if (end != ends.front() && !scanner.mayBeComplete(copy, limits))
            continue;
        result = parseRequestHead(copy, limits, head);
        if (!result.incomplete())
            return describe(result, head);
    }
    return describe(result, head);
}

RequestHead parsed(std::string_view bytes) {
    RequestHead head;
    const ParseResult result = parseRequestHead(bytes, Limits{}, head);
    if (!result.complete())
        qFatal("a head of this test does not parse: %.*s", static_cast<int>(bytes.size()), bytes.data());
    return head;
}

}  // namespace

class TestRequestHead : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void acceptsAndRefusesAsTheStandardsSay_data();
    void acceptsAndRefusesAsTheStandardsSay();
    void givesTheSameResultForEverySplit_data();
    void givesTheSameResultForEverySplit();
    void isNeverCompleteTooEarly();
    void readsHostAndPort_data();
    void readsHostAndPort();
    void readsTargets_data();
    void readsTargets();
    void readsPersistence_data();
    void readsPersistence();
    void readsFraming();
    void readsExpectAndUpgrade();
    void leavesTheNextRequestAlone();
    void keepsTheLimits();
    void keepsTheLimitsWhateverComesBehind();
    void clearsWhatTheLastHeadLeft();
    void survivesRandomBytes();
    void everyFailureHasStatusAndSentence();
};

void TestRequestHead::acceptsAndRefusesAsTheStandardsSay_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ParseFailure>("failure");
    for (const Row& row : rows)
        QTest::newRow(row.name) << toByteArray(row.bytes) << row.failure;
}

void TestRequestHead::acceptsAndRefusesAsTheStandardsSay() {
    QFETCH(QByteArray, bytes);
    QFETCH(ParseFailure, failure);
    RequestHead head;
    const ParseResult result = parseRequestHead(toView(bytes), Limits{}, head);
    QCOMPARE(sentenceOf(result.failure), sentenceOf(failure));
    QCOMPARE(result.complete(), failure == ParseFailure::None);
    QCOMPARE(result.refused(), failure != ParseFailure::None);
    if (result.complete())
        QCOMPARE(result.consumed, static_cast<std::size_t>(bytes.size()));
}

void TestRequestHead::givesTheSameResultForEverySplit_data() {
    acceptsAndRefusesAsTheStandardsSay_data();
}

void TestRequestHead::givesTheSameResultForEverySplit() {
    QFETCH(QByteArray, bytes);
    const std::string_view view = toView(bytes);
    const QByteArray whole = readInPieces(view, {view.size()});
    std::vector<std::size_t> everyByte;
    for (std::size_t split = 1; split < view.size(); ++split) {
        QCOMPARE(readInPieces(view, {split, view.size()}), whole);
        everyByte.push_back(split);
    }
    everyByte.push_back(view.size());
    QCOMPARE(readInPieces(view, everyByte), whole);
}

void TestRequestHead::isNeverCompleteTooEarly() {
    constexpr std::string_view bytes =
        "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-Long: "
        "0123456789012345678901234567890\r\n\r\n";
    HeadScanner scanner;
    RequestHead head;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        QVERIFY(parseRequestHead(bytes.substr(0, length), Limits{}, head).incomplete());
        QVERIFY(!scanner.mayBeComplete(bytes.substr(0, length), Limits{}));
    }
    QVERIFY(scanner.mayBeComplete(bytes, Limits{}));
    QVERIFY(parseRequestHead(bytes, Limits{}, head).complete());
}

void TestRequestHead::readsHostAndPort_data() {
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("ipv6");
    QTest::newRow("9110-7.2 name") << QByteArray("Llm.Internal") << QByteArray("Llm.Internal") << 0 << false;
    QTest::newRow("9110-7.2 name and port") << QByteArray("a:8080") << QByteArray("a") << 8080 << false;
    QTest::newRow("3986-3.2.3 empty port") << QByteArray("a:") << QByteArray("a") << 0 << false;
    QTest::newRow("3986-3.2.3 leading zeros") << QByteArray("a:00080") << QByteArray("a") << 80 << false;
    QTest::newRow("3986-3.2.2 v4") << QByteArray("192.0.2.1:1") << QByteArray("192.0.2.1") << 1 << false;
    QTest::newRow("3986-3.2.2 v6") << QByteArray("[::1]:65535") << QByteArray("::1") << 65535 << true;
    QTest::newRow("3986-3.2.2 v6 bare")
        << QByteArray("[2001:DB8::1]") << QByteArray("2001:DB8::1") << 0 << true;
}

void TestRequestHead::readsHostAndPort() {
    QFETCH(QByteArray, authority);
    const QByteArray viaHost = "GET /x HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    const QByteArray viaTarget = "GET http://" + authority + "/x HTTP/1.1\r\nHost: other\r\n\r\n";
    for (const QByteArray& bytes : {viaHost, viaTarget}) {
        const RequestHead head = parsed(toView(bytes));
        QTEST(toByteArray(head.host), "host");
        QTEST(static_cast<int>(head.port), "port");
        QTEST(head.hostIsIpv6, "ipv6");
        QCOMPARE(toByteArray(head.authority), authority);
        QCOMPARE(head.target, "/x"sv);
    }
}

void TestRequestHead::readsTargets_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char* name, const char* line, const char* path, const char* query,
                        const char* target) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(path) << QByteArray(query)
                            << QByteArray(target);
    };
    row("9112-3.2.1", "GET /a/b?c?d", "/a/b", "c?d", "/a/b?c?d");
    row("9112-3.2.1 empty query", "GET /a?", "/a", "", "/a?");
    row("9112-3.2.2", "GET http://h/a?b", "/a", "b", "/a?b");
    row("9112-3.2.2 no path", "GET http://h", "/", "", "/");
    row("9112-3.2.4 no path", "OPTIONS http://h", "*", "", "*");
    row("9112-3.2.4", "OPTIONS *", "*", "", "*");
}

void TestRequestHead::readsTargets() {
    QFETCH(QByteArray, line);
    const QByteArray bytes = line + " HTTP/1.1\r\nHost: h\r\n\r\n";
    const RequestHead head = parsed(toView(bytes));
    QTEST(toByteArray(head.path), "path");
    QTEST(toByteArray(head.query), "query");
    QTEST(toByteArray(head.target), "target");
}

void TestRequestHead::readsPersistence_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<bool>("namesFields");
    const auto row = [](const char* name, const char* version, const char* fields, bool keep, bool names) {
        QTest::newRow(name) << QByteArray("GET / HTTP/") + version + "\r\nHost: a\r\n" + fields + "\r\n"
                            << keep << names;
    };
    row("9112-9.3 1.1", "1.1", "", true, false);
    row("9112-9.3 1.1 close", "1.1", "Connection: close\r\n", false, false);
    row("9112-9.3 1.1 Close in a list", "1.1", "Connection: x ,, Close\r\n", false, true);
    row("9112-9.3 close in a second line", "1.1", "Connection: keep-alive\r\nConnection: close\r\n", false,
        false);
    row("9112-9.3 keep-alive and close", "1.1", "Connection: keep-alive, close\r\n", false, false);
    row("9112-9.3 1.0", "1.0", "", false, false);
    row("9112-9.3 1.0 keep-alive", "1.0", "Connection: Keep-Alive\r\n", true, false);
    row("9112-9.3 1.0 Proxy-Connection", "1.0", "Proxy-Connection: keep-alive\r\n", false, false);
    row("9110-7.6.1 names a field", "1.1", "Connection: x-hop\r\n", true, true);
    row("9110-7.6.1 not a prefix", "1.1", "Connection: closed\r\n", true, true);
}

void TestRequestHead::readsPersistence() {
    QFETCH(QByteArray, bytes);
    const RequestHead head = parsed(toView(bytes));
    QTEST(head.keepAlive, "keepAlive");
    QTEST(head.connection.namesFields, "namesFields");
}

void TestRequestHead::readsFraming() {
    QVERIFY(parsed("GET / HTTP/1.1\r\nHost: a\r\n\r\n").framing == Framing::None);
    const RequestHead length =
        parsed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n");
    QVERIFY(length.framing == Framing::Length);
    QCOMPARE(length.contentLength, 999999999999999999U);
    const RequestHead empty = parsed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    QVERIFY(empty.framing == Framing::None);
    QVERIFY(empty.hasContentLength);
    const RequestHead chunked = parsed("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n");
    QVERIFY(chunked.framing == Framing::Chunked);
    QVERIFY(!chunked.hasContentLength);
}

void TestRequestHead::readsExpectAndUpgrade() {
    const RequestHead head = parsed(
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        "Expect: 100-Continue\r\n\r\n");
    QCOMPARE(head.upgrade, "websocket"sv);
    QVERIFY(head.expectContinue);
    QVERIFY(!head.connection.namesFields);
    QVERIFY(parsed("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n").upgrade.empty());
    // RFC 9110 section 10.1.1: ignored in HTTP/1.0.
    QVERIFY(!parsed("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expectContinue);
}

void TestRequestHead::leavesTheNextRequestAlone() {
    constexpr std::string_view two = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    RequestHead head;
    const ParseResult first = parseRequestHead(two, Limits{}, head);
    QVERIFY(first.complete());
    QCOMPARE(head.target, "/1"sv);
    const ParseResult second = parseRequestHead(two.substr(first.consumed), Limits{}, head);
    QVERIFY(second.complete());
    QCOMPARE(head.target, "/2"sv);
    QCOMPARE(first.consumed + second.consumed, two.size());
}

void TestRequestHead::keepsTheLimits() {
    RequestHead head;
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
    std::string fields = start;
    for (int i = 0; i < 99; ++i)
        fields += "X: 1\r\n";
    QVERIFY(parseRequestHead(fields + "\r\n", Limits{}, head).complete());
    QCOMPARE(head.fields.size(), 100U);
    QVERIFY(parseRequestHead(fields + "X: 1\r\n\r\n", Limits{}, head).failure == ParseFailure::TooManyFields);

    const std::string target = "GET /" + std::string(16 * 1024 - 1, 'a');
    QVERIFY(parseRequestHead(target + " HTTP/1.1\r\nHost: a\r\n\r\n", Limits{}, head).complete());
    QVERIFY(parseRequestHead(target + "a", Limits{}, head).failure == ParseFailure::TargetTooLong);

    const std::string full = start + "X: " + std::string(32 * 1024 - start.size() - 7, 'a') + "\r\n\r\n";
    QCOMPARE(full.size(), 32U * 1024U);
    QVERIFY(parseRequestHead(full, Limits{}, head).complete());
    const std::string over = start + "X: " + std::string(32 * 1024 - start.size() - 6, 'a') + "\r\n\r\n";
    QVERIFY(parseRequestHead(over, Limits{}, head).failure == ParseFailure::HeadTooLarge);
    HeadScanner scanner;
    QVERIFY(scanner.mayBeComplete(over.substr(0, 32 * 1024), Limits{}));
}

void TestRequestHead::keepsTheLimitsWhateverComesBehind() {
    RequestHead head;
    const std::string over = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40 * 1024, 'a') + "\r\n\r\n";
    for (const std::size_t length : {std::size_t{32 * 1024}, std::size_t{33 * 1024}, over.size()})
        QVERIFY(parseRequestHead(over.substr(0, length), Limits{}, head).failure ==
                ParseFailure::HeadTooLarge);
    QVERIFY(parseRequestHead(over.substr(0, 32 * 1024 - 1), Limits{}, head).incomplete());
}

void TestRequestHead::clearsWhatTheLastHeadLeft() {
    RequestHead head;
    std::string many =
        "POST http://x:1/?q HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nExpect: 100-continue\r\n"
        "Connection: upgrade\r\nUpgrade: u\r\n";
    for (int i = 0; i < 40; ++i)
        many += "Accept: " + std::to_string(i) + "\r\n";
    QVERIFY(parseRequestHead(many + "\r\n", Limits{}, head).complete());
    QCOMPARE(head.fields.size(), 45U);
    constexpr std::string_view plain = "GET / HTTP/1.0\r\n\r\n";
    QVERIFY(parseRequestHead(plain, Limits{}, head).complete());
    RequestHead fresh;
    const ParseResult result = parseRequestHead(plain, Limits{}, fresh);
    QCOMPARE(describe(result, head), describe(result, fresh));
    QVERIFY(!head.fields.has(KnownField::Accept));
    QVERIFY(head.host.empty());
}

void TestRequestHead::survivesRandomBytes() {
    std::uint32_t state = 12345;
    const auto random = [&state](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    std::size_t complete = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string bytes(rows[random(std::size(rows))].bytes);
        for (std::uint32_t flips = random(4); flips > 0; --flips)
            bytes[random(static_cast<std::uint32_t>(bytes.size()))] = static_cast<char>(random(256));
        RequestHead head;
        const ParseResult result = parseRequestHead(bytes, Limits{}, head);
        complete += result.complete() ? 1 : 0;
        if (result.complete())
            for (const Field& field : head.fields)
                QVERIFY(field.value.find_first_of("\r\n\0"sv) == std::string_view::npos &&
                        !field.name.empty());
    }
    QVERIFY(complete > 1000);
}

void TestRequestHead::everyFailureHasStatusAndSentence() {
    for (int i = 1; i < static_cast<int>(ParseFailure::Count); ++i) {
        const int status = statusOf(static_cast<ParseFailure>(i));
        QVERIFY2(status == 400 || status == 414 || status == 431 || status == 501 || status == 505,
                 QByteArray::number(i).constData());
        QVERIFY(!sentenceOf(static_cast<ParseFailure>(i)).empty());
        QVERIFY(!reasonPhrase(status).empty());
    }
    QCOMPARE(statusOf(ParseFailure::UnsupportedVersion), 505);
    QCOMPARE(statusOf(ParseFailure::TargetTooLong), 414);
    QCOMPARE(statusOf(ParseFailure::TooManyFields), 431);
    QCOMPARE(statusOf(ParseFailure::UnsupportedCoding), 501);
}

QTEST_GUILESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
