// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/table.h"

#include <QTest>

using namespace portolan::ctl;

class TableTest : public QObject {
    Q_OBJECT
  private:
    static Table services() {
        return {
            {{"STATE"}, {"NAME", Align::Left, Fit::MayBeCut}, {"LATENCY", Align::Right}},
            {{"up", "llm.internal.example", "1 ms"}, {"unknown", "a-very-long-name.internal.example", ""}}};
    }

  private Q_SLOTS:
    void columnsAreAsWideAsTheirWidestCell() {
        QCOMPARE(toText(services(), {}), std::string("STATE    NAME                               LATENCY\n"
                                                     "up       llm.internal.example                  1 ms\n"
                                                     "unknown  a-very-long-name.internal.example\n"));
    }
    void narrowTerminalsCutTheWidestOfThoseThatMayBe() {
        QCOMPARE(toText(services(), {.width = 32}), std::string("STATE    NAME            LATENCY\n"
                                                                "up       llm.interna...     1 ms\n"
                                                                "unknown  a-very-long...\n"));
        QCOMPARE(toText(services(), {.symbols = true, .width = 32}),
                 std::string("STATE    NAME            LATENCY\n"
                             "up       llm.internal.\u2026     1 ms\n"
                             "unknown  a-very-long-n\u2026\n"));
    }
    void nothingIsCutToLessThanCanBeTold() {
        const std::string text = toText(services(), {.width = 1});
        QVERIFY(text.find("llm.i...") != std::string::npos);
    }
    void coloursDoNotCountAsColumns() {
        Table table{{{"A"}, {"B"}}, {{Cell("x", Colour::Red), "y"}}};
        QCOMPARE(toText(table, {.colours = true}), std::string("\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m\n"
                                                               "\x1b[31mx\x1b[0m  y\n"));
    }
    void whatComesFromElsewhereCannotSteerTheTerminal() {
        const Table table{{{""}}, {{std::string("a\x1b[2Jb\nc\u009bd")}}};
        QCOMPARE(toText(table, {}), std::string("a?[2Jb?c?d\n"));
    }
    void withoutTitlesThereIsNoLineOfThem() {
        const Table table{{{""}, {""}}, {{"a", "b"}}, 2};
        QCOMPARE(toText(table, {}), std::string("  a  b\n"));
    }
    void textIsWrappedBetweenWords() {
        QCOMPARE(wrapped("one two three four", 9, 2), std::string("one two\n  three\n  four"));
        QCOMPARE(wrapped("one two", 0, 2), std::string("one two"));
        QCOMPARE(wrapped("longerthanthat x", 5, 0), std::string("longerthanthat\nx"));
    }
    void coloursNeedATerminalAndNoNoColor() {
        using Variables = portolan::platform::Environment::Variables;
        const auto style = [](const Variables& variables) {
            return styleOf(-1, portolan::platform::Environment(variables));
        };
        QVERIFY(!style({{"TERM", "xterm"}}).colours);
        QCOMPARE(style({{"COLUMNS", "40"}}).width, std::size_t(0));
        QVERIFY(style({{"LANG", "de_DE.UTF-8"}}).symbols);
        QVERIFY(!style({{"LC_ALL", "C"}, {"LANG", "de_DE.UTF-8"}}).symbols);
    }
};

QTEST_APPLESS_MAIN(TableTest)
#include "tst_table.moc"
