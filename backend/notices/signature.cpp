// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/signature.h"

#include <QMessageAuthenticationCode>

namespace portolan::notices {

std::string signatureOf(std::string_view secret, std::int64_t timestamp, std::string_view body) {
    QMessageAuthenticationCode code(QCryptographicHash::Sha256,
                                    QByteArray(secret.data(), static_cast<qsizetype>(secret.size())));
    code.addData(QByteArray::number(static_cast<qlonglong>(timestamp)) + '.');
    code.addData(body.data(), static_cast<qsizetype>(body.size()));
    return "v1=" + code.result().toHex().toStdString();
}

}  // namespace portolan::notices
