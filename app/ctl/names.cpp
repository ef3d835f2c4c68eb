// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/names.h"

#include "backend/base/bytes.h"
#include "backend/base/editdistance.h"

#include <algorithm>

namespace portolan::ctl {

namespace {

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), base::toLower);
    return result;
}

bool holds(std::string_view text, const std::string& lowerWord) {
    return lowered(text).find(lowerWord) != std::string::npos;
}

/// Removes the items that, for one of the words, `has` is false of.
template <class Page, class Has>
void keep(Page& page, const std::vector<std::string>& words, Has has) {
    for (const std::string& word : words)
        std::erase_if(page.items, [&, lower = lowered(word)](const auto& item) { return !has(item, lower); });
    page.total = page.items.size();
}

/// The host of a service that `full` was probably meant to be, as short as it may be written; or nothing.
std::string nearestHost(Session& session, const std::string& full) {
    const auto page = session.ask<api::ServicePage>(
        [&](auto reply) { session.backend().listServices(myself(), {}, reply); });
    if (!page)
        return {};
    const std::string zone = full.substr(std::min(full.find('.'), full.size()));
    std::vector<std::string> hosts;
    for (const api::ServiceView& service : page->items)
        hosts.push_back(service.host.ends_with(zone)
                            ? service.host.substr(0, service.host.size() - zone.size())
                            : service.host);
    const bool inZone = !zone.empty();
    return base::nearestOf(inZone ? full.substr(0, full.size() - zone.size()) : full, hosts);
}

}  // namespace

base::Result<std::string> fullName(Session& session, std::string_view written) {
    std::string name = lowered(written);
    if (name.ends_with('.'))
        name.pop_back();
    if (name.find('.') != std::string::npos)
        return name;
    PORTOLAN_TRY(const api::SystemStatus status, session.ask<api::SystemStatus>([&](auto reply) {
        session.backend().status(myself(), reply);
    }));
    for (const api::ZoneView& zone : status.zones)
        if (!zone.name.ends_with(".arpa"))
            return name + "." + zone.name;
    return name;
}

base::Result<api::ServiceView> findService(Session& session, const std::string& written) {
    PORTOLAN_TRY(const std::string host, fullName(session, written));
    api::ListRequest request;
    request.filter = host;
    PORTOLAN_TRY(const api::ServicePage page, session.ask<api::ServicePage>([&](auto reply) {
        session.backend().listServices(myself(), request, reply);
    }));
    for (const api::ServiceView& service : page.items)
        if (base::equalsIgnoringCase(service.host, host))
            return service;
    const std::string near = nearestHost(session, host);
    return base::Error{"service.not_found",
                       "There is no service \"" + written + "\"" +
                           (written == host ? "" : " (" + host + ")") + "." +
                           (near.empty() ? "" : " Did you mean \"" + near + "\"?"),
                       "",
                       {{"name", written}}};
}

void keepMatching(api::ServicePage& page, const std::vector<std::string>& words) {
    keep(page, words, [](const api::ServiceView& service, const std::string& word) {
        return holds(service.host, word) || holds(service.name, word) ||
               std::any_of(service.targets.begin(), service.targets.end(),
                           [&](const api::TargetView& target) { return holds(target.place(), word); });
    });
}

void keepMatching(api::RecordPage& page, const std::vector<std::string>& words) {
    keep(page, words, [](const api::RecordView& record, const std::string& word) {
        return holds(record.name, word) || holds(record.type, word) || holds(record.data, word) ||
               holds(record.label, word);
    });
}

}  // namespace portolan::ctl
