// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/signature.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan::notices;

class TestSignature : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Made with: printf '1764115200.{"text":"hello"}' | openssl dgst -sha256 -hmac "It's a Secret to
    /// Everybody"
    void isWhatOpensslMakesOfIt() {
        QCOMPARE(signatureOf("It's a Secret to Everybody", 1764115200, R"({"text":"hello"})"),
                 std::string("v1=c32c9c0ddd57d12eaa12cbecc6b784643b15f071ca3f4728e149ad572a810da1"));
    }
    void dependsOnEverythingThatIsSigned() {
        const std::string one = signatureOf("key", 1, "body");
        QVERIFY(one != signatureOf("kez", 1, "body"));
        QVERIFY(one != signatureOf("key", 2, "body"));
        QVERIFY(one != signatureOf("key", 1, "bodz"));
    }
};

QTEST_APPLESS_MAIN(TestSignature)
#include "tst_signature.moc"
