// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/pages.h"

#include "backend/base/bytes.h"
#include "backend/httpwire/fields.h"
#include "backend/proxy/htmltext.h"

namespace portolan::proxy {

namespace {

constexpr std::string_view style =
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;"
    "margin:18vh auto 0;padding:0 1.5rem;color:#1c2733;background:#f7f8fa}"
    "h1{font-size:1.6rem;margin:0 0 .5rem}"
    "p{margin:.4rem 0}small{color:#5d6b7a}"
    "a{color:#0b62a8}"
    "@media(prefers-color-scheme:dark){body{color:#dfe6ee;background:#12181f}small{color:#8a99a8}"
    "a{color:#7cc0f5}}";

/// The hash is that of `style`; a test compares them. Source: CSP Level 3 section 2.3.1 (hash-source).
constexpr std::string_view policy =
    "default-src 'none'; style-src 'sha256-Egl703r6PmJNsjI4SC1BBvQWSWanekRRVYC0yPhy0Ic='; frame-ancestors "
    "'none'";

bool passesByItself(FailureReason reason) {
    const int status = textOf(reason).status;
    return status == 502 || status == 503 || status == 504;
}

/// Seconds after which it is worth trying again. Work on a service takes its time, and many clients wait.
std::string_view retryAfter(FailureReason reason) {
    return reason == FailureReason::ServiceMaintenance ? "60" : "5";
}

/// Host names and our own sentences hold no control bytes; quotes and backslashes are what is left to escape.
void appendJson(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

std::string durationText(std::int64_t seconds) {
    if (seconds < 5)
        return "a moment";
    if (seconds < 120)
        return std::to_string(seconds) + " seconds";
    if (seconds < 7200)
        return std::to_string(seconds / 60) + " minutes";
    if (seconds < 172800)
        return std::to_string(seconds / 3600) + " hours";
    return std::to_string(seconds / 86400) + " days";
}

std::string renderHtml(FailureReason reason, const PageFacts& facts) {
    const FailureText& text = textOf(reason);
    std::string out = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">";
    out += "<meta name=\"viewport\" content=\"width=device-width\">";
    if (passesByItself(reason)) {
        out += "<meta http-equiv=\"refresh\" content=\"";
        out += retryAfter(reason);
        out += "\">";
    }
    out += "<title>";
    out += text.title;
    out += "</title><style>";
    out += style;
    out += "</style></head><body>";
    if (!facts.host.empty()) {
        out += "<small>";
        out += htmlText(facts.host);
        out += "</small>";
    }
    out += "<h1>";
    out += text.title;
    out += "</h1><p>";
    out += text.sentence;
    out += "</p>";
    if (facts.downForSeconds >= 0)
        out += "<p>It has been away for " + durationText(facts.downForSeconds) + ".</p>";
    if (passesByItself(reason))
        out += "<p>This page tries again by itself.</p>";
    out += "<p><small>";
    out += std::to_string(text.status) + " &middot; Portolan</small></p></body></html>\n";
    return out;
}

std::string renderJson(FailureReason reason, const PageFacts& facts) {
    const FailureText& text = textOf(reason);
    std::string out = "{\"error\":true,\"status\":" + std::to_string(text.status) + ",\"code\":";
    appendJson(out, text.code);
    out += ",\"message\":";
    appendJson(out, text.sentence);
    if (!facts.host.empty()) {
        out += ",\"host\":";
        appendJson(out, facts.host);
    }
    return out + "}\n";
}

}  // namespace

std::string_view contentTypeOf(PageFormat format) {
    switch (format) {
        case PageFormat::Html:
            return "text/html; charset=utf-8";
        case PageFormat::Json:
            return "application/json";
        case PageFormat::Text:
            break;
    }
    return "text/plain; charset=utf-8";
}

PageFormat pageFormatOf(std::string_view accept) {
    while (!accept.empty()) {
        std::string_view member = httpwire::takeListMember(accept);
        member = member.substr(0, member.find(';'));
        while (!member.empty() && member.back() == ' ')
            member.remove_suffix(1);
        if (base::equalsIgnoringCase(member, "text/html"))
            return PageFormat::Html;
        if (base::equalsIgnoringCase(member, "application/json"))
            return PageFormat::Json;
    }
    return PageFormat::Text;
}

std::string renderPage(FailureReason reason, PageFormat format, const PageFacts& facts) {
    if (format == PageFormat::Html)
        return renderHtml(reason, facts);
    if (format == PageFormat::Json)
        return renderJson(reason, facts);
    std::string out(textOf(reason).title);
    out += ": ";
    out += textOf(reason).sentence;
    return out + "\n";
}

void writePageFields(httpwire::HeadWriter& out, FailureReason reason, PageFormat format) {
    using httpwire::KnownField;
    out.field(KnownField::ContentType, contentTypeOf(format));
    out.field(KnownField::CacheControl, "no-store");
    out.literal("X-Content-Type-Options: nosniff\r\n");
    if (format == PageFormat::Html)
        out.field("Content-Security-Policy", policy);
    if (passesByItself(reason))
        out.field(KnownField::RetryAfter, retryAfter(reason));
}

std::string renderFarewell(FailureReason reason) {
    const std::string body = renderPage(reason, PageFormat::Text, {});
    httpwire::HeadWriter out;
    out.statusLine(textOf(reason).status);
    writePageFields(out, reason, PageFormat::Text);
    out.field(httpwire::KnownField::ContentLength, body.size());
    out.literal("Connection: close\r\n");
    out.end();
    return std::string(out.view()) + body;
}

std::string_view pageStyle() {
    return style;
}

std::string_view pagePolicy() {
    return policy;
}

}  // namespace portolan::proxy
