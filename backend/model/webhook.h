// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Somebody who is told of notices by HTTP: where, and which. Part of the catalog: what the user has set, not
// how the deliveries go. Invariants (checked in control/): the URL is one that notices::parseWebhookUrl()
// takes. URL and secret may both let their holder do something elsewhere: neither belongs into a log, and the
// secret is shown to nobody. A value; any thread.

#include "backend/base/clock.h"
#include "backend/model/notice.h"
#include "backend/model/service.h"

#include <cstdint>
#include <string>
#include <vector>

namespace portolan::model {

enum class WebhookId : std::uint64_t {};

struct Webhook {
    WebhookId id{};
    std::string url{};
    std::string secret{};  ///< what deliveries are signed with; empty: they are not
    Switch state = Switch::Enabled;
    std::vector<NoticeKind> kinds{};  ///< that it is told of, in the order of NoticeKind
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    Revision revision = 0;  ///< of the last change of this webhook
    friend bool operator==(const Webhook&, const Webhook&) = default;
};

}  // namespace portolan::model
