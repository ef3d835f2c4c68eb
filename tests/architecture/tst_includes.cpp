// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/headercheck.h"
#include "tests/architecture/rules.h"

#include <QDir>
#include <QtTest>

using namespace portolan::architecture;

namespace {

std::filesystem::path environmentPath(const char* name) {
    return qEnvironmentVariable(name).toStdString();
}

HeaderNames guiHeaders() {
    HeaderNames names;
    for (const QString& folder : qEnvironmentVariable("PORTOLAN_GUI_HEADERS").split(QLatin1Char(':')))
        for (const QString& name : QDir(folder).entryList(QDir::Files))
            names.insert(name.toStdString());
    return names;
}

}  // namespace

/// This repository against the rules of its own architecture.
class TestIncludes : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void keepsToItsRules_data();
    void keepsToItsRules();
    void headersCompileAlone();

  private:
    SourceTree m_tree;
    IncludeTable m_table;
};

void TestIncludes::initTestCase() {
    m_tree = SourceTree::read(environmentPath("PORTOLAN_SOURCE_DIR"));
    QVERIFY2(m_tree.sources.size() > 20, "PORTOLAN_SOURCE_DIR is not the repository");
    m_table = IncludeTable::parse(m_tree.documents["docs/architecture.md"]);
    QVERIFY2(!m_table.empty(), "docs/architecture.md has no include table");
    QVERIFY2(guiHeaders().contains("QImage"), "PORTOLAN_GUI_HEADERS does not name Qt's headers");
}

void TestIncludes::keepsToItsRules_data() {
    QTest::addColumn<QString>("findings");
    const auto row = [](const char* name, const Findings& findings) {
        QTest::newRow(name) << QString::fromStdString(describe(findings));
    };
    row("the include table", checkIncludes(m_tree, m_table));
    row("each source includes its own header first", checkOwnHeaderFirst(m_tree));
    row("no cycles between folders", checkCycles(m_tree));
    row("no Qt Gui or Widgets under backend", checkBackendWithoutGui(m_tree, guiHeaders()));
    row("no singletons", checkSingletons(m_tree));
    row("files are small", checkSizes(m_tree));
    row("licence lines and pragma once", checkTops(m_tree));
    row("source lists are explicit and complete", checkSourceLists(m_tree));
    row("the walks name real files and functions", checkWalks(m_tree));
}

void TestIncludes::keepsToItsRules() {
    QFETCH(const QString, findings);
    QVERIFY2(findings.isEmpty(), qPrintable(QLatin1Char('\n') + findings));
}

void TestIncludes::headersCompileAlone() {
    const std::filesystem::path commands = environmentPath("PORTOLAN_BINARY_DIR") / "compile_commands.json";
    const CompileFlags flags = CompileFlags::read(QString::fromStdString(commands.string()));
    QVERIFY2(!flags.compiler.isEmpty(), "compile_commands.json has no entries");
    const std::vector<std::string> headers = headersToCompile(m_tree, flags);
    QVERIFY(!headers.empty());
    const Findings findings = checkHeadersAlone(m_tree, headers, flags);
    QVERIFY2(findings.empty(), describe(findings).c_str());
}

QTEST_GUILESS_MAIN(TestIncludes)
#include "tst_includes.moc"
