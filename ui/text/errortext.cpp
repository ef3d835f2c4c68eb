// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/errortext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>

namespace portolan::ui::text {

namespace {

struct Sentence {
    std::string_view code;
    const char* text;  ///< {name} stands for the parameter of that name
};

// By code, in its order.
constexpr std::array sentences{
    Sentence{
        "access.hidden_values",
        QT_TRANSLATE_NOOP(
            "Errors",
            "Requests to this service carry fields whose values this window may not see, so it may not send "
            "them to another host without a token. Replace or remove those fields, or keep the targets.")},
    Sentence{"access.not_owner",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "Another device added this; without a token only that device may change or remove it.")},
    Sentence{"access.token_required",
             QT_TRANSLATE_NOOP("Errors", "The backend asks for a token, and this window has none.")},
    Sentence{"access.token_wrong",
             QT_TRANSLATE_NOOP("Errors", "The backend does not accept this window's token.")},
    Sentence{
        "address.invalid",
        QT_TRANSLATE_NOOP(
            "Errors", "“{address}” is no address a device can have; give one such as 100.1.1.1 or fd7a::1.")},
    Sentence{"authority.clock_behind",
             QT_TRANSLATE_NOOP("Errors",
                               "The clock of the backend’s machine is behind the day on which the root of "
                               "{zone} was made. Set the clock.")},
    Sentence{"authority.clock_unset", QT_TRANSLATE_NOOP("Errors",
                                                        "No certificate authority is made for {zone} while "
                                                        "the clock of the backend’s machine is not set.")},
    Sentence{"authority.failed",
             QT_TRANSLATE_NOOP("Errors", "OpenSSL could not make a certificate for {zone}.")},
    Sentence{"authority.intermediate_foreign",
             QT_TRANSLATE_NOOP("Errors",
                               "The root in {path} has not signed the intermediate beside it. Put back the "
                               "root that devices trust.")},
    Sentence{"authority.intermediate_unreadable",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "The intermediate {path} cannot be read. Let the backend’s user read it, or move it away.")},
    Sentence{
        "authority.key_damaged",
        QT_TRANSLATE_NOOP("Errors", "The key of the root, {path}, is damaged. Put it back from a backup.")},
    Sentence{"authority.key_encrypted",
             QT_TRANSLATE_NOOP("Errors",
                               "The key of the root, {path}, is encrypted. Store it without a passphrase.")},
    Sentence{
        "authority.key_exposed",
        QT_TRANSLATE_NOOP(
            "Errors",
            "Others may read the key of the root, {path}. Make it readable to the backend’s user only.")},
    Sentence{
        "authority.key_mismatch",
        QT_TRANSLATE_NOOP(
            "Errors", "The key {path} is not that of the root beside it. Put both back from one backup.")},
    Sentence{
        "authority.key_missing",
        QT_TRANSLATE_NOOP("Errors", "The key of the root, {path}, is not there. Put it back from a backup.")},
    Sentence{"authority.key_unreadable",
             QT_TRANSLATE_NOOP(
                 "Errors", "The key of the root, {path}, cannot be read. Let the backend’s user read it.")},
    Sentence{"authority.key_was_exposed",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "Others could read the key of the root, {path}, until the backend started. If somebody may "
                 "have copied it, move the folder away and let devices trust the new root.")},
    Sentence{"authority.name_outside",
             QT_TRANSLATE_NOOP("Errors",
                               "The authority of {zone} issues certificates for names of its zone only.")},
    Sentence{
        "authority.not_written",
        QT_TRANSLATE_NOOP(
            "Errors",
            "The certificate authority of {zone} cannot be written to {path}. Make the folder writable.")},
    Sentence{"authority.root_damaged",
             QT_TRANSLATE_NOOP("Errors",
                               "The root {path} is damaged. Put it back from a backup or from a device.")},
    Sentence{"authority.root_expired",
             QT_TRANSLATE_NOOP("Errors",
                               "The root of {zone} has ended. If the clock is right, move its folder away "
                               "and let devices trust the new root.")},
    Sentence{
        "authority.root_foreign",
        QT_TRANSLATE_NOOP(
            "Errors", "The certificate in {path} is no root for {zone}. Put the root of this zone back.")},
    Sentence{"authority.root_missing",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "The root that devices trust is gone. Put {path} back from a backup or from a device.")},
    Sentence{"authority.root_replaced",
             QT_TRANSLATE_NOOP("Errors",
                               "The file {path} no longer holds the root that was there at the start. Put it "
                               "back, or start the backend again if devices shall trust the other one.")},
    Sentence{"authority.root_unreadable",
             QT_TRANSLATE_NOOP("Errors", "The root {path} cannot be read. Let the backend’s user read it.")},
    Sentence{"balancing.hash_key_missing",
             QT_TRANSLATE_NOOP("Errors", "Name the field of the request or the cookie whose value decides.")},
    Sentence{"call.cancelled",
             QT_TRANSLATE_NOOP("Errors", "Given up, because the connection to the backend was closed.")},
    Sentence{"call.not_connected", QT_TRANSLATE_NOOP("Errors", "The backend at {url} cannot be reached.")},
    Sentence{"call.timeout",
             QT_TRANSLATE_NOOP("Errors", "The backend did not answer within {seconds} seconds.")},
    Sentence{"certificate.expired",
             QT_TRANSLATE_NOOP("Errors", "The certificate {file} has ended on {date}. Renew it.")},
    Sentence{"certificate.no_names",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "The certificate {file} names no host: its subject alternative names hold no DNS name.")},
    Sentence{"certificate.none", QT_TRANSLATE_NOOP("Errors", "There is no certificate in {file}.")},
    Sentence{"certificate.not_for_servers",
             QT_TRANSLATE_NOOP("Errors", "The certificate {file} is not meant for servers.")},
    Sentence{"certificate.not_yet_valid",
             QT_TRANSLATE_NOOP("Errors",
                               "The certificate {file} is valid from {date} on, and the clock of the "
                               "backend’s machine says {now}.")},
    Sentence{"certificate.weak_signature",
             QT_TRANSLATE_NOOP("Errors",
                               "The certificate {file} is signed with SHA-1 or MD5, which clients refuse. "
                               "Have it issued anew.")},
    Sentence{"check.path",
             QT_TRANSLATE_NOOP("Errors", "The path begins with “/” and has no spaces, such as “/health”.")},
    Sentence{"check.range", QT_TRANSLATE_NOOP("Errors", "“{field}” is a number from {least} to {most}.")},
    Sentence{
        "check.status",
        QT_TRANSLATE_NOOP("Errors", "Write the expected status as codes and ranges, such as 200-299, 404.")},
    Sentence{"check.switched_off",
             QT_TRANSLATE_NOOP("Errors", "It is switched off or in maintenance; switch it on first.")},
    Sentence{"check.text", QT_TRANSLATE_NOOP("Errors", "The expected text has at most 256 bytes.")},
    Sentence{"check.text_with_head",
             QT_TRANSLATE_NOOP("Errors", "The answer to HEAD has no text. Choose GET, or expect no text.")},
    Sentence{"connect_timeout.range",
             QT_TRANSLATE_NOOP("Errors", "The time to connect is from 0.1 to 600 seconds.")},
    Sentence{"delivery.loopback",
             QT_TRANSLATE_NOOP("Errors",
                               "{address} leads each device to itself. Give the address by which other "
                               "devices reach the target.")},
    Sentence{"delivery.ports",
             QT_TRANSLATE_NOOP("Errors",
                               "Without the proxy clients reach all targets at one port, but there are "
                               "{port} and {other}. Give all targets the same.")},
    Sentence{"delivery.proxy_unused",
             QT_TRANSLATE_NOOP("Errors",
                               "Requests do not pass the proxy, so the settings for how the targets are "
                               "spoken to have no effect.")},
    Sentence{"expires_in.range", QT_TRANSLATE_NOOP("Errors", "Give a time from one second to one year.")},
    Sentence{"explain.busy",
             QT_TRANSLATE_NOOP("Errors",
                               "Other names are being explained at the moment; try again in a few seconds.")},
    Sentence{"file.missing", QT_TRANSLATE_NOOP("Errors", "{path} is not there.")},
    Sentence{"file.too_large",
             QT_TRANSLATE_NOOP("Errors", "The file {path} is too large for a certificate or a key.")},
    Sentence{
        "file.unreadable",
        QT_TRANSLATE_NOOP("Errors", "{path} cannot be read ({reason}). Let the backend’s user read it.")},
    Sentence{"key.encrypted", QT_TRANSLATE_NOOP("Errors",
                                                "The private key for {file} is encrypted, and nobody is "
                                                "there to enter a passphrase. Store it without one.")},
    Sentence{"key.kind", QT_TRANSLATE_NOOP("Errors",
                                           "Browsers take RSA, P-256 and P-384 keys, and that of {file} is "
                                           "of another kind. Have the certificate issued for one of them.")},
    Sentence{"key.mismatch", QT_TRANSLATE_NOOP("Errors",
                                               "The private key belongs to none of the certificates in "
                                               "{file}. Put the pair there that was issued together.")},
    Sentence{"key.missing", QT_TRANSLATE_NOOP("Errors", "There is no private key in {file} or beside it.")},
    Sentence{"key.too_short",
             QT_TRANSLATE_NOOP("Errors",
                               "Clients take RSA keys of 2048 to 8192 bits, and that of {file} has {bits}. "
                               "Have the certificate issued for another key.")},
    Sentence{"label.character",
             QT_TRANSLATE_NOOP("Errors", "A display name is one line without control characters.")},
    Sentence{"label.too_long",
             QT_TRANSLATE_NOOP("Errors", "This display name is longer than 200 characters; shorten it.")},
    Sentence{"leaves.not_written",
             QT_TRANSLATE_NOOP("Errors",
                               "The issued certificates in {path} cannot be written ({reason}), so they are "
                               "issued anew at the next start. Make the file readable and writable.")},
    Sentence{"leaves.unreadable",
             QT_TRANSLATE_NOOP("Errors",
                               "The issued certificates in {path} cannot be read ({reason}), so they are "
                               "issued anew at the next start. Make the file readable and writable.")},
    Sentence{
        "name.character",
        QT_TRANSLATE_NOOP(
            "Errors", "A name has letters a-z, digits, hyphens and underscores between dots, nothing else.")},
    Sentence{"name.empty", QT_TRANSLATE_NOOP("Errors", "Give a name, such as “llm”.")},
    Sentence{"name.hyphen",
             QT_TRANSLATE_NOOP("Errors", "A part of a name may not begin or end with a hyphen.")},
    Sentence{"name.is_address",
             QT_TRANSLATE_NOOP("Errors", "This is an address, not a name. Give a name, such as “llm”.")},
    Sentence{"name.label_empty",
             QT_TRANSLATE_NOOP("Errors", "The name has two dots in a row or begins with one.")},
    Sentence{"name.label_too_long",
             QT_TRANSLATE_NOOP("Errors", "A part of the name is longer than 63 characters; shorten it.")},
    Sentence{"name.outside_zones",
             QT_TRANSLATE_NOOP("Errors",
                               "“{name}” lies in none of our zones ({zones}); “{suggestion}” would work.")},
    Sentence{"name.reserved",
             QT_TRANSLATE_NOOP("Errors", "“{name}” is kept for Portolan itself; choose another name.")},
    Sentence{"name.too_long",
             QT_TRANSLATE_NOOP("Errors", "The name is longer than 253 characters; shorten it.")},
    Sentence{"pem.damaged",
             QT_TRANSLATE_NOOP("Errors", "{file} or its key is cut off or damaged. Copy it again.")},
    Sentence{"pem.several_keys",
             QT_TRANSLATE_NOOP("Errors",
                               "{file} or the file of its key holds more than one private key. Leave one.")},
    Sentence{"pin.format", QT_TRANSLATE_NOOP("Errors", "A pin is “sha256:” and 64 hexadecimal digits.")},
    Sentence{"port.range", QT_TRANSLATE_NOOP("Errors", "A port is a number from 1 to 65535.")},
    Sentence{"precondition.stale",
             QT_TRANSLATE_NOOP(
                 "Errors", "Somebody else has changed this in the meantime. Look at it again, then decide.")},
    Sentence{
        "proxy.tls_unused",
        QT_TRANSLATE_NOOP(
            "Errors", "The targets are spoken to by plain http, so the settings for https have no effect.")},
    Sentence{"record.foreign_address",
             QT_TRANSLATE_NOOP("Errors",
                               "The name points to {address}, which is not this proxy, so requests do not "
                               "pass it. Leave the address in DNS empty to point it here.")},
    Sentence{"record.name_taken",
             QT_TRANSLATE_NOOP("Errors", "“{name}” is delegated by an NS record; remove that first.")},
    Sentence{"reply.malformed", QT_TRANSLATE_NOOP("Errors",
                                                  "The answer makes no sense to this window. Is it Portolan "
                                                  "that answers there, and of this version?")},
    Sentence{"request.too_large",
             QT_TRANSLATE_NOOP("Errors", "That is more than the backend takes in one request.")},
    Sentence{
        "request_field.name",
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” cannot be the name of a field; use letters, digits and hyphens, such as X-Api-Key.")},
    Sentence{
        "request_field.reserved",
        QT_TRANSLATE_NOOP("Errors", "“{name}” is set or removed by the proxy itself; use another field.")},
    Sentence{"request_field.value_character",
             QT_TRANSLATE_NOOP("Errors", "The value of a field is one line without control characters.")},
    Sentence{"request_field.value_missing",
             QT_TRANSLATE_NOOP("Errors", "There is no value for “{name}” yet; give one.")},
    Sentence{"request_field.value_too_long",
             QT_TRANSLATE_NOOP("Errors", "The value of a field has at most 4096 bytes.")},
    Sentence{"request_fields.duplicate",
             QT_TRANSLATE_NOOP("Errors", "“{name}” stands there twice; name each field once.")},
    Sentence{"request_fields.too_many",
             QT_TRANSLATE_NOOP("Errors", "At most 32 fields can be set in requests.")},
    Sentence{
        "response_head_timeout.range",
        QT_TRANSLATE_NOOP("Errors", "The time until a response begins is from 1 to 86400 seconds (a day).")},
    Sentence{"service.host_taken",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "“{host}” is taken by the service “{name}”. Choose another name, or change that service.")},
    Sentence{"service.not_found", QT_TRANSLATE_NOOP("Errors", "This service does not exist any more.")},
    Sentence{"store.failed",
             QT_TRANSLATE_NOOP("Errors",
                               "The change could not be written to disk, so nothing has changed: {reason}.")},
    Sentence{
        "store.full",
        QT_TRANSLATE_NOOP("Errors", "The disk is full, so nothing has changed. Make room and try again.")},
    Sentence{
        "target.address",
        QT_TRANSLATE_NOOP("Errors",
                          "“{address}” is neither an IP address nor a host name; give one such as 100.2.2.2 "
                          "or nas.lan.")},
    Sentence{
        "target.address_missing",
        QT_TRANSLATE_NOOP(
            "Errors", "Give the IP address or name of the device that runs the service, such as 100.2.2.2.")},
    Sentence{"target.loopback",
             QT_TRANSLATE_NOOP("Errors",
                               "{address} means the host that runs Portolan; from another device that needs "
                               "a token. Give the device’s own address.")},
    Sentence{
        "target.name_leads_back",
        QT_TRANSLATE_NOOP("Errors",
                          "“{name}” is served by this Portolan itself; give the machine that the service "
                          "runs on.")},
    Sentence{"target.name_not_found",
             QT_TRANSLATE_NOOP("Errors", "There is no host “{name}”. Is it spelled right?")},
    Sentence{"target.name_server_fails",
             QT_TRANSLATE_NOOP("Errors", "The name server could not say where “{name}” is.")},
    Sentence{"target.name_unanswered",
             QT_TRANSLATE_NOOP("Errors", "No name server answered when asked where “{name}” is.")},
    Sentence{"target.name_without_address",
             QT_TRANSLATE_NOOP("Errors", "The name “{name}” exists, but has no address.")},
    Sentence{"target.outside_networks",
             QT_TRANSLATE_NOOP("Errors",
                               "{address} lies outside the networks where targets may be; add it to "
                               "target-networks in portolan.toml to allow it.")},
    Sentence{"target.outside_tailnet_range",
             QT_TRANSLATE_NOOP("Errors",
                               "{address} is a public address outside the tailnet’s range 100.64.0.0/10. Is "
                               "it really in your network?")},
    Sentence{"target.own_listener",
             QT_TRANSLATE_NOOP("Errors",
                               "That is Portolan’s own listener, requests would go in a circle. Give the "
                               "port the service itself listens on.")},
    Sentence{"target.refused_range",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "A target may not be at {address}; give the address of the device that runs the service.")},
    Sentence{
        "target.url",
        QT_TRANSLATE_NOOP("Errors", "Only the host belongs here: give “{host}”, and the port beside it.")},
    Sentence{"targets.duplicate",
             QT_TRANSLATE_NOOP("Errors", "{address} stands there twice; name each target once.")},
    Sentence{"targets.empty",
             QT_TRANSLATE_NOOP("Errors",
                               "A service needs at least one target: the address and port it listens on.")},
    Sentence{
        "targets.none_takes_requests",
        QT_TRANSLATE_NOOP("Errors",
                          "Each target is drained or has the weight 0, so nobody would serve. Leave one, or "
                          "switch the service off.")},
    Sentence{"targets.too_many", QT_TRANSLATE_NOOP("Errors", "A service has at most 64 targets.")},
    Sentence{"tls.strict_transport_range",
             QT_TRANSLATE_NOOP("Errors", "Browsers keep to https for at most two years.")},
    Sentence{"upgrade.http", QT_TRANSLATE_NOOP("Errors",
                                               "“{upgrade}” would change the HTTP version behind the proxy; "
                                               "name only protocols that are not HTTP.")},
    Sentence{"upgrade.name",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "“{upgrade}” cannot be the name of a protocol; write it as in Upgrade, such as “tcp”.")},
    Sentence{"upgrades.duplicate",
             QT_TRANSLATE_NOOP("Errors", "“{upgrade}” stands there twice; name each protocol once.")},
    Sentence{"upgrades.too_many",
             QT_TRANSLATE_NOOP("Errors", "At most 8 protocols beside WebSocket can be named.")},
    Sentence{"webhook.address", QT_TRANSLATE_NOOP("Errors",
                                                  "Webhooks do not lead to {address}: that is a metadata "
                                                  "service, a special address, or Portolan itself.")},
    Sentence{"webhook.events", QT_TRANSLATE_NOOP("Errors", "Choose at least one kind of notice.")},
    Sentence{"webhook.failed", QT_TRANSLATE_NOOP("Errors", "The connection failed: {reason}.")},
    Sentence{"webhook.gone",
             QT_TRANSLATE_NOOP(
                 "Errors", "The receiver wants no notices any more (410); the webhook was switched off.")},
    Sentence{"webhook.name_not_found", QT_TRANSLATE_NOOP("Errors", "The name {name} has no address.")},
    Sentence{"webhook.not_found", QT_TRANSLATE_NOOP("Errors", "This webhook is no longer there.")},
    Sentence{"webhook.redirected",
             QT_TRANSLATE_NOOP("Errors",
                               "The receiver answered with a redirect ({status}), which is not followed. "
                               "Write where it leads into the address.")},
    Sentence{"webhook.refused", QT_TRANSLATE_NOOP("Errors", "Nothing listens there.")},
    Sentence{"webhook.secret", QT_TRANSLATE_NOOP("Errors", "A secret has at most {most} bytes.")},
    Sentence{"webhook.status", QT_TRANSLATE_NOOP("Errors", "The receiver answered {status}.")},
    Sentence{"webhook.timeout", QT_TRANSLATE_NOOP("Errors", "No answer within {seconds} s.")},
    Sentence{"webhook.tls",
             QT_TRANSLATE_NOOP("Errors", "No trusted encrypted connection came about: {reason}.")},
    Sentence{"webhook.too_many",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "There are {most} webhooks already, which is as many as there can be. Remove one first.")},
    Sentence{"webhook.url",
             QT_TRANSLATE_NOOP("Errors", "Write an address such as https://chat.example.com/hooks/abc.")},
    Sentence{"webhook.url_user",
             QT_TRANSLATE_NOOP(
                 "Errors",
                 "Leave user and password out of the address; deliveries are proved by their signature.")},
    Sentence{
        "zone.hsts_preloaded",
        QT_TRANSLATE_NOOP("Errors",
                          "Browsers open names under {zone} only by https: let each device trust the root "
                          "of this zone, or use a certificate of your own.")},
};

/// The names in braces.
QStringList gapsOf(const QString& text) {
    QStringList gaps;
    for (qsizetype open = text.indexOf(QLatin1Char('{')); open >= 0;
         open = text.indexOf(QLatin1Char('{'), open + 1))
        gaps.append(text.mid(open, text.indexOf(QLatin1Char('}'), open) + 1 - open));
    return gaps;
}

QString translated(const std::string& code, const std::string& english, const base::Error::Params& params) {
    const auto* const found =
        std::find_if(sentences.begin(), sentences.end(), [&](const Sentence& s) { return s.code == code; });
    if (found == sentences.end())
        return QString::fromStdString(english);
    return filled(QCoreApplication::translate("Errors", found->text), params)
        .value_or(QString::fromStdString(english));
}

}  // namespace

std::optional<QString> filled(QString text, const base::Error::Params& params) {
    QStringList gaps = gapsOf(text);
    for (const auto& [name, value] : params) {
        const QString gap = QLatin1Char('{') + QString::fromStdString(name) + QLatin1Char('}');
        text.replace(gap, QString::fromStdString(value));
        gaps.removeAll(gap);
    }
    return gaps.isEmpty() ? std::optional(text) : std::nullopt;
}

QString errorText(const base::Error& error) {
    return translated(error.code, error.message, error.params);
}

QString warningText(const api::Warning& warning) {
    return translated(warning.code, warning.message, warning.params);
}

QStringList translatedCodes() {
    QStringList codes;
    for (const Sentence& sentence : sentences)
        codes.append(QString::fromLatin1(sentence.code.data(), qsizetype(sentence.code.size())));
    return codes;
}

}  // namespace portolan::ui::text
