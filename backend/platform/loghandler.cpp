// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/loghandler.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <unistd.h>

namespace portolan::platform {

namespace {

std::string_view levelOf(QtMsgType type) {
    switch (type) {
        case QtDebugMsg:
            return "debug";
        case QtInfoMsg:
            return "info";
        case QtWarningMsg:
            return "warning";
        case QtCriticalMsg:
            return "error";
        case QtFatalMsg:
            return "fatal";
    }
    return "info";
}

template <LogStyle style>
void write(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    const std::string line = formatLogLine(style, type, context.category ? context.category : "default",
                                           message.toStdString(), base::RealClock().systemNow());
    if (::write(STDERR_FILENO, line.data(), line.size()) < 0)
        return;  // nowhere left to say it
}

QString fromUtf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

void installLogHandler(LogStyle style) {
    qInstallMessageHandler(style == LogStyle::Json ? write<LogStyle::Json> : write<LogStyle::Text>);
}

std::string formatLogLine(LogStyle style, QtMsgType type, std::string_view category, std::string_view message,
                          base::SystemTime time) {
    if (style == LogStyle::Json) {
        QJsonObject json;
        json[QLatin1String("time")] = QString::fromStdString(base::toRfc3339(time));
        json[QLatin1String("level")] = fromUtf8(levelOf(type));
        json[QLatin1String("category")] = fromUtf8(category);
        json[QLatin1String("message")] = fromUtf8(message);
        return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString() + "\n";
    }
    std::string line = base::toRfc3339(time) + " " + std::string(levelOf(type)) + " " +
                       std::string(category) + ": " + std::string(message);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line + "\n";
}

}  // namespace portolan::platform
