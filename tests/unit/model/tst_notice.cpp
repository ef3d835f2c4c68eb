// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/notice.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::model;

namespace {

NoticeSubject subject(std::string name, HealthCause cause = HealthCause::None, std::uint32_t flaps = 0) {
    NoticeSubject made;
    made.host = name + ".portolan.internal";
    made.name = std::move(name);
    made.cause = cause;
    made.flaps = flaps;
    return made;
}

Notice notice(NoticeKind kind, std::vector<NoticeSubject> services) {
    Notice made;
    made.kind = kind;
    made.count = services.size();
    made.services = std::move(services);
    return made;
}

constexpr base::SystemTime now{std::chrono::days(20'000)};

/// A few hours later, which are no day.
CertificateSubject ending(CertificateSubject::Owner owner, int days) {
    return {owner,
            "wiki.example",
            now + std::chrono::days(days) + std::chrono::hours(5),
            certificateAttention,
            {}};
}

CertificateSubject failing(CertificateSubject::Owner owner, const std::string& name) {
    return {owner, name, {}, {}, base::Error{"certificate.expired", name + ": It has ended.", "", {}}};
}

Notice certificates(std::vector<CertificateSubject> subjects) {
    Notice made;
    made.at = now;
    made.kind = subjects.front().failure ? NoticeKind::CertificatesFailed : NoticeKind::CertificatesExpiring;
    made.count = subjects.size();
    made.certificates = std::move(subjects);
    return made;
}

ListenerSubject listener(std::uint16_t port, std::string message = "") {
    return {"dns", {base::IpAddress::fromV4(0x7f000001), port}, std::move(message)};
}

Notice listeners(std::vector<ListenerSubject> subjects) {
    Notice made;
    made.kind = subjects.front().message.empty() ? NoticeKind::ListenersBack : NoticeKind::ListenersLost;
    made.count = subjects.size();
    made.listeners = std::move(subjects);
    return made;
}

std::string valueOf(const base::Error::Params& params, const std::string& name) {
    for (const auto& [key, value] : params)
        if (key == name)
            return value;
    return "absent";
}

}  // namespace

class TestNotice : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void saysWhatHappenedInOneLine_data() {
        QTest::addColumn<portolan::model::Notice>("told");
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, Notice told, std::string text) {
            QTest::newRow(name) << std::move(told) << std::move(text);
        };
        row("one down, with its cause",
            notice(NoticeKind::ServicesDown, {subject("llm", HealthCause::Reset)}),
            "llm went down. The connection was accepted and cut off without an answer.");
        row("one down, flapping", notice(NoticeKind::ServicesDown, {subject("llm", HealthCause::None, 4)}),
            "llm went down, and went up and down 4 times since.");
        row("one up", notice(NoticeKind::ServicesUp, {subject("llm")}), "llm is up again.");
        row("one up, flapped once", notice(NoticeKind::ServicesUp, {subject("llm", HealthCause::None, 1)}),
            "llm is up again, and went down and up once since.");
        row("three down", notice(NoticeKind::ServicesDown, {subject("a"), subject("b"), subject("c")}),
            "3 services went down: a, b, c.");
        row("three up", notice(NoticeKind::ServicesUp, {subject("a"), subject("b"), subject("c")}),
            "3 services are up again: a, b, c.");
        row("without names", notice(NoticeKind::ServicesUp, {NoticeSubject{{}, "", "a.example"}}),
            "a.example is up again.");
        Notice many =
            notice(NoticeKind::ServicesDown, std::vector<NoticeSubject>(mostSubjects, subject("x")));
        many.count = 70;
        row("more than fit", many, "70 services went down: x, x, x, x, x and 65 more.");
        row("an own certificate", certificates({ending(CertificateSubject::Owner::Operator, 5)}),
            "The certificate for wiki.example ends in 5 days, and there is no newer one.");
        row("its last but one day", certificates({ending(CertificateSubject::Owner::Operator, 1)}),
            "The certificate for wiki.example ends within two days, and there is no newer one.");
        row("its last day", certificates({ending(CertificateSubject::Owner::Operator, 0)}),
            "The certificate for wiki.example ends within a day, and there is no newer one.");
        row("a root", certificates({ending(CertificateSubject::Owner::Root, 89)}),
            "The root certificate of wiki.example ends in 89 days: devices have to trust another one by "
            "then.");
        row("what an authority has issued", certificates({ending(CertificateSubject::Owner::Authority, 13)}),
            "Certificates of wiki.example end in 13 days, and cannot be renewed.");
        row("what has ended already", certificates({ending(CertificateSubject::Owner::Authority, -2)}),
            "Certificates of wiki.example have ended, and cannot be renewed.");
        row("several that end",
            certificates(
                {ending(CertificateSubject::Owner::Operator, 5), ending(CertificateSubject::Owner::Root, 5)}),
            "2 certificates end soon, and nothing renews them: wiki.example, wiki.example.");
        row("a file", certificates({failing(CertificateSubject::Owner::Operator, "/etc/wiki.pem")}),
            "The certificate in /etc/wiki.pem is not served. It has ended.");
        row("an authority", certificates({failing(CertificateSubject::Owner::Authority, "example")}),
            "No certificates can be issued for example. It has ended.");
        row("several that failed",
            certificates({failing(CertificateSubject::Owner::Operator, "/etc/wiki.pem"),
                          failing(CertificateSubject::Owner::Authority, "example")}),
            "2 certificates are not served or cannot be issued: /etc/wiki.pem, example.");
        row("a listener", listeners({listener(53, "it is in use by another program")}),
            "DNS is not served at 127.0.0.1:53: it is in use by another program.");
        row("it is back", listeners({listener(53)}), "DNS is now served at 127.0.0.1:53.");
        row("listeners", listeners({listener(53, "in use"), listener(54, "in use")}),
            "2 addresses are not served: DNS 127.0.0.1:53, DNS 127.0.0.1:54.");
        row("they are back", listeners({listener(53), listener(54)}),
            "2 addresses are now served: DNS 127.0.0.1:53, DNS 127.0.0.1:54.");
        row("a test", notice(NoticeKind::Test, {}), "A test: notices of Portolan arrive here.");
    }
    void saysWhatHappenedInOneLine() {
        QFETCH(portolan::model::Notice, told);
        QFETCH(std::string, text);
        QCOMPARE(textOf(told), text);
    }

    void hasACodeAndParametersForOtherLanguages() {
        const Notice two = notice(NoticeKind::ServicesDown, {subject("a"), subject("b")});
        QCOMPARE(codeOf(two.kind), std::string("notice.services_down"));
        QCOMPARE(valueOf(paramsOf(two), "count"), std::string("2"));
        QCOMPARE(valueOf(paramsOf(two), "names"), std::string("a, b"));
        QCOMPARE(valueOf(paramsOf(two), "flaps"), std::string("absent"));
        const Notice one = notice(NoticeKind::ServicesUp, {subject("a", HealthCause::None, 3)});
        QCOMPARE(valueOf(paramsOf(one), "flaps"), std::string("3"));
        const Notice ends = certificates({ending(CertificateSubject::Owner::Operator, 5)});
        QCOMPARE(valueOf(paramsOf(ends), "names"), std::string("wiki.example"));
        QCOMPARE(valueOf(paramsOf(ends), "days"), std::string("5"));
        const Notice failed = certificates({failing(CertificateSubject::Owner::Operator, "/etc/wiki.pem")});
        QCOMPARE(valueOf(paramsOf(failed), "reason"), std::string("It has ended."));
        QCOMPARE(valueOf(paramsOf(failed), "days"), std::string("absent"));
        const Notice lost = listeners({listener(53, "in use")});
        QCOMPARE(valueOf(paramsOf(lost), "names"), std::string("DNS 127.0.0.1:53"));
        QCOMPARE(valueOf(paramsOf(lost), "reason"), std::string("in use"));
    }

    void readsItsOwnWords() {
        for (const NoticeKind kind : selectableNotices)
            QVERIFY(noticeKindFromWord(toWord(kind)) == kind);
        QVERIFY(noticeKindFromWord("test") == NoticeKind::Test);
        QVERIFY(!noticeKindFromWord("something"));
        using Owner = CertificateSubject::Owner;
        for (const Owner owner : {Owner::Operator, Owner::Authority, Owner::Root})
            QVERIFY(certificateOwnerFromWord(toWord(owner)) == owner);
        QVERIFY(!certificateOwnerFromWord("something"));
    }

    void knowsWhatIsToBeMended() {
        for (const NoticeKind kind : selectableNotices) {
            const bool isGood = kind == NoticeKind::ServicesUp || kind == NoticeKind::ListenersBack;
            QCOMPARE(isTrouble(kind), !isGood);
        }
        QVERIFY(!isTrouble(NoticeKind::Test));
    }
};

QTEST_APPLESS_MAIN(TestNotice)
#include "tst_notice.moc"
