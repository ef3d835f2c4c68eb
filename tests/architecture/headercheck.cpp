// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/headercheck.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QThread>

#include <algorithm>
#include <memory>
#include <set>

namespace portolan::architecture {
namespace {

constexpr int compileMilliseconds = 300'000;

/// The flags of one command that decide whether a header compiles, in order.
QStringList relevantFlags(const QStringList& words) {
    QStringList flags;
    for (qsizetype i = 1; i < words.size(); ++i) {
        const QString& word = words[i];
        if (word == QLatin1String("-isystem") && i + 1 < words.size())
            flags << word + words[++i];
        else if (word.startsWith(QLatin1String("-I")) || word.startsWith(QLatin1String("-std=")) ||
                 (word.startsWith(QLatin1String("-D")) && !word.contains(QLatin1Char('/'))))
            flags << word;
    }
    return flags;
}

/// The compiler proper: the first word that is not the compiler cache.
qsizetype compilerIndex(const QStringList& words) {
    return words.value(0).endsWith(QLatin1String("ccache")) ? 1 : 0;
}

struct Running {
    std::string header;
    std::unique_ptr<QProcess> process;
};

Running startCompile(const SourceTree& tree, const std::string& header, const CompileFlags& flags) {
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    const QString path = QString::fromStdString((tree.root / header).string());
    process->start(flags.compiler, QStringList(flags.arguments)
                                       << QStringLiteral("-w") << QStringLiteral("-fsyntax-only")
                                       << QStringLiteral("-x") << QStringLiteral("c++") << path);
    return {header, std::move(process)};
}

void finishCompile(Running running, Findings& findings) {
    const bool ended = running.process->waitForFinished(compileMilliseconds);
    if (ended && running.process->exitStatus() == QProcess::NormalExit && running.process->exitCode() == 0)
        return;
    const QString output = QString::fromLocal8Bit(running.process->readAll());
    QString reason = ended ? QStringLiteral("does not compile alone") : running.process->errorString();
    for (const QString& line : output.split(QLatin1Char('\n')))
        if (line.contains(QLatin1String("error:"))) {
            reason = line;
            break;
        }
    findings.push_back({"header.alone", running.header, 0, reason.toStdString()});
}

}  // namespace

CompileFlags CompileFlags::read(const QString& compileCommandsPath) {
    QFile file(compileCommandsPath);
    CompileFlags flags;
    if (!file.open(QIODevice::ReadOnly))
        return flags;
    const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).array();
    QSet<QString> seen;
    for (const QJsonValue& entry : entries) {
        QStringList words = QProcess::splitCommand(entry.toObject()[QLatin1String("command")].toString());
        words = words.mid(compilerIndex(words));
        if (flags.compiler.isEmpty())
            flags.compiler = words.value(0);
        for (const QString& flag : relevantFlags(words))
            if (!seen.contains(flag)) {
                seen.insert(flag);
                flags.arguments << flag;
            }
    }
    return flags;
}

std::vector<std::string> headersToCompile(const SourceTree& tree, const CompileFlags& flags) {
    const bool hasWidgets = flags.arguments.contains(QLatin1String("-DQT_WIDGETS_LIB"));
    std::set<std::string> proven;
    for (const auto& [path, file] : tree.sources)
        if (!file.isHeader() && !file.includes.empty())
            proven.insert(file.includes.front().spelled);
    std::vector<std::string> headers;
    for (const auto& [path, file] : tree.sources) {
        const bool needsWidgets = path.starts_with("ui/") || path.starts_with("tests/gui/");
        if (file.isHeader() && !proven.contains(path) && (hasWidgets || !needsWidgets))
            headers.push_back(path);
    }
    return headers;
}

Findings checkHeadersAlone(const SourceTree& tree, const std::vector<std::string>& headers,
                           const CompileFlags& flags) {
    Findings findings;
    std::vector<Running> running;
    const std::size_t atATime = static_cast<std::size_t>(std::max(1, QThread::idealThreadCount()));
    for (const std::string& header : headers) {
        if (running.size() == atATime) {
            finishCompile(std::move(running.front()), findings);
            running.erase(running.begin());
        }
        running.push_back(startCompile(tree, header, flags));
    }
    for (Running& last : running)
        finishCompile(std::move(last), findings);
    return findings;
}

}  // namespace portolan::architecture
