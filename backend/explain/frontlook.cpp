// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/frontlook.h"

#include "backend/base/bytes.h"
#include "backend/explain/httplook.h"
#include "backend/net/portholder.h"

#include <algorithm>

namespace portolan::explain {

namespace {

/// The landing page and every page of refusal name the program.
bool namesPortolan(const HttpAnswer& answer) {
    constexpr std::string_view program = "portolan";
    const std::string_view text = answer.text;
    return answer.outcome == HttpAnswer::Outcome::Answered &&
           std::search(text.begin(), text.end(), program.begin(), program.end(),
                       [](char a, char b) { return base::toLower(a) == b; }) != text.end();
}

void ask(Connection& connection, const Question& question, const Path& path, const Patience& patience,
         FrontLook& look) {
    if (path.overTls) {
        TlsSight sight;
        if (const auto reason = connection.startTls(question.name.text(), sight, patience)) {
            look.outcome = FrontLook::Outcome::Foreign;
            return;
        }
        look.shown = sight.fingerprint;
        if (path.certificate && path.certificate->fingerprint == sight.fingerprint) {
            look.outcome = FrontLook::Outcome::Ours;
            return;
        }
    }
    // The name of the zone itself is the landing page's.
    const HttpAnswer answer = askHttp(connection, {.host = path.zone}, patience);
    look.outcome = namesPortolan(answer) ? FrontLook::Outcome::Ours : FrontLook::Outcome::Foreign;
}

}  // namespace

FrontLook lookAtFront(const Question& question, const Path& path, const Patience& patience) {
    FrontLook look;
    // Only this host is looked at: elsewhere is for the device that asks.
    if (!path.front ||
        !(holds(question.ownAddresses, path.front->address) || path.front->address.isLoopback()))
        return look;
    const auto begun = std::chrono::steady_clock::now();
    Connection connection;
    if (const auto reason = connection.open(*path.front, patience)) {
        look.outcome = FrontLook::Outcome::NoConnection;
        look.reason = *reason;
    } else {
        ask(connection, question, path, patience, look);
    }
    look.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    if (look.outcome == FrontLook::Outcome::Foreign)
        look.holder = holderOf(*path.front);
    return look;
}

std::string holderOf(const base::SocketAddress& address) {
    const auto holder = net::findPortHolder(net::Transport::Tcp, address);
    if (!holder || holder->name.empty())
        return {};
    return " (" + holder->name + ", process " + std::to_string(holder->pid) + ")";
}

}  // namespace portolan::explain
