// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/completion.h"

#include <QTest>

using namespace portolan::ctl;

class CompletionTest : public QObject {
    Q_OBJECT
  private:
    static std::vector<std::string> names(WordKind kind) {
        return kind == WordKind::Service ? std::vector<std::string>{"llm.example", "notes.example"}
                                         : std::vector<std::string>{"mail.example"};
    }
    static std::vector<std::string> after(std::vector<std::string> words) {
        std::vector<std::string> found;
        for (const Candidate& candidate : complete(words, names))
            found.push_back(candidate.word);
        return found;
    }
    using Words = std::vector<std::string>;

  private Q_SLOTS:
    void offersVerbsFirst() {
        const Words all = after({""});
        for (const VerbSpec& verb : verbs())
            QVERIFY(std::find(all.begin(), all.end(), firstWordOf(verb.path)) != all.end());
        QVERIFY((after({"s"}) == Words{"show", "set", "status"}));
        QVERIFY((after({"--json", "wat"}) == Words{"watch"}));
        QVERIFY((after({"records", ""}) == Words{"list", "add", "rm"}));
        QVERIFY((after({"--connect", "http://x", "trust", "i"}) == Words{"install"}));
        QVERIFY(complete({"sh"}, names).front().meaning == "All about one service");
    }
    void offersNamesWhereTheyBelong() {
        QVERIFY((after({"show", ""}) == Words{"llm.example", "notes.example"}));
        QVERIFY((after({"show", "--json", "no"}) == Words{"notes.example"}));
        QVERIFY(after({"show", "llm", ""}).empty());
        QVERIFY((after({"rm", "llm", "n"}) == Words{"notes.example"}));
        QVERIFY((after({"records", "rm", ""}) == Words{"mail.example"}));
        QVERIFY((after({"records", "add", "x", "C"}) == Words{"CAA", "CNAME"}));
        QVERIFY(after({"add", ""}).empty());
        QVERIFY(after({"nonsense", ""}).empty());
    }
    void offersOptionsAndTheirValues() {
        QVERIFY((after({"list", "--st"}) == Words{"--state"}));
        QVERIFY((after({"list", "--state", "u"}) == Words{"up", "unknown"}));
        QVERIFY((after({"add", "--h"}) == Words{"--https", "--help"}));
        QVERIFY(after({"list", "--token-file", ""}).empty());
        QVERIFY((after({"completion", ""}) == Words{"bash", "zsh", "fish"}));
    }
    void offersFieldsAndWhatTheyCanBe() {
        QVERIFY((after({"set", "n"}) == Words{"notes.example"}));
        QVERIFY((after({"set", "llm", "checks.t"}) == Words{"checks.text=", "checks.timeout="}));
        QVERIFY((after({"set", "llm", "main"}) == Words{"maintenance=on", "maintenance=off"}));
        QVERIFY((after({"set", "llm", "maintenance=on", "checks.kind=t"}) == Words{"checks.kind=tcp"}));
    }
    void everyShellHasAScript() {
        for (const char* shell : {"bash", "zsh", "fish"}) {
            QVERIFY(completionScript(shell).has_value());
            QVERIFY(completionScript(shell)->find("__complete") != std::string_view::npos);
        }
        QVERIFY(!completionScript("tcsh"));
    }
};

QTEST_APPLESS_MAIN(CompletionTest)
#include "tst_completion.moc"
