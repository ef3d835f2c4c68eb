// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/qrcode.h"

#include <qrencode.h>

#include <memory>

namespace portolan::edge {

namespace {

constexpr int quietZone = 4;

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

/// One path of horizontal runs: a fifth of the bytes that a square for each module would take.
std::string pathOf(const QRcode& code) {
    const auto isDark = [&](int x, int y) { return (code.data[y * code.width + x] & 1) != 0; };
    std::string path;
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width; ++x) {
            if (!isDark(x, y))
                continue;
            const int from = x;
            while (x < code.width && isDark(x, y))
                ++x;
            const std::string run = std::to_string(x - from);
            path += "M" + std::to_string(from + quietZone) + " " + std::to_string(y + quietZone) + "h" + run +
                    "v1h-" + run + "z";
        }
    }
    return path;
}

}  // namespace

std::string qrCodeSvg(const std::string& text, const std::string& label) {
    const std::unique_ptr<QRcode, FreeCode> code(
        QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
    if (!code)
        return {};
    const std::string size = std::to_string(code->width + 2 * quietZone);
    return "<svg role=\"img\" aria-label=\"" + label + "\" viewBox=\"0 0 " + size + " " + size +
           "\" shape-rendering=\"crispEdges\"><rect width=\"" + size + "\" height=\"" + size +
           "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" + pathOf(*code) + "\"/></svg>";
}

}  // namespace portolan::edge
