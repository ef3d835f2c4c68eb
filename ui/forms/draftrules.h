// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the form can tell of an input by itself, while it is typed: the rules of model/ on one field each,
// with the codes the backend would use. Whether a name is free and a target allowed is the backend's to say.
// Pure functions; any thread.

#include "backend/api/replies.h"
#include "backend/api/requests.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace portolan::ui::forms {

using Complaint = std::optional<base::Error>;

/// `zones`: the backend's; none known yet means that any zone may do.
[[nodiscard]] Complaint checkHost(const QString& text, const std::vector<std::string>& zones);
/// Where a target is: an address or a name.
[[nodiscard]] Complaint checkAddress(const QString& text);
[[nodiscard]] Complaint checkPort(const QString& text);
/// An address, or nothing.
[[nodiscard]] Complaint checkRecordAddress(const QString& text);

/// The name of a field that is set in requests.
[[nodiscard]] Complaint checkFieldName(const QString& text);
[[nodiscard]] Complaint checkFieldValue(const QString& text);
/// Protocols with commas or blanks between them, or nothing.
[[nodiscard]] Complaint checkUpgrades(const QString& text);
/// A host name, or nothing.
[[nodiscard]] Complaint checkServerName(const QString& text);

/// "tcp, ssh" taken apart.
[[nodiscard]] std::vector<std::string> upgradesIn(const QString& text);

/// What was typed or pasted into an address field, taken apart: "100.2.2.2:8080", "nas.lan:8080",
/// "[::1]:80" and "http://100.2.2.2:8080/path" hold an address or a name, and a port. nullopt for anything
/// else.
struct AddressAndPort {
    QString address;
    QString port;
};
[[nodiscard]] std::optional<AddressAndPort> takeApart(const QString& text);

/// Which target an error's field ("targets[2].port") is about.
[[nodiscard]] std::optional<std::size_t> targetIndexOf(const std::string& field);

}  // namespace portolan::ui::forms
