// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/session.h"

#include <QSocketNotifier>

#include <cerrno>
#include <unistd.h>

namespace portolan::ctl {

namespace {

/// What else would help, by the code of the error; empty if nothing would.
std::string hintFor(const base::Error& error) {
    if (error.code == "access.token_required" || error.code == "access.not_owner" ||
        error.code == "access.token_wrong")
        return "The token is in the backend's endpoint file: hand it over with --token-file FILE.";
    return {};
}

}  // namespace

bool Session::waitUntil(const std::function<bool()>& done) {
    while (!m_isInterrupted && !done())
        m_loop->exec();
    return !m_isInterrupted;
}

std::optional<std::string> Session::readLine() {
    enum class State { Reading, Whole, Gone } state = State::Reading;
    std::string line;
    QSocketNotifier notifier(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
        char c = 0;
        const ssize_t count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR)
            return;
        if (count <= 0)
            state = State::Gone;
        else if (c == '\n')
            state = State::Whole;
        else
            line += c;
        if (state != State::Reading)
            wake();
    });
    if (!waitUntil([&] { return state != State::Reading; }) || state == State::Gone)
        return std::nullopt;
    return line;
}

ExitCode Session::fail(const base::Error& error) const {
    if (error.code != "call.interrupted") {
        const bool namesField = !error.field.empty() && error.message.find(error.field) == std::string::npos;
        m_output.error(error.message + (namesField ? " (" + error.field + ")" : ""));
        if (const std::string hint = hintFor(error); !hint.empty())
            m_output.note(hint);
    }
    return exitCodeOf(error);
}

void Session::warn(const std::vector<api::Warning>& warnings) const {
    for (const api::Warning& warning : warnings)
        m_output.warning(warning.message);
}

}  // namespace portolan::ctl
