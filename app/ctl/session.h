// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One run of portolanctl against one backend: calls a verb of the Administration and waits for its reply,
// asks the user, runs a program, all in the event loop, so that Ctrl+C ends every wait. Everything a command
// needs is reached from here. Made by main.cpp; main thread.

#include "app/ctl/arguments.h"
#include "app/ctl/exitcode.h"
#include "app/ctl/output.h"
#include "backend/api/administration.h"
#include "backend/base/clock.h"

#include <QEventLoop>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace portolan::ctl {

/// Who asks: known to the backend from the connection and the token.
[[nodiscard]] inline api::Caller myself() {
    return {};
}

class Session {
  public:
    /// `url`: where `backend` is. All must outlive it.
    Session(api::Administration& backend, const QUrl& url, const Arguments& arguments, Output& output,
            const base::Clock& clock)
        : m_backend(backend), m_url(url), m_arguments(arguments), m_output(output), m_clock(clock) {}

    [[nodiscard]] api::Administration& backend() const { return m_backend; }
    [[nodiscard]] const QUrl& url() const { return m_url; }
    [[nodiscard]] const Arguments& arguments() const { return m_arguments; }
    [[nodiscard]] Output& output() const { return m_output; }
    [[nodiscard]] base::SystemTime now() const { return m_clock.systemNow(); }

    /// The reply to the call that `start` makes with the reply it is given. Errors: those of the call, and
    /// call.interrupted.
    template <class T, class Start>
    [[nodiscard]] base::Result<T> ask(Start&& start) {
        auto answer = std::make_shared<std::optional<base::Result<T>>>();
        start(api::Reply<T>([answer, loop = m_loop](base::Result<T> result) {
            answer->emplace(std::move(result));
            loop->quit();
        }));
        if (!waitUntil([&] { return answer->has_value(); }))
            return interrupted();
        return std::move(**answer);
    }

    /// Lets events happen until `done`, which is looked at after each wake(). False when interrupted.
    bool waitUntil(const std::function<bool()>& done);
    void wake() { m_loop->quit(); }
    /// Ends what is waited for; from a signal.
    void interrupt() {
        m_isInterrupted = true;
        wake();
    }
    [[nodiscard]] bool isInterrupted() const { return m_isInterrupted; }

    /// A line from standard input; nullopt at its end, or when interrupted.
    [[nodiscard]] std::optional<std::string> readLine();

    [[nodiscard]] bool json() const { return m_arguments.has("--json"); }
    /// Says the error and returns its exit code.
    ExitCode fail(const base::Error& error) const;
    void warn(const std::vector<api::Warning>& warnings) const;

    [[nodiscard]] static base::Error interrupted() { return {"call.interrupted", "Interrupted.", "", {}}; }

  private:
    api::Administration& m_backend;
    const QUrl m_url;
    const Arguments& m_arguments;
    Output& m_output;
    const base::Clock& m_clock;
    std::shared_ptr<QEventLoop> m_loop = std::make_shared<QEventLoop>();
    bool m_isInterrupted = false;
};

}  // namespace portolan::ctl
