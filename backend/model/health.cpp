// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/health.h"

#include <array>

namespace portolan::model {

namespace {

constexpr std::array<std::string_view, 5> stateWords{"unknown", "up", "degraded", "down", "disabled"};

struct CauseText {
    std::string_view code;
    std::string_view sentence;
    std::string_view detailName{};
};

// In the order of HealthCause.
constexpr std::array<CauseText, 28> causeTexts{{
    {"", ""},
    {"health.not_yet_probed", "Not probed yet."},
    {"health.refused",
     "The host is up, nothing listens on that address (does the app listen on 127.0.0.1 only?)."},
    {"health.timeout", "No answer: the host is off, or a firewall filters the port."},
    {"health.unreachable", "No route to the host: is it in this network, and is the network up?"},
    {"health.reset", "The connection was accepted and cut off without an answer."},
    {"health.not_http", "Something answers there, but not in HTTP."},
    {"health.server_error", "The app answers with an error of its own (5xx)."},
    {"health.tls_failed", "No encrypted connection comes about: is it the right port, or is it plain http?"},
    {"health.certificate_changed",
     "The target shows another certificate than the pinned one; if it was renewed, forget the pin."},
    {"health.certificate_untrusted",
     "No trusted authority vouches for the target's certificate, or it is made out to another name."},
    {"health.certificate_expired", "The target's certificate is not valid at this time; it must be renewed."},
    {"health.some_down", "Some of the targets are down."},
    {"health.requests_fail",
     "Requests to it failed one after the other, so it gets none for a while; then one is tried."},
    {"health.requests_err",
     "It answered one request after the other with an error (5xx), so it gets none for a while; then one is "
     "tried."},
    {"health.wrong_status", "It answers with the status {}, which is not an expected one.", "status"},
    {"health.text_missing", "It answers, but the expected text is not in its answer."},
    {"health.slow", "It answers, but takes longer than {} ms.", "milliseconds"},
    {"health.flapping",
     "It went up and down {} times in a short while; requests are still sent while it is up.", "changes"},
    {"health.starting", "It does not answer yet; it may still be starting."},
    {"health.never_probed", "It is not checked, as its service says."},
    {"health.switched_off", "The service is switched off."},
    {"health.maintenance", "The service is being worked on; clients are told that it comes back."},
    {"health.name_not_found", "There is no host of the target's name. Is it spelled right?"},
    {"health.name_without_address", "The target's name exists, but has no address."},
    {"health.name_server_fails", "No name server could say where the target is."},
    {"health.address_refused", "The target's name leads to an address that Portolan does not connect to."},
    {"health.name_leads_back",
     "The target's name is one of this Portolan's own; give the machine the service runs on."},
}};

}  // namespace

std::string_view toWord(HealthState state) {
    return stateWords[static_cast<std::size_t>(state)];
}

HealthState healthStateFromWord(std::string_view word) {
    for (std::size_t i = 0; i < stateWords.size(); ++i)
        if (stateWords[i] == word)
            return static_cast<HealthState>(i);
    return HealthState::Unknown;
}

std::string_view codeOf(HealthCause cause) {
    return causeTexts[static_cast<std::size_t>(cause)].code;
}

HealthCause healthCauseFromCode(std::string_view code) {
    for (std::size_t i = 0; i < causeTexts.size(); ++i)
        if (causeTexts[i].code == code)
            return static_cast<HealthCause>(i);
    return HealthCause::None;
}

std::string_view detailNameOf(HealthCause cause) {
    return causeTexts[static_cast<std::size_t>(cause)].detailName;
}

std::string sentenceOf(HealthCause cause, std::uint32_t detail) {
    std::string sentence(causeTexts[static_cast<std::size_t>(cause)].sentence);
    constexpr std::string_view place = "{}";
    if (const std::size_t at = sentence.find(place); at != std::string::npos)
        sentence.replace(at, place.size(), std::to_string(detail));
    return sentence;
}

}  // namespace portolan::model
