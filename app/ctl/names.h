// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Names as people write them -> what the backend knows: one label belongs to the first zone that is no
// reverse zone, a final dot and the case of letters mean nothing. A name that is not there is answered with
// the nearest that is. Main thread.

#include "app/ctl/session.h"

#include <string>
#include <string_view>

namespace portolan::ctl {

/// The whole name of `written`, lower case, without a final dot. Errors: those of the call.
[[nodiscard]] base::Result<std::string> fullName(Session& session, std::string_view written);

/// Errors: service.not_found with the nearest name, those of the call.
[[nodiscard]] base::Result<api::ServiceView> findService(Session& session, const std::string& written);

/// `page` without what does not hold every one of `words`, ignoring case, in host, name or targets.
void keepMatching(api::ServicePage& page, const std::vector<std::string>& words);
/// The same of records: in name, type, data or label.
void keepMatching(api::RecordPage& page, const std::vector<std::string>& words);

}  // namespace portolan::ctl
