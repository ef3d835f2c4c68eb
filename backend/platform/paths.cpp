// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/paths.h"

#include <optional>
#include <unistd.h>

namespace portolan::platform {

namespace {

/// systemd gives a list with colons; the first is the service's own.
std::optional<std::string> serviceDirectory(const Surroundings& surroundings, std::string_view variable) {
    if (surroundings.face != Face::Daemon)
        return std::nullopt;
    const auto list = surroundings.environment.value(variable);
    if (!list)
        return std::nullopt;
    return list->substr(0, list->find(':'));
}

bool isSystemDaemon(const Surroundings& surroundings) {
    return surroundings.face == Face::Daemon && surroundings.privilege == Privilege::Root;
}

/// Relative paths in XDG variables are invalid and ignored.
std::string userDirectory(const Environment& environment, std::string_view variable,
                          std::string_view belowHome) {
    const auto named = environment.value(variable);
    if (named && named->front() == '/')
        return *named;
    return environment.value("HOME").value_or("/tmp") + "/" + std::string(belowHome);
}

}  // namespace

Privilege currentPrivilege() {
    return geteuid() == 0 ? Privilege::Root : Privilege::User;
}

std::string defaultDataDirectory(const Surroundings& surroundings) {
    if (const auto directory = serviceDirectory(surroundings, "STATE_DIRECTORY"))
        return *directory;
    if (isSystemDaemon(surroundings))
        return "/var/lib/portolan";
    return userDirectory(surroundings.environment, "XDG_DATA_HOME", ".local/share") + "/portolan";
}

std::string defaultConfigFile(const Surroundings& surroundings) {
    if (const auto directory = serviceDirectory(surroundings, "CONFIGURATION_DIRECTORY"))
        return *directory + "/portolan.toml";
    if (isSystemDaemon(surroundings))
        return "/etc/portolan/portolan.toml";
    return userDirectory(surroundings.environment, "XDG_CONFIG_HOME", ".config") + "/portolan/portolan.toml";
}

EndpointPlace defaultEndpointPlace(const Surroundings& surroundings, const std::string& dataDirectory) {
    if (const auto directory = serviceDirectory(surroundings, "RUNTIME_DIRECTORY"))
        return {*directory + "/endpoint", EndpointAudience::Group};
    if (isSystemDaemon(surroundings))
        return {systemEndpointFile(), EndpointAudience::Group};
    const auto runtime = surroundings.environment.value("XDG_RUNTIME_DIR");
    if (runtime && runtime->front() == '/')
        return {*runtime + "/portolan/endpoint", EndpointAudience::Owner};
    return endpointPlaceIn(dataDirectory);
}

EndpointPlace endpointPlaceIn(const std::string& dataDirectory) {
    return {dataDirectory + "/endpoint", EndpointAudience::Owner};
}

std::string systemEndpointFile() {
    return "/run/portolan/endpoint";
}

}  // namespace portolan::platform
