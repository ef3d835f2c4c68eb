// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A backend whose targets are given by their names, with a resolver, a clock and probes under the test's
// hand.

#include "tests/unit/control/controlfixture.h"

#include <string>

namespace portolan::control {

inline constexpr const char* app = "app.portolan.internal";

inline api::ServiceDraft named(std::string name = "app", std::string target = "nas.lan") {
    return draftOf(std::move(name), std::move(target));
}

struct NamedTargetsFixture : ControlFixture {
    [[nodiscard]] const snapshot::Route& route(const std::string& name = app) const {
        return *dataPlane.current().routes.find(name);
    }
    /// The addresses workers connect to: "10.0.0.5:8080 ...".
    [[nodiscard]] std::string places(const std::string& name = app) const {
        std::string text;
        for (const snapshot::RouteTarget& target : route(name).targets)
            text += (text.empty() ? "" : " ") + target.address.toString();
        return text;
    }
    [[nodiscard]] std::uint64_t generation() const { return dataPlane.current().generation; }
    api::ServiceView view(std::size_t index = 0) { return services().at(index); }
    [[nodiscard]] std::string stateOf(const api::HealthView& health) const {
        return std::string(model::toWord(health.state)) + " " + std::string(model::codeOf(health.cause));
    }
    void report(model::TargetId target, model::HealthState state) {
        live::HealthReport report{};
        report.target = target;
        report.state = state;
        report.cause =
            state == model::HealthState::Down ? model::HealthCause::Refused : model::HealthCause::None;
        report.at = clock.systemNow();
        control->takeHealthReports({report});
        executor.run();
    }
};

}  // namespace portolan::control
