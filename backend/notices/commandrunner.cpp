// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/commandrunner.h"

#include "backend/base/logging.h"

#include <QProcessEnvironment>

#include <csignal>
#include <unistd.h>

namespace portolan::notices {

namespace {

QProcessEnvironment environmentFor(const std::string& event) {
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const char* name : {"PATH", "HOME", "LANG"})
        if (const QString key = QLatin1String(name); own.contains(key))
            environment.insert(key, own.value(key));
    environment.insert(QStringLiteral("PORTOLAN_EVENT"), QString::fromStdString(event));
    return environment;
}

}  // namespace

CommandRunner::CommandRunner(base::Milliseconds limit) : m_limit(limit) {
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { killRunning(); });
}

CommandRunner::~CommandRunner() {
    if (!m_process)
        return;
    m_process->disconnect(&m_timer);
    killRunning();
    m_process->waitForFinished();
}

/// With all that it has started. One that has hardly begun leads no group yet, and has started nothing.
void CommandRunner::killRunning() {
    const auto id = static_cast<pid_t>(m_process->processId());
    if (id > 0 && ::kill(-id, SIGKILL) != 0)
        ::kill(id, SIGKILL);
}

void CommandRunner::run(std::string event, std::string body) {
    if (m_command.empty())
        return;
    if (m_waiting.size() >= mostWaiting) {
        qCWarning(base::logControl, "notice-command is too slow: the oldest notice that waits is left out");
        m_waiting.pop_front();
    }
    m_waiting.push_back({m_command, std::move(event), std::move(body)});
    next();
}

void CommandRunner::next() {
    if (m_process || m_waiting.empty())
        return;
    const Task task = std::move(m_waiting.front());
    m_waiting.pop_front();
    start(task);
}

void CommandRunner::start(const Task& task) {
    m_process = std::make_unique<QProcess>();
    QStringList arguments;
    for (std::size_t i = 1; i < task.command.size(); ++i)
        arguments.append(QString::fromStdString(task.command[i]));
    m_process->setProgram(QString::fromStdString(task.command.front()));
    m_process->setArguments(arguments);
    m_process->setProcessEnvironment(environmentFor(task.event));
    m_process->setStandardOutputFile(QProcess::nullDevice());
    m_process->setStandardErrorFile(QProcess::nullDevice());
    QObject::connect(m_process.get(), &QProcess::finished, &m_timer, [this](int code, auto status) {
        if (status == QProcess::CrashExit)
            finish("was killed");
        else
            finish(code == 0 ? "" : "ended with " + std::to_string(code));
    });
    QObject::connect(m_process.get(), &QProcess::errorOccurred, &m_timer, [this](auto error) {
        if (error == QProcess::FailedToStart)
            finish("could not be started: " + m_process->errorString().toStdString());
    });
    m_process->setChildProcessModifier([] { ::setpgid(0, 0); });
    m_timer.start(m_limit);
    m_process->start();
    m_process->write(QByteArray::fromStdString(task.body));
    m_process->closeWriteChannel();
}

/// From inside a signal of the process, which must outlive it.
void CommandRunner::finish(const std::string& complaint) {
    if (!complaint.empty())
        qCWarning(base::logControl, "notice-command %s", complaint.c_str());
    m_timer.stop();
    m_process->disconnect(&m_timer);
    m_process.release()->deleteLater();
    next();
}

}  // namespace portolan::notices
