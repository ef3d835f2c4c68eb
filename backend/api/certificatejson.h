// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The certificate of a service as its object "tls" shows it, both directions: {"state", "code"?, "message"?,
// "params"?, "fingerprint"?, "not_after"?, "issuer"?}. Used by the .cpp files of json.h only. Pure functions.

#include "backend/api/jsonfields.h"
#include "backend/api/replies.h"

namespace portolan::api {

/// Adds its fields to those that `tls` has already.
[[nodiscard]] QJsonObject withCertificate(QJsonObject tls, const CertificateView& certificate);
/// Reads "tls" of `parent`; absent is Off. Errors go to `parent`, with the path from there.
[[nodiscard]] CertificateView certificateFromJson(JsonFields& parent);

}  // namespace portolan::api
