// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/applications.h"

#include "backend/explain/wording.h"

#include <algorithm>
#include <array>

namespace portolan::explain {

namespace {

// What says most comes first: the first that fits is taken.
constexpr std::array<Application, 15> applications{{
    {"Vite", Refusal::Host, 403, "Blocked request. This host", "",
     "// vite.config.js\nserver: { allowedHosts: ['{host}'] }"},
    {"webpack-dev-server", Refusal::Host, 0, "Invalid Host header", "",
     "// webpack.config.js\ndevServer: { allowedHosts: ['{host}'] }"},
    {"Django", Refusal::Host, 400, "DisallowedHost", "", "# settings.py\nALLOWED_HOSTS = ['{host}']"},
    {"Django", Refusal::Host, 400, "<h1>Bad Request (400)</h1>", "",
     "# settings.py\nALLOWED_HOSTS = ['{host}']"},
    {"Rails", Refusal::Host, 403, "Blocked host", "",
     "# config/environments/development.rb\nconfig.hosts << \"{host}\""},
    {"Syncthing", Refusal::Host, 403, "Host check error", "",
     "<!-- config.xml, in <gui> -->\n<insecureSkipHostcheck>true</insecureSkipHostcheck>"},
    {"Transmission", Refusal::Host, 421, "the hostname was unrecognized", "Transmission",
     "// settings.json\n\"rpc-host-whitelist\": \"{host}\""},
    {"Nextcloud", Refusal::Host, 400, "untrusted domain", "",
     "php occ config:system:set trusted_domains 1 --value={host}"},
    {"Nextcloud", Refusal::Host, 400, "trusted_domains", "",
     "php occ config:system:set trusted_domains 1 --value={host}"},
    {"Jupyter", Refusal::Host, 403, "Jupyter", "TornadoServer",
     "# jupyter_server_config.py; c.NotebookApp before Jupyter Server\nc.ServerApp.local_hostnames = "
     "['{host}']"},
    {"Plex", Refusal::Host, 401, "", "Plex Media Server",
     "# Settings, Network, Custom server access URLs\nhttps://{host}:443"},
    {"Home Assistant", Refusal::Proxy, 400, "400: Bad Request", "",
     "# configuration.yaml\nhttp:\n  use_x_forwarded_for: true\n  trusted_proxies: [{proxy}]"},
    // It says nothing at all; so it comes behind those that do. It minds names only while it listens on
    // loopback alone.
    {"Ollama", Refusal::Host, 403, "", "", "# environment of the service\nOLLAMA_HOST=0.0.0.0", true},
    {"The application", Refusal::Host, 0, "", "", "# its list of allowed or trusted hosts\n{host}"},
    {"The application", Refusal::Proxy, 0, "", "", "# its list of trusted proxies\n{proxy}"},
}};

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool fits(const Application& application, const HttpAnswer& answer) {
    return (application.status == 0 || application.status == answer.status) &&
           contains(answer.text, application.says) && contains(answer.server, application.server) &&
           (!application.isSilent || answer.text.empty());
}

}  // namespace

const Application* recognise(const HttpAnswer& answer, Refusal refusal) {
    const auto found = std::find_if(applications.begin(), applications.end(), [&](const auto& application) {
        return application.refusal == refusal && fits(application, answer);
    });
    return found == applications.end() ? nullptr : &*found;
}

bool saysRefused(const HttpAnswer& answer) {
    return std::any_of(applications.begin(), applications.end(), [&](const auto& application) {
        return !application.says.empty() && application.refusal == Refusal::Host && fits(application, answer);
    });
}

std::string_view innerPathOf(const HttpAnswer& answer) {
    return answer.server == "Transmission" ? "/transmission/rpc" : "";
}

std::vector<std::string> linesOf(const Application& application, const std::string& host,
                                 const std::string& proxy) {
    std::vector<std::string> lines;
    std::string_view rest = application.lines;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        lines.push_back(filled(line, {{"host", host}, {"proxy", proxy}}));
    }
    return lines;
}

bool saysWantsTls(const HttpAnswer& answer) {
    // nginx; Go's net/http; Apache httpd.
    constexpr std::array<std::string_view, 3> sentences{"plain HTTP request was sent to HTTPS port",
                                                        "sent an HTTP request to an HTTPS server",
                                                        "speaking plain HTTP to an SSL-enabled server port"};
    // An alert or handshake record: its type, then version 3.x. Source: RFC 8446 section 5.1.
    const std::string_view text = answer.text;
    if (answer.outcome == HttpAnswer::Outcome::NotHttp)
        return text.size() >= 2 && (text[0] == '\x15' || text[0] == '\x16') && text[1] == '\x03';
    return answer.status == 400 && std::any_of(sentences.begin(), sentences.end(), [&](const auto& sentence) {
               return contains(text, sentence);
           });
}

}  // namespace portolan::explain
