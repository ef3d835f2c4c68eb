// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/explaintext.h"

#include "ui/text/errortext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <string_view>

namespace portolan::ui::text {

namespace {

// In the order of HopStage.
constexpr std::array<const char*, api::hopStages> stages{
    QT_TRANSLATE_NOOP("Explanation", "Zone"),           QT_TRANSLATE_NOOP("Explanation", "Record"),
    QT_TRANSLATE_NOOP("Explanation", "Portolan’s DNS"), QT_TRANSLATE_NOOP("Explanation", "Resolver"),
    QT_TRANSLATE_NOOP("Explanation", "Who asks"),       QT_TRANSLATE_NOOP("Explanation", "Proxy"),
    QT_TRANSLATE_NOOP("Explanation", "Certificate"),    QT_TRANSLATE_NOOP("Explanation", "Service"),
    QT_TRANSLATE_NOOP("Explanation", "Target"),         QT_TRANSLATE_NOOP("Explanation", "Connection"),
    QT_TRANSLATE_NOOP("Explanation", "Encryption"),     QT_TRANSLATE_NOOP("Explanation", "Answer"),
    QT_TRANSLATE_NOOP("Explanation", "Trust"),
};

// In the order of HopVerdict.
constexpr std::array<const char*, 4> verdicts{
    QT_TRANSLATE_NOOP("Explanation", "fine"),
    QT_TRANSLATE_NOOP("Explanation", "worth a look"),
    QT_TRANSLATE_NOOP("Explanation", "not fine"),
    QT_TRANSLATE_NOOP("Explanation", "not looked at"),
};

struct Sentences {
    std::string_view code;
    const char* found;
    const char* advice = nullptr;
};

// By code, in its order.
constexpr std::array sentences{
    Sentences{"explain.access",
              QT_TRANSLATE_NOOP("Explanation", "{caller} may ask: it lies in the internal networks.")},
    Sentences{
        "explain.advertised_loopback",
        QT_TRANSLATE_NOOP("Explanation", "DNS answers {addresses}, which every device takes for itself."),
        QT_TRANSLATE_NOOP(
            "Explanation",
            "Name the address by which other devices reach this host (advertise in portolan.toml):")},
    Sentences{
        "explain.caller_outside",
        QT_TRANSLATE_NOOP(
            "Explanation",
            "{caller} lies outside the internal networks: DNS refuses it, and the proxy answers 403."),
        QT_TRANSLATE_NOOP("Explanation",
                          "If it is one of yours, add its network to internal-networks in portolan.toml:")},
    Sentences{
        "explain.certificate",
        QT_TRANSLATE_NOOP("Explanation", "The certificate is good until {until}; {issuer} has issued it.")},
    Sentences{
        "explain.certificate_else",
        QT_TRANSLATE_NOOP("Explanation", "{listener} shows another certificate than the one for {name}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Something else answers there; end it, or give the proxy another address.")},
    Sentences{
        "explain.certificate_expired", QT_TRANSLATE_NOOP("Explanation", "The certificate ended at {until}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Renew it; if it is one of the local authority, this host's clock is wrong:")},
    Sentences{"explain.certificate_failed",
              QT_TRANSLATE_NOOP("Explanation", "There is no certificate for {name}: {reason}"),
              QT_TRANSLATE_NOOP("Explanation",
                                "Until that is mended it opens by plain http only, or with a warning.")},
    Sentences{"explain.certificate_none",
              QT_TRANSLATE_NOOP("Explanation", "It is served by plain http only.")},
    Sentences{"explain.certificate_not_yet",
              QT_TRANSLATE_NOOP("Explanation",
                                "The certificate begins at {from}, which is later than this host's clock."),
              QT_TRANSLATE_NOOP("Explanation", "Set the clock:")},
    Sentences{"explain.connect", QT_TRANSLATE_NOOP("Explanation", "{target} accepts connections.")},
    Sentences{
        "explain.direct",
        QT_TRANSLATE_NOOP("Explanation",
                          "Clients reach its targets without the proxy: the name leads to {addresses}.")},
    Sentences{"explain.disabled",
              QT_TRANSLATE_NOOP("Explanation",
                                "The service {service} is switched off: clients are answered with 503."),
              QT_TRANSLATE_NOOP("Explanation", "Switch it on: in the window, or with \"enabled\": true.")},
    Sentences{"explain.dns", QT_TRANSLATE_NOOP("Explanation", "{listener} answers {found}.")},
    Sentences{"explain.dns_answers_else",
              QT_TRANSLATE_NOOP("Explanation", "{listener} answers {found} and not {addresses}."),
              QT_TRANSLATE_NOOP(
                  "Explanation",
                  "Another DNS server sits at that address; end it, or give Portolan's another one.")},
    Sentences{"explain.dns_not_listening",
              QT_TRANSLATE_NOOP("Explanation", "DNS does not listen on {listener}: {reason}"),
              QT_TRANSLATE_NOOP("Explanation",
                                "End what holds the port there, or give DNS another address; it is tried "
                                "again by itself every 30 seconds.")},
    Sentences{"explain.dns_off", QT_TRANSLATE_NOOP("Explanation", "DNS listens nowhere: it is switched off."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Give it an address (dns in portolan.toml), or let another server answer "
                                "{name} with {addresses}.")},
    Sentences{"explain.dns_refuses",
              QT_TRANSLATE_NOOP("Explanation", "{listener} refuses the query ({rcode})."),
              QT_TRANSLATE_NOOP("Explanation",
                                "DNS answers to the internal networks only; this host's own address must lie "
                                "in one of them (internal-networks).")},
    Sentences{
        "explain.dns_silent",
        QT_TRANSLATE_NOOP("Explanation", "{listener} listens, but does not answer a query."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Something on this host filters UDP at port {port}; look at its firewall rules:")},
    Sentences{"explain.dns_trial_port",
              QT_TRANSLATE_NOOP("Explanation",
                                "DNS listens on {listener}: split DNS and resolvers ask at port 53 only, so "
                                "this port is for trying."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Let it have port 53: start it as the service of the system, or allow the "
                                "program to take low ports:")},
    Sentences{"explain.host_refused",
              QT_TRANSLATE_NOOP("Explanation",
                                "{application} refuses the name {host} ({status}); asked for {accepted}, it "
                                "answers with {answered}."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Let it see a Host that it knows, \"host_header\": \"{profile}\" in the "
                                "service (or in the window's form), or let it know the name:")},
    Sentences{"explain.hsts_preloaded",
              QT_TRANSLATE_NOOP("Explanation",
                                "Browsers never open plain http below {suffix} (it is HSTS-preloaded), and "
                                "{name} is not served by https."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Switch https on (https in portolan.toml, tls.access of the service), or use "
                                "a zone with another suffix.")},
    Sentences{"explain.http", QT_TRANSLATE_NOOP("Explanation", "{target} answers with {status}.")},
    Sentences{
        "explain.http_closed",
        QT_TRANSLATE_NOOP("Explanation", "{target} takes the connection and closes it without an answer."),
        QT_TRANSLATE_NOOP("Explanation", "Is it the right port? The application's log says more.")},
    Sentences{"explain.http_login",
              QT_TRANSLATE_NOOP("Explanation", "{target} answers with {status}: it asks who is there.")},
    Sentences{"explain.http_missing",
              QT_TRANSLATE_NOOP("Explanation",
                                "{target} answers with {status}: it is alive, but has nothing at /."),
              QT_TRANSLATE_NOOP("Explanation", "Open it with the path that the application serves.")},
    Sentences{"explain.http_not_listening",
              QT_TRANSLATE_NOOP("Explanation", "The proxy does not listen on {listener} for http: {reason}"),
              QT_TRANSLATE_NOOP("Explanation",
                                "End what holds the port there, or give the proxy another address; it is "
                                "tried again by itself every 30 seconds.")},
    Sentences{"explain.http_refused",
              QT_TRANSLATE_NOOP("Explanation", "{target} refuses the request with {status}."),
              QT_TRANSLATE_NOOP("Explanation",
                                "The application's log says why; it is the same with another Host.")},
    Sentences{"explain.http_silent",
              QT_TRANSLATE_NOOP("Explanation",
                                "{target} takes the request and does not answer within {seconds} seconds."),
              QT_TRANSLATE_NOOP("Explanation", "It may still be starting, or hang; its own log says more.")},
    Sentences{"explain.https_not_listening",
              QT_TRANSLATE_NOOP("Explanation", "The proxy does not listen on {listener} for https: {reason}"),
              QT_TRANSLATE_NOOP("Explanation",
                                "End what holds the port there, or give the proxy another address; it is "
                                "tried again by itself every 30 seconds.")},
    Sentences{
        "explain.https_only",
        QT_TRANSLATE_NOOP("Explanation",
                          "Plain http is redirected to https, so each device must trust the zone's root."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Devices find it, with the steps for their system, at the trust page:")},
    Sentences{"explain.listener",
              QT_TRANSLATE_NOOP("Explanation", "{listener} answers, and it is this proxy.")},
    Sentences{"explain.listener_foreign",
              QT_TRANSLATE_NOOP("Explanation", "Something else answers at {listener}{holder}."),
              QT_TRANSLATE_NOOP("Explanation",
                                "End it, and let the proxy listen there: clients are sent to that address.")},
    Sentences{
        "explain.listener_silent",
        QT_TRANSLATE_NOOP("Explanation", "Nothing answers at {listener}, where clients are sent: {reason}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Let the proxy listen there (http and https in portolan.toml), or look at this "
                          "host's firewall rules.")},
    Sentences{"explain.maintenance",
              QT_TRANSLATE_NOOP("Explanation",
                                "The service {service} is being worked on: clients are answered with 503."),
              QT_TRANSLATE_NOOP("Explanation",
                                "End its maintenance: in the window, or with \"maintenance\": false.")},
    Sentences{"explain.name_expired",
              QT_TRANSLATE_NOOP("Explanation",
                                "{name} is gone since {time}: it had an end and was not renewed in time."),
              QT_TRANSLATE_NOOP(
                  "Explanation",
                  "Add it again, and renew it before it ends, or add it without an end (expires_in).")},
    Sentences{"explain.name_removed", QT_TRANSLATE_NOOP("Explanation", "{name} was removed at {time}."),
              QT_TRANSLATE_NOOP("Explanation", "Add it again:")},
    Sentences{"explain.name_unknown",
              QT_TRANSLATE_NOOP("Explanation", "There is neither a service nor a record named {name}."),
              QT_TRANSLATE_NOOP("Explanation", "Correct the spelling, or add it:")},
    Sentences{"explain.no_address",
              QT_TRANSLATE_NOOP("Explanation", "{name} exists, but has no address: DNS holds {types} only."),
              QT_TRANSLATE_NOOP("Explanation", "Add a service of that name, or a record of type A or AAAA.")},
    Sentences{"explain.not_http", QT_TRANSLATE_NOOP("Explanation", "{target} answers, but not in HTTP."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Is it the right port? What speaks no HTTP can be delivered by DNS only "
                                "(\"delivery\": \"direct\").")},
    Sentences{"explain.not_looked_at",
              QT_TRANSLATE_NOOP("Explanation", "Not looked at, because of what is before.")},
    Sentences{"explain.other_target",
              QT_TRANSLATE_NOOP("Explanation", "Another target is not fine: {target}.")},
    Sentences{"explain.other_targets", QT_TRANSLATE_NOOP("Explanation", "Other targets answer: {others}.")},
    Sentences{"explain.own_name", QT_TRANSLATE_NOOP("Explanation", "Portolan itself answers this name.")},
    Sentences{"explain.pin_changed",
              QT_TRANSLATE_NOOP("Explanation",
                                "{target} shows another certificate than the one that was seen first."),
              QT_TRANSLATE_NOOP("Explanation",
                                "If it was renewed, forget the old one (\"pin\": null, or in the window); if "
                                "not, somebody else answers there.")},
    Sentences{
        "explain.proxy_not_trusted",
        QT_TRANSLATE_NOOP("Explanation",
                          "{application} does not trust the proxy: with X-Forwarded-For it answers {status}, "
                          "without {answered}."),
        QT_TRANSLATE_NOOP(
            "Explanation",
            "Let it trust {proxy}, or send no such fields (\"forwarding_fields\": false in the service):")},
    Sentences{"explain.proxy_off",
              QT_TRANSLATE_NOOP("Explanation", "The proxy listens nowhere: http and https are switched off."),
              QT_TRANSLATE_NOOP("Explanation", "Give it an address (http and https in portolan.toml).")},
    Sentences{"explain.record", QT_TRANSLATE_NOOP("Explanation", "DNS has {addresses} for it.")},
    Sentences{"explain.record_elsewhere",
              QT_TRANSLATE_NOOP("Explanation",
                                "DNS answers {addresses}, which is no address of this host: requests go "
                                "there and not to this proxy."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Take record_address out of the service, and DNS answers {advertised}.")},
    Sentences{
        "explain.record_only",
        QT_TRANSLATE_NOOP("Explanation",
                          "{name} is a record without a service: DNS sends clients to {addresses}, and the "
                          "proxy has no part in it."),
        QT_TRANSLATE_NOOP("Explanation", "If it is to go through the proxy, add a service of that name:")},
    Sentences{"explain.redirect_elsewhere",
              QT_TRANSLATE_NOOP("Explanation", "{target} redirects to {location}."),
              QT_TRANSLATE_NOOP("Explanation",
                                "If that is not meant, tell the application its public address, {url}.")},
    Sentences{"explain.redirect_loop",
              QT_TRANSLATE_NOOP("Explanation",
                                "{target} redirects to {location}, where the client came from: it does not "
                                "believe X-Forwarded-Proto."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Let the application trust the proxy at {proxy} (\"trusted proxies\", "
                                "\"trust proxy\"), or switch its own redirect to https off.")},
    Sentences{"explain.redirect_to_https",
              QT_TRANSLATE_NOOP("Explanation",
                                "{target} redirects to {location}, and {host} is not served by https."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Serve it by https (https in portolan.toml, tls.access of the service), or "
                                "switch the application's redirect off.")},
    Sentences{"explain.redirect_to_itself",
              QT_TRANSLATE_NOOP(
                  "Explanation",
                  "{target} redirects to {location}, an address of its own that clients may not reach."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Tell the application its public address, {url} (\"base URL\", \"external "
                                "URL\", \"root URL\").")},
    Sentences{"explain.resolver",
              QT_TRANSLATE_NOOP("Explanation", "The resolver of Portolan’s host finds {found}.")},
    Sentences{"explain.resolver_answers_else",
              QT_TRANSLATE_NOOP("Explanation",
                                "The resolver of Portolan’s host answers {found} and not {addresses}: "
                                "another DNS server speaks for {zone}, or an old answer is kept."),
              QT_TRANSLATE_NOOP(
                  "Explanation",
                  "Set split DNS with these two values, then empty the cache (resolvectl flush-caches):")},
    Sentences{"explain.resolver_local",
              QT_TRANSLATE_NOOP("Explanation",
                                "The DNS servers of Portolan’s host are right, but its programs get {found}: "
                                "/etc/hosts or another source comes before DNS."),
              QT_TRANSLATE_NOOP("Explanation", "Take the entry out:")},
    Sentences{
        "explain.resolver_none",
        QT_TRANSLATE_NOOP("Explanation", "Portolan’s host has no DNS server: /etc/resolv.conf names none."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Set split DNS with these two values, in the settings of the network:")},
    Sentences{
        "explain.resolver_silent",
        QT_TRANSLATE_NOOP("Explanation", "None of the DNS servers of Portolan’s host answers: {servers}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Is the network up, and do they run? They stand in /etc/resolv.conf.")},
    Sentences{"explain.route", QT_TRANSLATE_NOOP("Explanation", "The service {service} takes it.")},
    Sentences{"explain.server_error",
              QT_TRANSLATE_NOOP("Explanation", "{target} answers with {status}: the application fails."),
              QT_TRANSLATE_NOOP("Explanation", "Its own log says why.")},
    Sentences{"explain.some_targets_down",
              QT_TRANSLATE_NOOP("Explanation", "{down} of {total} targets get no requests: {others}.")},
    Sentences{"explain.split_dns_missing",
              QT_TRANSLATE_NOOP("Explanation",
                                "The resolver of Portolan’s host does not know {zone}: its servers "
                                "({servers}) do not ask Portolan."),
              QT_TRANSLATE_NOOP(
                  "Explanation",
                  "Set split DNS with these two values, in the settings of the tailnet or of the router:")},
    Sentences{
        "explain.target",
        QT_TRANSLATE_NOOP("Explanation", "{target} is chosen, one of {total}; its checks say: {state}.")},
    Sentences{"explain.target_certificate_expired",
              QT_TRANSLATE_NOOP("Explanation", "The certificate of {target} is not valid at this time."),
              QT_TRANSLATE_NOOP("Explanation", "Renew it there, and compare the clocks of both hosts.")},
    Sentences{
        "explain.target_certificate_name",
        QT_TRANSLATE_NOOP("Explanation",
                          "The certificate of {target} is made out to another name than {host}."),
        QT_TRANSLATE_NOOP("Explanation", "Set proxy.tls.server_name to a name that the certificate holds.")},
    Sentences{"explain.target_certificate_untrusted",
              QT_TRANSLATE_NOOP("Explanation", "No authority that this system trusts vouches for {target}."),
              QT_TRANSLATE_NOOP("Explanation",
                                "Use \"verification\": \"pin\" for certificates that sign themselves, or "
                                "make the system trust its authority.")},
    Sentences{
        "explain.target_forbidden",
        QT_TRANSLATE_NOOP("Explanation", "{target} may not be connected to: {reason}"),
        QT_TRANSLATE_NOOP("Explanation",
                          "Add its network to target-networks in portolan.toml, or correct the target.")},
    Sentences{
        "explain.target_loopback_only",
        QT_TRANSLATE_NOOP(
            "Explanation",
            "On this host the application{holder} listens on 127.0.0.1 only, and requests go to {target}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Let it listen on {address} or on every address (often an option as --host "
                          "0.0.0.0), or make 127.0.0.1:{port} the target.")},
    Sentences{"explain.target_nowhere",
              QT_TRANSLATE_NOOP("Explanation",
                                "The service {service} has no target with an address: clients are answered "
                                "with 503. {reason}"),
              QT_TRANSLATE_NOOP("Explanation",
                                "Correct the name of the target, or see to it that this host's name server "
                                "knows it.")},
    Sentences{
        "explain.target_refused",
        QT_TRANSLATE_NOOP("Explanation",
                          "{target} refuses connections: the host is up, and nothing listens there."),
        QT_TRANSLATE_NOOP(
            "Explanation",
            "Does the application run, at that port, and not on 127.0.0.1 only? On its host this shows it:")},
    Sentences{
        "explain.target_speaks_http",
        QT_TRANSLATE_NOOP("Explanation", "{target} speaks plain http, and the service asks it by https."),
        QT_TRANSLATE_NOOP(
            "Explanation",
            "Set \"protocol\": \"http\" in the service, or the port where the application speaks https.")},
    Sentences{
        "explain.target_speaks_https",
        QT_TRANSLATE_NOOP("Explanation", "{target} speaks https, and the service asks it by plain http."),
        QT_TRANSLATE_NOOP("Explanation", "Set \"protocol\": \"https\" in the service.")},
    Sentences{
        "explain.target_timeout",
        QT_TRANSLATE_NOOP("Explanation",
                          "{target} does not answer: the host is off, or a firewall drops what comes."),
        QT_TRANSLATE_NOOP("Explanation", "Is the host on, and is port {port} open for this one? From here:")},
    Sentences{
        "explain.target_unreachable",
        QT_TRANSLATE_NOOP("Explanation", "There is no way to {target}: {reason}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Is this host in that network, and is the address right? This shows the way:")},
    Sentences{
        "explain.targets_down",
        QT_TRANSLATE_NOOP("Explanation",
                          "Its checks call every target down ({state}); requests are tried all the same.")},
    Sentences{
        "explain.targets_drained",
        QT_TRANSLATE_NOOP("Explanation",
                          "Every target is drained, or has no weight: none takes new clients."),
        QT_TRANSLATE_NOOP("Explanation", "Let one of them take new ones (\"drain\": false, \"weight\": 1).")},
    Sentences{"explain.tls",
              QT_TRANSLATE_NOOP("Explanation",
                                "{target} speaks TLS, with the certificate that is expected of it.")},
    Sentences{"explain.tls_failed",
              QT_TRANSLATE_NOOP("Explanation", "No encrypted connection to {target} comes about: {reason}."),
              QT_TRANSLATE_NOOP(
                  "Explanation",
                  "Is it the right port? Some applications want a server name (proxy.tls.server_name).")},
    Sentences{"explain.tls_none", QT_TRANSLATE_NOOP("Explanation", "The target is spoken to by plain http.")},
    Sentences{
        "explain.trial_port",
        QT_TRANSLATE_NOOP("Explanation",
                          "The proxy answers at {listener}, a port for trying: the URL needs it, {url}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "For URLs without a port let it have 80 and 443: start it as the service of the "
                          "system, or allow the program to take low ports:")},
    Sentences{"explain.zone", QT_TRANSLATE_NOOP("Explanation", "{name} lies in the zone {zone}.")},
    Sentences{
        "explain.zone_unknown",
        QT_TRANSLATE_NOOP("Explanation", "{name} lies in none of the zones that are served here: {zones}."),
        QT_TRANSLATE_NOOP("Explanation",
                          "Use a name below one of these zones, or let Portolan serve another zone too "
                          "(zones in portolan.toml).")},
};

QString translated(const char* source) {
    return QCoreApplication::translate("Explanation", source);
}

const Sentences* sentencesOf(const api::Hop& hop) {
    const auto* const found = std::find_if(sentences.begin(), sentences.end(),
                                           [&](const auto& one) { return one.code == hop.code; });
    return found == sentences.end() ? nullptr : found;
}

/// The sentence with the hop's parameters, else the backend's own.
QString said(const char* source, const api::Hop& hop, const std::string& english) {
    const QString own = QString::fromStdString(english);
    return source ? filled(translated(source), hop.params).value_or(own) : own;
}

}  // namespace

QString stageText(api::HopStage stage) {
    return translated(stages[static_cast<std::size_t>(stage)]);
}

QString verdictText(api::HopVerdict verdict) {
    return translated(verdicts[static_cast<std::size_t>(verdict)]);
}

QString foundText(const api::Hop& hop) {
    const Sentences* const known = sentencesOf(hop);
    return said(known ? known->found : nullptr, hop, hop.message);
}

QString adviceText(const api::Hop& hop) {
    const Sentences* const known = sentencesOf(hop);
    return said(known ? known->advice : nullptr, hop, hop.advice);
}

QString plainText(const api::Explanation& explanation) {
    QStringList lines{QString::fromStdString(explanation.name)};
    for (const api::Hop& hop : explanation.hops) {
        lines.append(QStringLiteral("%1 (%2): %3")
                         .arg(stageText(hop.stage), verdictText(hop.verdict), foundText(hop)));
        const bool isFine = hop.verdict == api::HopVerdict::Ok || hop.verdict == api::HopVerdict::Skipped;
        if (isFine)
            continue;
        if (!hop.advice.empty())
            lines.append(QStringLiteral("  ") + adviceText(hop));
        for (const std::string& line : hop.lines)
            lines.append(QStringLiteral("    ") + QString::fromStdString(line));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace portolan::ui::text
