// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The answers the proxy writes itself: a small page for browsers (light and dark, no script, nothing loaded),
// JSON for programs, a line of text for the rest, by the Accept field. Rare, so they may allocate. Pure
// functions; any thread. They say what happened and what to do, never where the target is. Source: SPEC of
// error pages, RFC 9110 section 12.5.1.

#include "backend/httpwire/writer.h"
#include "backend/proxy/failure.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::proxy {

enum class PageFormat : std::uint8_t { Text, Html, Json };

/// The format a client wants: the first of html and json that its Accept field names, else text.
[[nodiscard]] PageFormat pageFormatOf(std::string_view accept);
/// The Content-Type of a page in that format.
[[nodiscard]] std::string_view contentTypeOf(PageFormat format);

/// What a page may say beside its reason.
struct PageFacts {
    std::string_view host;             ///< the name that was asked for, as the client sent it
    std::int64_t downForSeconds = -1;  ///< how long no target has been up; below 0: not known
};

[[nodiscard]] std::string renderPage(FailureReason reason, PageFormat format, const PageFacts& facts);

/// The fields that go with a page: type, no-store, security policy, Retry-After where it helps. No framing.
void writePageFields(httpwire::HeadWriter& out, FailureReason reason, PageFormat format);

/// A whole response, for a connection that is closed with it before a request was read.
[[nodiscard]] std::string renderFarewell(FailureReason reason);

/// The style sheet of the pages, whose hash stands in the security policy; for tests.
[[nodiscard]] std::string_view pageStyle();
[[nodiscard]] std::string_view pagePolicy();

}  // namespace portolan::proxy
