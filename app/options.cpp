// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include "app/optionkeys.h"
#include "backend/model/zone.h"
#include "backend/platform/hostaddresses.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <thread>

namespace portolan::app {

namespace {

constexpr unsigned mostWorkers = 64;
constexpr unsigned mostLogMebibytes = 1024 * 1024;
constexpr unsigned defaultLogMebibytes = 100;
constexpr unsigned mostConnections = 10'000'000;
constexpr unsigned mostGrouping = 3600;  // seconds, as the next two
constexpr unsigned mostCoolDown = 86400;
constexpr unsigned mostFirstRetry = 3600;
constexpr unsigned mostReplies = 1'000'000;

unsigned defaultWorkers() {
    return std::clamp(std::thread::hardware_concurrency(), 1u, 4u);
}

/// Gives the raw texts their meaning, and notes every mistake.
class Reader {
  public:
    Reader(const RawOptions& raw, Errors& errors) : m_raw(raw), m_errors(errors) {}

    [[nodiscard]] const RawValue* find(std::string_view key) const {
        const auto at = m_raw.find(key);
        return at == m_raw.end() ? nullptr : &at->second;
    }
    [[nodiscard]] bool isOn(std::string_view key) const {
        const RawValue* value = find(key);
        return value && value->texts.front() == "true";
    }
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const {
        const RawValue* value = find(key);
        return value ? std::optional(value->texts.front()) : std::nullopt;
    }

    /// Each text of `key` through `parse`, which returns an optional; `right` says what would be right.
    template <class T>
    [[nodiscard]] std::vector<T> list(std::string_view key, std::optional<T> (*parse)(std::string_view),
                                      std::string_view right) const {
        std::vector<T> values;
        const RawValue* raw = find(key);
        for (const std::string& one : raw ? raw->texts : std::vector<std::string>()) {
            if (auto value = parse(one))
                add(values, std::move(*value));
            else
                reject(key, *raw, one, std::string(right));
        }
        return values;
    }

    [[nodiscard]] std::vector<model::HostName> zones() const {
        std::vector<model::HostName> zones;
        const RawValue* raw = find("zone");
        for (const std::string& one : raw ? raw->texts : std::vector<std::string>{"portolan.internal"}) {
            auto zone = model::parseZoneName(one);
            if (zone)
                add(zones, std::move(zone).value());
            else
                m_errors.push_back({zone.error().code, raw->where + ": " + zone.error().message, "zone",
                                    zone.error().params});
        }
        return zones;
    }

    /// A whole number from `least` on; `fallback` when nobody set it.
    [[nodiscard]] unsigned number(std::string_view key, unsigned most, unsigned fallback,
                                  unsigned least = 1) const {
        const RawValue* raw = find(key);
        if (!raw)
            return fallback;
        const std::string& written = raw->texts.front();
        unsigned count = 0;
        const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), count);
        const bool complete = error == std::errc() && end == written.data() + written.size();
        if (!complete || count < least || count > most)
            reject(key, *raw, written,
                   "write a number from " + std::to_string(least) + " to " + std::to_string(most));
        return count;
    }

    [[nodiscard]] model::LogFormat logFormat() const {
        const RawValue* raw = find("log-format");
        if (!raw || raw->texts.front() == "text")
            return model::LogFormat::Text;
        if (raw->texts.front() != "json")
            reject("log-format", *raw, raw->texts.front(), "write text or json");
        return model::LogFormat::Json;
    }

    void reject(std::string_view key, const RawValue& raw, const std::string& written,
                const std::string& right) const {
        m_errors.push_back({"option.value",
                            raw.where + ": \"" + written + "\" cannot be used here; " + right + ".",
                            std::string(key),
                            {{"where", raw.where}, {"value", written}}});
    }

  private:
    template <class T>
    static void add(std::vector<T>& values, T value) {
        if (std::find(values.begin(), values.end(), value) == values.end())
            values.push_back(std::move(value));
    }
    // Port 0 may be asked for several times: each is a listener of its own.
    static void add(std::vector<base::SocketAddress>& values, base::SocketAddress value) {
        if (value.port == 0 || std::find(values.begin(), values.end(), value) == values.end())
            values.push_back(value);
    }

    const RawOptions& m_raw;
    Errors& m_errors;
};

model::ListenSettings listenSettings(const Reader& reader, std::string_view key, std::uint16_t defaultPort,
                                     const std::vector<base::IpAddress>& advertised) {
    model::ListenSettings listen;
    // Also the way to leave one out that is there by default.
    if (reader.text(key) == "none")
        return {{}, model::Choice::Named};
    listen.addresses = reader.list<base::SocketAddress>(
        key, base::SocketAddress::parse,
        "write an address with a port, as 127.0.0.1:" + std::to_string(defaultPort) +
            " or [::1]:" + std::to_string(defaultPort) + " (port 0 takes a free one)");
    if (reader.find(key)) {
        listen.choice = model::Choice::Named;
        return listen;
    }
    listen.addresses.push_back({*base::IpAddress::parse("127.0.0.1"), defaultPort});
    for (const base::IpAddress& address : advertised)
        if (!address.isLoopback())
            listen.addresses.push_back({address, defaultPort});
    return listen;
}

std::optional<std::string> absolutePath(std::string_view path) {
    if (path.empty())
        return std::nullopt;
    return std::filesystem::absolute(path).lexically_normal().string();
}

model::NoticeSettings noticeSettings(const Reader& reader) {
    model::NoticeSettings notices;
    const auto seconds = [&](std::string_view key, unsigned most, base::Seconds fallback, unsigned least) {
        return base::Seconds(reader.number(key, most, static_cast<unsigned>(fallback.count()), least));
    };
    notices.groupFor = seconds("notice-group-for", mostGrouping, notices.groupFor, 0);
    notices.coolDown = seconds("notice-cool-down", mostCoolDown, notices.coolDown, 0);
    notices.firstRetry = seconds("notice-retry", mostFirstRetry, notices.firstRetry, 1);
    const RawValue* command = reader.find("notice-command");
    if (!command)
        return notices;
    notices.command = command->texts;
    if (!command->texts.front().starts_with('/'))
        reader.reject("notice-command", *command, command->texts.front(),
                      "write the whole path of the program, as /usr/bin/notify");
    return notices;
}

model::RunSettings runSettings(const Reader& reader) {
    model::RunSettings run;
    run.zones = reader.zones();
    run.advertised = reader.list<base::IpAddress>("advertise", base::IpAddress::parse,
                                                  "write an IP address, as 100.1.1.1 or fd00::1");
    if (!reader.find("advertise")) {
        run.advertised = {platform::defaultAdvertisedAddress()};
        run.advertisedChoice = model::Choice::Default;
    }
    const std::string_view right = "write networks, as 10.0.0.0/8 or fd00::/8, without host bits";
    run.internalNetworks = reader.find("internal-networks")
                               ? reader.list<base::Network>("internal-networks", base::Network::parse, right)
                               : model::defaultInternalNetworks();
    run.targetNetworks = reader.find("target-networks")
                             ? reader.list<base::Network>("target-networks", base::Network::parse, right)
                             : model::defaultTargetNetworks();
    run.trustedProxies = reader.list<base::Network>("trusted-proxies", base::Network::parse, right);
    run.certificates =
        reader.list<std::string>("certificates", absolutePath, "write the path of a file or folder");
    run.notices = noticeSettings(reader);
    return run;
}

model::StartSettings startSettings(const Reader& reader, const platform::Surroundings& surroundings,
                                   const std::vector<base::IpAddress>& advertised) {
    model::StartSettings start;
    const std::string directory =
        reader.text("data-dir").value_or(platform::defaultDataDirectory(surroundings));
    start.dataDirectory = std::filesystem::absolute(directory).lexically_normal().string();
    start.dataDirectoryChoice = reader.find("data-dir") ? model::Choice::Named : model::Choice::Default;
    start.dns = listenSettings(reader, "dns", 53, advertised);
    start.http = listenSettings(reader, "http", 80, advertised);
    start.api = listenSettings(reader, "api", 8080, advertised);
    start.https = listenSettings(reader, "https", 443, advertised);
    start.workers = reader.number("workers", mostWorkers, defaultWorkers());
    start.maxConnections = reader.number("max-connections", mostConnections, start.maxConnections);
    start.maxConnectionsPerAddress =
        reader.number("max-connections-per-address", mostConnections, start.maxConnectionsPerAddress);
    start.rateLimit = reader.number("rate-limit", mostReplies, start.rateLimit, 0);
    start.nameServers =
        reader.list<base::SocketAddress>("resolver", base::SocketAddress::parse,
                                         "write an address with a port, as 192.168.1.1:53 or [fd00::1]:53");
    start.logFormat = reader.logFormat();
    if (const auto file = reader.text("access-log"))
        start.accessLog = std::filesystem::absolute(*file).lexically_normal().string();
    start.accessLogSize = reader.number("access-log-size", mostLogMebibytes, defaultLogMebibytes);
    start.emptyStart = reader.isOn("start-empty") ? model::EmptyStart::Allowed : model::EmptyStart::Refused;
    return start;
}

void checkConnection(const Options& options, const Reader& reader, Errors& errors) {
    const RawValue* raw = reader.find("connect");
    if (!raw)
        return;
    const std::string& url = raw->texts.front();
    if (url.rfind("http://", 0) != 0 || url.size() <= 7)
        reader.reject("connect", *raw, url, "write the URL of a backend's API, as http://100.1.1.1:8080");
    if (options.face == platform::Face::Daemon)
        errors.push_back({"option.conflict",
                          raw->where + ": a daemon has no window that could show another backend; leave " +
                              "out daemon or connect.",
                          "connect",
                          {}});
}

/// --help and --version are obeyed whatever else stands on the command line.
std::optional<Options> answerOnly(const RawOptions& flags) {
    Options options;
    if (flags.contains("help"))
        options.action = Action::PrintHelp;
    else if (flags.contains("version"))
        options.action = Action::PrintVersion;
    else
        return std::nullopt;
    return options;
}

platform::Face faceOf(const Reader& reader) {
    return reader.isOn("daemon") ? platform::Face::Daemon : platform::Face::Window;
}

/// Flags, variables and the file, the stronger first. The file's place depends on the first two.
RawOptions readAll(const Invocation& invocation, RawOptions flags, Options& options, Errors& errors) {
    RawOptions raw = std::move(flags);
    complete(raw, readVariables(invocation.environment, errors));
    const Reader reader(raw, errors);
    const platform::Surroundings surroundings{faceOf(reader), invocation.privilege, invocation.environment};
    const auto named = reader.text("config");
    options.configFile = named.value_or(platform::defaultConfigFile(surroundings));
    complete(raw,
             readConfigFile(options.configFile, named ? Presence::Required : Presence::Optional, errors));
    return raw;
}

}  // namespace

std::optional<Options> loadOptions(const Invocation& invocation, Errors& errors) {
    RawOptions flags = readFlags(invocation.arguments, errors);
    if (auto answer = answerOnly(flags))
        return answer;
    Options options;
    options.sources = readAll(invocation, std::move(flags), options, errors);
    const Reader reader(options.sources, errors);
    options.face = faceOf(reader);
    options.action = reader.isOn("print-config") ? Action::PrintConfig : Action::Run;
    const platform::Surroundings surroundings{options.face, invocation.privilege, invocation.environment};
    options.settings.run = runSettings(reader);
    options.settings.start = startSettings(reader, surroundings, options.settings.run.advertised);
    options.connectUrl = reader.text("connect");
    options.token = invocation.environment.value("PORTOLAN_TOKEN");
    checkConnection(options, reader, errors);
    const model::StartSettings& start = options.settings.start;
    options.endpointPlace = start.dataDirectoryChoice == model::Choice::Named
                                ? platform::endpointPlaceIn(start.dataDirectory)
                                : platform::defaultEndpointPlace(surroundings, start.dataDirectory);
    if (!errors.empty())
        return std::nullopt;
    return options;
}

std::vector<std::string> restartKeys(const model::StartSettings& before, const model::StartSettings& after) {
    std::vector<std::string> keys;
    const auto note = [&keys](std::string_view key, bool differs) {
        if (differs)
            keys.emplace_back(key);
    };
    note("data-dir", before.dataDirectory != after.dataDirectory);
    // Default listeners follow the advertised address by themselves.
    const auto differ = [](const model::ListenSettings& one, const model::ListenSettings& other) {
        return one != other && !(one.choice == model::Choice::Default && other.choice == one.choice);
    };
    note("dns", differ(before.dns, after.dns));
    note("http", differ(before.http, after.http));
    note("https", differ(before.https, after.https));
    note("api", differ(before.api, after.api));
    note("workers", before.workers != after.workers);
    note("max-connections", before.maxConnections != after.maxConnections);
    note("max-connections-per-address", before.maxConnectionsPerAddress != after.maxConnectionsPerAddress);
    note("rate-limit", before.rateLimit != after.rateLimit);
    note("resolver", before.nameServers != after.nameServers);
    note("log-format", before.logFormat != after.logFormat);
    note("access-log", before.accessLog != after.accessLog);
    note("access-log-size", before.accessLogSize != after.accessLogSize);
    note("start-empty", before.emptyStart != after.emptyStart);
    return keys;
}

std::vector<std::string> reloadKeys(const model::RunSettings& before, const model::RunSettings& after) {
    std::vector<std::string> keys;
    const auto note = [&keys](std::string_view key, bool differs) {
        if (differs)
            keys.emplace_back(key);
    };
    note("zone", before.zones != after.zones);
    note("advertise",
         before.advertised != after.advertised || before.advertisedChoice != after.advertisedChoice);
    note("internal-networks", before.internalNetworks != after.internalNetworks);
    note("target-networks", before.targetNetworks != after.targetNetworks);
    note("trusted-proxies", before.trustedProxies != after.trustedProxies);
    note("certificates", before.certificates != after.certificates);
    note("notice-group-for", before.notices.groupFor != after.notices.groupFor);
    note("notice-cool-down", before.notices.coolDown != after.notices.coolDown);
    note("notice-retry", before.notices.firstRetry != after.notices.firstRetry);
    note("notice-command", before.notices.command != after.notices.command);
    return keys;
}

}  // namespace portolan::app
