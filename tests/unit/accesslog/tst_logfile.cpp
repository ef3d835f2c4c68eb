// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/accesslog/logfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace portolan;
using namespace portolan::accesslog;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

/// A limit on the size of files while it lives; a write beyond it fails as on a full disk.
class SizeLimit {
  public:
    explicit SizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;

  private:
    rlimit m_before{};
};

}  // namespace

class LogFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path;

    static bool write(LogFile& file, std::string_view lines) {
        std::string_view left = lines;
        return file.write(left).ok() && left.empty();
    }

  private Q_SLOTS:
    void init() {
        QDir(m_folder.path()).removeRecursively();
        QVERIFY(QDir().mkpath(m_folder.path()));
        m_path = m_folder.filePath(QStringLiteral("access.log"));
    }

    void appendsToWhatIsThere() {
        {
            LogFile file(m_path.toStdString(), 1000, 5);
            QVERIFY(write(file, "one\n"));
        }
        LogFile file(m_path.toStdString(), 1000, 5);
        QVERIFY(write(file, "two\nthree\n"));
        QCOMPARE(contentOf(m_path), QByteArray("one\ntwo\nthree\n"));
    }
    void isForItsOwnerAndGroupOnly() {
        LogFile file(m_path.toStdString(), 1000, 5);
        QVERIFY(write(file, "one\n"));
        const auto others = QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::WriteGroup;
        QVERIFY(!(QFile::permissions(m_path) & others));
        QVERIFY(QFile::permissions(m_path) & QFileDevice::ReadGroup);
    }
    void isPutAsideAtItsSizeAndTheOldestGoes() {
        LogFile file(m_path.toStdString(), 10, 2);
        for (const char* line : {"first..\n", "second.\n", "third..\n", "fourth.\n"})
            QVERIFY(write(file, line));
        QCOMPARE(contentOf(m_path), QByteArray("fourth.\n"));
        QCOMPARE(contentOf(m_path + QStringLiteral(".1")), QByteArray("third..\n"));
        QCOMPARE(contentOf(m_path + QStringLiteral(".2")), QByteArray("second.\n"));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), 3);
    }
    void aWriteLargerThanTheSizeIsOneFile() {
        LogFile file(m_path.toStdString(), 10, 2);
        QVERIFY(write(file, "this line is longer than the file may be\n"));
        QVERIFY(write(file, "next\n"));
        QCOMPARE(contentOf(m_path), QByteArray("next\n"));
    }
    void goesOnInANewFileAfterTheOldWasMovedAway() {
        LogFile file(m_path.toStdString(), 1000, 5);
        QVERIFY(write(file, "one\n"));
        QVERIFY(QFile::rename(m_path, m_path + QStringLiteral(".old")));
        QVERIFY(write(file, "two\n"));
        file.reopen();
        QVERIFY(write(file, "three\n"));
        QCOMPARE(contentOf(m_path + QStringLiteral(".old")), QByteArray("one\ntwo\n"));
        QCOMPARE(contentOf(m_path), QByteArray("three\n"));
    }
    void aFullDiskLosesWholeLinesAndTheRestIsGood() {
        LogFile file(m_path.toStdString(), 1'000'000, 5);
        QVERIFY(write(file, "one\n"));
        {
            const SizeLimit limit(10);
            std::string_view lines = "two\nthree\nfour\n";
            const auto written = file.write(lines);
            QCOMPARE(written.error().code, std::string("accesslog.write"));
            QCOMPARE(lines, std::string_view("three\nfour\n"));
        }
        QVERIFY(write(file, "five\n"));
        QCOMPARE(contentOf(m_path), QByteArray("one\ntwo\nfive\n"));
    }
    void aFolderThatComesLaterIsUsedThen() {
        const QString path = m_folder.filePath(QStringLiteral("later/access.log"));
        LogFile file(path.toStdString(), 1000, 5);
        std::string_view lines = "one\n";
        QVERIFY(!file.write(lines).ok());
        QCOMPARE(lines, std::string_view("one\n"));
        QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("later"))));
        QVERIFY(write(file, "two\n"));
        QCOMPARE(contentOf(path), QByteArray("two\n"));
    }
};

QTEST_APPLESS_MAIN(LogFileTest)
#include "tst_logfile.moc"
