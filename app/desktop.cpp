// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop.h"

#include "app/backend.h"
#include "app/backendfinder.h"
#include "app/readyline.h"
#include "app/reloader.h"
#include "app/window.h"
#include "backend/platform/signals.h"

#include <QApplication>
#include <QEventLoop>
#include <QMessageBox>

#include <iostream>
#include <optional>
#include <unistd.h>

namespace portolan::app {

namespace {

using ui::shell::BackendPlace;
constexpr base::Milliseconds startPatience{10000};
/// A user who quits the window does not wait for streams that may never end.
constexpr base::Milliseconds quitGrace{1500};

/// Whether QApplication could open a display: without one it ends the process.
bool hasDisplay(const platform::Environment& environment) {
    for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (environment.value(variable))
            return true;
    return false;
}

int fail(const base::Error& error) {
    std::cerr << "portolan: " << error.message << std::endl;
    QMessageBox::critical(nullptr, QStringLiteral("Portolan"), QString::fromStdString(error.message));
    return 1;
}

/// The same window when it is started twice.
QString instanceOf(const Options& options) {
    return QString::fromStdString(options.connectUrl.value_or(options.settings.start.dataDirectory));
}

ui::shell::DesktopOptions desktopOptions(const Options& options, const platform::Endpoint& endpoint,
                                         BackendPlace place) {
    ui::shell::DesktopOptions desktop;
    desktop.url = QUrl(QString::fromStdString(endpoint.url));
    desktop.token = QByteArray::fromStdString(endpoint.token);
    desktop.place = place;
    desktop.instance = instanceOf(options);
    return desktop;
}

/// A daemon that was started again has another port and another token; its endpoint file says which.
std::optional<ui::shell::BackendAddress> addressIn(const std::string& endpointFile) {
    const auto endpoint = platform::readEndpointFile(endpointFile);
    if (!endpoint)
        return std::nullopt;
    return ui::shell::BackendAddress{QUrl(QString::fromStdString(endpoint->url)),
                                     QByteArray::fromStdString(endpoint->token)};
}

void drainAndWait(Backend& backend) {
    QEventLoop loop;
    backend.drain(quitGrace, [&loop] { loop.quit(); });
    loop.exec();
}

int runWithOwnBackend(QApplication& application, const Invocation& invocation, const Options& options,
                      const std::string& version, platform::DataDirectoryLock lock) {
    auto started = Backend::start(options, version, std::move(lock));
    if (!started)
        return fail(started.error());
    const std::unique_ptr<Backend> backend = std::move(started).value();
    runtime::Runtime& runtime = backend->runtime();
    Reloader reloader(invocation, options);
    const platform::Signals signals([&](int number) {
        if (number == SIGHUP)
            reloader.reload(runtime);
        else
            QApplication::quit();
    });
    std::cout << readyLine(options, runtime.listeners(), version, getpid()) << std::flush;
    const platform::Endpoint endpoint{runtime.privateUrl(), getpid(), runtime.token()};
    const int code =
        ui::shell::runDesktop(application, desktopOptions(options, endpoint, BackendPlace::Embedded));
    drainAndWait(*backend);
    return code;
}

}  // namespace

int runWindow(int& argc, char** argv, const Invocation& invocation, const Options& options,
              const std::string& version) {
    if (!hasDisplay(invocation.environment)) {
        std::cerr << "portolan: there is no display for the window (neither DISPLAY nor WAYLAND_DISPLAY is "
                     "set): start it with --daemon to run without one."
                  << std::endl;
        return 2;
    }
    QApplication application(argc, argv);
    ui::shell::prepareApplication(application);
    if (ui::shell::raiseRunning(instanceOf(options)))
        return 0;
    auto found = findBackend(options, platform::systemEndpointFile(), startPatience);
    if (!found)
        return fail(found.error());
    if (found->place == FoundBackend::Place::Nowhere)
        return runWithOwnBackend(application, invocation, options, version, std::move(*found.value().lock));
    const platform::Signals signals([](int number) {
        if (number != SIGHUP)
            QApplication::quit();
    });
    if (found->place == FoundBackend::Place::Elsewhere)
        return ui::shell::runDesktop(application,
                                     desktopOptions(options, found->endpoint, BackendPlace::Elsewhere));
    auto desktop = desktopOptions(options, found->endpoint, BackendPlace::ThisComputer);
    desktop.findAgain = [file = found->file] { return addressIn(file); };
    return ui::shell::runDesktop(application, desktop);
}

}  // namespace portolan::app
