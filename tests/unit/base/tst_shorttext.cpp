// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/shorttext.h"

#include <QTest>

#include <string>
#include <utility>

using namespace portolan::base;

class TestShortText : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keepsEveryByte_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a name") << QByteArray("llm.internal.example");
        QTest::newRow("RFC 1035 3.1: zeros inside") << QByteArray("\3a\0b\0", 5);
        QTest::newRow("the longest") << QByteArray(255, 'x');
    }

    void keepsEveryByte() {
        QFETCH(QByteArray, bytes);
        const std::string given = bytes.toStdString();
        const ShortText text{std::string_view(given)};
        QCOMPARE(std::string(text.view()), given);
        QVERIFY(text == given);
        QVERIFY(text == ShortText(std::string_view(given)));
        QVERIFY(!(text == given + "."));
    }

    void losesWhatIsTooLong() {
        const std::string given(300, 'x');
        QCOMPARE(ShortText(std::string_view(given)).view().size(), ShortText::maxSize);
    }

    void copiesAreApart() {
        ShortText first(std::string_view("first"));
        const ShortText copy = first;
        first = ShortText(std::string_view("second"));
        QVERIFY(copy == std::string_view("first"));
        QVERIFY(first == std::string_view("second"));
        first = copy;
        QVERIFY(first == copy);
        const ShortText moved = std::move(first);
        QVERIFY(moved == copy);
    }
};

QTEST_GUILESS_MAIN(TestShortText)
#include "tst_shorttext.moc"
