// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For a test function or initTestCase() that needs network namespaces.

#include "tests/support/networknamespaces.h"

#include <QTest>

/// Leaves the calling function where the machine denies them: skipped, but on CI failed.
#define PORTOLAN_REQUIRE_NAMESPACES()                                                                   \
    if (const std::string denied_ = portolan::support::NetworkNamespaces::denied(); !denied_.empty()) { \
        if (qEnvironmentVariable("CI") == QLatin1String("true"))                                        \
            QFAIL(denied_.c_str());                                                                     \
        QSKIP(denied_.c_str());                                                                         \
    }                                                                                                   \
    static_assert(true, "a semicolon follows")
