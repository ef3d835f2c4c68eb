// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Certificates that the operator has from elsewhere and named by path in portolan.toml. Each is checked
// before it is served; one that is bad is left out with its cause, and the others serve. refresh() is called
// from a timer: what has changed on the disk is read again, and where a new pair is only half there (the
// certificate is new, the key is not yet) the last good one goes on until it is whole. Owned by control/;
// control thread.

#include "backend/base/clock.h"
#include "backend/base/result.h"
#include "backend/model/certificatebundle.h"
#include "backend/pki/files.h"
#include "backend/pki/ownfiles.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace portolan::pki {

/// A certificate that is not served, or of which an older one still is.
struct RefusedCertificate {
    std::string file;   ///< of the certificate, or the path that the operator named
    base::Error cause;  ///< with the parameter "file" besides its own
    friend bool operator==(const RefusedCertificate&, const RefusedCertificate&) = default;
};

class OwnCertificates {
  public:
    using Bundle = std::shared_ptr<const model::CertificateBundle>;

    enum class Outcome : unsigned char { Same, Changed };

    /// Files, or folders as findCertificates() knows them. Nothing is read before the first refresh().
    /// `clock` must outlive it.
    OwnCertificates(std::vector<std::string> paths, const base::Clock& clock);

    /// Looks at the disk and at the dates. Changed: bundles() or refused() did. Costs a look at each file,
    /// and reads only what is new or was refused.
    Outcome refresh();

    /// The certificate that serves `host` (lower case): one that names it, else one with a wildcard for it;
    /// of several the one that ends last. nullptr if there is none.
    [[nodiscard]] Bundle bundleFor(std::string_view host) const;

    /// All that are good, by file.
    [[nodiscard]] const std::vector<Bundle>& bundles() const { return m_bundles; }
    [[nodiscard]] const std::vector<RefusedCertificate>& refused() const { return m_refused; }

  private:
    using Stamps = std::array<std::optional<FileStamp>, 3>;
    struct Entry {
        Stamps stamps{};
        Bundle bundle;  ///< the last good one
        std::optional<base::Error> cause;
    };
    /// One path of the operator's.
    struct Source {
        std::string path;
        std::map<std::string, Entry> entries{};  ///< by the path of the certificate
        std::optional<base::Error> cause{};      ///< why the path itself cannot be looked at
    };

    void refresh(Source& source) const;
    void refresh(Entry& entry, const CertificateFiles& files) const;
    void gather();
    [[nodiscard]] static Stamps stampsOf(const CertificateFiles& files);

    const base::Clock& m_clock;
    std::vector<Source> m_sources;
    std::vector<Bundle> m_bundles;
    std::vector<RefusedCertificate> m_refused;
    std::unordered_map<std::string, Bundle> m_byName;
};

}  // namespace portolan::pki
