// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/editdistance.h"

#include <QTest>

using namespace portolan::base;

class EditDistanceTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void countsWhatHasToChange_data() {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<int>("distance");
        QTest::newRow("same") << QByteArray("list") << QByteArray("LIST") << 0;
        QTest::newRow("nothing") << QByteArray() << QByteArray("add") << 3;
        QTest::newRow("one more") << QByteArray("chek") << QByteArray("check") << 1;
        QTest::newRow("one less") << QByteArray("sshow") << QByteArray("show") << 1;
        QTest::newRow("another") << QByteArray("lost") << QByteArray("list") << 1;
        QTest::newRow("neighbours swapped") << QByteArray("lsit") << QByteArray("list") << 1;
        QTest::newRow("swapped and another") << QByteArray("wtacg") << QByteArray("watch") << 2;
        QTest::newRow("all") << QByteArray("abc") << QByteArray("xyz") << 3;
    }
    void countsWhatHasToChange() {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(int, distance);
        QCOMPARE(editDistance(a.toStdString(), b.toStdString()), std::size_t(distance));
        QCOMPARE(editDistance(b.toStdString(), a.toStdString()), std::size_t(distance));
    }
    void findsTheNearestWord() {
        const std::vector<std::string> words{"list", "show", "status", "records"};
        QCOMPARE(nearestOf("lsit", words), std::string("list"));
        QCOMPARE(nearestOf("recrods", words), std::string("records"));
        QCOMPARE(nearestOf("rec", words), std::string("records"));
        QCOMPARE(nearestOf("frobnicate", words), std::string());
        QCOMPARE(nearestOf("", words), std::string());
    }
};

QTEST_APPLESS_MAIN(EditDistanceTest)
#include "tst_editdistance.moc"
