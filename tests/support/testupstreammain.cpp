// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// portolan-test-upstream ADDRESS:PORT [BODY]: a TestUpstream as a program of its own, for tests that run it
// in another network namespace. It prints the address it listens on as one line and serves until it is
// killed.
#include "tests/support/testupstream.h"

#include <cstdio>
#include <unistd.h>

int main(int argc, char** argv) {
    const auto address = argc > 1 ? portolan::base::SocketAddress::parse(argv[1]) : std::nullopt;
    if (!address) {
        (void)fputs("usage: portolan-test-upstream ADDRESS:PORT [BODY]\n", stderr);
        return 2;
    }
    const portolan::support::TestUpstream upstream(argc > 2 ? argv[2] : "hello", *address);
    if (!upstream.listening()) {
        perror("portolan-test-upstream: listen");
        return 1;
    }
    (void)printf("%s\n", upstream.address().toString().c_str());
    (void)fflush(stdout);
    for (;;)
        pause();
}
