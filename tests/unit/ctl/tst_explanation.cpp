// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/explaincommand.h"

#include <QTest>

using namespace portolan;
using namespace portolan::ctl;

/// What people read of an explanation.
class ExplanationTest : public QObject {
    Q_OBJECT

    static api::Hop hop(api::HopStage stage, api::HopVerdict verdict, const char* message) {
        return {.stage = stage, .verdict = verdict, .code = "explain.x", .message = message};
    }
    static api::Explanation opens() {
        api::Explanation explanation{.name = "llm.internal.x", .known = true, .opens = true};
        explanation.url = "http://llm.internal.x/";
        explanation.hops = {hop(api::HopStage::Zone, api::HopVerdict::Ok, "It is there.")};
        return explanation;
    }

  private Q_SLOTS:
    void aLinePerHopAndWhatItComesTo() {
        api::Explanation explanation = opens();
        explanation.hops[0].duration = std::chrono::microseconds(1500);
        explanation.hops[0].advice = "Nothing to do.";
        QCOMPARE(explanationText(explanation, {}, {}), std::string("llm.internal.x\n"
                                                                   "  ok zone         It is there. (1.5 ms)\n"
                                                                   "\n"
                                                                   "It opens: http://llm.internal.x/\n"));
    }

    void whatToDoStandsBelow() {
        api::Explanation explanation = opens();
        explanation.opens = false;
        explanation.hops.push_back(hop(api::HopStage::Resolver, api::HopVerdict::Bad, "It does not know."));
        explanation.hops.back().advice = "Set these:";
        explanation.hops.back().lines = {"Nameserver: 100.1.1.1", "Domain: internal.x"};
        explanation.hops.push_back(hop(api::HopStage::Connect, api::HopVerdict::Bad, "It refuses."));
        QCOMPARE(explanationText(explanation, {}, {}),
                 std::string("llm.internal.x\n"
                             "  ok zone         It is there.\n"
                             "  x  resolver     It does not know.\n"
                             "                  Set these:\n"
                             "                    Nameserver: 100.1.1.1\n"
                             "                    Domain: internal.x\n"
                             "  x  connect      It refuses.\n"
                             "\n"
                             "It does not open: It does not know.\n"
                             "When that is mended, look at connect too.\n"));
    }

    void theMachineOfTheCallerHasItsOwnPart() {
        const std::vector<api::Hop> machine{
            hop(api::HopStage::Trust, api::HopVerdict::Warning, "It does not trust."),
            hop(api::HopStage::Listener, api::HopVerdict::Bad, "It is refused.")};
        const std::string text = explanationText(opens(), machine, {});
        QVERIFY2(
            text.find("As this machine sees it\n  !  trust        It does not trust.\n") != std::string::npos,
            text.c_str());
        QVERIFY2(text.ends_with("\nIt does not open: It is refused.\n"), text.c_str());
    }

    void namesThatAreNear() {
        api::Explanation explanation = opens();
        explanation.near = {"a.x", "b.x"};
        QVERIFY(explanationText(explanation, {}, {}).find("\nDid you mean a.x and b.x?\n") !=
                std::string::npos);
    }

    void aTerminalObeysNothingOfIt() {
        api::Explanation explanation = opens();
        explanation.hops[0].message = "\x1b[31mred";
        QVERIFY(explanationText(explanation, {}, {}).find('\x1b') == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(ExplanationTest)
#include "tst_explanation.moc"
