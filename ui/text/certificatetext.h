// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The certificate that clients get at a service's name, in words: for the table and the tray. Pure functions;
// the GUI thread, after the translators are installed.

#include "backend/api/replies.h"

#include <QString>

namespace portolan::ui::text {

/// Whether somebody has to do something about it: there is none, or it ends within two weeks. Those of the
/// local authority are renewed long before.
[[nodiscard]] bool wantsAttention(const api::CertificateView& certificate, base::SystemTime now);

/// "valid", "ends in 3 days", "none", "http only".
[[nodiscard]] QString certificateState(const api::CertificateView& certificate, base::SystemTime now);

/// "until 24 Feb 2027", or why there is none; may be empty.
[[nodiscard]] QString certificateDetail(const api::CertificateView& certificate);

/// "24 Feb 2027", in the user's way.
[[nodiscard]] QString dayText(base::SystemTime time);

/// A SHA-256 fingerprint on two lines, as systems show them.
[[nodiscard]] QString fingerprintLines(const model::Fingerprint& fingerprint);

/// Issuer, end and SHA-256 fingerprint, each on a line, as systems show them; or why there is none.
[[nodiscard]] QString certificateToolTip(const api::CertificateView& certificate);

}  // namespace portolan::ui::text
