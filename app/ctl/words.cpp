// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/words.h"

#include "backend/base/bytes.h"
#include "backend/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace portolan::ctl {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t longestPort = 999'999'999;

std::string withOneDigit(double value) {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%.1f", value);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<std::int64_t> wholeNumber(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

base::Error notATarget(std::string_view text) {
    return {
        "usage.target",
        "\"" + std::string(text) +
            "\" is no target: write HOST:PORT (100.2.2.2:8080, [fd7a::5]:8080, nas.lan:8080), or a PORT of "
            "this machine.",
        "",
        {{"target", std::string(text)}}};
}

}  // namespace

std::string durationText(std::chrono::seconds duration) {
    if (duration < 1min)
        return std::to_string(duration.count()) + " s";
    if (duration < 1h)
        return std::to_string(duration / 1min) + " min";
    if (duration < 48h)
        return std::to_string(duration / 1h) + " h";
    return std::to_string(duration / 24h) + " d";
}

std::string latencyText(std::chrono::microseconds latency) {
    const double milliseconds = static_cast<double>(latency.count()) / 1000.0;
    if (milliseconds >= 999.5)
        return withOneDigit(milliseconds / 1000.0) + " s";
    if (milliseconds >= 9.95)
        return std::to_string(std::lround(milliseconds)) + " ms";
    return withOneDigit(milliseconds) + " ms";
}

std::string countText(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

std::string bytesText(std::uint64_t count) {
    if (count < 1024)
        return std::to_string(count) + " B";
    double value = static_cast<double>(count);
    std::string_view unit;
    for (const std::string_view next : {"KiB", "MiB", "GiB", "TiB", "PiB"}) {
        if (!unit.empty() && value < 1023.95)
            break;
        value /= 1024;
        unit = next;
    }
    return withOneDigit(value) + " " + std::string(unit);
}

std::string countedText(std::uint64_t count, std::string_view noun) {
    return countText(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string timeText(base::SystemTime time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
    return {text.data(), length};
}

std::string distanceText(base::SystemTime time, base::SystemTime now) {
    const auto distance =
        std::chrono::duration_cast<std::chrono::seconds>(time > now ? time - now : now - time);
    if (distance < 1s)
        return "now";
    return time > now ? "in " + durationText(distance) : durationText(distance) + " ago";
}

Cell stateCell(model::HealthState state, const Style& style) {
    using State = model::HealthState;
    struct Look {
        std::string_view symbol;
        Colour colour;
    };
    // In the order of HealthState.
    constexpr std::array<Look, 5> looks{{{"\u25cb", Colour::Dim},
                                         {"\u25cf", Colour::Green},
                                         {"\u25b2", Colour::Yellow},
                                         {"\u2716", Colour::Red},
                                         {"\u2013", Colour::Dim}}};
    const Look& look = looks[static_cast<std::size_t>(state)];
    const std::string word(state == State::Disabled ? "off" : model::toWord(state));
    return {style.symbols ? std::string(look.symbol) + " " + word : word, look.colour};
}

std::string causeText(const api::HealthView& health) {
    return model::sentenceOf(health.cause, health.detail);
}

std::vector<std::string_view> partsOf(std::string_view list, std::string_view separators) {
    std::vector<std::string_view> parts;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find_first_of(separators), list.size());
        if (const std::string_view part = base::trimmed(list.substr(0, end)); !part.empty())
            parts.push_back(part);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return parts;
}

base::Result<std::chrono::seconds> parseDuration(std::string_view text) {
    struct Unit {
        std::string_view name;
        std::int64_t seconds;
    };
    constexpr std::array<Unit, 7> units{
        {{"", 1}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}}};
    constexpr std::int64_t most = 1'000'000;
    std::size_t digits = 0;
    while (digits < text.size() && base::isDigit(text[digits]))
        ++digits;
    const auto number = wholeNumber(text.substr(0, digits));
    for (const Unit& unit : units)
        if (number && *number > 0 && *number <= most &&
            base::equalsIgnoringCase(text.substr(digits), unit.name))
            return std::chrono::seconds(*number * unit.seconds);
    return base::Error{"usage.duration",
                       "\"" + std::string(text) + "\" is no duration: write 90s, 15m, 2h, 7d or 1w.",
                       "",
                       {{"duration", std::string(text)}}};
}

base::Result<WrittenTarget> parseTarget(std::string_view text) {
    WrittenTarget target;
    std::string_view rest = text;
    for (const std::string_view scheme : {"http://", "https://"})
        if (rest.starts_with(scheme)) {
            target.scheme = scheme.substr(0, scheme.size() - 3);
            rest.remove_prefix(scheme.size());
            if (rest.ends_with('/'))
                rest.remove_suffix(1);
            if (rest.find(':') == std::string_view::npos)
                return notATarget(text);
        }
    const std::size_t colon = rest.rfind(':');
    const auto port = wholeNumber(colon == std::string_view::npos ? rest : rest.substr(colon + 1));
    if (!port || *port < 0 || *port > longestPort)
        return notATarget(text);
    target.port = *port;
    if (colon == std::string_view::npos)
        return target;
    std::string_view address = rest.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    else if (address.find(':') != std::string_view::npos)
        return notATarget(text);
    if (address.empty())
        return notATarget(text);
    target.address = address;
    return target;
}

}  // namespace portolan::ctl
