// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/notice.h"

#include <algorithm>

namespace portolan::model {

namespace {

// In the order of NoticeKind.
constexpr std::array<std::string_view, 7> kindWords{
    "services_down",  "services_up", "certificates_expiring", "certificates_failed", "listeners_lost",
    "listeners_back", "test"};
// In the order of CertificateSubject::Owner.
constexpr std::array<std::string_view, 3> ownerWords{"operator", "authority", "root"};

constexpr std::size_t namesInText = 5;

/// The place of `word` among `words`, as an enumerator.
template <class Enumeration, std::size_t Count>
std::optional<Enumeration> fromWord(const std::array<std::string_view, Count>& words, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
        return std::nullopt;
    return static_cast<Enumeration>(found - words.begin());
}

std::string times(std::uint32_t count) {
    return count == 1 ? "once" : std::to_string(count) + " times";
}

const std::string& titleOf(const CertificateSubject& subject) {
    return subject.name;
}

/// "a, b, c and 4 more".
template <class Subject>
std::string namesOf(const std::vector<Subject>& subjects, std::size_t count) {
    std::string names;
    const std::size_t shown = std::min(namesInText, subjects.size());
    for (std::size_t i = 0; i < shown; ++i)
        names += (i > 0 ? ", " : "") + titleOf(subjects[i]);
    if (count > shown)
        names += " and " + std::to_string(count - shown) + " more";
    return names;
}

std::string namesOf(const Notice& notice) {
    if (!notice.certificates.empty())
        return namesOf(notice.certificates, notice.count);
    if (!notice.listeners.empty())
        return namesOf(notice.listeners, notice.count);
    return namesOf(notice.services, notice.count);
}

std::string textOfOne(NoticeKind kind, const NoticeSubject& subject) {
    const bool down = kind == NoticeKind::ServicesDown;
    std::string text = titleOf(subject) + (down ? " went down" : " is up again");
    if (subject.flaps > 0)
        text +=
            (down ? ", and went up and down " : ", and went down and up ") + times(subject.flaps) + " since";
    text += '.';
    if (down && subject.cause != HealthCause::None)
        text += ' ' + sentenceOf(subject.cause, subject.detail);
    return text;
}

enum class Number : std::uint8_t { One, Many };

/// "ends in 5 days".
std::string endOf(const CertificateSubject& subject, base::SystemTime at, Number number) {
    const int days = daysLeft(subject, at);
    if (days < 0)
        return number == Number::One ? "has ended" : "have ended";
    const std::string end = number == Number::One ? "ends " : "end ";
    if (days < 2)
        return end + (days == 1 ? "within two days" : "within a day");
    return end + "in " + std::to_string(days) + " days";
}

std::string textOfOne(const CertificateSubject& subject, base::SystemTime at) {
    using Owner = CertificateSubject::Owner;
    if (subject.failure && subject.owner == Owner::Operator)
        return "The certificate in " + subject.name + " is not served. " + reasonOf(subject);
    if (subject.failure)
        return "No certificates can be issued for " + subject.name + ". " + reasonOf(subject);
    switch (subject.owner) {
        case Owner::Operator:
            return "The certificate for " + subject.name + ' ' + endOf(subject, at, Number::One) +
                   ", and there is no newer one.";
        case Owner::Authority:
            return "Certificates of " + subject.name + ' ' + endOf(subject, at, Number::Many) +
                   ", and cannot be renewed.";
        case Owner::Root:
            break;
    }
    return "The root certificate of " + subject.name + ' ' + endOf(subject, at, Number::One) +
           ": devices have to trust another one by then.";
}

std::string textOfOne(const ListenerSubject& subject) {
    const std::string address = subject.address.toString();
    if (subject.message.empty())
        return nameOf(subject) + " is now served at " + address + '.';
    return nameOf(subject) + " is not served at " + address + ": " + subject.message + '.';
}

std::string textOfSeveral(const Notice& notice) {
    const std::string count = std::to_string(notice.count);
    const auto sentence = [&](const char* what) { return count + what + namesOf(notice) + '.'; };
    switch (notice.kind) {
        case NoticeKind::ServicesDown:
            return sentence(" services went down: ");
        case NoticeKind::ServicesUp:
            return sentence(" services are up again: ");
        case NoticeKind::CertificatesExpiring:
            return sentence(" certificates end soon, and nothing renews them: ");
        case NoticeKind::CertificatesFailed:
            return sentence(" certificates are not served or cannot be issued: ");
        case NoticeKind::ListenersLost:
            return sentence(" addresses are not served: ");
        case NoticeKind::ListenersBack:
            return sentence(" addresses are now served: ");
        case NoticeKind::Test:
            break;
    }
    return "A test: notices of Portolan arrive here.";
}

}  // namespace

std::string_view toWord(NoticeKind kind) {
    return kindWords[static_cast<std::size_t>(kind)];
}

std::optional<NoticeKind> noticeKindFromWord(std::string_view word) {
    return fromWord<NoticeKind>(kindWords, word);
}

std::string_view toWord(CertificateSubject::Owner owner) {
    return ownerWords[static_cast<std::size_t>(owner)];
}

std::optional<CertificateSubject::Owner> certificateOwnerFromWord(std::string_view word) {
    return fromWord<CertificateSubject::Owner>(ownerWords, word);
}

bool isTrouble(NoticeKind kind) {
    return kind != NoticeKind::ServicesUp && kind != NoticeKind::ListenersBack && kind != NoticeKind::Test;
}

const std::string& titleOf(const NoticeSubject& subject) {
    return subject.name.empty() ? subject.host : subject.name;
}

std::string nameOf(const ListenerSubject& subject) {
    std::string name = subject.name;
    for (char& c : name)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return name;
}

std::string titleOf(const ListenerSubject& subject) {
    return nameOf(subject) + ' ' + subject.address.toString();
}

std::string reasonOf(const CertificateSubject& subject) {
    if (!subject.failure)
        return {};
    std::string_view reason = subject.failure->message;
    if (const std::string prefix = subject.name + ": "; reason.starts_with(prefix))
        reason.remove_prefix(prefix.size());
    return std::string(reason);
}

int daysLeft(const CertificateSubject& subject, base::SystemTime at) {
    const auto left = subject.notAfter.value_or(at) - at;
    return static_cast<int>(std::chrono::floor<std::chrono::days>(left).count());
}

std::string textOf(const Notice& notice) {
    if (notice.count == 1 && !notice.services.empty())
        return textOfOne(notice.kind, notice.services.front());
    if (notice.count == 1 && !notice.certificates.empty())
        return textOfOne(notice.certificates.front(), notice.at);
    if (notice.count == 1 && !notice.listeners.empty())
        return textOfOne(notice.listeners.front());
    return textOfSeveral(notice);
}

std::string codeOf(NoticeKind kind) {
    return "notice." + std::string(toWord(kind));
}

base::Error::Params paramsOf(const Notice& notice) {
    if (notice.kind == NoticeKind::Test)
        return {};
    base::Error::Params params{{"count", std::to_string(notice.count)}, {"names", namesOf(notice)}};
    if (notice.count != 1)
        return params;
    for (const NoticeSubject& subject : notice.services)
        if (subject.flaps > 0)
            params.emplace_back("flaps", std::to_string(subject.flaps));
    for (const CertificateSubject& subject : notice.certificates)
        if (subject.failure)
            params.emplace_back("reason", reasonOf(subject));
        else
            params.emplace_back("days", std::to_string(daysLeft(subject, notice.at)));
    for (const ListenerSubject& subject : notice.listeners)
        if (!subject.message.empty())
            params.emplace_back("reason", subject.message);
    return params;
}

}  // namespace portolan::model
