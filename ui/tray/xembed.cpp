// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/xembed.h"

#include <QGuiApplication>
#include <QLibrary>

#include <cstdint>
#include <cstdlib>
#include <string_view>

struct xcb_connection_t;

namespace portolan::ui::tray {

namespace {

// The four functions of libxcb that are needed, found at run time: where Qt talks to an X server the library
// is loaded already, elsewhere it may not be installed. Their declarations: xcb/xproto.h.
struct Cookie {
    unsigned int sequence;
};
struct AtomReply {
    std::uint8_t responseType;
    std::uint8_t pad;
    std::uint16_t sequence;
    std::uint32_t length;
    std::uint32_t atom;
};
struct OwnerReply {
    std::uint8_t responseType;
    std::uint8_t pad;
    std::uint16_t sequence;
    std::uint32_t length;
    std::uint32_t owner;
};

using InternAtom = Cookie (*)(xcb_connection_t*, std::uint8_t, std::uint16_t, const char*);
using InternAtomReply = AtomReply* (*)(xcb_connection_t*, Cookie, void**);
using SelectionOwner = Cookie (*)(xcb_connection_t*, std::uint32_t);
using SelectionOwnerReply = OwnerReply* (*)(xcb_connection_t*, Cookie, void**);

constexpr std::string_view selectionName = "_NET_SYSTEM_TRAY_S0";

template <class Function>
Function resolved(QLibrary& library, const char* name) {
    return reinterpret_cast<Function>(library.resolve(name));
}

}  // namespace

bool xembedTrayExists() {
    auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    // The offscreen platform has the interface without a connection behind it.
    xcb_connection_t* display = x11 ? x11->connection() : nullptr;
    if (!display)
        return false;
    QLibrary xcb(QStringLiteral("xcb"), 1);
    const auto internAtom = resolved<InternAtom>(xcb, "xcb_intern_atom");
    const auto internAtomReply = resolved<InternAtomReply>(xcb, "xcb_intern_atom_reply");
    const auto selectionOwner = resolved<SelectionOwner>(xcb, "xcb_get_selection_owner");
    const auto selectionOwnerReply = resolved<SelectionOwnerReply>(xcb, "xcb_get_selection_owner_reply");
    if (!internAtom || !internAtomReply || !selectionOwner || !selectionOwnerReply)
        return false;
    constexpr std::uint8_t onlyIfExists = 1;
    AtomReply* atom =
        internAtomReply(display,
                        internAtom(display, onlyIfExists, static_cast<std::uint16_t>(selectionName.size()),
                                   selectionName.data()),
                        nullptr);
    const std::uint32_t selection = atom ? atom->atom : 0;
    std::free(atom);
    if (selection == 0)
        return false;
    OwnerReply* owner = selectionOwnerReply(display, selectionOwner(display, selection), nullptr);
    const bool owned = owner && owner->owner != 0;
    std::free(owner);
    return owned;
}

}  // namespace portolan::ui::tray
