// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/printconfig.h"

#include <filesystem>

namespace portolan::app {

namespace {

std::string tomlString(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + "\"";
}

template <class T, class ToText>
std::string tomlArray(const std::vector<T>& values, ToText toText) {
    std::string result = "[";
    for (const T& value : values)
        result += (result.size() > 1 ? ", " : "") + tomlString(toText(value));
    return result + "]";
}

template <class T>
std::string tomlArray(const std::vector<T>& values) {
    return tomlArray(values, [](const T& value) { return value.toString(); });
}

std::string listenersText(const model::ListenSettings& listen) {
    return listen.addresses.empty() ? tomlString("none") : tomlArray(listen.addresses);
}

class Printer {
  public:
    explicit Printer(const RawOptions& sources) : m_sources(sources) {}

    void line(std::string_view key, const std::string& value) {
        const auto at = m_sources.find(key);
        std::string text = std::string(key) + " = " + value;
        text.resize(std::max<std::size_t>(text.size(), 40), ' ');
        m_text += text + "  # " + (at == m_sources.end() ? "default" : sourceText(at->second)) + "\n";
    }
    void comment(const std::string& text) { m_text += "# " + text + "\n"; }
    [[nodiscard]] const std::string& text() const { return m_text; }

  private:
    static std::string sourceText(const RawValue& value) {
        switch (value.source) {
            case Source::Flag:
                return "flag " + value.where;
            case Source::Environment:
                return "variable " + value.where;
            case Source::File:
                return "file: " + value.where;
            case Source::Default:
                break;
        }
        return "default";
    }

    const RawOptions& m_sources;
    std::string m_text;
};

std::string onOff(bool on) {
    return on ? "true" : "false";
}

}  // namespace

std::string printConfig(const Options& options) {
    const model::StartSettings& start = options.settings.start;
    const model::RunSettings& run = options.settings.run;
    Printer printer(options.sources);
    std::error_code error;
    const bool isThere = std::filesystem::exists(options.configFile, error);
    printer.comment("Configuration file: " + options.configFile + (isThere ? "" : " (not there)"));
    printer.line("daemon", onOff(options.face == platform::Face::Daemon));
    printer.line("data-dir", tomlString(start.dataDirectory));
    printer.line("zone", tomlArray(run.zones, [](const model::HostName& zone) { return zone.text(); }));
    printer.line("advertise", tomlArray(run.advertised));
    printer.line("dns", listenersText(start.dns));
    printer.line("http", listenersText(start.http));
    printer.line("https", listenersText(start.https));
    printer.line("api", listenersText(start.api));
    printer.line("workers", std::to_string(start.workers));
    if (start.maxConnections == 0)
        printer.comment("max-connections: as many as the descriptors allow");
    else
        printer.line("max-connections", std::to_string(start.maxConnections));
    printer.line("max-connections-per-address", std::to_string(start.maxConnectionsPerAddress));
    printer.line("rate-limit", std::to_string(start.rateLimit));
    if (start.nameServers.empty())
        printer.comment("resolver: the system's name servers");
    else
        printer.line("resolver", tomlArray(start.nameServers));
    printer.line("internal-networks", tomlArray(run.internalNetworks));
    printer.line("target-networks", tomlArray(run.targetNetworks));
    if (run.trustedProxies.empty())
        printer.comment("trusted-proxies: not set");
    else
        printer.line("trusted-proxies", tomlArray(run.trustedProxies));
    if (run.certificates.empty())
        printer.comment("certificates: not set");
    else
        printer.line("certificates",
                     tomlArray(run.certificates, [](const std::string& path) { return path; }));
    if (options.connectUrl)
        printer.line("connect", tomlString(*options.connectUrl));
    printer.line("log-format", tomlString(start.logFormat == model::LogFormat::Json ? "json" : "text"));
    if (start.accessLog.empty())
        printer.comment("access-log: not set");
    else
        printer.line("access-log", tomlString(start.accessLog));
    printer.line("access-log-size", std::to_string(start.accessLogSize));
    printer.line("notice-group-for", std::to_string(run.notices.groupFor.count()));
    printer.line("notice-cool-down", std::to_string(run.notices.coolDown.count()));
    printer.line("notice-retry", std::to_string(run.notices.firstRetry.count()));
    if (run.notices.command.empty())
        printer.comment("notice-command: not set");
    else
        printer.line("notice-command",
                     tomlArray(run.notices.command, [](const std::string& word) { return word; }));
    printer.line("start-empty", onOff(start.emptyStart == model::EmptyStart::Allowed));
    return printer.text();
}

}  // namespace portolan::app
