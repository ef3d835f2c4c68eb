// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How the tables of this folder write their rows: raw bytes as C++ literals (which may hold NUL) and one
// verdict. For the tests of httpwire only.

#include "backend/httpwire/parser.h"

#include <QByteArray>
#include <QMetaType>

#include <string_view>

namespace portolan::httpwire {

/// None: the head is complete.
struct Row {
    const char* name;
    std::string_view bytes;
    ParseFailure failure = ParseFailure::None;
};

inline QByteArray toByteArray(std::string_view bytes) {
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}
inline std::string_view toView(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

}  // namespace portolan::httpwire

Q_DECLARE_METATYPE(portolan::httpwire::ParseFailure)
