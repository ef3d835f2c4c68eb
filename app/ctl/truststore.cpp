// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/truststore.h"

#include <QStandardPaths>
#include <QStringList>

namespace portolan::ctl {

std::string findTool(const std::string& name) {
    const QString file = QString::fromStdString(name);
    QString found = QStandardPaths::findExecutable(file);
    if (found.isEmpty())
        found = QStandardPaths::findExecutable(
            file, {QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/sbin"), QStringLiteral("/sbin")});
    return found.toStdString();
}

base::Error toolFailed(const std::string& program, const ToolResult& result) {
    const QString said =
        QString::fromStdString(result.error.empty() ? result.output : result.error).trimmed();
    const std::string last = said.section(QLatin1Char('\n'), -1).toStdString();
    return {
        "trust.failed", program + " failed" + (last.empty() ? "." : ": " + last), "", {{"program", program}}};
}

}  // namespace portolan::ctl
