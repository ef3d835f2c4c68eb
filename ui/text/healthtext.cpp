// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/healthtext.h"

#include <QCoreApplication>

#include <array>

namespace portolan::ui::text {

namespace {

// In the order of HealthState.
constexpr std::array<const char*, 5> stateWords{
    QT_TRANSLATE_NOOP("Health", "Unknown"), QT_TRANSLATE_NOOP("Health", "Up"),
    QT_TRANSLATE_NOOP("Health", "Degraded"), QT_TRANSLATE_NOOP("Health", "Down"),
    QT_TRANSLATE_NOOP("Health", "Disabled")};

struct CauseText {
    const char* words;
    const char* sentence;
};

// In the order of HealthCause.
constexpr std::array<CauseText, 28> causes{{
    {"", ""},
    {QT_TRANSLATE_NOOP("Health", "not checked yet"), QT_TRANSLATE_NOOP("Health", "Not checked yet.")},
    {QT_TRANSLATE_NOOP("Health", "nothing listens there"),
     QT_TRANSLATE_NOOP("Health",
                       "The host is up, but nothing listens on that address. Does the app run, and does it "
                       "listen on 127.0.0.1 only?")},
    {QT_TRANSLATE_NOOP("Health", "no answer"),
     QT_TRANSLATE_NOOP("Health", "No answer: the host is off, or a firewall filters the port.")},
    {QT_TRANSLATE_NOOP("Health", "no route to the host"),
     QT_TRANSLATE_NOOP("Health", "No route to the host: is it in this network, and is the network up?")},
    {QT_TRANSLATE_NOOP("Health", "connection cut off"),
     QT_TRANSLATE_NOOP("Health", "The connection was accepted and then cut off without an answer.")},
    {QT_TRANSLATE_NOOP("Health", "does not speak HTTP"),
     QT_TRANSLATE_NOOP("Health", "Something answers there, but not in HTTP. Is it the right port?")},
    {QT_TRANSLATE_NOOP("Health", "answers with an error"),
     QT_TRANSLATE_NOOP("Health", "The app answers with an error of its own (5xx).")},
    {QT_TRANSLATE_NOOP("Health", "no encrypted connection"),
     QT_TRANSLATE_NOOP(
         "Health",
         "No encrypted connection comes about. Is it the right port, or does it speak plain http?")},
    {QT_TRANSLATE_NOOP("Health", "certificate changed"),
     QT_TRANSLATE_NOOP("Health",
                       "The target shows another certificate than the one that was seen first. If it was "
                       "renewed, accept the new one; if not, somebody else may be answering.")},
    {QT_TRANSLATE_NOOP("Health", "certificate not trusted"),
     QT_TRANSLATE_NOOP("Health",
                       "No authority that the server trusts vouches for the target's certificate, or it is "
                       "made out to another name.")},
    {QT_TRANSLATE_NOOP("Health", "certificate expired"),
     QT_TRANSLATE_NOOP("Health", "The target's certificate is not valid at this time. It must be renewed.")},
    {QT_TRANSLATE_NOOP("Health", "some targets are down"),
     QT_TRANSLATE_NOOP("Health", "Some of the targets are down; the others serve.")},
    {QT_TRANSLATE_NOOP("Health", "passed over: requests failed"),
     QT_TRANSLATE_NOOP("Health",
                       "Requests to it failed one after the other, so it gets none for a while. Then one is "
                       "tried.")},
    {QT_TRANSLATE_NOOP("Health", "passed over: errors"),
     QT_TRANSLATE_NOOP("Health",
                       "It answered one request after the other with an error (5xx), so it gets none for a "
                       "while. Then one is tried.")},
    {QT_TRANSLATE_NOOP("Health", "unexpected status"),
     QT_TRANSLATE_NOOP("Health", "It answers, but with another status than the expected one.")},
    {QT_TRANSLATE_NOOP("Health", "expected text missing"),
     QT_TRANSLATE_NOOP("Health", "It answers, but the expected text is not in its answer.")},
    {QT_TRANSLATE_NOOP("Health", "slow"),
     QT_TRANSLATE_NOOP("Health", "It answers, but takes longer than it should.")},
    {QT_TRANSLATE_NOOP("Health", "up and down again and again"),
     QT_TRANSLATE_NOOP("Health",
                       "It goes up and down again and again. Requests are still sent while it is up.")},
    {QT_TRANSLATE_NOOP("Health", "starting"),
     QT_TRANSLATE_NOOP("Health", "It does not answer yet; it may still be starting.")},
    {QT_TRANSLATE_NOOP("Health", "not checked"),
     QT_TRANSLATE_NOOP("Health", "It is never checked, as the service is set up.")},
    {QT_TRANSLATE_NOOP("Health", "switched off"),
     QT_TRANSLATE_NOOP("Health", "The service is switched off.")},
    {QT_TRANSLATE_NOOP("Health", "maintenance"),
     QT_TRANSLATE_NOOP("Health", "The service is being worked on. Clients are told that it comes back.")},
    {QT_TRANSLATE_NOOP("Health", "name not found"),
     QT_TRANSLATE_NOOP("Health", "There is no host of the target's name. Is it spelled right?")},
    {QT_TRANSLATE_NOOP("Health", "name without an address"),
     QT_TRANSLATE_NOOP("Health", "The target's name exists, but has no address.")},
    {QT_TRANSLATE_NOOP("Health", "name server fails"),
     QT_TRANSLATE_NOOP("Health", "No name server could say where the target is.")},
    {QT_TRANSLATE_NOOP("Health", "address not allowed"),
     QT_TRANSLATE_NOOP("Health", "The target's name leads to an address that Portolan does not connect to.")},
    {QT_TRANSLATE_NOOP("Health", "leads back to Portolan"),
     QT_TRANSLATE_NOOP("Health",
                       "The target's name is one of this Portolan's own. Give the machine that the service "
                       "runs on.")},
}};

QString translated(const char* source) {
    return *source ? QCoreApplication::translate("Health", source) : QString();
}

}  // namespace

QString stateText(model::HealthState state) {
    return translated(stateWords.at(static_cast<std::size_t>(state)));
}

QString causeWords(model::HealthCause cause) {
    return translated(causes.at(static_cast<std::size_t>(cause)).words);
}

QString causeWords(model::HealthCause cause, std::uint32_t detail) {
    const QString words = causeWords(cause);
    return cause == model::HealthCause::WrongStatus && detail > 0
               ? QStringLiteral("%1 (%2)").arg(words).arg(detail)
               : words;
}

QString causeSentence(model::HealthCause cause) {
    return translated(causes.at(static_cast<std::size_t>(cause)).sentence);
}

}  // namespace portolan::ui::text
