// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The certificate authority of one zone: a root that devices are told to trust, limited to the zone, and an
// intermediate that signs leaves with the root's key at rest. They lie in a folder of their own, which
// appears whole or not at all:
//
//     <data-dir>/pki/<zone>/root.pem          the root, public
//                           root.key          its key; needed only when an intermediate is made
//                           intermediate.pem  the intermediate and its key; replaced long before it ends
//
// Devices trust a root for years, so nothing here makes a second one while anything of the first is left, and
// none is used but the one that was there at the start. Whatever is wrong with the files is an Error that
// says what to do; it concerns this zone alone. control/ owns one per zone; control thread. It keeps no leaf.
//
// Errors of open() and issue(), each with the parameters zone, path and reason:
//   authority.root_missing, .root_unreadable, .root_damaged, .root_foreign, .root_replaced, .root_expired
//   authority.key_missing, .key_unreadable, .key_damaged, .key_encrypted, .key_mismatch, .key_exposed
//   authority.intermediate_foreign, .intermediate_unreadable
//   authority.clock_behind, .clock_unset, .not_written, .name_outside, .failed

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/certificatebundle.h"
#include "backend/model/hostname.h"
#include "backend/model/trustanchor.h"
#include "backend/pki/certificatemaker.h"
#include "backend/pki/files.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::pki {

/// Whose authority it is, and where it lies.
struct AuthorityPlace {
    std::string folder;  ///< of all zones: <data-dir>/pki
    model::HostName zone;
    std::string machine;  ///< for people: whose root they trust
    /// Where the files of this zone are offered, "http://portolan.<zone>/trust/portolan-<zone>": certificates
    /// name the revocation lists there. Empty: nowhere.
    std::string publicFiles{};
};

class LocalAuthority {
  public:
    using Days = std::chrono::duration<int, std::ratio<86400>>;
    static constexpr Days rootLife{3650};
    static constexpr Days intermediateLife{730};
    /// Well below the 398 days that browsers bear.
    static constexpr Days leafLife{90};
    /// For clients whose clocks are slow.
    static constexpr Days backDating{1};

    /// Reads the authority of the zone, or makes it where there is none. `clock` must outlive it.
    [[nodiscard]] static base::Result<LocalAuthority> open(AuthorityPlace place, const base::Clock& clock);

    /// A certificate for DNS names of the zone ("*." in front is allowed), valid from a day ago on, for 90
    /// days unless the authority ends before. Costs about 0.1 ms; once in years also an intermediate, which
    /// waits for the disk.
    [[nodiscard]] base::Result<model::CertificateBundle> issue(const std::vector<std::string>& names);

    /// The place of the public files is another one, for what is issued from here on.
    void setPublicFiles(std::string prefix) { m_place.publicFiles = std::move(prefix); }

    /// What devices are to trust.
    [[nodiscard]] const std::shared_ptr<const model::TrustAnchor>& trustAnchor() const { return m_anchor; }

    /// What does not keep it from issuing, but will, or should be known: a root's key that is not there for
    /// the next intermediate, or that others could read (authority.key_was_exposed).
    [[nodiscard]] const std::optional<base::Error>& warning() const { return m_warning; }

  private:
    LocalAuthority(AuthorityPlace place, const base::Clock& clock);

    [[nodiscard]] base::Result<void> makeFolder() const;
    [[nodiscard]] base::Result<void> readRoot();
    [[nodiscard]] base::Result<KeyPointer> readRootKey();
    [[nodiscard]] base::Result<void> readIntermediate();
    [[nodiscard]] base::Result<void> checkNames(const std::vector<std::string>& names) const;
    [[nodiscard]] base::Result<void> checkRoot();
    [[nodiscard]] base::Result<void> ensureIntermediate();
    [[nodiscard]] base::Result<void> renewIntermediate();
    [[nodiscard]] bool hasIntermediate(base::SystemTime now) const;
    void listRevocations(const KeyPointer* rootKey);
    [[nodiscard]] std::string revocationsUrl(std::string_view ending) const;

    [[nodiscard]] std::string pathOf(const char* file) const { return m_folder + "/" + file; }
    [[nodiscard]] base::Error error(const char* code, const std::string& message, const std::string& path,
                                    const std::string& reason = {}) const;

    AuthorityPlace m_place;
    std::string m_folder;
    const base::Clock* m_clock;
    CertificatePointer m_root;
    Validity m_rootValidity;
    std::optional<FileStamp> m_rootStamp;
    std::shared_ptr<const model::TrustAnchor> m_anchor;
    Identity m_intermediate;
    Validity m_intermediateValidity;
    model::SharedIssuers m_issuers;  ///< what its leaves share; null until there is one
    std::optional<base::Error> m_warning;
};

}  // namespace portolan::pki
