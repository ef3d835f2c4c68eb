// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include <iostream>

namespace portolan::app {

int runWindow(int&, char**, const Invocation&, const Options&, const std::string&) {
    std::cerr << "portolan: this build has no window: start it with --daemon." << std::endl;
    return 2;
}

}  // namespace portolan::app
