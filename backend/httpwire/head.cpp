// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/head.h"

#include <algorithm>
#include <array>

namespace portolan::httpwire {

namespace {

struct Phrase {
    int status;
    std::string_view text;
};

// RFC 9110 section 15, RFC 6585, RFC 7725, RFC 8297 (103), RFC 8470 (425), RFC 5842 (508).
constexpr std::array phrases = {
    Phrase{100, "Continue"},
    Phrase{101, "Switching Protocols"},
    Phrase{103, "Early Hints"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{203, "Non-Authoritative Information"},
    Phrase{204, "No Content"},
    Phrase{205, "Reset Content"},
    Phrase{206, "Partial Content"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{425, "Too Early"},
    Phrase{426, "Upgrade Required"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{451, "Unavailable For Legal Reasons"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
    Phrase{507, "Insufficient Storage"},
    Phrase{508, "Loop Detected"},
    Phrase{511, "Network Authentication Required"},
};

}  // namespace

Method methodOf(std::string_view token) {
    switch (token.size()) {
        case 3:
            return token == "GET" ? Method::Get : token == "PUT" ? Method::Put : Method::Other;
        case 4:
            return token == "POST" ? Method::Post : token == "HEAD" ? Method::Head : Method::Other;
        case 5:
            return token == "PATCH" ? Method::Patch : token == "TRACE" ? Method::Trace : Method::Other;
        case 6:
            return token == "DELETE" ? Method::Delete : Method::Other;
        case 7:
            return token == "OPTIONS"   ? Method::Options
                   : token == "CONNECT" ? Method::Connect
                                        : Method::Other;
        default:
            return Method::Other;
    }
}

bool isIdempotent(Method method) {
    return method == Method::Get || method == Method::Head || method == Method::Put ||
           method == Method::Delete || method == Method::Options || method == Method::Trace;
}

void RequestHead::clear() {
    methodText = {};
    method = Method::Other;
    form = TargetForm::Origin;
    version = Version::Http11;
    keepAlive = false;
    expectContinue = false;
    hostIsIpv6 = false;
    hasContentLength = false;
    framing = Framing::None;
    connection = {};
    port = 0;
    contentLength = 0;
    target = path = query = authority = host = upgrade = {};
    fields.clear();
}

void ResponseHead::clear() {
    status = 200;
    version = Version::Http11;
    keepAlive = false;
    hasContentLength = false;
    framing = Framing::None;
    connection = {};
    contentLength = 0;
    reason = upgrade = {};
    fields.clear();
}

std::string_view reasonPhrase(int status) {
    const auto* found =
        std::lower_bound(phrases.begin(), phrases.end(), status,
                         [](const Phrase& phrase, int wanted) { return phrase.status < wanted; });
    return found != phrases.end() && found->status == status ? found->text : std::string_view();
}

}  // namespace portolan::httpwire
