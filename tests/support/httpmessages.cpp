// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httpmessages.h"

namespace portolan::support {

namespace {

using httpwire::Framing;

std::string framingText(Framing framing, std::uint64_t length) {
    switch (framing) {
        case Framing::None:
            return {};
        case Framing::Length:
            return " length=" + std::to_string(length);
        case Framing::Chunked:
            return " chunked";
        case Framing::UntilClose:
            break;
    }
    return " until-close";
}

std::string endText(bool keepAlive, std::string_view upgrade) {
    std::string text = keepAlive ? " keep" : " close";
    if (!upgrade.empty())
        text += " upgrade=" + std::string(upgrade);
    return text;
}

}  // namespace

std::string summary(const httpwire::RequestHead& head) {
    std::string text(head.methodText);
    text += ' ';
    text += head.target;
    text += ' ';
    text += head.authority.empty() ? std::string_view("-") : head.authority;
    text += framingText(head.framing, head.contentLength) + endText(head.keepAlive, head.upgrade);
    return head.expectContinue ? text + " expect" : text;
}

std::string summary(const httpwire::ResponseHead& head) {
    std::string text = std::to_string(head.status);
    if (!head.reason.empty())
        text += " " + std::string(head.reason);
    return text + framingText(head.framing, head.contentLength) + endText(head.keepAlive, head.upgrade);
}

std::string controlBytes() {
    std::string bytes;
    for (char byte = 0; byte < 0x20; ++byte)
        if (byte != '\t' && byte != '\r' && byte != '\n')
            bytes += byte;
    return bytes + '\x7f';
}

std::string spelled(char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    return {'0', 'x', digits[value >> 4], digits[value & 15]};
}

}  // namespace portolan::support
