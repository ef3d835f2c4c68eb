// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/wording.h"

#include <array>

namespace portolan::explain {

namespace {

struct Wording {
    std::string_view code;
    std::string_view message;
    std::string_view advice{};
};

// In the order of Code.
constexpr std::array<Wording, static_cast<std::size_t>(Code::Count)> wordings{{
    {"explain.zone", "{name} lies in the zone {zone}."},
    {"explain.zone_unknown", "{name} lies in none of the zones that are served here: {zones}.",
     "Use a name below one of these zones, or let Portolan serve another zone too (zones in portolan.toml)."},

    {"explain.record", "DNS has {addresses} for it."},
    {"explain.name_unknown", "There is neither a service nor a record named {name}.",
     "Correct the spelling, or add it:"},
    {"explain.name_expired", "{name} is gone since {time}: it had an end and was not renewed in time.",
     "Add it again, and renew it before it ends, or add it without an end (expires_in)."},
    {"explain.name_removed", "{name} was removed at {time}.", "Add it again:"},
    {"explain.record_only",
     "{name} is a record without a service: DNS sends clients to {addresses}, and the proxy has no part in "
     "it.",
     "If it is to go through the proxy, add a service of that name:"},
    {"explain.no_address", "{name} exists, but has no address: DNS holds {types} only.",
     "Add a service of that name, or a record of type A or AAAA."},
    {"explain.record_elsewhere",
     "DNS answers {addresses}, which is no address of this host: requests go there and not to this proxy.",
     "Take record_address out of the service, and DNS answers {advertised}."},
    {"explain.advertised_loopback", "DNS answers {addresses}, which every device takes for itself.",
     "Name the address by which other devices reach this host (advertise in portolan.toml):"},

    {"explain.dns", "{listener} answers {found}."},
    {"explain.dns_not_listening", "DNS does not listen on {listener}: {reason}",
     "End what holds the port there, or give DNS another address; it is tried again by itself every 30 "
     "seconds."},
    {"explain.dns_off", "DNS listens nowhere: it is switched off.",
     "Give it an address (dns in portolan.toml), or let another server answer {name} with {addresses}."},
    {"explain.dns_trial_port",
     "DNS listens on {listener}: split DNS and resolvers ask at port 53 only, so this port is for trying.",
     "Let it have port 53: start it as the service of the system, or allow the program to take low ports:"},
    {"explain.dns_silent", "{listener} listens, but does not answer a query.",
     "Something on this host filters UDP at port {port}; look at its firewall rules:"},
    {"explain.dns_refuses", "{listener} refuses the query ({rcode}).",
     "DNS answers to the internal networks only; this host's own address must lie in one of them "
     "(internal-networks)."},
    {"explain.dns_answers_else", "{listener} answers {found} and not {addresses}.",
     "Another DNS server sits at that address; end it, or give Portolan's another one."},

    {"explain.resolver", "The resolver of {machine} finds {found}."},
    {"explain.split_dns_missing",
     "The resolver of {machine} does not know {zone}: its servers ({servers}) do not ask Portolan.",
     "Set split DNS with these two values, in the settings of the tailnet or of the router:"},
    {"explain.resolver_answers_else",
     "The resolver of {machine} answers {found} and not {addresses}: another DNS server speaks for {zone}, "
     "or an old answer is kept.",
     "Set split DNS with these two values, then empty the cache (resolvectl flush-caches):"},
    {"explain.resolver_silent", "None of the DNS servers of {machine} answers: {servers}.",
     "Is the network up, and do they run? They stand in /etc/resolv.conf."},
    {"explain.resolver_none", "{machine} has no DNS server: /etc/resolv.conf names none.",
     "Set split DNS with these two values, in the settings of the network:"},
    {"explain.resolver_local",
     "The DNS servers of {machine} are right, but its programs get {found}: /etc/hosts or another source "
     "comes before DNS.",
     "Take the entry out:"},

    {"explain.access", "{caller} may ask: it lies in the internal networks."},
    {"explain.caller_outside",
     "{caller} lies outside the internal networks: DNS refuses it, and the proxy answers 403.",
     "If it is one of yours, add its network to internal-networks in portolan.toml:"},

    {"explain.listener", "{listener} answers, and it is this proxy."},
    {"explain.http_not_listening", "The proxy does not listen on {listener} for http: {reason}",
     "End what holds the port there, or give the proxy another address; it is tried again by itself every 30 "
     "seconds."},
    {"explain.https_not_listening", "The proxy does not listen on {listener} for https: {reason}",
     "End what holds the port there, or give the proxy another address; it is tried again by itself every 30 "
     "seconds."},
    {"explain.proxy_off", "The proxy listens nowhere: http and https are switched off.",
     "Give it an address (http and https in portolan.toml)."},
    {"explain.listener_silent", "Nothing answers at {listener}, where clients are sent: {reason}.",
     "Let the proxy listen there (http and https in portolan.toml), or look at this host's firewall rules."},
    {"explain.listener_foreign", "Something else answers at {listener}{holder}.",
     "End it, and let the proxy listen there: clients are sent to that address."},
    {"explain.trial_port", "The proxy answers at {listener}, a port for trying: the URL needs it, {url}.",
     "For URLs without a port let it have 80 and 443: start it as the service of the system, or allow the "
     "program to take low ports:"},

    {"explain.certificate", "The certificate is good until {until}; {issuer} has issued it."},
    {"explain.certificate_none", "It is served by plain http only."},
    {"explain.certificate_failed", "There is no certificate for {name}: {reason}",
     "Until that is mended it opens by plain http only, or with a warning."},
    {"explain.certificate_expired", "The certificate ended at {until}.",
     "Renew it; if it is one of the local authority, this host's clock is wrong:"},
    {"explain.certificate_not_yet",
     "The certificate begins at {from}, which is later than this host's clock.", "Set the clock:"},
    {"explain.certificate_else", "{listener} shows another certificate than the one for {name}.",
     "Something else answers there; end it, or give the proxy another address."},
    {"explain.https_only", "Plain http is redirected to https, so each device must trust the zone's root.",
     "Devices find it, with the steps for their system, at the trust page:"},
    {"explain.hsts_preloaded",
     "Browsers never open plain http below {suffix} (it is HSTS-preloaded), and {name} is not served by "
     "https.",
     "Switch https on (https in portolan.toml, tls.access of the service), or use a zone with "
     "another suffix."},

    {"explain.route", "The service {service} takes it."},
    {"explain.own_name", "Portolan itself answers this name."},
    {"explain.direct", "Clients reach its targets without the proxy: the name leads to {addresses}."},
    {"explain.disabled", "The service {service} is switched off: clients are answered with 503.",
     "Switch it on: in the window, or with \"enabled\": true."},
    {"explain.maintenance", "The service {service} is being worked on: clients are answered with 503.",
     "End its maintenance: in the window, or with \"maintenance\": false."},
    {"explain.target_nowhere",
     "The service {service} has no target with an address: clients are answered with 503. {reason}",
     "Correct the name of the target, or see to it that this host's name server knows it."},

    {"explain.target", "{target} is chosen, one of {total}; its checks say: {state}."},
    {"explain.target_forbidden", "{target} may not be connected to: {reason}",
     "Add its network to target-networks in portolan.toml, or correct the target."},
    {"explain.targets_down", "Its checks call every target down ({state}); requests are tried all the same."},
    {"explain.some_targets_down", "{down} of {total} targets get no requests: {others}."},
    {"explain.targets_drained", "Every target is drained, or has no weight: none takes new clients.",
     "Let one of them take new ones (\"drain\": false, \"weight\": 1)."},
    {"explain.other_targets", "Other targets answer: {others}."},
    {"explain.other_target", "Another target is not fine: {target}."},

    {"explain.connect", "{target} accepts connections."},
    {"explain.target_loopback_only",
     "On this host the application{holder} listens on 127.0.0.1 only, and requests go to {target}.",
     "Let it listen on {address} or on every address (often an option as --host 0.0.0.0), or make "
     "127.0.0.1:{port} the target."},
    {"explain.target_refused", "{target} refuses connections: the host is up, and nothing listens there.",
     "Does the application run, at that port, and not on 127.0.0.1 only? On its host this shows it:"},
    {"explain.target_timeout", "{target} does not answer: the host is off, or a firewall drops what comes.",
     "Is the host on, and is port {port} open for this one? From here:"},
    {"explain.target_unreachable", "There is no way to {target}: {reason}.",
     "Is this host in that network, and is the address right? This shows the way:"},

    {"explain.tls_none", "The target is spoken to by plain http."},
    {"explain.tls", "{target} speaks TLS, with the certificate that is expected of it."},
    {"explain.target_speaks_http", "{target} speaks plain http, and the service asks it by https.",
     "Set \"protocol\": \"http\" in the service, or the port where the application speaks https."},
    {"explain.tls_failed", "No encrypted connection to {target} comes about: {reason}.",
     "Is it the right port? Some applications want a server name (proxy.tls.server_name)."},
    {"explain.pin_changed", "{target} shows another certificate than the one that was seen first.",
     "If it was renewed, forget the old one (\"pin\": null, or in the window); if not, somebody else answers "
     "there."},
    {"explain.target_certificate_untrusted", "No authority that this system trusts vouches for {target}.",
     "Use \"verification\": \"pin\" for certificates that sign themselves, or make the system trust its "
     "authority."},
    {"explain.target_certificate_expired", "The certificate of {target} is not valid at this time.",
     "Renew it there, and compare the clocks of both hosts."},
    {"explain.target_certificate_name",
     "The certificate of {target} is made out to another name than {host}.",
     "Set proxy.tls.server_name to a name that the certificate holds."},

    {"explain.http", "{target} answers with {status}."},
    {"explain.http_login", "{target} answers with {status}: it asks who is there."},
    {"explain.http_missing", "{target} answers with {status}: it is alive, but has nothing at /.",
     "Open it with the path that the application serves."},
    {"explain.http_refused", "{target} refuses the request with {status}.",
     "The application's log says why; it is the same with another Host."},
    {"explain.host_refused",
     "{application} refuses the name {host} ({status}); asked for {accepted}, it answers with {answered}.",
     "Let it see a Host that it knows, \"host_header\": \"{profile}\" in the service (or in the window's "
     "form), or let it know the name:"},
    {"explain.proxy_not_trusted",
     "{application} does not trust the proxy: with X-Forwarded-For it answers {status}, without {answered}.",
     "Let it trust {proxy}, or send no such fields (\"forwarding_fields\": false in the service):"},
    {"explain.target_speaks_https", "{target} speaks https, and the service asks it by plain http.",
     "Set \"protocol\": \"https\" in the service."},
    {"explain.redirect_loop",
     "{target} redirects to {location}, where the client came from: it does not believe X-Forwarded-Proto.",
     "Let the application trust the proxy at {proxy} (\"trusted proxies\", \"trust proxy\"), or switch its "
     "own redirect to https off."},
    {"explain.redirect_to_https", "{target} redirects to {location}, and {host} is not served by https.",
     "Serve it by https (https in portolan.toml, tls.access of the service), or switch the "
     "application's redirect off."},
    {"explain.redirect_to_itself",
     "{target} redirects to {location}, an address of its own that clients may not reach.",
     "Tell the application its public address, {url} (\"base URL\", \"external URL\", \"root URL\")."},
    {"explain.redirect_elsewhere", "{target} redirects to {location}.",
     "If that is not meant, tell the application its public address, {url}."},
    {"explain.server_error", "{target} answers with {status}: the application fails.",
     "Its own log says why."},
    {"explain.http_silent", "{target} takes the request and does not answer within {seconds} seconds.",
     "It may still be starting, or hang; its own log says more."},
    {"explain.http_closed", "{target} takes the connection and closes it without an answer.",
     "Is it the right port? The application's log says more."},
    {"explain.not_http", "{target} answers, but not in HTTP.",
     "Is it the right port? What speaks no HTTP can be delivered by DNS only (\"delivery\": \"direct\")."},

    {"explain.root", "This machine trusts the root of {zone}."},
    {"explain.root_not_trusted", "This machine does not trust the root of {zone}: {stores}.",
     "Browsers here warn. Compare the fingerprint and trust it:"},
    {"explain.caller_connects", "From this machine {listener} accepts connections."},
    {"explain.caller_refused", "From this machine {listener} refuses connections.",
     "The proxy does not listen there, or a firewall refuses this machine."},
    {"explain.caller_timeout", "From this machine {listener} cannot be reached: {reason}.",
     "Is this machine in the same network (tailnet up), and is the port open on that host?"},

    {"explain.not_looked_at", "Not looked at, because of what is before."},
}};

const Wording& wordingOf(Code code) {
    return wordings[static_cast<std::size_t>(code)];
}

}  // namespace

std::string_view codeOf(Code code) {
    return wordingOf(code).code;
}

std::string_view messageOf(Code code) {
    return wordingOf(code).message;
}

std::string_view adviceOf(Code code) {
    return wordingOf(code).advice;
}

std::string filled(std::string_view text, const base::Error::Params& params) {
    std::string out;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = text.find('}', open == std::string_view::npos ? 0 : open);
        if (open == std::string_view::npos || close == std::string_view::npos)
            break;
        const std::string_view name = text.substr(open + 1, close - open - 1);
        out += text.substr(0, open);
        bool found = false;
        for (const auto& [key, value] : params)
            if (key == name && !found) {
                out += value;
                found = true;
            }
        if (!found) {
            out += '{';
            text.remove_prefix(open + 1);
        } else {
            text.remove_prefix(close + 1);
        }
    }
    return out += text;
}

api::Hop hop(api::HopStage stage, api::HopVerdict verdict, Code code, base::Error::Params params,
             std::vector<std::string> lines) {
    api::Hop made;
    made.stage = stage;
    made.verdict = verdict;
    made.code = codeOf(code);
    made.message = filled(messageOf(code), params);
    made.advice = filled(adviceOf(code), params);
    made.lines = std::move(lines);
    made.params = std::move(params);
    return made;
}

std::string listed(const std::vector<std::string>& texts) {
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0)
            out += i + 1 == texts.size() ? " and " : ", ";
        out += texts[i];
    }
    return out.empty() ? "-" : out;
}

std::string listed(const std::vector<base::IpAddress>& addresses) {
    std::vector<std::string> texts;
    for (const base::IpAddress& address : addresses)
        texts.push_back(address.toString());
    return listed(texts);
}

std::string timeText(base::SystemTime time) {
    const std::string text = base::toRfc3339(time);
    return text.substr(0, 10) + ' ' + text.substr(11, 5) + " UTC";
}

std::vector<std::string> lowPortLines() {
    return {"sudo systemctl enable --now portolan",
            "sudo setcap cap_net_bind_service=+ep \"$(command -v portolan)\""};
}

std::vector<std::string> splitDnsLines(const std::string& nameserver, const std::string& zone) {
    return {"Nameserver: " + nameserver, "Domain: " + zone};
}

}  // namespace portolan::explain
