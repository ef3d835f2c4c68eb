// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httpmessages.h"

#include <vector>

namespace portolan::support {

namespace {

using F = httpwire::ParseFailure;
using namespace std::string_literals;

const std::vector<ChunkedMessage> writtenRows{
    // What is a body
    {"9112-7.1 empty body", "0\r\n\r\n", ""},
    {"9112-7.1 one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1 several chunks", "1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n", "abcdef"},
    {"9112-7.1 hex in both cases", "a\r\n0123456789\r\nB\r\n01234567890\r\n0\r\n\r\n",
     "012345678901234567890"},
    {"9112-7.1 leading zeros", "0005\r\nhello\r\n000\r\n\r\n", "hello"},
    {"9112-7.1 fifteen digits", "000000000000005\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1 CRLF in the payload", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"},
    {"9112-7.1 every kind of byte in the payload", "5\r\n\0\n\r\x7f\xff\r\n0\r\n\r\n"s, "\0\n\r\x7f\xff"s},
    {"9112-7.1 a last chunk in the payload", "5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"},
    {"9112-7.1.1 extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n", "hello"},
    {"9112-7.1.1 quoted extension", "5;a=\"x;y\"\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.1 blanks inside an extension", "5; a = b\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.1 two extensions", "5;a;b=c\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.1 extension with tab", "5;\ta\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.1 extension with utf-8", "5;a=\xc3\xbc\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.1 extension without a name", "5;\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.1 what looks like a size in an extension", "5;6\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.2 trailers", "1\r\na\r\n0\r\nX: 1\r\nY: 2\r\n\r\n", "a"},
    {"9112-7.1.2 trailer without a value", "0\r\nX:\r\n\r\n", ""},
    {"9112-7.1.2 a trailer that frames", "0\r\nContent-Length: 5\r\n\r\n", ""},
    // Sizes
    {"9112-7.1 no size", "\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 no digit", "g\r\n", "", F::BadChunk},
    {"9112-7.1 a letter behind the digits", "5g\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 0x", "0x5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 h", "5h\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 sign", "+5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 negative", "-1\r\n", "", F::BadChunk},
    {"9112-7.1 negative zero", "-0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 fraction", "5.0\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 underscore", "0_5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 comma", "0,5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 quotes", "\"5\"\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 wide digit", "\xef\xbc\x95\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 blank before", " 5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 tab before", "\t5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 blank after", "5 \r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 tab after", "5\t\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 blank inside", "0 5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 blank after the last size", "5\r\nhello\r\n0 \r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1.1 blank before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 extension without a size", ";a\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 size of 16 digits", "1000000000000000\r\n", "", F::ChunkTooLarge},
    {"9112-7.1 size of 16 zeros", "0000000000000000\r\n\r\n", "", F::ChunkTooLarge},
    {"9112-7.1 size of all ones", "ffffffffffffffff\r\n", "", F::ChunkTooLarge},
    {"9112-7.1 size one below 2^63", "7fffffffffffffff\r\n", "", F::ChunkTooLarge},
    {"9112-7.1 size that wraps", "10000000000000005\r\nhello\r\n0\r\n\r\n", "", F::ChunkTooLarge},
    // Line ends
    {"9112-7.1 bare LF after size", "5\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 bare CR after size", "5\rhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 CR CR LF after size", "5\r\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 LF CR after size", "5\n\rhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 bare LF after the last size", "5\r\nhello\r\n0\n\r\n", "hello", F::BadChunk},
    {"9112-7.1.1 bare LF in extension", "5;a\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 bare CR in extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 bare CR in a quoted extension", "5;a=\"\r\"\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 CRLF in a quoted extension", "5;a=\"\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1 payload too short", "5\r\nhell\r\n0\r\n\r\n", "hell\r", F::BadChunk},
    {"9112-7.1 payload too long", "5\r\nhello!\r\n0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 no line end after payload", "5\r\nhello0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 bare LF after payload", "5\r\nhello\n0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 CR without LF after payload", "5\r\nhello\r0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 two line ends after payload", "5\r\nhello\r\n\r\n0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 a blank after payload", "5\r\nhello \r\n0\r\n\r\n", "hello", F::BadChunk},
    // Trailers
    {"9112-7.1.2 bare LF at the end", "0\r\n\n", "", F::BareLf},
    {"9112-7.1.2 bare CR at the end", "0\r\n\rX\r\n\r\n", "", F::BareCr},
    {"9112-7.1.2 bad trailer name", "0\r\nX Y: 1\r\n\r\n", "", F::BlankBeforeColon},
    {"9112-7.1.2 trailer without a name", "0\r\n: 1\r\n\r\n", "", F::BadFieldName},
    {"9112-7.1.2 trailer without a colon", "0\r\nX\r\n\r\n", "", F::BadFieldName},
    {"9112-7.1.2 blank before the colon", "0\r\nX : 1\r\n\r\n", "", F::BlankBeforeColon},
    {"9112-7.1.2 bare LF in trailers", "0\r\nX: 1\n\r\n", "", F::BareLf},
    {"9112-7.1.2 bare CR in trailers", "0\r\nX: 1\rY: 2\r\n\r\n", "", F::BareCr},
    {"9112-7.1.2 folded trailer", "0\r\nX: 1\r\n 2\r\n\r\n", "", F::FoldedField},
    {"9112-7.1.2 fold before the first trailer", "0\r\n X: 1\r\n\r\n", "", F::FoldedField},
    {"9112-7.1.2 NUL in trailer", "0\r\nX: \0\r\n\r\n"s, "", F::ControlByte},
};

std::vector<ChunkedMessage> allRows() {
    std::vector<ChunkedMessage> rows = writtenRows;
    for (const char byte : controlBytes()) {
        rows.push_back({"9112-7.1 " + spelled(byte) + " behind the size",
                        "5"s + byte + "\r\nhello\r\n0\r\n\r\n", "", F::BadChunk});
        rows.push_back({"9112-7.1.1 " + spelled(byte) + " in extension",
                        "5;a"s + byte + "\r\nhello\r\n0\r\n\r\n", "", F::BadChunk});
        rows.push_back({"9110-5.5 " + spelled(byte) + " in trailer", "0\r\nX: a"s + byte + "b\r\n\r\n", "",
                        F::ControlByte});
    }
    return rows;
}

}  // namespace

std::span<const ChunkedMessage> chunkedMessages() {
    static const std::vector<ChunkedMessage> rows = allRows();
    return rows;
}

}  // namespace portolan::support
