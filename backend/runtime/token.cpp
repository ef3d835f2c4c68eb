// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/token.h"

#include <QByteArray>
#include <QRandomGenerator>

#include <array>
#include <cstdint>

namespace portolan::runtime {

std::string makeToken() {
    std::array<std::uint32_t, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    const auto bytes = QByteArray::fromRawData(reinterpret_cast<const char*>(words.data()), sizeof words);
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals).toStdString();
}

}  // namespace portolan::runtime
