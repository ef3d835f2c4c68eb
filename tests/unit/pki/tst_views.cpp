// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/policytext.h"
#include "backend/pki/certificateview.h"
#include "backend/pki/mobileconfig.h"
#include "tests/unit/pki/pkifixture.h"

#include <QTest>
#include <QUuid>
#include <QXmlStreamReader>

#include <map>

using namespace portolan;
using namespace portolan::pki;

namespace {

/// All keys of a property list with the text of the value behind each; those of inner dictionaries are
/// written over by outer ones of the same name.
std::map<QString, QStringList> valuesOf(const std::string& plist, QString* error) {
    std::map<QString, QStringList> values;
    QXmlStreamReader reader(QByteArray::fromStdString(plist));
    QString key;
    while (!reader.atEnd()) {
        reader.readNext();
        if (!reader.isStartElement())
            continue;
        if (reader.name() == QLatin1String("key"))
            key = reader.readElementText();
        else if (reader.name() == QLatin1String("string") || reader.name() == QLatin1String("data") ||
                 reader.name() == QLatin1String("integer"))
            values[key].append(reader.readElementText());
    }
    *error = reader.errorString();
    return values;
}

}  // namespace

class TestViews : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesFingerprintsAsOpensslDoes() {
        model::Fingerprint fingerprint{};
        fingerprint[0] = 0xAB;
        fingerprint[31] = 0x0C;
        const std::string text = model::toColonText(fingerprint);
        QCOMPARE(text.size(), std::size_t(32 * 3 - 1));
        QVERIFY(text.starts_with("AB:00:") && text.ends_with(":00:0C"));
    }

    void offersTheRootInThreeForms() {
        const PkiFixture fixture;
        const auto authority = fixture.open();
        const model::TrustAnchor& anchor = *authority->trustAnchor();
        QCOMPARE(anchor.pem, contentOf(fixture.file("root.pem")));
        const CertificatePointer root = certificateOf(anchor.der);
        QVERIFY(root && fingerprintOf(*root) == anchor.fingerprint);
        QVERIFY(anchor.pem.find("PRIVATE") == std::string::npos);
        QVERIFY(anchor.mobileConfig.find("PRIVATE") == std::string::npos);
    }

    void aProfileHoldsTheRoot() {
        const PkiFixture fixture;
        const auto authority = fixture.open();
        const model::TrustAnchor& anchor = *authority->trustAnchor();
        QString error;
        const auto values = valuesOf(anchor.mobileConfig, &error);
        QVERIFY2(error.isEmpty(), qPrintable(error));
        QCOMPARE(QByteArray::fromBase64(values.at(QStringLiteral("PayloadContent")).front().toLatin1())
                     .toStdString(),
                 anchor.der);
        QCOMPARE(values.at(QStringLiteral("PayloadType")),
                 (QStringList{QStringLiteral("com.apple.security.root"), QStringLiteral("Configuration")}));
        const QStringList ids = values.at(QStringLiteral("PayloadUUID"));
        QCOMPARE(ids.size(), 2);
        QVERIFY(ids[0] != ids[1]);
        for (const QString& id : ids)
            QVERIFY(!QUuid(id).isNull());
    }

    void theSameRootIsTheSameProfile() {
        const model::Fingerprint one{1, 2, 3};
        const model::Fingerprint other{1, 2, 4};
        QCOMPARE(mobileConfig("der", "name", "zone", one), mobileConfig("der", "name", "zone", one));
        QVERIFY(mobileConfig("der", "name", "zone", one) != mobileConfig("der", "name", "zone", other));
    }

    void aProfileEscapesWhatXmlWould() {
        QString error;
        const auto values = valuesOf(mobileConfig("der", "a <b> & \"c\"", "zone", {}), &error);
        QVERIFY2(error.isEmpty(), qPrintable(error));
        QCOMPARE(values.at(QStringLiteral("PayloadDisplayName")).front(), QStringLiteral("a <b> & \"c\""));
    }
};

QTEST_APPLESS_MAIN(TestViews)
#include "tst_views.moc"
