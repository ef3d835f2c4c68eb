// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The zones that the tests of this folder ask about: a program with a zone, a zone inside it and a reverse
// zone, two services, and records of every type, entered by the API as a user would. Test code only.

#include "tests/support/program.h"

#include <string>
#include <vector>

namespace portolan::tests {

/// --zone, --advertise and the like, without listeners.
[[nodiscard]] std::vector<std::string> zoneArguments();

[[nodiscard]] std::vector<std::string> zoneNames();

/// Adds services and records to a started program. Returns what went wrong, or an empty text.
[[nodiscard]] std::string addZoneData(const support::ProgramUnderTest& program);

/// The bodies of POST /api/v1/services and /api/v1/records.
[[nodiscard]] std::vector<std::string> serviceBodies();
[[nodiscard]] std::vector<std::string> recordBodies();

}  // namespace portolan::tests
