// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/systemd.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace portolan::platform;

namespace {

/// Plays the service manager's end of the socket.
class Manager {
  public:
    explicit Manager(const std::string& name) : m_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (address.sun_path[0] == '@')
            address.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        m_bound = ::bind(m_fd, reinterpret_cast<const sockaddr*>(&address), length) == 0;
    }
    ~Manager() { ::close(m_fd); }
    [[nodiscard]] bool isBound() const { return m_bound; }
    [[nodiscard]] std::string read() const {
        std::array<char, 1024> buffer{};
        const ssize_t length = ::recv(m_fd, buffer.data(), buffer.size(), 0);
        return length < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(length));
    }

  private:
    int m_fd;
    bool m_bound = false;
};

Environment withSocket(const std::string& name) {
    return Environment({{"NOTIFY_SOCKET", name}});
}

}  // namespace

class SystemdTest : public QObject {
    Q_OBJECT
  private:
    QTemporaryDir m_directory;

  private Q_SLOTS:
    void readyAndStoppingReachTheManager_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("path") << m_directory.filePath(QLatin1String("notify"));
        QTest::newRow("abstract") << QStringLiteral("@portolan-test-%1").arg(getpid());
    }
    void readyAndStoppingReachTheManager() {
        QFETCH(QString, name);
        const Manager manager(name.toStdString());
        QVERIFY(manager.isBound());
        const ServiceManager service(withSocket(name.toStdString()));
        QVERIFY(service.isListening());
        service.ready("serving 2 zones");
        QCOMPARE(manager.read(), "READY=1\nSTATUS=serving 2 zones\nMAINPID=" + std::to_string(getpid()));
        service.status("one");
        QCOMPARE(manager.read(), std::string("STATUS=one"));
        service.stopping("draining");
        QCOMPARE(manager.read(), std::string("STOPPING=1\nSTATUS=draining"));
    }
    void withoutAManagerNothingHappens() {
        const ServiceManager service{Environment()};
        QVERIFY(!service.isListening());
        service.ready("unheard");
    }
    void aNameThatIsNoSocketIsIgnored() {
        QVERIFY(!ServiceManager(withSocket("relative")).isListening());
        QVERIFY(!ServiceManager(withSocket("/" + std::string(200, 'x'))).isListening());
    }
};

QTEST_GUILESS_MAIN(SystemdTest)
#include "tst_systemd.moc"
