// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whether an XEmbed tray (the older kind, which docks windows) runs on the X display of this program. Asked
// of the X server itself, because QSystemTrayIcon::isSystemTrayAvailable() decides once and for all between
// the two kinds of tray. One round trip; GUI thread only. Source: System Tray Protocol Specification 0.4,
// "Locating the system tray".

namespace portolan::ui::tray {

/// False where the display is not X.
[[nodiscard]] bool xembedTrayExists();

}  // namespace portolan::ui::tray
