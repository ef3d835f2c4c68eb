// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Something of this machine that says whom to trust: the system's certificates, the database of a browser.
// `trust` looks at all of them, adds a root and takes it out again; roots are told apart by their
// fingerprints, never by their names. Programs are run through a RunTool, so that tests can stand in for
// them. Main thread.

#include "backend/api/reports.h"
#include "backend/base/result.h"

#include <functional>
#include <string>
#include <vector>

namespace portolan::ctl {

enum class TrustState : std::uint8_t {
    Trusted,
    NotTrusted,
    OtherRoot,  ///< a root for the same zone, but not this one
    Unknown     ///< the store cannot be looked at
};

struct TrustView {
    TrustState state = TrustState::Unknown;
    std::string detail{};  ///< a sentence for people; empty where there is nothing to say
};

enum class StoreKind : std::uint8_t { System, Browsers };

class TrustStore {
  public:
    virtual ~TrustStore() = default;
    [[nodiscard]] virtual StoreKind kind() const = 0;
    [[nodiscard]] virtual std::string name() const = 0;   ///< "Firefox (abc.default)"
    [[nodiscard]] virtual std::string place() const = 0;  ///< a path

    [[nodiscard]] virtual TrustView look(const api::AuthorityView& root) = 0;
    /// Errors: trust.needs_root, trust.no_tool, trust.other_root, trust.failed.
    [[nodiscard]] virtual base::Result<void> install(const api::AuthorityView& root) = 0;
    /// Takes out what install() has put there; false if that is not there. Errors: as above.
    [[nodiscard]] virtual base::Result<bool> remove(const model::Fingerprint& fingerprint) = 0;
};

struct ToolResult {
    int code = -1;  ///< -1: it did not run, or not to its end
    std::string output{};
    std::string error{};
};

/// Runs a program to its end with `input` as its standard input.
using RunTool = std::function<ToolResult(
    const std::string& program, const std::vector<std::string>& arguments, const std::string& input)>;

/// The file of a program: in PATH, or where administrators' programs are. Empty if it is not there.
[[nodiscard]] std::string findTool(const std::string& name);

/// trust.failed, with the last line of what the program said.
[[nodiscard]] base::Error toolFailed(const std::string& program, const ToolResult& result);

}  // namespace portolan::ctl
