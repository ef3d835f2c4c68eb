// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/persistentmap.h"

#include <QTest>

#include <map>
#include <random>
#include <string>

using namespace portolan::base;

namespace {

using Map = PersistentMap<std::string, int>;

Map::Value value(int number) {
    return std::make_shared<const int>(number);
}

std::map<std::string, int> contentsOf(const Map& map) {
    std::map<std::string, int> all;
    map.forEach([&](const std::string& key, const Map::Value& held) { all.emplace(key, *held); });
    return all;
}

/// Everything lands in one bucket.
struct SameHash {
    std::uint64_t operator()(std::string_view) const { return 42; }
};

}  // namespace

class TestPersistentMap : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithAnOrdinaryMapOverRandomChanges() {
        std::mt19937 random(1);
        Map map;
        std::map<std::string, int> expected;
        for (int step = 0; step < 20000; ++step) {
            const std::string key = "key" + std::to_string(random() % 2000);
            if (random() % 3 == 0) {
                QCOMPARE(map.remove(key), expected.erase(key) == 1);
            } else {
                map.set(key, value(step));
                expected[key] = step;
            }
            QCOMPARE(map.size(), expected.size());
        }
        QVERIFY(contentsOf(map) == expected);
        for (const auto& [key, number] : expected)
            QCOMPARE(*map.find(key), number);
        QVERIFY(!map.find(std::string("absent")));
    }

    void leavesCopiesAlone() {
        Map before;
        for (int i = 0; i < 1000; ++i)
            before.set("key" + std::to_string(i), value(i));
        Map after = before;
        after.set("key5", value(-5));
        after.remove(std::string("key6"));
        after.set("new", value(1));
        QCOMPARE(*before.find(std::string("key5")), 5);
        QCOMPARE(*before.find(std::string("key6")), 6);
        QVERIFY(!before.find(std::string("new")));
        QCOMPARE(before.size(), std::size_t(1000));
        QCOMPARE(after.size(), std::size_t(1000));
    }

    void findsExactlyWhatChanged() {
        std::mt19937 random(2);
        Map before;
        for (int i = 0; i < 3000; ++i)
            before.set("key" + std::to_string(i), value(i));
        Map after = before;
        for (int step = 0; step < 300; ++step) {
            const std::string key = "key" + std::to_string(random() % 4000);
            if (random() % 2 == 0)
                after.remove(key);
            else
                after.set(key, value(step));
        }
        std::map<std::string, std::pair<int, int>> seen;  // -1: absent
        Map::forEachChange(before, after, [&](const std::string& key, const auto& was, const auto& is) {
            QVERIFY(was != is);
            seen[key] = {was ? *was : -1, is ? *is : -1};
        });
        const auto old = contentsOf(before);
        auto rebuilt = old;
        for (const auto& [key, change] : seen) {
            QCOMPARE(change.first, old.contains(key) ? old.at(key) : -1);
            if (change.second < 0)
                rebuilt.erase(key);
            else
                rebuilt[key] = change.second;
        }
        QVERIFY(rebuilt == contentsOf(after));
    }

    void findsNoChangeBetweenCopies() {
        Map map;
        map.set("a", value(1));
        Map::forEachChange(map, Map(map), [](const auto&, const auto&, const auto&) { QFAIL("a change"); });
    }

    void keepsKeysOfOneHashApart() {
        PersistentMap<std::string, int, SameHash> map;
        map.set("a", value(1));
        map.set("b", value(2));
        QCOMPARE(*map.find(std::string("a")), 1);
        QVERIFY(map.remove(std::string("a")));
        QVERIFY(!map.find(std::string("a")));
        QCOMPARE(*map.find(std::string("b")), 2);
    }

    void sharesWhatAChangeDoesNotTouch() {
        Map before;
        for (int i = 0; i < 1000; ++i)
            before.set("key" + std::to_string(i), value(i));
        Map after = before;
        after.set("key1", value(0));
        QVERIFY(before.find(std::string("key2")) == after.find(std::string("key2")));
        QVERIFY(before.find(std::string("key1")) != after.find(std::string("key1")));
    }
};

QTEST_GUILESS_MAIN(TestPersistentMap)
#include "tst_persistentmap.moc"
