// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where a body ends and whether the connection lives on, decided from the fields of a head. Used by the
// parser; no state, any thread. Whatever leaves room for two readings is refused: it is how requests are
// smuggled. Deviations from what RFC 9112 section 6.3 permits: several equal Content-Length values are
// refused and not merged, and a response whose last coding is not chunked is refused and not read until
// close. Source: RFC 9112 sections 6 and 9.3, RFC 9110 section 7.6.1.

#include "backend/httpwire/failure.h"
#include "backend/httpwire/head.h"

namespace portolan::httpwire {

/// Sets framing and contentLength from the fields.
[[nodiscard]] ParseFailure readRequestFraming(RequestHead& out);
/// Sets framing, hasContentLength and contentLength from status, fields and the method of the request.
[[nodiscard]] ParseFailure readResponseFraming(ResponseHead& out, Method requestMethod);

/// True when a response that never has a body (204) announces one all the same. Where the next response
/// begins is then anybody's guess, so that the connection cannot be used again. Source: RFC 9112 section 6.1,
/// RFC 9110 section 8.6.
[[nodiscard]] inline bool announcesForbiddenBody(const ResponseHead& head) {
    constexpr int noContent = 204;
    return head.status == noContent &&
           (head.contentLength != 0 || head.fields.has(KnownField::TransferEncoding));
}

/// The members of all Connection fields.
[[nodiscard]] ConnectionOptions connectionOptions(const FieldList& fields);
/// RFC 9112 section 9.3, without regard to how the body ends.
[[nodiscard]] bool persists(Version version, const ConnectionOptions& options);

}  // namespace portolan::httpwire
