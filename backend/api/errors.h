// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which HTTP status an error code means, and back; written once, for rest/ and client/. Codes are
// "family.detail" and the family decides. Pure functions; any thread.

#include "backend/base/result.h"

#include <string_view>

namespace portolan::api {

/// 400 request.*; 401 access.token_*; 403 access.*; 404 *.not_found; 405 request.method; 409 *.host_taken,
/// *.name_taken; 412 precondition.*; 413 request.too_large; 415 request.content_type; 500 internal.*; 503
/// store.*, explain.busy, call.not_connected, call.cancelled; 504 call.timeout; everything else is about the
/// meaning of what was sent: 422.
[[nodiscard]] int httpStatusOf(std::string_view errorCode);

}  // namespace portolan::api
