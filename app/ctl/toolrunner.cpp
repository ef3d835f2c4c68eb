// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/toolrunner.h"

#include <QProcess>
#include <QTimer>

#include <charconv>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace portolan::ctl {

namespace {

constexpr std::chrono::minutes longestRun{2};

/// In the child, between fork and exec.
void become(uid_t user, gid_t group) {
    if (::setgroups(1, &group) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0)
        ::_exit(126);
}

}  // namespace

Account callingAccount(const platform::Environment& environment) {
    const auto caller = environment.value("SUDO_UID");
    uid_t user = 0;
    if (::geteuid() == 0 && caller &&
        std::from_chars(caller->data(), caller->data() + caller->size(), user).ec == std::errc() && user != 0)
        if (const passwd* entry = ::getpwuid(user))
            return {entry->pw_dir, std::pair{user, entry->pw_gid}};
    return {environment.value("HOME").value_or("/root")};
}

RunTool toolRunner(Session& session, std::optional<std::pair<uid_t, gid_t>> ids) {
    return [&session, ids](const std::string& program, const std::vector<std::string>& arguments,
                           const std::string& input) -> ToolResult {
        QStringList list;
        for (const std::string& argument : arguments)
            list.append(QString::fromStdString(argument));
        QProcess process;
        if (ids)
            process.setChildProcessModifier([ids] { become(ids->first, ids->second); });
        QObject::connect(&process, &QProcess::stateChanged, &process,
                         [&session](QProcess::ProcessState state) {
                             if (state == QProcess::NotRunning)
                                 session.wake();
                         });
        QTimer::singleShot(longestRun, &process, &QProcess::kill);
        process.start(QString::fromStdString(program), list);
        process.write(QByteArray::fromStdString(input));
        process.closeWriteChannel();
        const bool ended = session.waitUntil([&] { return process.state() == QProcess::NotRunning; });
        if (!ended) {
            process.kill();
            process.waitForFinished();
            return {-1, "", "Interrupted."};
        }
        const bool whole =
            process.error() != QProcess::FailedToStart && process.exitStatus() == QProcess::NormalExit;
        return {whole ? process.exitCode() : -1, process.readAllStandardOutput().toStdString(),
                whole ? process.readAllStandardError().toStdString() : process.errorString().toStdString()};
    };
}

}  // namespace portolan::ctl
