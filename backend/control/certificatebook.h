// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which certificate stands behind which name, at any moment: the operator's own where there is one, else a
// leaf of the zone's local authority, issued in the same change that adds the service and kept in a store. A
// zone whose authority is broken has its error and the leaves that were issued before; the others go on. What
// is due is renewed, what is broken tried again, the operator's files looked at, from a timer; `changed` then
// asks for a new generation. Control thread; opening an authority waits for the disk.
//
// A change issues only so many leaves at once. The rest follow in slices; until then the zone's own leaf,
// which has a wildcard, serves their names.

#include "backend/api/replies.h"
#include "backend/base/executor.h"
#include "backend/base/persistentmap.h"
#include "backend/base/shorttext.h"
#include "backend/model/catalog.h"
#include "backend/model/notice.h"
#include "backend/pki/leafstore.h"
#include "backend/pki/localauthority.h"
#include "backend/pki/owncertificates.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace portolan::control {

/// Where certificates come from.
struct CertificatePlace {
    std::string folder{};   ///< of the local authorities; empty: there are none
    std::string machine{};  ///< for people: whose root they trust
};

/// What clients get over TLS at one name.
struct CertificateState {
    using Kind = api::CertificateState;
    Kind kind = Kind::Off;
    std::shared_ptr<const model::CertificateBundle> bundle{};  ///< of Good
    std::optional<base::Error> error{};
};

class CertificateBook {
  public:
    using Certificates = base::PersistentMap<base::ShortText, model::CertificateBundle>;
    using TrustAnchors = std::vector<std::shared_ptr<const model::TrustAnchor>>;

    /// Leaves issued in one go, at 0.2 ms each.
    static constexpr std::size_t mostAtOnce = 64;
    /// How often the operator's files are looked at.
    static constexpr base::Seconds fileInterval{10};
    /// How often an authority that is broken is tried again.
    static constexpr base::Seconds retryDelay{60};

    /// The names whose certificates are other ones; no more than mostTold of them.
    using Changed = std::function<void(const std::vector<std::string>& names)>;
    static constexpr std::size_t mostTold = 1000;

    /// `changed` is called on the executor's thread when certificates(), trustAnchors() or what is said of
    /// them have changed without a call of update() or configure().
    CertificateBook(base::Executor& executor, const base::Clock& clock, CertificatePlace place,
                    Changed changed);

    /// Zones that are served and paths of the operator's certificates. Opens what is new, forgets what is
    /// gone, looks at the files.
    /// `httpPort` is where clients reach the pages that offer what certificates refer to.
    void configure(const std::vector<model::HostName>& zones, const std::vector<std::string>& ownPaths,
                   std::uint16_t httpPort = 80);

    /// Makes the certificates those of this catalog. Costs what differs from the last one, and 0.2 ms for
    /// each service that has no certificate yet.
    void update(const model::Catalog& catalog);

    /// As a snapshot has them.
    [[nodiscard]] const Certificates& certificates() const { return m_certificates; }
    [[nodiscard]] TrustAnchors trustAnchors() const;

    /// Of a service of the last catalog.
    [[nodiscard]] CertificateState stateOf(const model::Service& service) const;
    /// Why authorities can issue nothing, one for each that is broken.
    [[nodiscard]] std::vector<base::Error> failures() const;
    /// What else should be known of authorities, their stores, and the operator's files.
    [[nodiscard]] std::vector<base::Error> notices() const;
    /// What somebody has to do something about, for the notices: certificates that end soon without being
    /// renewed, files that are not served, authorities that can issue nothing. Costs a look at each
    /// certificate while an authority is broken.
    [[nodiscard]] std::vector<model::CertificateSubject> troubles() const;
    /// Whether there are authorities or paths of the operator's at all.
    [[nodiscard]] bool isOn() const { return !m_zones.empty() || !m_ownPaths.empty(); }

  private:
    using Bundle = std::shared_ptr<const model::CertificateBundle>;

    struct ZoneAuthority {
        model::HostName zone;
        std::optional<pki::LocalAuthority> authority{};
        std::optional<pki::LeafStore> leaves{};
        std::optional<base::Error> error{};       ///< why no leaf can be issued
        bool failed = false;                      ///< in this go: the next leaf would fail too
        std::optional<base::Error> storeError{};  ///< why leaves do not outlast the program
    };

    void open(ZoneAuthority& zone) const;
    [[nodiscard]] std::string publicFilesOf(const model::HostName& zone) const;
    [[nodiscard]] ZoneAuthority* authorityFor(const model::HostName& host);
    [[nodiscard]] const ZoneAuthority* authorityFor(const model::HostName& host) const;
    void beginGo();
    void provideAll();
    void provideForZone(ZoneAuthority& zone);
    void provide(const model::Service& service);
    void withdraw(const model::Service& service);
    [[nodiscard]] Bundle leafFor(ZoneAuthority& zone, const std::vector<std::string>& names);
    [[nodiscard]] Bundle issue(ZoneAuthority& zone, const std::vector<std::string>& names);
    [[nodiscard]] std::optional<base::SystemTime> firstEnd(const ZoneAuthority& zone) const;
    void set(const std::string& name, const Bundle& bundle);

    void retryBroken();
    void renew();
    void issuePending();
    void arm();
    void onTimer();

    base::Executor& m_executor;
    const base::Clock& m_clock;
    CertificatePlace m_place;
    Changed m_changed;
    std::vector<ZoneAuthority> m_zones;  ///< in the order of the settings
    std::vector<std::string> m_ownPaths;
    std::uint16_t m_httpPort = 80;
    std::optional<pki::OwnCertificates> m_own;
    model::Catalog m_catalog;  ///< the one that certificates() are for
    Certificates m_certificates;
    std::unordered_set<std::string> m_pending;  ///< hosts whose leaf is to be issued
    std::size_t m_budget = 0;                   ///< leaves that may still be issued in this go
    bool m_touched = false;                     ///< certificates() differ since this go began
    std::vector<std::string> m_changedNames;    ///< in this go
    base::SystemTime m_scanAt{};                ///< when to look for what is due
    std::optional<base::SteadyTime> m_wakeAt;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
