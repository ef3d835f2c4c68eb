// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The certificate database of a browser: one of Firefox's profiles, or the one that Chromium and its kin
// share. Read and written by certutil, with nicknames of our own that hold the zone and the beginning of the
// fingerprint. A browser that runs sees a change after its next start. One thread.
// Source: certutil(1), Network Security Services.

#include "app/ctl/truststore.h"

#include <string>
#include <vector>

namespace portolan::ctl {

/// Where a database is, or would be.
struct NssPlace {
    std::string browser;  ///< "Firefox (abc.default-release)"
    std::string folder;
    friend bool operator==(const NssPlace&, const NssPlace&) = default;
};

enum class ChromiumHere : std::uint8_t { Yes, No };

/// The databases below this home: Firefox's profiles and Chromium's, also of their Snap and Flatpak packages.
/// Where Chromium is installed but was never started, the place that it will look at is among them.
[[nodiscard]] std::vector<NssPlace> browserPlaces(const std::string& home, ChromiumHere chromium);
[[nodiscard]] ChromiumHere lookForChromium();

class NssStore final : public TrustStore {
  public:
    /// `certutil`: its file; empty if it is not installed.
    NssStore(NssPlace place, std::string certutil, RunTool run)
        : m_place(std::move(place)), m_certutil(std::move(certutil)), m_run(std::move(run)) {}

    [[nodiscard]] StoreKind kind() const override { return StoreKind::Browsers; }
    [[nodiscard]] std::string name() const override { return m_place.browser; }
    [[nodiscard]] std::string place() const override { return m_place.folder; }

    [[nodiscard]] TrustView look(const api::AuthorityView& root) override;
    [[nodiscard]] base::Result<void> install(const api::AuthorityView& root) override;
    [[nodiscard]] base::Result<bool> remove(const model::Fingerprint& fingerprint) override;

  private:
    struct Entry {
        std::string nickname;
        bool vouchesForServers = false;
    };
    [[nodiscard]] ToolResult certutil(std::vector<std::string> arguments, const std::string& input = {});
    [[nodiscard]] base::Result<std::vector<Entry>> entries();
    [[nodiscard]] bool exists() const;
    [[nodiscard]] base::Result<void> create();

    NssPlace m_place;
    std::string m_certutil;
    RunTool m_run;
};

}  // namespace portolan::ctl
