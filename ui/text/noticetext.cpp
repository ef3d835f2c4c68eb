// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/noticetext.h"

#include "ui/text/amounts.h"
#include "ui/text/healthtext.h"

#include <QCoreApplication>
#include <QStringList>

namespace portolan::ui::text {

namespace {

using model::NoticeKind;

constexpr std::size_t namesShown = 5;

QString nameOf(const model::NoticeSubject& subject) {
    return leftToRight(QString::fromStdString(model::titleOf(subject)));
}

bool isOfOne(const model::Notice& notice) {
    return notice.count == 1 && !notice.services.empty();
}

QString titleOfOne(NoticeKind kind, const QString& name) {
    return kind == NoticeKind::ServicesDown
               ? QCoreApplication::translate("Notice", "%1 went down").arg(name)
               : QCoreApplication::translate("Notice", "%1 is up again").arg(name);
}

QString flapsText(const model::NoticeSubject& subject) {
    const auto flaps = static_cast<int>(subject.flaps);
    return flaps == 0 ? QString()
                      : QCoreApplication::translate("Notice", "It changed and changed back %n time(s) since.",
                                                    nullptr, flaps);
}

QString namesOf(const model::Notice& notice) {
    QStringList names;
    for (const model::NoticeSubject& subject : notice.services) {
        if (static_cast<std::size_t>(names.size()) == namesShown)
            break;
        names.append(nameOf(subject));
    }
    QString text = names.join(QStringLiteral(", "));
    if (const auto more = static_cast<int>(notice.count) - static_cast<int>(names.size()); more > 0)
        text = QCoreApplication::translate("Notice", "%1 and %n more", nullptr, more).arg(text);
    return text;
}

}  // namespace

QString noticeTitle(const model::Notice& notice) {
    const auto count = static_cast<int>(notice.count);
    if (notice.kind == NoticeKind::Test)
        return QCoreApplication::translate("Notice", "A test");
    if (isOfOne(notice))
        return titleOfOne(notice.kind, nameOf(notice.services.front()));
    return notice.kind == NoticeKind::ServicesDown
               ? QCoreApplication::translate("Notice", "%n service(s) went down", nullptr, count)
               : QCoreApplication::translate("Notice", "%n service(s) are up again", nullptr, count);
}

QString noticeBody(const model::Notice& notice) {
    if (!isOfOne(notice))
        return namesOf(notice);
    const model::NoticeSubject& subject = notice.services.front();
    QStringList sentences;
    if (const QString flaps = flapsText(subject); !flaps.isEmpty())
        sentences.append(flaps);
    if (notice.kind == NoticeKind::ServicesDown && subject.cause != model::HealthCause::None)
        sentences.append(causeSentence(subject.cause));
    return sentences.join(QLatin1Char(' '));
}

QString noticeLine(const model::Notice& notice) {
    const QString body = noticeBody(notice);
    if (body.isEmpty())
        return noticeTitle(notice);
    return isOfOne(notice)
               ? QCoreApplication::translate("Notice", "%1. %2", "a notice, and what is known of it")
                     .arg(noticeTitle(notice), body)
               : QCoreApplication::translate("Notice", "%1: %2", "a notice, and the names of the services")
                     .arg(noticeTitle(notice), body);
}

QString noticeDetails(const model::Notice& notice) {
    QStringList lines;
    for (const model::NoticeSubject& subject : notice.services) {
        const QString words = causeWords(subject.cause, subject.detail);
        const QString state = words.isEmpty() ? stateText(subject.state) : words;
        lines.append(QCoreApplication::translate("Notice", "%1: %2", "a service, and how it is")
                         .arg(nameOf(subject), state));
    }
    return lines.join(QLatin1Char('\n'));
}

}  // namespace portolan::ui::text
