// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/certificatenames.h"
#include "backend/tls/servername.h"

#include <QTest>

using namespace portolan;
using namespace portolan::tls;

namespace {

std::string sized(std::string_view bytes) {
    return std::string{static_cast<char>(bytes.size() >> 8U), static_cast<char>(bytes.size() & 255U)} +
           std::string(bytes);
}

std::string extensionOf(std::string_view name) {
    return sized(std::string(1, '\0') + sized(name));
}

}  // namespace

class TestServerName : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsTheExtension_data() {
        QTest::addColumn<QByteArray>("extension");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* title, const std::string& extension, const char* name) {
            QTest::newRow(title) << QByteArray::fromStdString(extension) << QByteArray(name);
        };
        row("RFC 6066 3 a name", extensionOf("app.test"), "app.test");
        row("RFC 4343 3 upper case", extensionOf("APP.Test"), "app.test");
        row("RFC 6066 3 a final dot, which is not sent but comes", extensionOf("app.test."), "app.test");
        row("RFC 8552 1 an underscore", extensionOf("_x.app.test"), "_x.app.test");
        row("RFC 1035 2.3.4 the longest", extensionOf(std::string(253, 'a')), std::string(253, 'a').c_str());
        row("RFC 6066 3 an address", extensionOf("10.1.2.3"), "");
        row("RFC 6066 3 an IPv6 address", extensionOf("fd00::1"), "");
        row("too long", extensionOf(std::string(254, 'a')), "malformed");
        row("no name", extensionOf(""), "malformed");
        row("a dot", extensionOf("."), "malformed");
        row("a dot first", extensionOf(".test"), "malformed");
        row("a zero byte", extensionOf(std::string_view("app\0.test", 9)), "malformed");
        row("a space", extensionOf("app test"), "malformed");
        row("not ASCII", extensionOf("\xc3\xa4.test"), "malformed");
        row("nothing", "", "malformed");
        row("half a size", std::string(1, '\0'), "malformed");
        row("an empty list", std::string(2, '\0'), "malformed");
        row("the list is longer", extensionOf("app.test") + "x", "malformed");
        row("the list is shorter", extensionOf("app.test").substr(0, 9), "malformed");
        row("another type", sized("\x01" + sized("app.test")), "malformed");
        row("RFC 6066 3 two names", sized(std::string(1, '\0') + sized("a.test") + '\0' + sized("b.test")),
            "malformed");
    }
    void readsTheExtension() {
        QFETCH(QByteArray, extension);
        QFETCH(QByteArray, name);
        QCOMPARE(parseServerName(extension.toStdString()).value_or("malformed"), name.toStdString());
    }

    void knowsTheWildcard() {
        QCOMPARE(model::wildcardOf("app.test"), std::string("*.test"));
        QCOMPARE(model::wildcardOf("a.b.test"), std::string("*.b.test"));
        QCOMPARE(model::wildcardOf("test"), std::string());
        QCOMPARE(model::wildcardOf(""), std::string());
    }

    void saysWhatACertificateCovers_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("covered");
        QTest::newRow("its name") << QByteArray("one.test") << true;
        QTest::newRow("RFC 6125 6.4.3 one label") << QByteArray("a.two.test") << true;
        QTest::newRow("RFC 6125 6.4.3 two labels") << QByteArray("b.a.two.test") << false;
        QTest::newRow("RFC 6125 6.4.3 no label") << QByteArray("two.test") << false;
        QTest::newRow("an empty label") << QByteArray(".two.test") << false;
        QTest::newRow("below its name") << QByteArray("a.one.test") << false;
        QTest::newRow("another") << QByteArray("three.test") << false;
        QTest::newRow("nothing") << QByteArray("") << false;
    }
    void saysWhatACertificateCovers() {
        QFETCH(QByteArray, host);
        QFETCH(bool, covered);
        model::CertificateBundle certificate;
        certificate.names = {"one.test", "*.two.test"};
        QCOMPARE(model::covers(certificate, host.toStdString()), covered);
    }
};

QTEST_GUILESS_MAIN(TestServerName)
#include "tst_servername.moc"
