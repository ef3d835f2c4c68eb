// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/statusview.h"

#include "backend/control/fieldrules.h"

#include <algorithm>
#include <array>

namespace portolan::control {

namespace {

using api::ComponentState;
using api::ComponentView;
using api::ListenerView;

struct Part {
    std::string_view component;
    std::vector<std::string_view> listeners;
};

ComponentView componentOf(const Part& part, const std::vector<ListenerView>& listeners) {
    ComponentView component{std::string(part.component), ComponentState::Disabled, "no listener"};
    for (const ListenerView& listener : listeners) {
        if (std::find(part.listeners.begin(), part.listeners.end(), listener.name) == part.listeners.end())
            continue;
        if (listener.status == "failed")
            return {component.name, ComponentState::Failed,
                    listener.address.toString() + "/" + listener.protocol + ": " + listener.message};
        if (listener.status == "listening")
            component = {component.name, ComponentState::Ok, ""};
    }
    return component;
}

ComponentView httpsComponent(const std::vector<ListenerView>& listeners, const Publication& publication) {
    ComponentView component = componentOf({"https", {"https"}}, listeners);
    if (component.state == ComponentState::Ok && !publication.servesHttps())
        return {component.name, ComponentState::Disabled, "no certificate"};
    return component;
}

ComponentView storeComponent(const std::optional<base::Error>& failure) {
    if (failure)
        return {"store",
                ComponentState::Failed,
                failure->message,
                {{failure->code, failure->message, failure->params}}};
    return {"store", ComponentState::Ok, ""};
}

/// A file that is left out, or a key that others could read, is no failure: what can serve does.
ComponentView certificatesComponent(const CertificateBook& certificates) {
    if (!certificates.isOn())
        return {"certificates", ComponentState::Disabled, "no authority and no certificates"};
    std::vector<base::Error> errors = certificates.failures();
    const ComponentState state = errors.empty() ? ComponentState::Ok : ComponentState::Failed;
    for (base::Error& notice : certificates.notices())
        errors.push_back(std::move(notice));
    ComponentView component{"certificates", state, errors.empty() ? "" : errors.front().message};
    for (base::Error& error : errors)
        component.causes.push_back(
            {std::move(error.code), std::move(error.message), std::move(error.params)});
    return component;
}

}  // namespace

api::SystemStatus makeStatus(const std::string& version, const DataPlane& dataPlane,
                             const Publication& publication, const CertificateBook& certificates,
                             const model::Catalog& catalog, const std::optional<base::Error>& storeFailure) {
    const std::array<Part, 3> parts{{{"api", {"api", "private-api"}}, {"dns", {"dns"}}, {"proxy", {"http"}}}};
    api::SystemStatus status;
    status.version = version;
    status.listeners = dataPlane.listeners();
    for (const Part& part : parts)
        status.components.push_back(componentOf(part, status.listeners));
    status.components.push_back(storeComponent(storeFailure));
    status.components.push_back(certificatesComponent(certificates));
    status.components.push_back({"tailnet", ComponentState::Disabled, "no tailnet support in this version"});
    status.components.push_back(httpsComponent(status.listeners, publication));
    for (const model::Zone& zone : catalog.zones) {
        api::ZoneView view{zone.name.text(), zone.serial};
        if (auto warning = hstsWarning(zone.name))
            view.warnings.push_back(std::move(*warning));
        status.zones.push_back(std::move(view));
    }
    status.advertised = publication.settings().advertised;
    status.generation = publication.generation();
    status.revision = catalog.revision;
    const live::CounterTotals totals = dataPlane.totals();
    status.requests = totals.requests;
    status.queries = totals.queries;
    return status;
}

}  // namespace portolan::control
