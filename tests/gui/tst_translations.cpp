// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/clock.h"
#include "ui/shell/translators.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/text/healthtext.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace portolan;
using namespace portolan::ui;
using namespace std::chrono_literals;

namespace {

struct Entry {
    QString context;
    QString source;
    QStringList translations;
    bool finished = true;
    bool counts = false;
};

QString translationsFolder() {
    return QStringLiteral(PORTOLAN_SOURCE_DIR "/translations");
}

QList<Entry> entriesOf(const QString& file) {
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&input);
    QList<Entry> entries;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QStringView name = xml.name();
        if (name == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (name == QLatin1String("message")) {
            entries.append({context, {}, {}, true, xml.attributes().hasAttribute(QLatin1String("numerus"))});
        } else if (name == QLatin1String("source")) {
            entries.last().source = xml.readElementText();
        } else if (name == QLatin1String("translation")) {
            entries.last().finished = !xml.attributes().hasAttribute(QLatin1String("type"));
            if (!entries.last().counts)
                entries.last().translations.append(xml.readElementText());
        } else if (name == QLatin1String("numerusform")) {
            entries.last().translations.append(xml.readElementText());
        }
    }
    return entries;
}

QStringList gapsOf(const QString& text) {
    static const QRegularExpression gap(QStringLiteral("%[1-9n]|\\{[a-z_]+\\}"));
    QStringList gaps;
    for (auto match = gap.globalMatch(text); match.hasNext();)
        gaps.append(match.next().captured());
    gaps.sort();
    return gaps;
}

}  // namespace

class TranslationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void areComplete_data();
    void areComplete();
    void holdEveryTextOfTheSources_data() { areComplete_data(); }
    void holdEveryTextOfTheSources();
    void keepTheGaps_data() { areComplete_data(); }
    void keepTheGaps();
    void speakGerman();
    void fallBackToEnglish();
    void fillErrorsWithTheirParameters();
    void keepTheBackendsSentenceForUnknownCodes();
    void knowEveryCauseOfCertificates();
};

void TranslationsTest::areComplete_data() {
    QTest::addColumn<QString>("file");
    const QStringList files = QDir(translationsFolder()).entryList({QStringLiteral("*.ts")});
    QVERIFY(files.size() >= 2);
    for (const QString& file : files)
        QTest::newRow(qPrintable(file)) << translationsFolder() + QLatin1Char('/') + file;
}

void TranslationsTest::areComplete() {
    QFETCH(QString, file);
    const QList<Entry> entries = entriesOf(file);
    QVERIFY(entries.size() > 10);
    for (const Entry& entry : entries) {
        QVERIFY2(entry.finished, qPrintable(entry.context + QStringLiteral(": ") + entry.source));
        QVERIFY2(!entry.translations.isEmpty() && !entry.translations.contains(QString()),
                 qPrintable(entry.context + QStringLiteral(": ") + entry.source));
        QVERIFY2(!entry.counts || entry.translations.size() == 2, qPrintable(entry.source));
    }
}

void TranslationsTest::holdEveryTextOfTheSources() {
    QFETCH(QString, file);
    QTemporaryDir folder;
    const QString copy = folder.filePath(QFileInfo(file).fileName());
    QVERIFY(QFile::copy(file, copy));
    QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
    QStringList arguments{QStringLiteral("-silent"),
                          QStringLiteral("-locations"),
                          QStringLiteral("none"),
                          QStringLiteral("-I"),
                          QStringLiteral(PORTOLAN_SOURCE_DIR),
                          QStringLiteral(PORTOLAN_SOURCE_DIR "/ui")};
    if (file.endsWith(QLatin1String("_en.ts")))
        arguments.append(QStringLiteral("-pluralonly"));
    arguments += {QStringLiteral("-ts"), copy};
    QProcess lupdate;
    lupdate.start(QStringLiteral(PORTOLAN_LUPDATE), arguments);
    QVERIFY(lupdate.waitForFinished(60000));
    QCOMPARE(lupdate.exitCode(), 0);
    // New texts come in unfinished, texts that are gone become obsolete ("vanished").
    for (const Entry& entry : entriesOf(copy))
        QVERIFY2(entry.finished, qPrintable(entry.context + QStringLiteral(": ") + entry.source +
                                            QStringLiteral(" (run the target translations-update)")));
}

void TranslationsTest::keepTheGaps() {
    QFETCH(QString, file);
    for (const Entry& entry : entriesOf(file))
        for (const QString& translation : entry.translations)
            QCOMPARE(gapsOf(translation), gapsOf(entry.source));
}

void TranslationsTest::speakGerman() {
    QVERIFY(shell::installTranslators(*qApp, QLocale(QStringLiteral("de_DE"))));
    QCOMPARE(text::stateText(model::HealthState::Down), QStringLiteral("Ausgefallen"));
    QCOMPARE(text::serviceCountText(1), QStringLiteral("1 Dienst"));
    QCOMPARE(text::serviceCountText(12), QStringLiteral("12 Dienste"));
    const base::SystemTime now = std::chrono::system_clock::now();
    QCOMPARE(text::agoText(now - 3min, now), QStringLiteral("vor 3 Minuten"));
    QCOMPARE(text::agoText(now - 1h, now), QStringLiteral("vor 1 Stunde"));
}

void TranslationsTest::fallBackToEnglish() {
    QVERIFY(shell::installTranslators(*qApp, QLocale(QStringLiteral("fi_FI"))));
    QCOMPARE(text::serviceCountText(1), QStringLiteral("1 service"));
    QCOMPARE(text::serviceCountText(12), QStringLiteral("12 services"));
}

void TranslationsTest::fillErrorsWithTheirParameters() {
    QVERIFY(shell::installTranslators(*qApp, QLocale(QStringLiteral("de_DE"))));
    const base::Error error{"name.outside_zones",
                            "English.",
                            "host",
                            {{"name", "a.b"}, {"zones", "x.y"}, {"suggestion", "a.x.y"}}};
    QCOMPARE(text::errorText(error),
             QStringLiteral("„a.b“ liegt in keiner unserer Zonen (x.y); „a.x.y“ ginge."));
    // A parameter that is not there would leave a gap: the backend's own sentence is better.
    const base::Error bare{"name.outside_zones", "There is no zone.", "host", {{"name", "a.b"}}};
    QCOMPARE(text::errorText(bare), QStringLiteral("There is no zone."));
}

void TranslationsTest::keepTheBackendsSentenceForUnknownCodes() {
    QCOMPARE(text::errorText({"brand.new", "A new sentence.", {}, {}}), QStringLiteral("A new sentence."));
    QCOMPARE(text::warningText({"brand.new", "A new warning.", {}}), QStringLiteral("A new warning."));
}

// Those that docs/certificates.md lists.
void TranslationsTest::knowEveryCauseOfCertificates() {
    QFile document(QStringLiteral(PORTOLAN_SOURCE_DIR "/docs/certificates.md"));
    QVERIFY(document.open(QIODevice::ReadOnly));
    static const QRegularExpression row(
        QStringLiteral("^\\| (`(?:authority|certificate|file|key|leaves|pem)\\.[a-z_]+`[^|]*) \\|"),
        QRegularExpression::MultilineOption);
    static const QRegularExpression code(QStringLiteral("`([a-z]*)(\\.[a-z_]+)`"));
    QStringList missing;
    int seen = 0;
    const QString page = QString::fromUtf8(document.readAll());
    for (auto line = row.globalMatch(page); line.hasNext();) {
        QString family;
        for (auto each = code.globalMatch(line.next().captured(1)); each.hasNext(); ++seen) {
            const auto match = each.next();
            family = match.captured(1).isEmpty() ? family : match.captured(1);
            if (!text::translatedCodes().contains(family + match.captured(2)))
                missing.append(family + match.captured(2));
        }
    }
    QVERIFY(seen > 20);
    QCOMPARE(missing.join(QLatin1Char(' ')), QString());
}

QTEST_MAIN(TranslationsTest)
#include "tst_translations.moc"
