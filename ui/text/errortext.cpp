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
    Sentence{"access.not_owner",
             QT_TRANSLATE_NOOP("Errors",
                               "Another device added this; without a token only that device may "
                               "change or remove it.")},
    Sentence{"access.token_required",
             QT_TRANSLATE_NOOP("Errors", "The backend asks for a token, and this window has none.")},
    Sentence{"access.token_wrong",
             QT_TRANSLATE_NOOP("Errors", "The backend does not accept this window's token.")},
    Sentence{"call.cancelled",
             QT_TRANSLATE_NOOP("Errors", "Given up, because the connection to the backend was closed.")},
    Sentence{"call.not_connected", QT_TRANSLATE_NOOP("Errors", "The backend at {url} cannot be reached.")},
    Sentence{"call.timeout",
             QT_TRANSLATE_NOOP("Errors", "The backend did not answer within {seconds} seconds.")},
    Sentence{"name.character",
             QT_TRANSLATE_NOOP("Errors",
                               "A name has letters a-z, digits, hyphens and underscores between "
                               "dots, nothing else.")},
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
    Sentence{"port.range", QT_TRANSLATE_NOOP("Errors", "A port is a number from 1 to 65535.")},
    Sentence{"precondition.stale",
             QT_TRANSLATE_NOOP("Errors",
                               "Somebody else has changed this in the meantime. Look at it again, "
                               "then decide.")},
    Sentence{"reply.malformed",
             QT_TRANSLATE_NOOP("Errors",
                               "The answer makes no sense to this window. Is it Portolan that answers "
                               "there, and of this version?")},
    Sentence{"service.not_found", QT_TRANSLATE_NOOP("Errors", "This service does not exist any more.")},
    Sentence{"target.name_not_supported",
             QT_TRANSLATE_NOOP("Errors",
                               "Give the IP address of the device that runs the service, such as "
                               "100.2.2.2.")},
};

/// The text with its parameters; nullopt when one of them is missing.
std::optional<QString> filled(QString text, const base::Error::Params& params) {
    for (const auto& [name, value] : params)
        text.replace(QLatin1Char('{') + QString::fromStdString(name) + QLatin1Char('}'),
                     QString::fromStdString(value));
    // A value may hold a brace of its own; only a name in braces is a gap.
    static constexpr std::array gaps{"{name}", "{zones}",   "{suggestion}", "{url}", "{seconds}",
                                     "{host}", "{address}", "{target}",     "{id}",  "{line}"};
    const bool gap =
        std::any_of(gaps.begin(), gaps.end(), [&](const char* g) { return text.contains(QLatin1String(g)); });
    return gap ? std::nullopt : std::optional(text);
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
