// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/statuscommand.h"

#include "app/ctl/words.h"
#include "backend/api/json.h"

namespace portolan::ctl {

namespace {

Cell componentCell(api::ComponentState state) {
    switch (state) {
        case api::ComponentState::Ok:
            return {"ok", Colour::Green};
        case api::ComponentState::Disabled:
            return {"off", Colour::Dim};
        case api::ComponentState::Failed:
            break;
    }
    return {"failed", Colour::Red};
}

Cell listenerCell(const std::string& status) {
    if (status == "listening")
        return {status, Colour::Green};
    return status == "disabled" ? Cell("off", Colour::Dim) : Cell(status, Colour::Red);
}

std::string listed(const std::vector<base::IpAddress>& addresses) {
    std::string text;
    for (const base::IpAddress& address : addresses)
        text += (text.empty() ? "" : ", ") + address.toString();
    return text;
}

}  // namespace

std::string statusText(const api::SystemStatus& status, const Style& style) {
    Table parts{{{"PART"}, {"STATE"}, {"", Align::Left, Fit::MayBeCut}}, {}};
    for (const api::ComponentView& part : status.components)
        parts.rows.push_back({part.name, componentCell(part.state), part.message});
    Table listeners{{{"LISTENER"}, {"OVER"}, {"ADDRESS"}, {"STATE"}, {"", Align::Left, Fit::MayBeCut}}, {}};
    for (const api::ListenerView& listener : status.listeners)
        listeners.rows.push_back({listener.name, listener.protocol, listener.address.toString(),
                                  listenerCell(listener.status), listener.message});
    Table zones{{{"ZONE", Align::Left, Fit::MayBeCut}, {"SERIAL", Align::Right}}, {}};
    for (const api::ZoneView& zone : status.zones)
        zones.rows.push_back({zone.name, std::to_string(zone.serial)});
    const Cell state =
        status.healthy() ? Cell("works", Colour::Green) : Cell("has failed in part", Colour::Red);
    std::string text =
        painted(style, Colour::Bold, "Portolan " + harmless(status.version)) + " " +
        painted(style, state.colour, state.text) + ": " + countedText(status.requests, "request") + " and " +
        (status.queries == 1 ? "1 query" : countText(status.queries) + " queries") + " since its start\n";
    if (!status.advertised.empty())
        text += "Names point to " + listed(status.advertised) + "\n";
    return text + "\n" + toText(parts, style) + "\n" + toText(listeners, style) + "\n" + toText(zones, style);
}

ExitCode showStatus(Session& session) {
    const auto status =
        session.ask<api::SystemStatus>([&](auto reply) { session.backend().status(myself(), reply); });
    if (!status)
        return session.fail(status.error());
    if (session.json())
        session.output().data(api::toJson(*status));
    else
        session.output().data(statusText(*status, session.output().dataStyle()));
    for (const api::ZoneView& zone : status->zones)
        session.warn(zone.warnings);
    return status->healthy() ? ExitCode::Ok : ExitCode::Failed;
}

}  // namespace portolan::ctl
