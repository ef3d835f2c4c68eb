// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/ticketkeys.h"

#include <QTest>

using namespace portolan;
using namespace portolan::tls;

class TestTicketKeys : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keepsAKeyForItsPeriod() {
        base::ManualClock clock;
        TicketKeys keys(clock);
        const TicketKey first = keys.current();
        clock.advance(TicketKeys::period - base::Seconds(1));
        QVERIFY(keys.current().name == first.name);
        clock.advance(base::Seconds(1));
        const TicketKey second = keys.current();
        QVERIFY(second.name != first.name);
        QVERIFY(second.cipher != first.cipher);
        QVERIFY(second.mac != first.mac);
    }

    void findsTheKeyBeforeAsLongAsItsTicketsLive() {
        base::ManualClock clock;
        TicketKeys keys(clock);
        const TicketKey first = keys.current();
        QVERIFY(keys.find(first.name)->isCurrent);
        clock.advance(2 * TicketKeys::period - base::Seconds(1));
        const auto found = keys.find(first.name);
        QVERIFY(found && !found->isCurrent);
        QVERIFY(found->key.cipher == first.cipher);
        clock.advance(base::Seconds(1));
        QVERIFY(!keys.find(first.name));
    }

    void forgetsAKeyThatNobodyAskedForInTime() {
        base::ManualClock clock;
        TicketKeys keys(clock);
        const TicketKey first = keys.current();
        clock.advance(10 * TicketKeys::period);
        QVERIFY(!keys.find(first.name));
    }

    void knowsNoOtherKeys() {
        base::ManualClock clock;
        TicketKeys keys(clock);
        TicketKeys others(clock);
        QVERIFY(!keys.find(others.current().name));
    }
};

QTEST_GUILESS_MAIN(TestTicketKeys)
#include "tst_ticketkeys.moc"
