// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/noticetext.h"

#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/text/healthtext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace portolan::ui::text {

namespace {

using model::CertificateSubject;
using model::ListenerSubject;
using model::NoticeKind;
using model::NoticeSubject;

using Owner = CertificateSubject::Owner;

constexpr std::size_t namesShown = 5;

QString translated(const char* text, int count = -1) {
    return QCoreApplication::translate("Notice", text, nullptr, count);
}

QString toQString(const std::string& text) {
    return QString::fromStdString(text);
}

QString shownName(const NoticeSubject& subject) {
    return leftToRight(toQString(model::titleOf(subject)));
}

QString shownName(const CertificateSubject& subject) {
    return leftToRight(toQString(subject.name));
}

QString shownName(const ListenerSubject& subject) {
    return leftToRight(toQString(model::titleOf(subject)));
}

/// "a, b and 4 more".
template <class Subject>
QString namesOf(const std::vector<Subject>& subjects, std::size_t count) {
    QStringList names;
    for (std::size_t i = 0; i < std::min(namesShown, subjects.size()); ++i)
        names.append(shownName(subjects[i]));
    QString text = names.join(QStringLiteral(", "));
    if (const auto more = static_cast<int>(count) - static_cast<int>(names.size()); more > 0)
        text = translated(QT_TRANSLATE_N_NOOP("Notice", "%1 and %n more"), more).arg(text);
    return text;
}

/// "5 days left", as the beginning of a sentence or behind a name.
QString endOf(const CertificateSubject& subject, base::SystemTime at) {
    const int days = model::daysLeft(subject, at);
    if (days < 0)
        return translated(QT_TRANSLATE_NOOP("Notice", "Ended"));
    if (days == 0)
        return translated(QT_TRANSLATE_NOOP("Notice", "Less than a day left"));
    return translated(QT_TRANSLATE_N_NOOP("Notice", "%n day(s) left"), days);
}

QString flapsText(std::uint32_t flaps) {
    return flaps == 0
               ? QString()
               : translated(QT_TRANSLATE_N_NOOP("Notice", "It changed and changed back %n time(s) since."),
                            static_cast<int>(flaps));
}

QString titleOfOne(NoticeKind kind, const NoticeSubject& subject) {
    return (kind == NoticeKind::ServicesDown ? translated(QT_TRANSLATE_NOOP("Notice", "%1 went down"))
                                             : translated(QT_TRANSLATE_NOOP("Notice", "%1 is up again")))
        .arg(shownName(subject));
}

QString titleOfOne(NoticeKind, const CertificateSubject& subject) {
    const char* title = QT_TRANSLATE_NOOP("Notice", "The certificate for %1 ends soon");
    if (subject.failure)
        title = subject.owner == Owner::Operator
                    ? QT_TRANSLATE_NOOP("Notice", "The certificate in %1 is not served")
                    : QT_TRANSLATE_NOOP("Notice", "No certificates can be issued for %1");
    else if (subject.owner == Owner::Authority)
        title = QT_TRANSLATE_NOOP("Notice", "Certificates of %1 cannot be renewed");
    else if (subject.owner == Owner::Root)
        title = QT_TRANSLATE_NOOP("Notice", "The root certificate of %1 ends soon");
    return translated(title).arg(shownName(subject));
}

QString titleOfOne(NoticeKind kind, const ListenerSubject& subject) {
    return (kind == NoticeKind::ListenersLost
                ? translated(QT_TRANSLATE_NOOP("Notice", "%1 is not served at %2"))
                : translated(QT_TRANSLATE_NOOP("Notice", "%1 is now served at %2")))
        .arg(toQString(model::nameOf(subject)), leftToRight(toQString(subject.address.toString())));
}

QString failureText(const CertificateSubject& subject) {
    base::Error failure = *subject.failure;
    failure.message = model::reasonOf(subject);
    return errorText(failure);
}

QString bodyOfOne(const model::Notice& notice, const NoticeSubject& subject) {
    QStringList sentences;
    if (const QString flaps = flapsText(subject.flaps); !flaps.isEmpty())
        sentences.append(flaps);
    if (notice.kind == NoticeKind::ServicesDown && subject.cause != model::HealthCause::None)
        sentences.append(causeSentence(subject.cause));
    return sentences.join(QLatin1Char(' '));
}

QString bodyOfOne(const model::Notice& notice, const CertificateSubject& subject) {
    if (subject.failure)
        return failureText(subject);
    const QString end = endOf(subject, notice.at) + QLatin1Char('.');
    return subject.owner == Owner::Root
               ? end + QLatin1Char(' ') +
                     translated(QT_TRANSLATE_NOOP("Notice", "Devices have to trust another one by then."))
               : end;
}

/// English, as everywhere: what the system says of an address has no code.
QString bodyOfOne(const model::Notice&, const ListenerSubject& subject) {
    return subject.message.empty() ? QString() : toQString(subject.message) + QLatin1Char('.');
}

QString lineOf(const model::Notice&, const NoticeSubject& subject) {
    const QString words = causeWords(subject.cause, subject.detail);
    return words.isEmpty() ? stateText(subject.state) : words;
}

QString lineOf(const model::Notice& notice, const CertificateSubject& subject) {
    return subject.failure ? failureText(subject) : endOf(subject, notice.at);
}

QString lineOf(const model::Notice&, const ListenerSubject& subject) {
    return subject.message.empty() ? translated(QT_TRANSLATE_NOOP("Notice", "served"))
                                   : toQString(subject.message);
}

/// `use` gets the subjects, whatever they are.
template <class Use>
auto withSubjects(const model::Notice& notice, Use use) {
    if (!notice.certificates.empty())
        return use(notice.certificates);
    if (!notice.listeners.empty())
        return use(notice.listeners);
    return use(notice.services);
}

bool isOfOne(const model::Notice& notice) {
    return notice.count == 1 &&
           withSubjects(notice, [](const auto& subjects) { return subjects.size() == 1; });
}

QString titleOfSeveral(const model::Notice& notice) {
    const auto title = [&notice](const char* text) {
        return translated(text, static_cast<int>(notice.count));
    };
    switch (notice.kind) {
        case NoticeKind::ServicesDown:
            return title(QT_TRANSLATE_N_NOOP("Notice", "%n service(s) went down"));
        case NoticeKind::ServicesUp:
            return title(QT_TRANSLATE_N_NOOP("Notice", "%n service(s) are up again"));
        case NoticeKind::CertificatesExpiring:
            return title(QT_TRANSLATE_N_NOOP("Notice", "%n certificate(s) end soon"));
        case NoticeKind::CertificatesFailed:
            return title(
                QT_TRANSLATE_N_NOOP("Notice", "%n certificate(s) are not served or cannot be issued"));
        case NoticeKind::ListenersLost:
            return title(QT_TRANSLATE_N_NOOP("Notice", "%n address(es) are not served"));
        case NoticeKind::ListenersBack:
            return title(QT_TRANSLATE_N_NOOP("Notice", "%n address(es) are now served"));
        case NoticeKind::Test:
            break;
    }
    return translated(QT_TRANSLATE_NOOP("Notice", "A test"));
}

}  // namespace

QString noticeTitle(const model::Notice& notice) {
    if (!isOfOne(notice))
        return titleOfSeveral(notice);
    return withSubjects(notice,
                        [&](const auto& subjects) { return titleOfOne(notice.kind, subjects.front()); });
}

QString noticeBody(const model::Notice& notice) {
    return withSubjects(notice, [&](const auto& subjects) {
        return isOfOne(notice) ? bodyOfOne(notice, subjects.front()) : namesOf(subjects, notice.count);
    });
}

QString noticeLine(const model::Notice& notice) {
    const QString body = noticeBody(notice);
    if (body.isEmpty())
        return noticeTitle(notice);
    return (isOfOne(notice)
                ? QCoreApplication::translate("Notice", "%1. %2", "a notice, and what is known of it")
                : QCoreApplication::translate("Notice", "%1: %2",
                                              "a notice, and the names of what it is about"))
        .arg(noticeTitle(notice), body);
}

QString noticeDetails(const model::Notice& notice) {
    return withSubjects(notice, [&](const auto& subjects) {
        QStringList lines;
        for (const auto& subject : subjects)
            lines.append(QCoreApplication::translate("Notice", "%1: %2", "a name, and how it is with it")
                             .arg(shownName(subject), lineOf(notice, subject)));
        return lines.join(QLatin1Char('\n'));
    });
}

QString noticeKindText(NoticeKind kind) {
    switch (kind) {
        case NoticeKind::ServicesDown:
            return translated(QT_TRANSLATE_NOOP("Notice", "services that went down"));
        case NoticeKind::ServicesUp:
            return translated(QT_TRANSLATE_NOOP("Notice", "services that are up again"));
        case NoticeKind::CertificatesExpiring:
            return translated(QT_TRANSLATE_NOOP("Notice", "certificates that end soon"));
        case NoticeKind::CertificatesFailed:
            return translated(QT_TRANSLATE_NOOP("Notice", "certificates that fail"));
        case NoticeKind::ListenersLost:
            return translated(QT_TRANSLATE_NOOP("Notice", "addresses that are not served"));
        case NoticeKind::ListenersBack:
            return translated(QT_TRANSLATE_NOOP("Notice", "addresses that are served again"));
        case NoticeKind::Test:
            break;
    }
    return translated(QT_TRANSLATE_NOOP("Notice", "A test"));
}

}  // namespace portolan::ui::text
