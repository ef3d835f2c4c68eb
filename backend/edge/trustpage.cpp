// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/trustpage.h"

#include "backend/edge/qrcode.h"
#include "backend/edge/truststeps.h"
#include "backend/model/policytext.h"
#include "backend/proxy/htmltext.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace portolan::edge {

namespace {

using model::TrustAnchor;
using proxy::PageFormat;

constexpr std::string_view style =
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:44rem;margin:8vh auto 4rem;padding:0 1.5rem;"
    "color:#1c2733;background:#f7f8fa}"
    "h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:1.8rem 0 .3rem}"
    "p{margin:.4rem 0}small{color:#5d6b7a}a{color:#0b62a8}h1,a{overflow-wrap:anywhere}"
    "code,pre{font:.92rem/1.45 ui-monospace,monospace;overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;background:#e9edf2;padding:.6rem .8rem;border-radius:.4rem;margin:.3rem 0 "
    ".6rem}"
    ".files a{display:inline-block;margin:.2rem .5rem .2rem 0;padding:.3rem .8rem;border:1px solid #0b62a8;"
    "border-radius:.4rem;text-decoration:none}"
    ".check{min-height:1.6rem;color:#8a4b00}.check img{vertical-align:middle}"
    ".phone svg{width:11rem;height:11rem}"
    "details{border-top:1px solid #d5dbe2;padding:.5rem 0}summary{cursor:pointer;font-weight:600}"
    "@media(prefers-color-scheme:dark){body{color:#dfe6ee;background:#12181f}small{color:#8a99a8}"
    "a{color:#7cc0f5}pre{background:#1d2630}.files a{border-color:#7cc0f5}.check{color:#f0b264}"
    "details{border-color:#2b3642}}";

/// The hash is that of `style`; a test compares them. Pictures may come from `pictures`: the check, which is
/// the same page's host over https. Source: CSP Level 3 sections 2.3.1 and 6.1.5.
std::string policyWith(const std::string& pictures) {
    return "default-src 'none'; style-src 'sha256-ZRbiPsPJv2pBI327mBvlRrdroJki8vY22KxhIEZqayg='; img-src " +
           pictures + "; frame-ancestors 'none'";
}

constexpr std::string_view checkPicture =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"256\" height=\"28\" viewBox=\"0 0 256 28\">"
    "<rect width=\"256\" height=\"28\" rx=\"14\" fill=\"#1a7f37\"/>"
    "<path d=\"M13 14l4 4 8-8\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2.5\"/>"
    "<text x=\"34\" y=\"19\" fill=\"#fff\" font-family=\"system-ui,sans-serif\" font-size=\"14\">"
    "This browser trusts it already</text></svg>\n";

std::string dateText(base::SystemTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const auto twoDigits = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(date.year())) + "-" +
           twoDigits(static_cast<unsigned>(date.month())) + "-" +
           twoDigits(static_cast<unsigned>(date.day()));
}

std::string filePath(const TrustAnchor& anchor, std::string_view extension) {
    return "/trust/portolan-" + anchor.zone + std::string(extension);
}

std::string secureOrigin(const TrustAnchor& anchor, const TrustVisit& visit) {
    const std::string port = visit.httpsPort == 443 ? "" : ":" + std::to_string(visit.httpsPort);
    return "https://portolan." + anchor.zone + port;
}

std::string page(std::string_view title, const std::string& body) {
    std::string out = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">";
    out += "<meta name=\"viewport\" content=\"width=device-width\"><title>";
    out += title;
    out += "</title><style>";
    out += style;
    out += "</style></head><body>" + body + "<p><small>Portolan</small></p></body></html>\n";
    return out;
}

std::string downloads(const TrustAnchor& anchor) {
    const auto link = [&](std::string_view extension, std::string_view text) {
        return "<a href=\"" + filePath(anchor, extension) + "\">" + std::string(text) + "</a>";
    };
    return "<p class=\"files\">" + link(".crt", "Root (.crt)") + link(".pem", "Root as PEM") +
           link(".mobileconfig", "Profile for iPhone, iPad, Mac") + "</p>";
}

std::string stepHtml(const TrustStep& step) {
    const std::string sentence = step.sentence.empty() ? "" : "<p>" + proxy::htmlText(step.sentence) + "</p>";
    return step.command.empty() ? sentence : sentence + "<pre>" + proxy::htmlText(step.command) + "</pre>";
}

std::string stepsOf(const TrustSteps& system) {
    std::string out = "<details><summary>" + system.system + "</summary>";
    for (const TrustStep& step : system.steps)
        out += stepHtml(step);
    return out + "<p><small>To undo it:</small></p>" + stepHtml(system.undo) + "</details>";
}

/// In two lines of 16 bytes, as long as each other.
std::string fingerprintHtml(const model::Fingerprint& fingerprint) {
    std::string text = model::toColonText(fingerprint);
    text[text.size() / 2] = '\n';
    return "<pre>" + text + "</pre>";
}

std::string zoneHtml(const TrustAnchor& anchor, const TrustVisit& visit) {
    std::string body = "<h1>Let this device trust " + anchor.zone + "</h1>";
    body +=
        "<p>Names under " + anchor.zone +
        " are served over https with certificates of this network's own authority. A device that knows its "
        "root opens them without a warning. The root can vouch for names under " +
        anchor.zone + " only.</p>";
    body += "<p class=\"check\"><img src=\"" + secureOrigin(anchor, visit) +
            "/trust/check.svg\" alt=\"This browser does not trust it yet. Reload this page when you are "
            "done.\"></p>";
    body += downloads(anchor);
    body +=
        "<h2>Compare before you trust</h2><p>Plain http can be changed by somebody on the way. Compare the "
        "fingerprint (SHA-256) of what you downloaded with the one that the host itself shows: in its window "
        "(Help, Certificate authorities), or by <code>portolanctl trust status</code>.</p>";
    body += fingerprintHtml(anchor.fingerprint) + "<p><small>" + proxy::htmlText(anchor.name) +
            ", valid until " + dateText(anchor.notAfter) + "</small></p>";
    const std::string phoneUrl = visit.phoneOrigin + "/trust/" + anchor.zone;
    body += "<h2>On a phone</h2><p>Scan this, or open <a href=\"" + phoneUrl + "\">" + phoneUrl +
            "</a>.</p><p class=\"phone\">" + qrCodeSvg(phoneUrl, "QR code of " + phoneUrl) + "</p>";
    body += "<h2>What to do</h2>";
    for (const TrustSteps& system : trustStepsFor({anchor.zone, anchor.name, visit.origin}))
        body += stepsOf(system);
    return page("Trust " + anchor.zone, body);
}

std::string zoneText(const TrustAnchor& anchor, const TrustVisit& visit) {
    return anchor.name + "\n  SHA-256  " + model::toColonText(anchor.fingerprint) + "\n  until    " +
           dateText(anchor.notAfter) + "\n  root     " + visit.origin + filePath(anchor, ".pem") +
           "\nThis came over plain http: compare the fingerprint with \"portolanctl trust status\" on the "
           "host.\n"
           "Steps for each system: open " +
           visit.origin + "/trust/" + anchor.zone + " in a browser.\n";
}

std::string zoneJson(const TrustAnchor& anchor, const TrustVisit& visit) {
    return "{\"zone\":\"" + anchor.zone + "\",\"fingerprint\":\"" + model::toColonText(anchor.fingerprint) +
           "\",\"not_after\":\"" + dateText(anchor.notAfter) + "\",\"pem\":\"" + visit.origin +
           filePath(anchor, ".pem") + "\"}";
}

proxy::FinishedAnswer zonePage(const TrustAnchor& anchor, const TrustVisit& visit, PageFormat format) {
    proxy::FinishedAnswer answer{
        200, proxy::contentTypeOf(format), {}, policyWith(secureOrigin(anchor, visit))};
    switch (format) {
        case PageFormat::Html:
            answer.body = zoneHtml(anchor, visit);
            break;
        case PageFormat::Json:
            answer.body = zoneJson(anchor, visit) + "\n";
            break;
        case PageFormat::Text:
            answer.body = zoneText(anchor, visit);
            break;
    }
    return answer;
}

proxy::FinishedAnswer zoneList(const TrustAnchors& anchors, const TrustVisit& visit, PageFormat format) {
    proxy::FinishedAnswer answer{200, proxy::contentTypeOf(format), {}, policyWith("'none'")};
    std::string html =
        "<h1>Let this device trust this network</h1><p>Each zone has an authority of its own:</p><ul>";
    std::string json = "[";
    for (const auto& anchor : anchors) {
        html += "<li><a href=\"/trust/" + anchor->zone + "\">" + anchor->zone + "</a></li>";
        json += (json.size() > 1 ? "," : "") + zoneJson(*anchor, visit);
        if (format == PageFormat::Text)
            answer.body += zoneText(*anchor, visit);
    }
    if (format == PageFormat::Html)
        answer.body = page("Trust this network", html + "</ul>");
    if (format == PageFormat::Json)
        answer.body = json + "]\n";
    return answer;
}

/// A file of a root, by the name it is saved under.
struct RootFile {
    std::string_view extension;
    std::string_view contentType;
    const std::string TrustAnchor::*content;
};

constexpr std::array<RootFile, 6> rootFiles{{
    {".pem", "application/x-pem-file", &TrustAnchor::pem},
    {".crt", "application/x-x509-ca-cert", &TrustAnchor::der},
    {".der", "application/pkix-cert", &TrustAnchor::der},
    {".mobileconfig", "application/x-apple-aspen-config", &TrustAnchor::mobileConfig},
    {".crl", "application/pkix-crl", &TrustAnchor::issuerRevocations},
    {"-root.crl", "application/pkix-crl", &TrustAnchor::rootRevocations},
}};

std::optional<proxy::FinishedAnswer> rootFile(std::string_view name, const TrustAnchors& anchors) {
    for (const auto& anchor : anchors)
        for (const RootFile& file : rootFiles)
            if (const std::string saved = "portolan-" + anchor->zone + std::string(file.extension);
                name == saved && !((*anchor).*file.content).empty())
                return proxy::FinishedAnswer{200, file.contentType, (*anchor).*file.content,
                                             policyWith("'none'"), saved};
    return std::nullopt;
}

}  // namespace

std::optional<proxy::FinishedAnswer> answerTrustPath(std::string_view path, const TrustAnchors& anchors,
                                                     const TrustVisit& visit, PageFormat format) {
    constexpr std::string_view root = "/trust";
    path.remove_prefix(std::min(root.size(), path.size()));
    if (anchors.empty() || (!path.empty() && path.front() != '/'))
        return std::nullopt;
    const std::string_view name = path.substr(path.empty() ? 0 : 1);
    if (name.empty())
        return anchors.size() == 1 ? zonePage(*anchors.front(), visit, format)
                                   : zoneList(anchors, visit, format);
    if (name == "check.svg")
        return proxy::FinishedAnswer{200, "image/svg+xml", std::string(checkPicture), policyWith("'none'")};
    for (const auto& anchor : anchors)
        if (anchor->zone == name)
            return zonePage(*anchor, visit, format);
    return rootFile(name, anchors);
}

std::string_view trustStyle() {
    return style;
}

}  // namespace portolan::edge
