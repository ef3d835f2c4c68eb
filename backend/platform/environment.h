// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The process's environment variables as a value, so that whatever depends on them (paths, options, the
// service manager) can be tested with made-up ones. Read once at the start by app/; nothing in Portolan
// changes the environment. Any thread.

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::platform {

class Environment {
  public:
    using Variables = std::map<std::string, std::string, std::less<>>;

    Environment() = default;
    explicit Environment(Variables variables) : m_variables(std::move(variables)) {}
    [[nodiscard]] static Environment ofProcess();

    /// nullopt when it is not set, and when it is set to nothing: an empty variable never means anything
    /// here. Source: XDG Base Directory Specification.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
    [[nodiscard]] const Variables& all() const { return m_variables; }

  private:
    Variables m_variables;
};

}  // namespace portolan::platform
