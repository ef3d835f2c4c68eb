// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/judgement.h"
#include "backend/explain/wording.h"
#include "backend/model/addresspolicy.h"

#include <algorithm>

namespace portolan::explain {

using api::Hop;
using api::HopStage;
using api::HopVerdict;
using model::ClientAccess;

namespace {

constexpr std::uint16_t usualHttp = 80;    // RFC 9110 section 4.2.1
constexpr std::uint16_t usualHttps = 443;  // RFC 9110 section 4.2.2

Hop judgeAccess(const Question& question) {
    const auto& networks = question.snapshot->internalNetworks;
    const std::string caller = question.caller.toString();
    if (model::containsAddress(networks, question.caller))
        return hop(HopStage::Access, HopVerdict::Ok, Code::CallerInside, {{"caller", caller}});
    std::string line = "internal-networks = [";
    for (const base::Network& network : networks)
        line += '"' + network.toString() + "\", ";
    line += '"' + caller + (question.caller.isV4() ? "/32\"]" : "/128\"]");
    return hop(HopStage::Access, HopVerdict::Bad, Code::CallerOutside, {{"caller", caller}}, {line});
}

ClientAccess accessOf(const Path& path) {
    return path.route ? path.route->clientTls.access : ClientAccess::HttpAndHttps;
}

/// Whether plain http is no use here.
bool needsTls(const Path& path) {
    return accessOf(path) == ClientAccess::HttpsOnly ||
           (path.isPreloaded && accessOf(path) != ClientAccess::HttpOnly);
}

Hop judgeListener(const Question& question, const Path& path, const FrontLook& look) {
    if (!path.listener)
        return hop(HopStage::Listener, HopVerdict::Bad, Code::ProxyOff);
    base::Error::Params params{{"listener", path.listener->address.toString()},
                               {"reason", path.listener->message},
                               {"url", path.url},
                               {"holder", look.holder},
                               {"name", question.name.text()}};
    if (path.listener->status != "listening")
        return hop(HopStage::Listener, HopVerdict::Bad,
                   path.overTls ? Code::HttpsNotListening : Code::HttpNotListening, std::move(params));
    if (look.outcome == FrontLook::Outcome::NotAsked)
        return hop(HopStage::Listener, HopVerdict::Skipped, Code::NotLookedAt);
    params[0].second = path.front->toString();
    const auto judged = [&](HopVerdict verdict, Code code, std::vector<std::string> lines = {}) {
        Hop made = hop(HopStage::Listener, verdict, code, std::move(params), std::move(lines));
        made.duration = look.duration;
        return made;
    };
    if (look.outcome == FrontLook::Outcome::NoConnection) {
        params[1].second = net::toText(look.reason);
        return judged(HopVerdict::Bad, Code::ListenerSilent);
    }
    if (look.outcome == FrontLook::Outcome::Foreign)
        return judged(HopVerdict::Bad, Code::ListenerForeign);
    if (path.front->port != (path.overTls ? usualHttps : usualHttp))
        return judged(HopVerdict::Warning, Code::TrialPort, lowPortLines());
    return judged(HopVerdict::Ok, Code::ListenerAnswers);
}

/// An https listener that should be there and is not: plain http may do all the same.
std::optional<Hop> judgeMissingHttps(const Question& question, const Path& path) {
    if (path.overTls || accessOf(path) == ClientAccess::HttpOnly)
        return std::nullopt;
    const api::ListenerView* failed = nullptr;
    for (const api::ListenerView& listener : question.listeners) {
        if (listener.name == "https" && listener.status == "listening")
            return std::nullopt;
        if (listener.name == "https" && listener.status == "failed")
            failed = &listener;
    }
    if (!failed)
        return std::nullopt;
    return hop(HopStage::Listener, needsTls(path) ? HopVerdict::Bad : HopVerdict::Warning,
               Code::HttpsNotListening,
               {{"listener", failed->address.toString()}, {"reason", failed->message}});
}

Hop judgeWithoutTls(const Question& question, const Path& path) {
    const std::string& name = question.name.text();
    if (question.certificate.state == api::CertificateState::Failed && question.certificate.error)
        return hop(HopStage::Certificate, needsTls(path) ? HopVerdict::Bad : HopVerdict::Warning,
                   Code::CertificateFailed,
                   {{"name", name}, {"reason", question.certificate.error->message}});
    if (path.isPreloaded)
        return hop(HopStage::Certificate, HopVerdict::Bad, Code::HstsPreloaded,
                   {{"name", name}, {"suffix", path.zone.substr(path.zone.rfind('.') + 1)}});
    if (accessOf(path) == ClientAccess::HttpsOnly)
        return hop(HopStage::Certificate, HopVerdict::Bad, Code::CertificateFailed,
                   {{"name", name}, {"reason", "https is switched off, and the service is for https only."}});
    return hop(HopStage::Certificate, HopVerdict::Skipped, Code::CertificateNone);
}

Hop judgeCertificate(const Question& question, const Path& path, const FrontLook& look) {
    if (!path.overTls)
        return judgeWithoutTls(question, path);
    const model::CertificateBundle& bundle = *path.certificate;
    const std::string address = question.advertised.front().toString();
    base::Error::Params params{{"name", question.name.text()},
                               {"from", timeText(bundle.notBefore)},
                               {"until", timeText(bundle.notAfter)},
                               {"issuer", bundle.issuers->name},
                               {"listener", path.front->toString()}};
    const auto judged = [&](HopVerdict verdict, Code code, std::vector<std::string> lines = {}) {
        return hop(HopStage::Certificate, verdict, code, std::move(params), std::move(lines));
    };
    if (question.now >= bundle.notAfter)
        return judged(HopVerdict::Bad, Code::CertificateExpired, {"timedatectl"});
    if (question.now < bundle.notBefore)
        return judged(HopVerdict::Bad, Code::CertificateNotYet, {"timedatectl set-ntp true"});
    if (look.shown && *look.shown != bundle.fingerprint)
        return judged(HopVerdict::Bad, Code::CertificateElse);
    if (question.certificate.state == api::CertificateState::Failed && question.certificate.error) {
        params.emplace_back("reason", question.certificate.error->message);
        return judged(HopVerdict::Warning, Code::CertificateFailed);
    }
    if (accessOf(path) == ClientAccess::HttpsOnly)
        return judged(HopVerdict::Warning, Code::HttpsOnly,
                      {"http://" + address + "/trust", "portolanctl trust install"});
    return judged(HopVerdict::Ok, Code::CertificateGood);
}

/// Why targets that are given by their names are nowhere.
std::string reasonOf(const Question& question) {
    for (const TargetCondition& condition : question.conditions)
        if (condition.health.state == model::HealthState::Down)
            return model::sentenceOf(condition.health.cause, condition.health.detail);
    return "Their names are being looked up.";
}

Hop judgeRoute(const Question& question, const Path& path) {
    if (path.kind == Path::Kind::OwnName)
        return hop(HopStage::Route, HopVerdict::Ok, Code::OwnName);
    base::Error::Params params{{"service", path.route->name.empty() ? path.route->host : path.route->name},
                               {"addresses", listed(path.addresses)}};
    if (path.route->isAddressless) {
        params.emplace_back("reason", reasonOf(question));
        return hop(HopStage::Route, HopVerdict::Bad, Code::TargetNowhere, std::move(params));
    }
    if (path.route->state == model::Switch::Disabled)
        return hop(HopStage::Route, HopVerdict::Bad, Code::Disabled, std::move(params));
    if (path.route->state == model::Switch::Maintenance)
        return hop(HopStage::Route, HopVerdict::Bad, Code::Maintenance, std::move(params));
    if (path.kind == Path::Kind::Direct)
        return hop(HopStage::Route, HopVerdict::Ok, Code::DirectService, std::move(params));
    return hop(HopStage::Route, HopVerdict::Ok, Code::RouteFound, std::move(params));
}

}  // namespace

bool judgeFront(const Judgement& judgement) {
    const auto& [question, path, findings, hops] = judgement;
    if (path.kind == Path::Kind::Record)
        return false;
    hops.push_back(judgeAccess(question));
    if (path.kind != Path::Kind::Direct) {
        hops.push_back(judgeListener(question, path, findings.front));
        if (auto missing = judgeMissingHttps(question, path))
            hops.push_back(std::move(*missing));
        hops.push_back(judgeCertificate(question, path, findings.front));
    }
    hops.push_back(judgeRoute(question, path));
    return path.route && hops.back().verdict != HopVerdict::Bad;
}

}  // namespace portolan::explain
