// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/publisher.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace portolan::base;

class TestPublisher : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void handsOverTheNewestValue() {
        Publisher<int> publisher;
        Publisher<int>::Subscription reader(publisher);
        QVERIFY(!reader.refresh());
        QVERIFY(!reader.value());
        publisher.publish(std::make_shared<const int>(1));
        publisher.publish(std::make_shared<const int>(2));
        QVERIFY(reader.refresh());
        QCOMPARE(*reader.value(), 2);
        QVERIFY(!reader.refresh());
    }

    void keepsTheOldValueForTheThreadThatFreesIt() {
        Publisher<int> publisher;
        Publisher<int>::Subscription reader(publisher);
        publisher.publish(std::make_shared<const int>(1));
        QVERIFY(reader.refresh());
        QVERIFY(!reader.takeRetired());
        const auto replaced = publisher.publish(std::make_shared<const int>(2));
        QCOMPARE(*replaced, 1);
        QVERIFY(reader.refresh());
        QCOMPARE(*reader.takeRetired(), 1);
        QVERIFY(!reader.takeRetired());
    }

    void letsManyThreadsReadWhileOneWrites() {
        constexpr int last = 20000;
        Publisher<int> publisher;
        publisher.publish(std::make_shared<const int>(0));
        std::atomic<int> wentBack{0};
        std::vector<std::thread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back([&] {
                Publisher<int>::Subscription reader(publisher);
                for (int seen = -1; seen != last;) {
                    reader.refresh();
                    if (*reader.value() < seen)
                        ++wentBack;
                    seen = *reader.value();
                }
            });
        for (int i = 1; i <= last; ++i)
            publisher.publish(std::make_shared<const int>(i));
        for (std::thread& reader : readers)
            reader.join();
        QCOMPARE(wentBack.load(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPublisher)
#include "tst_publisher.moc"
