// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/frontfailure.h"

#include "backend/httpwire/head.h"

#include <array>
#include <cstddef>

namespace portolan::edge {

namespace {

struct Text {
    FrontFailure failure;
    int status;
    std::string_view code;
    std::string_view message;  // without characters that JSON escapes
};

constexpr std::array<Text, static_cast<std::size_t>(FrontFailure::Count)> failureTexts = {{
    {FrontFailure::BodyTooLarge, 413, "request.too_large", "The body may have at most 1 MiB."},
    {FrontFailure::FieldRepeated, 400, "request.field_repeated",
     "Authorization, Origin, Content-Type and Sec-Fetch-Site may be sent once only."},
    {FrontFailure::MethodUnknown, 501, "request.method_unknown", "The API does not know this method."},
    {FrontFailure::Busy, 503, "call.busy", "Too many requests are waiting; try again in a moment."},
    {FrontFailure::NotConnected, 503, "call.not_connected",
     "The backend is starting or stopping; try again."},
    {FrontFailure::TimedOut, 504, "call.timeout",
     "The backend did not answer in time; the change may still be made."},
}};

constexpr bool inOrder() {
    for (std::size_t i = 0; i < failureTexts.size(); ++i)
        if (failureTexts[i].failure != static_cast<FrontFailure>(i))
            return false;
    return true;
}
static_assert(inOrder(), "TEXTS must list the failures in the order of the enumeration");

const Text& textOf(FrontFailure failure) {
    return failureTexts[static_cast<std::size_t>(failure)];
}

std::string member(std::string_view name, std::string_view value) {
    return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

}  // namespace

ErrorShape errorShapeOf(std::string_view path) {
    return path.starts_with("/api/") ? ErrorShape::Problem : ErrorShape::Seed;
}

int statusOf(FrontFailure failure) {
    return textOf(failure).status;
}

std::string bodyOf(FrontFailure failure, ErrorShape shape) {
    const Text& text = textOf(failure);
    const std::string status = "\"status\":" + std::to_string(text.status);
    const std::string code = member("code", text.code);
    const std::string message = member("message", text.message);
    if (shape == ErrorShape::Seed)
        return "{" + code + ",\"error\":true," + message + "," + status + "}\n";
    return "{" + code + "," + member("detail", text.message) + ",\"errors\":[{" + code + "," + message +
           "}]," + status + "," + member("title", httpwire::reasonPhrase(text.status)) + "," +
           member("type", "about:blank") + "}\n";
}

std::string_view contentTypeOf(ErrorShape shape) {
    return shape == ErrorShape::Problem ? "application/problem+json" : "application/json";
}

}  // namespace portolan::edge
