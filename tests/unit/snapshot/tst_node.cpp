// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/snapshot/node.h"

#include <QTest>

#include <string>
#include <vector>

using namespace portolan;
using dnswire::RrsetImage;
using dnswire::RrType;
using snapshot::Node;
using snapshot::NodeKind;

namespace {

/// Rrsets of sizes that leave nothing behind them aligned.
std::vector<RrsetImage> someRrsets() {
    std::vector<RrsetImage> rrsets{{RrType::A, 0, {}}, {RrType::Txt, 0, {}}, {RrType::Aaaa, 0, {}}};
    rrsets[0].append(60, std::string_view("\x0a\0\0\1", 4));
    rrsets[0].append(60, "abcd");
    rrsets[1].append(30, "\2hi");
    rrsets[1].append(30, "\1x");
    rrsets[2].append(15, "0123456789abcdef");
    return rrsets;
}

std::vector<RrsetImage> contentsOf(const Node& node) {
    std::vector<RrsetImage> found;
    for (const auto rrset : node)
        found.push_back({rrset.type, rrset.count, std::string(rrset.records)});
    return found;
}

}  // namespace

class TestNode : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void holdsWhatItWasGiven() {
        const auto rrsets = someRrsets();
        const auto node = Node::make(rrsets, 3, NodeKind::Proxied);
        QVERIFY(contentsOf(*node) == rrsets);
        QCOMPARE(node->children(), 3u);
        QVERIFY(node->kind() == NodeKind::Proxied);
        QVERIFY(!node->isEmpty());
    }

    void findsByType() {
        const auto rrsets = someRrsets();
        const auto node = Node::make(rrsets, 0, NodeKind::Plain);
        for (const RrsetImage& rrset : rrsets) {
            const auto found = node->find(rrset.type);
            QVERIFY(found);
            QCOMPARE(found.count, rrset.count);
            QCOMPARE(std::string(found.records), rrset.records);
        }
        QCOMPARE(std::string(node->find(RrType::Txt).firstRdata()), std::string("\2hi"));
        QVERIFY(!node->find(RrType::Mx));
        QVERIFY(node->find(RrType::Mx).firstRdata().empty());
    }

    void mayBeEmpty() {
        const auto node = Node::make({}, 1, NodeKind::Plain);
        QVERIFY(node->isEmpty());
        QVERIFY(contentsOf(*node).empty());
        QVERIFY(!node->find(RrType::A));
    }

    void changesItsChildrenAlone() {
        const auto node = Node::make(someRrsets(), 1, NodeKind::Proxied);
        const auto other = node->withChildren(2);
        QCOMPARE(other->children(), 2u);
        QVERIFY(other->kind() == node->kind());
        QVERIFY(contentsOf(*other) == contentsOf(*node));
    }

    void isEqualByContents() {
        const auto rrsets = someRrsets();
        const auto node = Node::make(rrsets, 1, NodeKind::Plain);
        QVERIFY(*node == *Node::make(rrsets, 1, NodeKind::Plain));
        QVERIFY(!(*node == *Node::make(rrsets, 2, NodeKind::Plain)));
        QVERIFY(!(*node == *Node::make(rrsets, 1, NodeKind::Proxied)));
        QVERIFY(!(*node == *Node::make({rrsets.data(), 2}, 1, NodeKind::Plain)));
    }
};

QTEST_GUILESS_MAIN(TestNode)
#include "tst_node.moc"
