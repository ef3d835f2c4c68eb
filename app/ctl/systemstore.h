// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The certificates that curl, git and most programs of this machine trust: a folder for the administrator's
// own and a program that makes the bundle of all from it. Writing needs root. One thread.
// Source: update-ca-certificates(8), update-ca-trust(8).

#include "app/ctl/truststore.h"

#include <optional>

namespace portolan::ctl {

struct SystemLayout {
    std::string folder;   ///< "/usr/local/share/ca-certificates"
    std::string program;  ///< "update-ca-certificates"
    std::string bundle;   ///< "/etc/ssl/certs/ca-certificates.crt"
};

/// nullopt on a system of another kind than Debian's and Fedora's.
[[nodiscard]] std::optional<SystemLayout> systemLayout();

class SystemStore final : public TrustStore {
  public:
    SystemStore(SystemLayout layout, RunTool run) : m_layout(std::move(layout)), m_run(std::move(run)) {}

    [[nodiscard]] StoreKind kind() const override { return StoreKind::System; }
    [[nodiscard]] std::string name() const override { return "system"; }
    [[nodiscard]] std::string place() const override { return m_layout.folder; }

    [[nodiscard]] TrustView look(const api::AuthorityView& root) override;
    [[nodiscard]] base::Result<void> install(const api::AuthorityView& root) override;
    [[nodiscard]] base::Result<bool> remove(const model::Fingerprint& fingerprint) override;

  private:
    [[nodiscard]] std::string fileOf(const std::string& zone) const;
    [[nodiscard]] base::Result<void> checkWritable() const;
    [[nodiscard]] base::Result<void> makeBundle();

    SystemLayout m_layout;
    RunTool m_run;
};

}  // namespace portolan::ctl
