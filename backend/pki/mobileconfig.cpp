// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/mobileconfig.h"

#include <QByteArray>
#include <QString>

namespace portolan::pki {

namespace {

/// A UUID made of 16 bytes, with the marks of a name-based one. Source: RFC 9562 section 5.8.
std::string uuidOf(const std::uint8_t* bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        std::uint8_t byte = bytes[i];
        if (i == 6)
            byte = static_cast<std::uint8_t>((byte & 0x0F) | 0x80);
        if (i == 8)
            byte = static_cast<std::uint8_t>((byte & 0x3F) | 0x80);
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string escaped(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toHtmlEscaped().toStdString();
}

std::string entry(std::string_view key, std::string_view value) {
    return "<key>" + std::string(key) + "</key><string>" + escaped(value) + "</string>\n";
}

}  // namespace

std::string mobileConfig(std::string_view der, std::string_view name, std::string_view zone,
                         const model::Fingerprint& fingerprint) {
    const std::string profileId = uuidOf(fingerprint.data());
    const std::string certificateId = uuidOf(fingerprint.data() + 16);
    const std::string identifier = "portolan." + std::string(zone);
    const std::string base64 =
        QByteArray::fromRawData(der.data(), static_cast<qsizetype>(der.size())).toBase64().toStdString();
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
        "<plist version=\"1.0\">\n<dict>\n<key>PayloadContent</key>\n<array>\n<dict>\n";
    xml += entry("PayloadCertificateFileName", std::string(zone) + ".cer");
    xml += "<key>PayloadContent</key><data>" + base64 + "</data>\n";
    xml += entry("PayloadDisplayName", name);
    xml += entry("PayloadIdentifier", identifier + ".root");
    xml += entry("PayloadType", "com.apple.security.root");
    xml += entry("PayloadUUID", certificateId);
    xml += "<key>PayloadVersion</key><integer>1</integer>\n</dict>\n</array>\n";
    xml += entry("PayloadDescription", "Lets this device believe the certificates of " + std::string(zone) +
                                           " and of no other name.");
    xml += entry("PayloadDisplayName", name);
    xml += entry("PayloadIdentifier", identifier);
    xml += "<key>PayloadRemovalDisallowed</key><false/>\n";
    xml += entry("PayloadType", "Configuration");
    xml += entry("PayloadUUID", profileId);
    xml += "<key>PayloadVersion</key><integer>1</integer>\n</dict>\n</plist>\n";
    return xml;
}

}  // namespace portolan::pki
