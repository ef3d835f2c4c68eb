// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/bytes.h"
#include "backend/explain/applications.h"
#include "backend/explain/judgement.h"
#include "backend/explain/wording.h"
#include "backend/model/policytext.h"

#include <algorithm>
#include <charconv>

namespace portolan::explain {

using api::Hop;
using api::HopStage;
using api::HopVerdict;

namespace {

constexpr std::string_view hiddenTarget = "the target";

std::string stateText(const Path& path) {
    const std::string state(model::toWord(path.targetState));
    const bool hasCause =
        path.targetCause != model::HealthCause::None && path.targetCause != model::HealthCause::NotYetProbed;
    return hasCause ? state + ", " + std::string(model::codeOf(path.targetCause)) : state;
}

/// A URL as Location has it, as far as it matters where it leads.
struct Place {
    bool isHttps = false;
    std::string authority{};  ///< lower case; empty: the same host
    std::string path{};
};

Place placeOf(std::string_view location) {
    Place place;
    const std::size_t scheme = location.find("://");
    if (scheme == std::string_view::npos || location.find('/') < scheme) {
        place.path = location;
        return place;
    }
    place.isHttps = base::equalsIgnoringCase(location.substr(0, scheme), "https");
    location.remove_prefix(scheme + 3);
    const std::size_t end = std::min(location.find_first_of("/?#"), location.size());
    place.authority = location.substr(0, end);
    std::transform(place.authority.begin(), place.authority.end(), place.authority.begin(), base::toLower);
    place.path = location.substr(end);
    if (place.path.empty())
        place.path = "/";
    return place;
}

/// The hops of one target. Its functions are in the order in which they are called.
class TargetJudge {
  public:
    /// `path.target` is the one that `look` is of.
    TargetJudge(const Question& question, const Path& path, const TargetLook& look, std::vector<Hop>& hops,
                const std::string& proxy)
        : m_question(question),
          m_path(path),
          m_look(look),
          m_route(*path.route),
          m_hops(hops),
          m_proxy(proxy) {}

    void judge() {
        if (judgeChoice() && m_look.asked)
            judgeLook();
    }

    /// Without a word about why it was chosen.
    void judgeLook() {
        if (!judgeConnect() || m_route.delivery == model::Delivery::Direct)
            return;
        if (judgeTls())
            judgeHttp();
    }

  private:
    [[nodiscard]] const base::SocketAddress& address() const { return m_path.target->address; }
    [[nodiscard]] bool hides() const { return m_question.disclosure == Disclosure::WithoutTargets; }

    [[nodiscard]] base::Error::Params params() const {
        const std::string shown = hides() ? std::string(hiddenTarget) : address().toString();
        return {{"target", shown},
                {"address", hides() ? std::string("its own address") : address().address.toString()},
                {"port", std::to_string(address().port)},
                {"host", m_route.host},
                {"url", m_path.url},
                {"proxy", m_proxy}};
    }

    void add(HopStage stage, HopVerdict verdict, Code code, base::Error::Params more = {},
             std::vector<std::string> lines = {}, std::optional<std::chrono::microseconds> duration = {}) {
        base::Error::Params all = params();
        all.insert(all.end(), more.begin(), more.end());
        Hop made = hop(stage, verdict, code, std::move(all), std::move(lines));
        if (made.message.starts_with(hiddenTarget))
            made.message.front() = 'T';
        made.duration = duration;
        m_hops.push_back(std::move(made));
    }

    bool judgeChoice() {
        const auto total = std::to_string(m_route.targets.size());
        std::vector<std::string> others;
        for (const base::SocketAddress& idle : m_path.idle)
            others.push_back(hides() ? std::string("(not shown)") : idle.toString());
        const base::Error::Params more{{"total", total},
                                       {"down", std::to_string(m_path.idle.size())},
                                       {"others", listed(others)},
                                       {"state", stateText(m_path)}};
        const auto allowed = m_question.targetPolicy.check(address(), model::LoopbackTargets::Allowed);
        if (!allowed) {
            base::Error::Params reason = more;
            reason.emplace_back(
                "reason", hides() ? std::string("the address policy forbids it.") : allowed.error().message);
            add(HopStage::Target, HopVerdict::Bad, Code::TargetForbidden, std::move(reason));
            return false;
        }
        if (m_path.choice == Path::Choice::AllDrained)
            add(HopStage::Target, HopVerdict::Bad, Code::TargetsDrained, more);
        else if (m_path.choice == Path::Choice::AllDown)
            add(HopStage::Target, HopVerdict::Warning, Code::TargetsDown, more);
        else if (!m_path.idle.empty())
            add(HopStage::Target, HopVerdict::Warning, Code::SomeTargetsDown, more);
        else
            add(HopStage::Target, HopVerdict::Ok, Code::TargetChosen, more);
        return true;
    }

    bool judgeConnect() {
        const auto bad = [this](Code code, base::Error::Params more = {},
                                std::vector<std::string> lines = {}) {
            add(HopStage::Connect, HopVerdict::Bad, code, std::move(more), std::move(lines),
                m_look.connectDuration);
        };
        if (!m_look.noConnection) {
            add(HopStage::Connect, HopVerdict::Ok, Code::TargetAccepts, {}, {}, m_look.connectDuration);
            return true;
        }
        const std::string port = std::to_string(address().port);
        const std::string shown = hides() ? std::string("ADDRESS") : address().address.toString();
        switch (*m_look.noConnection) {
            case net::CloseReason::Refused:
            case net::CloseReason::Reset:
                if (m_look.loopbackHolder)
                    bad(Code::TargetLoopbackOnly, {{"holder", *m_look.loopbackHolder}});
                else
                    bad(Code::TargetRefused, {}, {"ss -ltnp 'sport = :" + port + "'"});
                break;
            case net::CloseReason::TimedOut:
                bad(Code::TargetTimeout, {}, {"ping -c 3 " + shown, "nc -vz " + shown + ' ' + port});
                break;
            default:
                bad(Code::TargetUnreachable, {{"reason", std::string(net::toText(*m_look.noConnection))}},
                    {"ip route get " + shown});
        }
        return false;
    }

    bool judgeTls() {
        if (m_route.protocol == model::Protocol::Http) {
            add(HopStage::Tls, HopVerdict::Skipped, Code::TlsNone);
            return true;
        }
        const auto bad = [this](Code code, base::Error::Params more = {}) {
            add(HopStage::Tls, HopVerdict::Bad, code, std::move(more), {}, m_look.tlsDuration);
            return false;
        };
        if (m_look.noTls && m_look.speaksHttp)
            return bad(Code::TargetSpeaksHttp);
        if (m_look.noTls)
            return bad(Code::TlsFailed, {{"reason", std::string(net::toText(*m_look.noTls))}});
        const auto& pin = m_path.target->pin;
        if (m_route.policy.tls.verification == model::TlsVerification::Pin) {
            if (pin && *pin != m_look.sight.fingerprint)
                return bad(Code::PinChanged, {{"pin", model::toText(*pin)},
                                              {"offered", model::toText(m_look.sight.fingerprint)}});
        } else if (m_look.sight.objection == net::CloseReason::CertificateExpired) {
            return bad(Code::TargetCertificateExpired);
        } else if (m_look.sight.objection == net::CloseReason::CertificateName) {
            return bad(Code::TargetCertificateName);
        } else if (m_look.sight.objection) {
            return bad(Code::TargetCertificateUntrusted);
        }
        add(HopStage::Tls, HopVerdict::Ok, Code::TlsGood, {}, {}, m_look.tlsDuration);
        return true;
    }

    void answered(HopVerdict verdict, Code code, base::Error::Params more = {},
                  std::vector<std::string> lines = {}) {
        more.insert(more.begin(), {"status", std::to_string(m_look.answer->status)});
        add(HopStage::Http, verdict, code, std::move(more), std::move(lines), m_look.answer->duration);
    }

    void judgeHttp() {
        if (!m_look.answer)
            return;
        const HttpAnswer& answer = *m_look.answer;
        if (m_look.speaksTls || saysWantsTls(answer)) {
            answered(HopVerdict::Bad, Code::TargetSpeaksHttps);
            return;
        }
        switch (answer.outcome) {
            case HttpAnswer::Outcome::Silent:
                answered(HopVerdict::Bad, Code::HttpSilent,
                         {{"seconds", std::to_string(answerLimit.count())}});
                return;
            case HttpAnswer::Outcome::Closed:
                answered(HopVerdict::Bad, Code::HttpClosed);
                return;
            case HttpAnswer::Outcome::NotHttp:
                answered(HopVerdict::Bad, Code::NotHttp);
                return;
            case HttpAnswer::Outcome::Answered:
                judgeAnswer(answer);
        }
    }

    void judgeAnswer(const HttpAnswer& answer) {
        if (m_look.statusWithoutForwarding)
            judgeUntrustedProxy(answer);
        else if (m_look.acceptedHost)
            judgeRefusedHost(answer);
        else if (answer.status >= 500)
            answered(HopVerdict::Bad, Code::ServerError);
        else if (answer.status == 401)
            answered(HopVerdict::Ok, Code::HttpLogin);
        else if (answer.status == 404)
            answered(HopVerdict::Warning, Code::HttpMissing);
        else if (answer.status >= 400)
            answered(HopVerdict::Bad, Code::HttpRefused);
        else if (answer.status >= 300 && !answer.location.empty())
            judgeRedirect(answer);
        else
            answered(HopVerdict::Ok, Code::HttpAnswers);
    }

    void judgeUntrustedProxy(const HttpAnswer& answer) {
        const Application* const application = recognise(answer, Refusal::Proxy);
        answered(HopVerdict::Bad, Code::ProxyNotTrusted,
                 {{"application", std::string(application->name)},
                  {"answered", std::to_string(*m_look.statusWithoutForwarding)}},
                 linesOf(*application, m_route.host, m_proxy));
    }

    void judgeRefusedHost(const HttpAnswer& answer) {
        const Application* const application = recognise(answer, Refusal::Host);
        const auto& accepted = *m_look.acceptedHost;
        const bool hidesHost = hides() && accepted.profile == model::HostHeader::AsTarget;
        answered(HopVerdict::Bad, Code::HostRefused,
                 {{"application", std::string(application->name)},
                  {"accepted", hidesHost ? std::string("its own address") : accepted.host},
                  {"answered", std::to_string(accepted.status)},
                  {"profile", std::string(model::toWord(accepted.profile))}},
                 linesOf(*application, m_route.host, m_proxy));
    }

    void judgeRedirect(const HttpAnswer& answer) {
        const Place place = placeOf(answer.location);
        const auto judged = [&](HopVerdict verdict, Code code) {
            const bool isOwn = place.authority.starts_with(address().address.toString());
            answered(verdict, code,
                     {{"location", hides() && isOwn ? std::string("its own address") : answer.location}});
        };
        // The proxy rewrites what names the target as it was asked.
        const bool isRewritten =
            place.authority == hostFor(m_route.policy.hostHeader, m_route, *m_path.target) ||
            place.authority == hostFor(model::HostHeader::AsTarget, m_route, *m_path.target);
        const std::string host = place.authority.substr(0, place.authority.rfind(':'));
        const bool isSame = place.authority == m_route.host || host == m_route.host;
        if (isSame && place.path == "/" && place.isHttps && m_path.overTls)
            judged(HopVerdict::Bad, Code::RedirectLoop);
        else if (isSame && place.isHttps && !m_path.overTls)
            judged(HopVerdict::Bad, Code::RedirectToHttps);
        else if (isSame && place.path == "/" && !place.isHttps && m_path.overTls &&
                 m_route.clientTls.access == model::ClientAccess::HttpsOnly)
            judged(HopVerdict::Bad, Code::RedirectLoop);
        else if (place.authority.empty() || isSame || isRewritten)
            judged(HopVerdict::Ok, Code::HttpAnswers);
        else if (isItself(host))
            judged(HopVerdict::Bad, Code::RedirectToItself);
        else
            judged(HopVerdict::Warning, Code::RedirectElsewhere);
    }

    /// An address that is only good where the target runs.
    [[nodiscard]] bool isItself(const std::string& host) const {
        const auto parsed = base::IpAddress::parse(host);
        return host == "localhost" || (parsed && (parsed->isLoopback() || *parsed == address().address));
    }

    const Question& m_question;
    const Path& m_path;
    const TargetLook& m_look;
    const snapshot::Route& m_route;
    std::vector<Hop>& m_hops;
    const std::string m_proxy;
};

/// Requests may go to them, too: what is wrong with one is felt now and then.
void judgeOthers(const Judgement& judgement) {
    const auto& [question, path, findings, hops] = judgement;
    const bool hides = question.disclosure == Disclosure::WithoutTargets;
    std::vector<std::string> fine;
    for (const OtherTarget& other : findings.others) {
        Path itsPath = path;
        itsPath.target = other.target;
        std::vector<Hop> found;
        TargetJudge(question, itsPath, other.look, found, findings.proxyAddress).judgeLook();
        const std::string shown = hides ? std::string("(not shown)") : other.target->address.toString();
        const auto bad = std::find_if(found.begin(), found.end(),
                                      [](const Hop& hop) { return hop.verdict == HopVerdict::Bad; });
        if (bad == found.end()) {
            fine.push_back(shown);
            continue;
        }
        bad->verdict = HopVerdict::Warning;
        if (bad->code == codeOf(Code::HttpRefused))
            bad->advice.clear();  // nobody has tried it with another Host
        hops.push_back(hop(HopStage::Target, HopVerdict::Warning, Code::OtherTarget, {{"target", shown}}));
        hops.push_back(std::move(*bad));
    }
    if (!fine.empty())
        hops.push_back(hop(HopStage::Target, HopVerdict::Ok, Code::OtherTargets, {{"others", listed(fine)}}));
}

}  // namespace

void judgeTarget(const Judgement& judgement) {
    const auto& [question, path, findings, hops] = judgement;
    if (!path.route || !path.target)
        return;
    TargetJudge(question, path, findings.target, hops, findings.proxyAddress).judge();
    judgeOthers(judgement);
}

}  // namespace portolan::explain
