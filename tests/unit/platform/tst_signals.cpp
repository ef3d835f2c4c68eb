// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/signals.h"

#include <QTest>

#include <vector>

using portolan::platform::Signals;

class SignalsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void signalsArriveInTheEventLoopInOrder() {
        std::vector<int> seen;
        const Signals watcher([&seen](int number) { seen.push_back(number); });
        std::raise(SIGHUP);
        std::raise(SIGTERM);
        std::raise(SIGINT);
        QVERIFY(seen.empty());  // not from inside the handler
        QTRY_COMPARE(seen.size(), std::size_t(3));
        QCOMPARE(seen, (std::vector<int>{SIGHUP, SIGTERM, SIGINT}));
    }
    void formerHandlersComeBack() {
        struct sigaction before {};
        ::sigaction(SIGTERM, nullptr, &before);
        {
            const Signals watcher([](int) {});
        }
        struct sigaction after {};
        ::sigaction(SIGTERM, nullptr, &after);
        QVERIFY(before.sa_handler == after.sa_handler);
    }
};

QTEST_GUILESS_MAIN(SignalsTest)
#include "tst_signals.moc"
