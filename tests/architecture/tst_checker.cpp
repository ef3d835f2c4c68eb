// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/headercheck.h"
#include "tests/architecture/rules.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace portolan::architecture;

namespace {

const std::string spdx =
    "// SPDX-FileCopyrightText: The Portolan authors\n// SPDX-License-Identifier: GPL-3.0-or-later\n";
const std::string headerTop = spdx + "#pragma once\n";

/// In two parts, for this file is checked too.
const std::string singleton = std::string("Zones::") + "instance()";

const std::string table =
    "| folder | holds | may include |\n|---|---|---|\n"
    "| backend/base | words | - |\n| backend/model | values | base |\n| backend/dns | answers | base model "
    "|\n"
    "| ui/* | windows | model ui/* |\n| app | main | backend/* ui/* |\n| tests/unit/* | tests | backend/* "
    "|\n";

/// A small repository that breaks no rule; the files under test are written into it.
class PlantedTree {
  public:
    PlantedTree() {
        write("docs/architecture.md", table);
        write("CMakeLists.txt", "project(x)\n");
        write("backend/base/CMakeLists.txt", "portolan_library(base SOURCES clock.cpp)\n");
        write("backend/base/clock.h", headerTop + "int now();\n");
        write("backend/base/clock.cpp", spdx + "#include \"backend/base/clock.h\"\n\n#include <QString>\n");
        write("backend/model/CMakeLists.txt", "portolan_library(model SOURCES zone.cpp)\n");
        write("backend/model/zone.h", headerTop + "#include \"backend/base/clock.h\"\n");
        write("backend/model/zone.cpp", spdx + "#include \"backend/model/zone.h\"\n");
        write("tests/unit/base/CMakeLists.txt", "portolan_test(unit.base.clock LINKS portolan_base)\n");
        write("tests/unit/base/tst_clock.cpp",
              spdx + "#include \"backend/base/clock.h\"\n#include \"tst_clock.moc\"\n");
        write("docs/life-of-a-query.md", "| 1 | `backend/base/clock.h` | `now()` | time |\n");
    }

    void write(const std::string& path, const std::string& text) {
        const std::filesystem::path full = root() / path;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream(full, std::ios::binary) << text;
    }
    void append(const std::string& path, const std::string& text) {
        std::ofstream(root() / path, std::ios::binary | std::ios::app) << text;
    }

    [[nodiscard]] std::filesystem::path root() const { return m_folder.path().toStdString(); }
    [[nodiscard]] Findings check() const {
        const SourceTree tree = SourceTree::read(root());
        return checkAll(tree, IncludeTable::parse(tree.documents.at("docs/architecture.md")), {"QImage"});
    }

  private:
    QTemporaryDir m_folder;
};

bool contains(const Findings& findings, const std::string& rule, const std::string& path) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.rule == rule && finding.path == path; });
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

}  // namespace

/// The checker itself: a violation of every rule is planted in a small tree and must be found, and nothing
/// else.
class TestChecker : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsNothingInATreeThatKeepsTheRules();
    void findsWhatIsPlanted_data();
    void findsWhatIsPlanted();
    void findsACycleThatTheTableAllows();
    void ignoresWhatStandsInComments();
    void tableMatchesFoldersAndWildcards();
    void findsAHeaderThatNeedsAnotherFirst();
};

void TestChecker::findsNothingInATreeThatKeepsTheRules() {
    const PlantedTree tree;
    const Findings findings = tree.check();
    QVERIFY2(findings.empty(), describe(findings).c_str());
}

void TestChecker::findsWhatIsPlanted_data() {
    QTest::addColumn<std::string>("rule");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("added");
    const auto row = [](const char* name, const char* rule, const char* path, const std::string& added) {
        QTest::newRow(name) << std::string(rule) << std::string(path) << added;
    };
    const char* zone = "backend/model/zone.cpp";
    row("spelled from its own folder", "include.spelling", zone, "#include \"zone.h\"\n");
    row("spelled with dots", "include.spelling", zone, "#include \"../base/clock.h\"\n");
    row("own header in angle brackets", "include.spelling", zone, "#include <backend/base/clock.h>\n");
    row("a file that is not there", "include.spelling", zone, "#include \"backend/base/gone.h\"\n");
    row("another source's moc", "include.spelling", zone, "#include \"clock.moc\"\n");
    row("against the table", "include.table", "backend/base/clock.h",
        "#  include \"backend/model/zone.h\"\n");
    row("a folder without a row", "include.folder", "backend/new/thing.h", headerTop);
    row("a GUI header under backend", "backend.gui", zone, "#include <QImage>\n");
    row("a GUI module under backend", "backend.gui", zone, "#include <QtWidgets/QLabel>\n");
    row("a GUI library under backend", "backend.gui", "backend/model/CMakeLists.txt", "link(Qt6::Widgets)\n");
    row("a singleton", "singleton", zone, "int x = " + singleton + "->size();\n");
    row("a long source", "size", zone, repeated("int x();\n", maximumSourceLines));
    row("a long header", "size", "backend/model/zone.h", repeated("int x();\n", maximumHeaderLines));
    row("a long root CMakeLists", "size", "CMakeLists.txt", repeated("message(x)\n", maximumRootCMakeLines));
    row("no licence", "top", "backend/model/zone2.h", "\n#pragma once\n");
    row("no pragma once", "top", "backend/model/zone2.h", spdx);
    row("GLOB", "cmake.glob", "backend/base/CMakeLists.txt", "file(GLOB_RECURSE sources *.cpp)\n");
    row("a source nobody builds", "cmake.unlisted", "backend/model/lost.cpp", spdx);
    row("a test nobody runs", "cmake.unlisted", "tests/unit/base/tst_clo.cpp", spdx);
    row("own header not first", "include.own-first", "backend/model/late.cpp",
        spdx + "#include <string>\n#include \"backend/model/late.h\"\n");
    row("a walk to a file that is gone", "docs.walk", "docs/life-of-a-query.md",
        "| 2 | `backend/base/gone.cpp` | `now` | - |\n");
    row("a walk to a function that is gone", "docs.walk", "docs/life-of-a-query.md",
        "| 2 | `backend/base/clock.h` | `then` | - |\n");
    row("a walk to half a name", "docs.walk", "docs/life-of-a-query.md",
        "| 2 | `backend/base/clock.h` | `ow` | - |\n");
    row("a walk to a function of a class that is gone", "docs.walk", "docs/life-of-a-query.md",
        "| 2 | `backend/base/clock.h` | `Clock::now` | - |\n");
}

void TestChecker::findsWhatIsPlanted() {
    QFETCH(const std::string, rule);
    QFETCH(const std::string, path);
    QFETCH(const std::string, added);
    PlantedTree tree;
    if (path == "backend/model/late.cpp") {
        tree.write("backend/model/late.h", headerTop);
        tree.append("backend/model/CMakeLists.txt", "more(late.cpp)\n");
    }
    std::filesystem::create_directories((tree.root() / path).parent_path());
    tree.append(path, added);
    const Findings findings = tree.check();
    QVERIFY2(contains(findings, rule, path), describe(findings).c_str());
    const bool alsoACycle = rule == "include.table";
    QCOMPARE(findings.size(), alsoACycle ? 2u : 1u);
}

void TestChecker::findsACycleThatTheTableAllows() {
    PlantedTree tree;
    const auto source = [&](const char* folder, const char* include) {
        tree.write(std::string("ui/") + folder + "/part.h",
                   headerTop + "#include \"ui/" + include + "/part.h\"\n");
    };
    source("shell", "forms");
    source("forms", "text");
    source("text", "shell");
    const Findings findings = tree.check();
    QCOMPARE(findings.size(), 1u);
    QCOMPARE(findings.front().rule, std::string("include.cycle"));
    QCOMPARE(findings.front().message, std::string("ui/forms -> ui/text -> ui/shell -> ui/forms"));
}

void TestChecker::ignoresWhatStandsInComments() {
    PlantedTree tree;
    tree.append("backend/base/clock.cpp", "// it's " + singleton + "\n/* " + singleton +
                                              "\n#include \"gone.h\" */\nauto quote = \"//\";\n");
    QVERIFY2(tree.check().empty(), describe(tree.check()).c_str());
    tree.append("backend/base/clock.cpp", "auto y = \"//\" + " + singleton + ";\n");
    QVERIFY(contains(tree.check(), "singleton", "backend/base/clock.cpp"));
}

void TestChecker::tableMatchesFoldersAndWildcards() {
    const IncludeTable parsed = IncludeTable::parse("before\n\n" + table + "\n| ui/x | not a row | dns |\n");
    QVERIFY(parsed.allows("backend/dns", "backend/model"));
    QVERIFY(parsed.allows("backend/dns", "backend/dns"));
    QVERIFY(!parsed.allows("backend/dns", "ui/shell"));
    QVERIFY(!parsed.allows("backend/base", "backend/model"));
    QVERIFY(parsed.allows("ui/forms", "ui/text"));
    QVERIFY(!parsed.allows("ui/x", "backend/dns"));
    QVERIFY(parsed.allows("app", "backend/dns"));
    QVERIFY(!parsed.allows("app", "backend"));
    QVERIFY(!parsed.knows("backend/other"));
    QVERIFY(IncludeTable::parse("no table").empty());
}

void TestChecker::findsAHeaderThatNeedsAnotherFirst() {
    PlantedTree tree;
    tree.write("backend/base/alone.h", headerTop + "#include <string>\nstd::string text();\n");
    tree.write("backend/base/needy.h", headerTop + "std::string text();\n");
    const std::string path =
        qEnvironmentVariable("PORTOLAN_BINARY_DIR").toStdString() + "/compile_commands.json";
    const CompileFlags flags = CompileFlags::read(QString::fromStdString(path));
    QVERIFY(!flags.compiler.isEmpty());
    const SourceTree sources = SourceTree::read(tree.root());
    const std::vector<std::string> headers = headersToCompile(sources, flags);
    QCOMPARE(headers, (std::vector<std::string>{"backend/base/alone.h", "backend/base/needy.h"}));
    const Findings findings = checkHeadersAlone(sources, headers, flags);
    QCOMPARE(findings.size(), 1u);
    QVERIFY(contains(findings, "header.alone", "backend/base/needy.h"));
}

QTEST_GUILESS_MAIN(TestChecker)
#include "tst_checker.moc"
