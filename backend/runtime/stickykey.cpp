// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/stickykey.h"

#include "backend/runtime/token.h"

#include <QFile>
#include <QSaveFile>

namespace portolan::runtime {

namespace {

constexpr qsizetype keySize = 43;  // a token: 32 bytes in base64url

}  // namespace

base::Result<std::string> stickyKeyIn(const std::string& dataDirectory) {
    const QString path = QString::fromStdString(dataDirectory) + QStringLiteral("/sticky.key");
    QFile known(path);
    if (known.open(QIODevice::ReadOnly))
        if (const QByteArray key = known.read(keySize + 1); key.size() == keySize)
            return key.toStdString();
    const std::string key = makeToken();
    QSaveFile file(path);
    const bool isWritten =
        file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(key.data(), static_cast<qint64>(key.size())) == keySize && file.commit();
    if (isWritten)
        return key;
    const std::string reason = file.errorString().toStdString();
    return base::Error{"sticky_key.unwritable",
                       "The key of sticky cookies cannot be written to " + path.toStdString() + ": " + reason,
                       "",
                       {{"path", path.toStdString()}, {"reason", reason}}};
}

}  // namespace portolan::runtime
