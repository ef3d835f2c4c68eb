// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/accesslog/recordline.h"

#include "backend/base/clock.h"

#include <charconv>
#include <cstdint>

namespace portolan::accesslog {

namespace {

void appendNumber(std::string& out, std::uint64_t number) {
    char text[20];
    out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void appendName(std::string& out, std::string_view name) {
    out += out.back() == '{' ? "\"" : ",\"";
    out += name;
    out += "\":";
}

void appendField(std::string& out, std::string_view name, std::uint64_t number) {
    appendName(out, name);
    appendNumber(out, number);
}

/// Bytes of any kind: what is not printable ASCII is written as the code point of the same number.
void appendField(std::string& out, std::string_view name, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    appendName(out, name);
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
            out += c;
            continue;
        }
        out += "\\u00";
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    out += '"';
}

void appendTrue(std::string& out, std::string_view name) {
    appendName(out, name);
    out += "true";
}

/// Ids are strings in JSON, as in the API.
void appendId(std::string& out, std::string_view name, std::uint64_t id) {
    appendName(out, name);
    out += '"';
    appendNumber(out, id);
    out += '"';
}

/// Milliseconds with three decimals.
void appendTime(std::string& out, std::string_view name, std::uint32_t microseconds) {
    if (microseconds == live::RequestRecord::noTime)
        return;
    appendName(out, name);
    appendNumber(out, microseconds / 1000);
    const std::string decimals = std::to_string(1000 + microseconds % 1000);
    out += '.';
    out.append(decimals, 1);
}

std::string_view wordOf(live::Outcome outcome) {
    switch (outcome) {
        case live::Outcome::Complete:
            return "complete";
        case live::Outcome::ClientGone:
            return "client_gone";
        case live::Outcome::Cut:
            break;
    }
    return "cut";
}

}  // namespace

void appendLine(std::string& out, const live::RequestRecord& record, FailureCodes failures) {
    const base::SystemTime time{
        std::chrono::duration_cast<base::SystemTime::duration>(std::chrono::microseconds(record.endedAt))};
    out += '{';
    appendField(out, "time", base::toRfc3339(time));
    appendId(out, "id", record.id);
    appendField(out, "client", record.client.toString());
    appendField(out, "method", record.method());
    appendField(out, "host", record.host());
    appendField(out, "path", record.path());
    if (record.pathCut)
        appendTrue(out, "path_cut");
    appendField(out, "protocol", std::string_view(record.http11 ? "HTTP/1.1" : "HTTP/1.0"));
    appendField(out, "status", record.status);
    appendField(out, "outcome", wordOf(record.outcome));
    if (record.failure < failures.size())
        appendField(out, "failure", failures[record.failure]);
    if (record.service != model::ServiceId{})
        appendId(out, "service", static_cast<std::uint64_t>(record.service));
    if (record.target != model::TargetId{})
        appendId(out, "target", static_cast<std::uint64_t>(record.target));
    appendField(out, "bytes_in", record.bytesIn);
    appendField(out, "bytes_out", record.bytesOut);
    appendTime(out, "duration_ms", record.duration);
    appendTime(out, "head_ms", record.toHead);
    appendTime(out, "connect_ms", record.connectTime);
    if (record.retries > 0)
        appendField(out, "retries", record.retries);
    if (record.tunnel)
        appendTrue(out, "tunnel");
    out += "}\n";
}

}  // namespace portolan::accesslog
