// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/datadirectorylock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>
#include <sys/wait.h>
#include <unistd.h>

using portolan::platform::DataDirectoryLock;

class DataDirectoryLockTest : public QObject {
    Q_OBJECT
  private:
    QTemporaryDir m_directory;
    [[nodiscard]] std::string path(const char* name) const {
        return m_directory.filePath(QLatin1String(name)).toStdString();
    }
    /// The exit status of a child that tries to take the lock: 0 taken, 1 refused, 2 refused with another
    /// pid.
    [[nodiscard]] static int tryInAnotherProcess(const std::string& directory) {
        const std::string expected = std::to_string(getpid());
        const pid_t child = fork();
        if (child == 0) {
            const auto second = DataDirectoryLock::acquire(directory);
            if (second.ok())
                _exit(0);
            bool namesHolder = second.error().code == "lock.held";
            for (const auto& [key, value] : second.error().params)
                namesHolder = namesHolder && (key != "pid" || value == expected);
            namesHolder =
                namesHolder && second.error().message.find("process " + expected) != std::string::npos;
            _exit(namesHolder ? 1 : 2);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WEXITSTATUS(status);
    }

  private Q_SLOTS:
    void theDirectoryIsMadeForItsOwnerOnly() {
        const auto lock = DataDirectoryLock::acquire(path("deep/er"));
        QVERIFY(lock.ok());
        QCOMPARE(QFile::permissions(m_directory.filePath(QLatin1String("deep/er"))) &
                     (QFile::ReadGroup | QFile::ReadOther | QFile::ReadOwner),
                 QFile::Permissions(QFile::ReadOwner));
    }
    void aSecondProcessIsRefusedWithTheHoldersPid() {
        auto lock = DataDirectoryLock::acquire(path("shared"));
        QVERIFY(lock.ok());
        QCOMPARE(tryInAnotherProcess(path("shared")), 1);
    }
    void aSecondLockInOneProcessIsRefusedToo() {
        const auto lock = DataDirectoryLock::acquire(path("twice"));
        QCOMPARE(DataDirectoryLock::acquire(path("twice")).error().code, std::string("lock.held"));
    }
    void theLockIsFreeWhenItsOwnerIsGone() {
        {
            auto lock = DataDirectoryLock::acquire(path("released"));
            QVERIFY(lock.ok());
            std::optional<DataDirectoryLock> moved(std::move(lock).value());
            QCOMPARE(tryInAnotherProcess(path("released")), 1);
        }
        QCOMPARE(tryInAnotherProcess(path("released")), 0);
    }
    void aDirectoryThatCannotBeUsedIsNamed() {
        QFile file(m_directory.filePath(QLatin1String("plainfile")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto lock = DataDirectoryLock::acquire(path("plainfile/below"));
        QCOMPARE(lock.error().code, std::string("lock.failed"));
        QVERIFY(lock.error().message.find("plainfile/below") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(DataDirectoryLockTest)
#include "tst_datadirectorylock.moc"
