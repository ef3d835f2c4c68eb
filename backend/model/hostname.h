// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A host name that is known to be well formed: lower case, no final dot, labels of 1 to 63 letters, digits,
// hyphens and underscores that neither begin nor end with a hyphen, at most 253 characters in all. Two
// spellings of one name ("LLM.Internal.", "llm.internal") are equal. A wildcard ("*.lab.internal") is only
// ever made by parseOwner(), for the owners of records. A value; any thread.
// Source: RFC 1035 section 2.3.4 (sizes), RFC 1123 section 2.1 (characters), RFC 8552 (underscores), RFC 4592
// (wildcards).

#include "backend/base/result.h"

#include <compare>
#include <string>
#include <string_view>

namespace portolan::model {

class HostName {
  public:
    /// Errors: name.empty, name.too_long, name.label_empty, name.label_too_long, name.character, name.hyphen,
    /// name.is_address (an IP address is not a name).
    [[nodiscard]] static base::Result<HostName> parse(std::string_view text);

    /// As parse(), but the first label may be a lone "*".
    [[nodiscard]] static base::Result<HostName> parseOwner(std::string_view text);

    [[nodiscard]] bool isWildcard() const { return firstLabel() == "*"; }
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] std::string_view firstLabel() const;
    /// Everything behind the first label; empty for a single label.
    [[nodiscard]] std::string_view parent() const;
    [[nodiscard]] bool isSingleLabel() const { return parent().empty(); }
    /// True for the zone's own name and all names below it.
    [[nodiscard]] bool isWithin(const HostName& zone) const;
    /// This name in front of `zone`: "llm" + "internal" = "llm.internal". Errors as parse().
    [[nodiscard]] base::Result<HostName> below(const HostName& zone) const;

    friend auto operator<=>(const HostName&, const HostName&) = default;
    friend bool operator==(const HostName&, const HostName&) = default;

  private:
    explicit HostName(std::string text) : m_text(std::move(text)) {}
    std::string m_text;
};

}  // namespace portolan::model
