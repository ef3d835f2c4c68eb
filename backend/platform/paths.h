// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where Portolan keeps its things when nobody says otherwise: under the directories systemd names for a
// service, under /var/lib, /run and /etc for a daemon of root, else under the user's XDG directories. Pure
// functions of what app/ knows at the start; nothing is created or read. Any thread.
// Source: systemd.exec(5) RuntimeDirectory=, XDG Base Directory Specification, file-hierarchy(7).

#include "backend/platform/endpointfile.h"
#include "backend/platform/environment.h"

#include <string>

namespace portolan::platform {

enum class Face : unsigned char { Window, Daemon };
enum class Privilege : unsigned char { User, Root };

/// Of this process.
[[nodiscard]] Privilege currentPrivilege();

/// What the paths depend on.
struct Surroundings {
    Face face = Face::Window;
    Privilege privilege = Privilege::User;
    Environment environment;
};

[[nodiscard]] std::string defaultDataDirectory(const Surroundings& surroundings);
[[nodiscard]] std::string defaultConfigFile(const Surroundings& surroundings);

struct EndpointPlace {
    std::string path;
    EndpointAudience audience = EndpointAudience::Owner;
    friend bool operator==(const EndpointPlace&, const EndpointPlace&) = default;
};

/// For a backend in its default data directory; <data-dir>/endpoint where there is no directory for run-time
/// files.
[[nodiscard]] EndpointPlace defaultEndpointPlace(const Surroundings& surroundings,
                                                 const std::string& dataDirectory);
/// For a backend whose data directory was named: inside that directory, so that several do not meet.
[[nodiscard]] EndpointPlace endpointPlaceIn(const std::string& dataDirectory);
/// The endpoint file of the system's daemon.
[[nodiscard]] std::string systemEndpointFile();

}  // namespace portolan::platform
