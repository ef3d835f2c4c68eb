// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The composition root: reads the options and decides what this process is before any application object
// exists, because QApplication aborts where there is no display.
#include "app/daemon.h"
#include "app/options.h"
#include "app/printconfig.h"
#include "app/window.h"
#include "backend/platform/loghandler.h"

#include <iostream>

namespace {

constexpr int usageError = 2;

portolan::platform::LogStyle logStyleOf(portolan::model::LogFormat format) {
    return format == portolan::model::LogFormat::Json ? portolan::platform::LogStyle::Json
                                                      : portolan::platform::LogStyle::Text;
}

int run(int& argc, char** argv, const portolan::app::Invocation& invocation,
        const portolan::app::Options& options) {
    using namespace portolan;
    platform::installLogHandler(logStyleOf(options.settings.start.logFormat));
    return options.face == platform::Face::Daemon
               ? app::runDaemon(argc, argv, invocation, options, PORTOLAN_VERSION)
               : app::runWindow(argc, argv, invocation, options, PORTOLAN_VERSION);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace portolan;
    const app::Invocation invocation{
        {argv + 1, argv + argc}, platform::Environment::ofProcess(), platform::currentPrivilege()};
    app::Errors errors;
    const auto options = app::loadOptions(invocation, errors);
    if (!options) {
        for (const base::Error& error : errors)
            std::cerr << "portolan: " << error.message << "\n";
        return usageError;
    }
    switch (options->action) {
        case app::Action::PrintHelp:
            std::cout << app::helpText();
            return 0;
        case app::Action::PrintVersion:
            std::cout << "portolan " << PORTOLAN_VERSION << "\n";
            return 0;
        case app::Action::PrintConfig:
            std::cout << app::printConfig(*options);
            return 0;
        case app::Action::Run:
            break;
    }
    return run(argc, argv, invocation, *options);
}
