// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the tables of tests/support/httpmessages.h become columns of Qt Test. For the tests of httpwire only.

#include "backend/httpwire/parser.h"

#include <QByteArray>
#include <QMetaType>

#include <string_view>

namespace portolan::httpwire {

inline QByteArray toByteArray(std::string_view bytes) {
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}
inline std::string_view toView(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

}  // namespace portolan::httpwire

Q_DECLARE_METATYPE(portolan::httpwire::ParseFailure)
