// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/judgement.h"
#include "backend/explain/wording.h"
#include "tests/unit/explain/explainfixture.h"

#include <QTest>

#include <functional>
#include <set>

using namespace portolan;
using namespace portolan::explain;
using namespace portolan::tests;
using api::HopVerdict;

namespace {

/// One thing that is spoiled, and what must be said of it.
struct Case {
    const char* name;
    Code code;
    HopVerdict verdict;
    std::function<void(Setup&)> setUp = [](Setup&) {};
    std::function<void(Question&)> ask = [](Question&) {};
    std::function<void(Findings&)> find = [](Findings&) {};
};

constexpr HopVerdict ok = HopVerdict::Ok;
constexpr HopVerdict warning = HopVerdict::Warning;
constexpr HopVerdict bad = HopVerdict::Bad;
constexpr HopVerdict skipped = HopVerdict::Skipped;

const auto same = [](auto&) {};

void https(Setup& setup) {
    setup.httpsPort = 443;
}
void httpsTarget(Setup& setup) {
    setup.service.protocol = model::Protocol::Https;
}
void byAuthority(Setup& setup) {
    httpsTarget(setup);
    setup.service.proxy.tls.verification = model::TlsVerification::Authority;
}
void preloaded(Setup& setup) {
    setup.zones = {host("internal.jerkytreats.dev")};
    setup.service.host = host("llm.internal.jerkytreats.dev");
    setup.name = "llm.internal.jerkytreats.dev";
}
auto named(const char* name) {
    return [name](Setup& setup) { setup.name = name; };
}
auto fromElsewhere(const char* address = "100.3.3.3") {
    return [address](Question& question) {
        question.caller = ip(address);
        question.from = Question::Caller::OtherDevice;
    };
}
auto answers(int status, const char* text = "", const char* location = "") {
    return [=](Findings& findings) { findings.target.answer = httpAnswer(status, text, location); };
}
auto ends(HttpAnswer::Outcome outcome) {
    return [=](Findings& findings) { findings.target.answer->outcome = outcome; };
}
auto cannotConnect(net::CloseReason reason) {
    return [=](Findings& findings) { findings.target.noConnection = reason; };
}
auto objects(net::CloseReason reason) {
    return [=](Findings& findings) { findings.target.sight.objection = reason; };
}
auto failed(const char* listener) {
    return [listener](Question& question) {
        for (api::ListenerView& view : question.listeners)
            if (view.name == listener) {
                view.status = "failed";
                view.message = "held by nginx (process 812).";
            }
    };
}
auto resolves(const char* address) {
    return [address](Findings& findings) {
        findings.dns = dnsAnswer("100.1.1.1:53", address);
        findings.resolver.programs = std::vector{ip(address)};
    };
}
void noResolver(Findings& findings) {
    findings.resolver.servers = {dnsAnswer("9.9.9.9:53", "")};
    findings.resolver.programs = std::vector<base::IpAddress>{};
}

std::vector<Case> casesOfNames() {
    return {
        {"zone", Code::ZoneFound, ok},
        {"zone unknown", Code::ZoneUnknown, bad, named("llm.example.org")},
        {"record", Code::RecordFound, ok},
        {"name unknown", Code::NameUnknown, bad, named("lml.internal.example")},
        {"expired", Code::NameExpired, bad, named("old.internal.example"),
         [](Question& question) {
             question.departure = Departure{Departure::Why::Expired, {}};
         }},
        {"removed", Code::NameRemoved, bad, named("old.internal.example"),
         [](Question& question) {
             question.departure = Departure{Departure::Why::Removed, {}};
         }},
        {"record only", Code::RecordOnly, warning,
         [](Setup& setup) {
             setup.records = {addressRecord("nas.internal.example", "100.9.9.9")};
             setup.name = "nas.internal.example";
         },
         same, resolves("100.9.9.9")},
        {"no address", Code::NoAddress, bad,
         [](Setup& setup) {
             setup.records = {textRecord("note.internal.example")};
             setup.name = "note.internal.example";
         }},
        {"record elsewhere", Code::RecordElsewhere, bad,
         [](Setup& setup) { setup.service.recordAddress = ip("100.8.8.8"); }},
        {"advertised loopback", Code::AdvertisedLoopback, bad,
         [](Setup& setup) { setup.advertised = {ip("127.0.0.1")}; }, fromElsewhere()},
        {"alias", Code::RecordOnly, warning,
         [](Setup& setup) {
             setup.records = {aliasRecord("alias.internal.example", "llm.internal.example")};
             setup.name = "alias.internal.example";
         }},
        {"dns", Code::DnsAnswers, ok},
        {"dns not listening", Code::DnsNotListening, bad, same, failed("dns"), noResolver},
        {"dns held, found by another", Code::DnsNotListening, warning, same, failed("dns")},
        {"dns off", Code::DnsOff, bad, same,
         [](Question& question) { question.listeners.erase(question.listeners.begin()); }, noResolver},
        {"dns trial port", Code::DnsTrialPort, bad, same,
         [](Question& question) { question.listeners[0].address.port = 5300; }, noResolver},
        {"dns silent", Code::DnsSilent, bad, same, same,
         [](Findings& findings) {
             noResolver(findings);
             findings.dns->outcome = DnsLook::Outcome::Silent;
         }},
        {"dns refuses", Code::DnsRefuses, warning, same, same,
         [](Findings& findings) { findings.dns->rcode = dnswire::Rcode::Refused; }},
        {"dns answers else", Code::DnsAnswersElse, bad, same, same,
         [](Findings& findings) {
             noResolver(findings);
             findings.dns = dnsAnswer("100.1.1.1:53", "100.7.7.7");
         }},
        {"resolver", Code::ResolverAnswers, ok},
        {"split dns", Code::SplitDnsMissing, bad, same, same, noResolver},
        {"split dns, other device", Code::SplitDnsMissing, warning, same, fromElsewhere(), noResolver},
        {"resolver answers else", Code::ResolverAnswersElse, bad, same, same,
         [](Findings& findings) {
             findings.resolver.servers = {dnsAnswer("9.9.9.9:53", "203.0.113.9")};
             findings.resolver.programs = std::vector{ip("203.0.113.9")};
         }},
        {"resolver too slow for programs", Code::ResolverAnswersElse, bad, same, same,
         [](Findings& findings) {
             findings.resolver.servers = {dnsAnswer("9.9.9.9:53", "203.0.113.9")};
             findings.resolver.programs.reset();
         }},
        {"resolver silent", Code::ResolverSilent, bad, same, same,
         [](Findings& findings) {
             noResolver(findings);
             findings.resolver.servers[0].outcome = DnsLook::Outcome::Silent;
         }},
        {"no resolver", Code::ResolverNone, bad, same, same,
         [](Findings& findings) {
             noResolver(findings);
             findings.resolver.servers.clear();
         }},
        {"hosts file", Code::ResolverLocal, bad, same, same,
         [](Findings& findings) { findings.resolver.programs = std::vector{ip("127.0.1.1")}; }},
    };
}

std::vector<Case> casesOfTheFront() {
    return {
        {"access", Code::CallerInside, ok},
        {"caller outside", Code::CallerOutside, bad, same, fromElsewhere("192.168.7.7")},
        {"listener", Code::ListenerAnswers, ok},
        {"http held", Code::HttpNotListening, bad, same, failed("http")},
        {"https held", Code::HttpsNotListening, bad, https, failed("https")},
        {"https held, http does", Code::HttpsNotListening, warning, same,
         [](Question& question) {
             question.listeners.push_back({"https", "tcp", at("100.1.1.1:443"), "failed", "held."});
         }},
        {"proxy off", Code::ProxyOff, bad, same, [](Question& question) { question.listeners.pop_back(); }},
        {"listener silent", Code::ListenerSilent, bad, same, same,
         [](Findings& findings) {
             findings.front.outcome = FrontLook::Outcome::NoConnection;
             findings.front.reason = net::CloseReason::Refused;
         }},
        {"listener foreign", Code::ListenerForeign, bad, same, same,
         [](Findings& findings) { findings.front.outcome = FrontLook::Outcome::Foreign; }},
        {"trial port", Code::TrialPort, warning, [](Setup& setup) { setup.httpPort = 8000; }},
        {"certificate", Code::CertificateGood, ok, https},
        {"no certificate", Code::CertificateNone, skipped},
        {"certificate failed", Code::CertificateFailed, warning, https,
         [](Question& question) {
             question.certificate.state = api::CertificateState::Failed;
             question.certificate.error = base::Error{"pki.key", "The key cannot be read.", "", {}};
         }},
        {"https only, but off", Code::CertificateFailed, bad,
         [](Setup& setup) { setup.service.clientTls.access = model::ClientAccess::HttpsOnly; }},
        {"certificate expired", Code::CertificateExpired, bad,
         [](Setup& setup) {
             https(setup);
             setup.certificateUntil = base::SystemTime(std::chrono::hours(9));
         }},
        {"certificate not yet", Code::CertificateNotYet, bad,
         [](Setup& setup) {
             https(setup);
             setup.certificateFrom = base::SystemTime(std::chrono::hours(11));
         }},
        {"another certificate", Code::CertificateElse, bad, https, same,
         [](Findings& findings) { findings.front.shown = model::Fingerprint{9}; }},
        {"https only", Code::HttpsOnly, warning,
         [](Setup& setup) {
             https(setup);
             setup.service.clientTls.access = model::ClientAccess::HttpsOnly;
         }},
        {"preloaded", Code::HstsPreloaded, bad, preloaded},
        {"route", Code::RouteFound, ok},
        {"own name", Code::OwnName, ok, named("dns.internal.example")},
        {"direct", Code::DirectService, ok,
         [](Setup& setup) { setup.service.delivery = model::Delivery::Direct; }, same, resolves("100.2.2.2")},
        {"disabled", Code::Disabled, bad,
         [](Setup& setup) { setup.service.state = model::Switch::Disabled; }},
        {"disabled without the proxy", Code::Disabled, bad,
         [](Setup& setup) {
             setup.service.delivery = model::Delivery::Direct;
             setup.service.state = model::Switch::Disabled;
         }},
        {"maintenance", Code::Maintenance, bad,
         [](Setup& setup) { setup.service.state = model::Switch::Maintenance; }},
        {"a target by name that is nowhere", Code::TargetNowhere, bad,
         [](Setup& setup) { setup.service.targets.front().name = host("nas.lan"); }},
    };
}

/// A target beside the chosen one, that answers with `status`.
auto anotherAnswers(int status) {
    static const snapshot::RouteTarget another{model::TargetId{2}, at("100.2.2.3:8080")};
    return [status](Findings& findings) {
        TargetLook look;
        look.asked = true;
        look.answer = httpAnswer(status);
        findings.others.push_back({&another, look});
    };
}

std::vector<Case> casesOfTheTarget() {
    using Reason = net::CloseReason;
    using Outcome = HttpAnswer::Outcome;
    return {
        {"target", Code::TargetChosen, ok},
        {"target forbidden", Code::TargetForbidden, bad,
         [](Setup& setup) { setup.service.targets[0].address = at("100.1.1.1:80"); }},
        {"targets down", Code::TargetsDown, warning, same,
         [](Question& question) { question.conditions[0].health.state = model::HealthState::Down; }},
        {"some targets down", Code::SomeTargetsDown, warning,
         [](Setup& setup) {
             setup.service.targets.push_back({model::TargetId{2}, at("100.2.2.3:1"), 1});
         },
         [](Question& question) {
             question.conditions = {{model::TargetId{2}, {model::HealthState::Down}}};
         }},
        {"drained", Code::TargetsDrained, bad,
         [](Setup& setup) { setup.service.targets[0].intake = model::TargetIntake::Drained; }},
        {"connect", Code::TargetAccepts, ok},
        {"loopback only", Code::TargetLoopbackOnly, bad, same, same,
         [](Findings& findings) {
             findings.target.noConnection = net::CloseReason::Refused;
             findings.target.loopbackHolder = " (node, process 4711)";
         }},
        {"refused", Code::TargetRefused, bad, same, same, cannotConnect(Reason::Refused)},
        {"timeout", Code::TargetTimeout, bad, same, same, cannotConnect(Reason::TimedOut)},
        {"unreachable", Code::TargetUnreachable, bad, same, same, cannotConnect(Reason::Unreachable)},
        {"plain target", Code::TlsNone, skipped},
        {"tls", Code::TlsGood, ok, httpsTarget},
        {"target speaks http", Code::TargetSpeaksHttp, bad, httpsTarget, same,
         [](Findings& findings) {
             findings.target.noTls = net::CloseReason::NotTls;
             findings.target.speaksHttp = true;
         }},
        {"tls failed", Code::TlsFailed, bad, httpsTarget, same,
         [](Findings& findings) { findings.target.noTls = net::CloseReason::TlsRefused; }},
        {"pin changed", Code::PinChanged, bad,
         [](Setup& setup) {
             httpsTarget(setup);
             setup.service.targets[0].pin = model::Fingerprint{1};
         }},
        {"untrusted", Code::TargetCertificateUntrusted, bad, byAuthority, same,
         objects(Reason::CertificateUntrusted)},
        {"expired certificate", Code::TargetCertificateExpired, bad, byAuthority, same,
         objects(Reason::CertificateExpired)},
        {"other name", Code::TargetCertificateName, bad, byAuthority, same, objects(Reason::CertificateName)},
        {"http", Code::HttpAnswers, ok},
        {"login", Code::HttpLogin, ok, same, same, answers(401)},
        {"missing", Code::HttpMissing, warning, same, same, answers(404)},
        {"refused request", Code::HttpRefused, bad, same, same, answers(403, "no")},
        {"host refused", Code::HostRefused, bad, same, same,
         [](Findings& findings) {
             findings.target.answer = httpAnswer(403, "Blocked request. This host (\"x\") is not allowed.");
             findings.target.acceptedHost = {model::HostHeader::AsLocalhost, "localhost:8080", 200};
         }},
        {"proxy not trusted", Code::ProxyNotTrusted, bad, same, same,
         [](Findings& findings) {
             findings.target.answer = httpAnswer(400, "400: Bad Request");
             findings.target.statusWithoutForwarding = 200;
         }},
        {"target speaks https", Code::TargetSpeaksHttps, bad, same, same,
         answers(400, "Client sent an HTTP request to an HTTPS server.")},
        {"redirect loop", Code::RedirectLoop, bad, https, same,
         answers(301, "", "https://llm.internal.example/")},
        {"redirect loop back to http", Code::RedirectLoop, bad,
         [](Setup& setup) {
             https(setup);
             setup.service.clientTls.access = model::ClientAccess::HttpsOnly;
         },
         same, answers(302, "", "http://llm.internal.example")},
        {"redirect to https", Code::RedirectToHttps, bad, same, same,
         answers(308, "", "https://llm.internal.example/x")},
        {"redirect to itself", Code::RedirectToItself, bad, same, same,
         answers(302, "", "http://localhost:3000/login")},
        {"redirect elsewhere", Code::RedirectElsewhere, warning, same, same,
         answers(302, "", "https://sso.example.org/")},
        {"redirect to a path", Code::HttpAnswers, ok, same, same, answers(302, "", "/login")},
        {"redirect to a path of the name", Code::HttpAnswers, ok, https, same,
         answers(302, "", "https://llm.internal.example/login")},
        {"redirect that is rewritten", Code::HttpAnswers, ok, same, same,
         answers(302, "", "http://100.2.2.2:8080/login")},
        {"server error", Code::ServerError, bad, same, same, answers(502)},
        {"silent", Code::HttpSilent, bad, same, same, ends(Outcome::Silent)},
        {"closed", Code::HttpClosed, bad, same, same, ends(Outcome::Closed)},
        {"not http", Code::NotHttp, bad, same, same, ends(Outcome::NotHttp)},
        {"other targets", Code::OtherTargets, ok, same, same, anotherAnswers(200)},
        {"another target", Code::OtherTarget, warning, same, same, anotherAnswers(500)},
    };
}

std::vector<Case> allCases() {
    std::vector<Case> cases = casesOfNames();
    for (auto&& more : {casesOfTheFront(), casesOfTheTarget()})
        cases.insert(cases.end(), more.begin(), more.end());
    return cases;
}

api::Explanation run(const Case& spoiled) {
    Setup setup;
    spoiled.setUp(setup);
    Question question = setup.question();
    spoiled.ask(question);
    Findings findings = goodFindings();
    if (setup.httpsPort)
        findings.front.shown = model::Fingerprint{7};
    spoiled.find(findings);
    return judge(question, follow(question), findings);
}

const api::Hop* hopOf(const api::Explanation& explanation, Code code) {
    for (const api::Hop& hop : explanation.hops)
        if (hop.code == codeOf(code))
            return &hop;
    return nullptr;
}

std::string codesOf(const api::Explanation& explanation) {
    std::string text;
    for (const api::Hop& hop : explanation.hops)
        text += hop.code + "=" + std::string(api::toWord(hop.verdict)) + " ";
    return text;
}

}  // namespace

class JudgeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void saysWhatIsWrong_data() {
        QTest::addColumn<int>("index");
        const auto cases = allCases();
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name) << static_cast<int>(i);
    }
    void saysWhatIsWrong() {
        QFETCH(int, index);
        const Case spoiled = allCases().at(static_cast<std::size_t>(index));
        const api::Explanation explanation = run(spoiled);
        const api::Hop* const found = hopOf(explanation, spoiled.code);
        QVERIFY2(found, codesOf(explanation).c_str());
        QVERIFY2(found->verdict == spoiled.verdict, codesOf(explanation).c_str());
        // The first that is bad is the cause, and nothing before it is.
        QCOMPARE(explanation.opens, spoiled.verdict != bad);
        QCOMPARE(explanation.cause, spoiled.verdict == bad ? found->code : std::string());
        // Whatever stands in the sentences has been filled in.
        QVERIFY2(found->message.find('{') == std::string::npos, found->message.c_str());
        QVERIFY2(filled(found->advice, {}) == found->advice && found->advice.find("{n") == std::string::npos,
                 found->advice.c_str());
        if (spoiled.verdict == bad)
            QVERIFY2(!found->advice.empty(), found->code.c_str());
    }

    void everyCodeHasItsCase() {
        std::set<Code> missing;
        // What only the machine of the caller sees, and what a later look leaves out.
        const std::set<Code> elsewhere{Code::RootTrusted,   Code::RootNotTrusted, Code::CallerConnects,
                                       Code::CallerRefused, Code::CallerTimeout,  Code::NotLookedAt};
        for (std::size_t i = 0; i < static_cast<std::size_t>(Code::Count); ++i)
            missing.insert(Code{static_cast<std::uint8_t>(i)});
        for (const Case& known : allCases())
            missing.erase(known.code);
        QCOMPARE(missing, elsewhere);
    }

    void namesTheTwoValuesOfSplitDns() {
        const auto cases = casesOfNames();
        const auto split = std::find_if(cases.begin(), cases.end(),
                                        [](const Case& one) { return one.code == Code::SplitDnsMissing; });
        const api::Explanation explanation = run(*split);
        QCOMPARE(hopOf(explanation, Code::SplitDnsMissing)->lines,
                 (std::vector<std::string>{"Nameserver: 100.1.1.1", "Domain: internal.example"}));
    }

    void saysWhyATargetByNameIsNowhere() {
        Setup setup;
        setup.service.targets.front().name = host("nas.lan");
        Question question = setup.question();
        question.conditions[0].health = {model::HealthState::Down, model::HealthCause::ServerError};
        const api::Explanation explanation = judge(question, follow(question), goodFindings());
        const std::string message = hopOf(explanation, Code::TargetNowhere)->message;
        QVERIFY2(message.ends_with(model::sentenceOf(model::HealthCause::ServerError)), message.c_str());
    }

    void hidesWhereTargetsAre() {
        for (const Case& one : casesOfTheTarget()) {
            Case hidden = one;
            hidden.ask = [&](Question& question) {
                one.ask(question);
                question.disclosure = Disclosure::WithoutTargets;
            };
            for (const api::Hop& hop : run(hidden).hops) {
                std::string all = hop.message + hop.advice;
                for (const auto& [name, value] : hop.params)
                    all += ' ' + value;
                for (const std::string& line : hop.lines)
                    all += ' ' + line;
                QVERIFY2(all.find("100.2.2") == std::string::npos, (hop.code + ": " + all).c_str());
            }
        }
    }

    void whatIsWrongWithAnotherTargetIsAWarning() {
        Findings findings = goodFindings();
        for (const int status : {500, 403, 200, 204})
            anotherAnswers(status)(findings);
        const Setup setup;
        const Question question = setup.question();
        const api::Explanation explanation = judge(question, follow(question), findings);
        QVERIFY2(explanation.opens, codesOf(explanation).c_str());
        QVERIFY2(codesOf(explanation)
                     .ends_with("explain.http=ok explain.other_target=warning explain.server_error=warning "
                                "explain.other_target=warning explain.http_refused=warning "
                                "explain.other_targets=ok "),
                 codesOf(explanation).c_str());
        QCOMPARE(hopOf(explanation, Code::ServerError)->message,
                 std::string("100.2.2.3:8080 answers with 500: the application fails."));
        QVERIFY(hopOf(explanation, Code::HttpRefused)->advice.empty());
        QCOMPARE(hopOf(explanation, Code::OtherTargets)->message,
                 std::string("Other targets answer: 100.2.2.3:8080 and 100.2.2.3:8080."));
    }

    void aWholeSetUpOpens() {
        const api::Explanation explanation = run({"whole", Code::HttpAnswers, ok});
        QVERIFY(explanation.opens && explanation.known);
        QCOMPARE(explanation.hops.size(), std::size_t{12});
    }
};

QTEST_APPLESS_MAIN(JudgeTest)
#include "tst_judge.moc"
