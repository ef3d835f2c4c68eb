// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A QR code as a drawing that stands inside a page. By libqrencode. Pure; any thread.

#include <string>

namespace portolan::edge {

/// An svg element of `text`, dark modules on a white ground with the quiet zone of four modules, described
/// for those who cannot see it as `label` (plain characters). Empty if `text` is too long for a code. Source:
/// ISO/IEC 18004 section 9.1 (quiet zone); error correction level M.
[[nodiscard]] std::string qrCodeSvg(const std::string& text, const std::string& label);

}  // namespace portolan::edge
