// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/counters.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace portolan;
using namespace portolan::live;

namespace {

std::string wire(const std::string& label) {
    return std::string(1, static_cast<char>(label.size())) + label + std::string("\7example\0", 9);
}

void add(MissingNames& names, const std::string& label, int times, std::int64_t at = 1) {
    const std::string name = wire(label);
    for (int i = 0; i < times; ++i)
        names.add(base::asBytes(name), at);
}

std::uint64_t countOf(const std::vector<MissingName>& names, const std::string& label) {
    for (const MissingName& name : names)
        if (name.wireName == wire(label))
            return name.count;
    return 0;
}

}  // namespace

class MissingNamesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void countsEachNameInAnyCase() {
        MissingNames names;
        add(names, "grafana", 2, 5);
        add(names, "GraFana", 1, 9);
        add(names, "wiki", 1);
        const auto read = names.read();
        QCOMPARE(read.size(), std::size_t{2});
        QCOMPARE(countOf(read, "grafana"), std::uint64_t{3});
        QCOMPARE(std::max(read[0].lastAt, read[1].lastAt), std::int64_t{9});
    }
    void aFloodOfInventedNamesLeavesWhatIsAskedOften() {
        MissingNames names;
        add(names, "grafana", 100'000);
        for (int i = 0; i < 50'000; ++i)
            add(names, "random" + std::to_string(i), 1);
        const auto read = names.read();
        QVERIFY(read.size() <= 512);
        QVERIFY(countOf(read, "grafana") > 90'000);
    }
    /// Also where all that a new one competes with are asked often.
    void anInventedNameMustWearTheOthersDown() {
        MissingNames names;
        for (int i = 0; i < 500; ++i)
            add(names, "known" + std::to_string(i), 40);
        const auto knownOf = [](const std::vector<MissingName>& read) {
            return std::count_if(read.begin(), read.end(), [](const MissingName& name) {
                return name.wireName.find("known") != std::string::npos;
            });
        };
        const auto before = knownOf(names.read());
        QVERIFY(before > 300);
        for (int i = 0; i < 500; ++i)
            add(names, "random" + std::to_string(i), 1);
        // A few had been worn down by others that are known.
        QVERIFY2(before - knownOf(names.read()) < 40, std::to_string(knownOf(names.read())).c_str());
    }
    void aLongNameLosesItsEnd() {
        MissingNames names;
        add(names, std::string(63, 'a'), 1);
        QCOMPARE(names.read().front().wireName.size(), std::size_t{64});
    }
    void workersAreAddedUpMostAskedFirst() {
        Counters counters(2);
        add(counters.ofWorker(0).queries.missing, "often", 2);
        add(counters.ofWorker(1).queries.missing, "OFTEN", 3, 7);
        add(counters.ofWorker(1).queries.missing, "once", 1);
        const auto names = counters.missingNames(10);
        QCOMPARE(names.size(), std::size_t{2});
        QCOMPARE(names[0].count, std::uint64_t{5});
        QCOMPARE(names[0].lastAt, std::int64_t{7});
        QCOMPARE(counters.missingNames(1).size(), std::size_t{1});
    }
    void isReadWhileItIsWritten() {
        MissingNames names;
        std::atomic<bool> over{false};
        std::thread worker([&] {
            for (int i = 0; !over; ++i)
                add(names, "name" + std::to_string(i % 5000), 1);
        });
        std::size_t read = 0;
        bool whole = true;
        while (read < 50'000)
            for (const MissingName& name : names.read()) {
                whole = whole && name.wireName.substr(1, 4) == "name" && name.wireName.ends_with('\0');
                ++read;
            }
        over = true;
        worker.join();
        QVERIFY(whole);
    }
};

QTEST_APPLESS_MAIN(MissingNamesTest)
#include "tst_missingnames.moc"
