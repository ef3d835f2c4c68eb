// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Lets a widget ask the backend without outliving trouble: the handler of a reply is forgotten when the
// object it belongs to is gone by the time the reply comes. Every call of ui/ goes through it. GUI thread
// only.

#include "backend/api/administration.h"

#include <QObject>
#include <QPointer>

namespace portolan::ui::connect {

/// A reply that calls `handler` if `context` still lives then.
template <class T, class Handler>
[[nodiscard]] api::Reply<T> guarded(QObject* context, Handler handler) {
    return [guard = QPointer<QObject>(context), handler = std::move(handler)](base::Result<T> result) {
        if (guard)
            handler(std::move(result));
    };
}

}  // namespace portolan::ui::connect
