// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/restadministration.h"
#include "backend/runtime/runtime.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "ui/shell/desktop.h"
#include "ui/shell/mainwindow.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <future>
#include <memory>

using namespace portolan;
using namespace portolan::ui;
using namespace std::chrono_literals;

namespace {

constexpr int soon = 10'000;          // ms
constexpr int withinProbes = 40'000;  // ms

model::Settings embeddedSettings(const QString& folder) {
    const auto loopback = [] {
        return model::ListenSettings{{*base::SocketAddress::parse("127.0.0.1:0")}, model::Choice::Named};
    };
    model::Settings settings;
    settings.start.dataDirectory = folder.toStdString();
    settings.start.dataDirectoryChoice = model::Choice::Named;
    settings.start.dns = loopback();
    settings.start.http = loopback();
    settings.start.api = loopback();
    settings.run.zones = {model::HostName::parse("internal.example").value()};
    settings.run.advertised = {*base::IpAddress::parse("127.0.0.1")};
    settings.run.internalNetworks = model::defaultInternalNetworks();
    settings.run.targetNetworks = model::defaultTargetNetworks();
    settings.run.notices.groupFor = 0s;
    return settings;
}

/// A backend to administer: in this process, or a daemon found by its endpoint file.
struct Backend {
    std::unique_ptr<runtime::Runtime> embedded;
    std::unique_ptr<support::ProgramUnderTest> daemon;
    shell::DesktopOptions options;

    [[nodiscard]] bool start(const QString& where, const QString& folder) {
        options.settingsFile = folder + QStringLiteral("/window.ini");
        if (where == QLatin1String("embedded")) {
            // The folder is app/'s to make.
            const QString data = folder + QStringLiteral("/data");
            if (!QDir().mkpath(data))
                return false;
            auto started = runtime::Runtime::start(embeddedSettings(data), "test");
            if (!started)
                return false;
            embedded = std::move(started).value();
            options.url = QUrl(QString::fromStdString(embedded->privateUrl()));
            options.token = QByteArray::fromStdString(embedded->token());
            return true;
        }
        daemon = std::make_unique<support::ProgramUnderTest>();
        if (!daemon->start())
            return false;
        const auto address = fromEndpointFile();
        if (!address)
            return false;
        options.url = address->url;
        options.token = address->token;
        options.place = shell::BackendPlace::ThisComputer;
        return true;
    }

    [[nodiscard]] std::optional<shell::BackendAddress> fromEndpointFile() const {
        QFile file(QString::fromStdString((daemon->dataFolder() / "endpoint").string()));
        if (!file.open(QIODevice::ReadOnly))
            return std::nullopt;
        const QJsonObject endpoint = QJsonDocument::fromJson(file.readAll()).object();
        return shell::BackendAddress{QUrl(endpoint[QLatin1String("url")].toString()),
                                     endpoint[QLatin1String("token")].toString().toUtf8()};
    }
};

/// The message that is shown by the icon of an XEmbed tray; nullptr when there is none.
QWidget* balloon() {
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (widget->isVisible() && widget->inherits("QBalloonTip"))
            return widget;
    return nullptr;
}

}  // namespace

/// The desktop face on a real X display with a window manager and a tray, on real backends and real targets.
/// Started by withdesktop.sh. With PORTOLAN_PICTURES set to a folder, pictures of the screen are left there.
class DesktopTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void followsAServiceThroughItsLife_data();
    void followsAServiceThroughItsLife();
    void comesBackWhenTheDaemonDoes();
    void closesIntoTheTray();
    void saysNoticesBesideTheIcon();
    void isRaisedByASecondStart();
    void servesAsTheRealProgram();

  private:
    void picture(const char* name) const;
    void addByForm(shell::Desktop& desktop, quint16 port) const;
    [[nodiscard]] static QString cell(shell::Desktop& desktop, int column, int role = Qt::DisplayRole) {
        return desktop.model().index(0, column).data(role).toString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void DesktopTest::initTestCase() {
    QCOMPARE(QGuiApplication::platformName(), QStringLiteral("xcb"));
    shell::prepareApplication(*qApp);
}

void DesktopTest::picture(const char* name) const {
    const QString folder = qEnvironmentVariable("PORTOLAN_PICTURES");
    if (folder.isEmpty())
        return;
    QTest::qWait(300);
    QProcess::execute(QStringLiteral("import"),
                      {QStringLiteral("-window"), QStringLiteral("root"),
                       folder + QLatin1Char('/') + QString::fromLatin1(QTest::currentTestFunction()) +
                           QLatin1Char('-') + QString::fromLatin1(name) + QStringLiteral(".png")});
}

void DesktopTest::addByForm(shell::Desktop& desktop, quint16 port) const {
    QTest::keyClick(&desktop.window().panel().view(), Qt::Key_N, Qt::ControlModifier);
    auto* form = desktop.window().findChild<forms::ServiceForm*>();
    QVERIFY(form);
    QVERIFY(QTest::qWaitForWindowActive(form));
    const auto type = [form](const char* name, const QString& text) {
        QTest::keyClicks(form->findChild<QLineEdit*>(QLatin1String(name)), text);
    };
    type("host", QStringLiteral("media"));
    type("address1", QStringLiteral("127.0.0.1"));
    type("port1", QString::number(port));
    auto* preview = form->findChild<forms::PreviewCard*>();
    QTRY_VERIFY_WITH_TIMEOUT(preview->plainText().contains(QStringLiteral("://media.internal.example")),
                             soon);
    QVERIFY(preview->plainText().contains(QStringLiteral("media.internal.example A 127.0.0.1")));
    picture("form");
    QTest::keyClick(form->findChild<QLineEdit*>(QStringLiteral("port1")), Qt::Key_Return);
}

void DesktopTest::followsAServiceThroughItsLife_data() {
    QTest::addColumn<QString>("where");
    QTest::newRow("embedded backend") << QStringLiteral("embedded");
    QTest::newRow("daemon in another process") << QStringLiteral("daemon");
}

void DesktopTest::followsAServiceThroughItsLife() {
    QFETCH(QString, where);
    Backend backend;
    QVERIFY(backend.start(where, m_folder->path()));
    support::TestUpstream upstream("hello");
    QVERIFY(upstream.listening());
    shell::Desktop desktop(backend.options);
    desktop.start();
    QVERIFY(QTest::qWaitForWindowActive(&desktop.window()));
    QTRY_COMPARE_WITH_TIMEOUT(desktop.window().panel().placard().title(), QStringLiteral("No services yet"),
                              soon);
    QVERIFY(desktop.window().statusStrip().listeningText().startsWith(QStringLiteral("DNS 127.0.0.1:")));
    picture("empty");

    addByForm(desktop, upstream.port());
    QTRY_COMPARE_WITH_TIMEOUT(desktop.model().rowCount(), 1, soon);
    QTRY_COMPARE_WITH_TIMEOUT(cell(desktop, services::ServiceModel::StateColumn), QStringLiteral("Up"),
                              withinProbes);
    QVERIFY(upstream.requests() > 0);
    QCOMPARE(desktop.window().panel().selected().size(), std::size_t(1));
    QVERIFY(cell(desktop, services::ServiceModel::LatencyColumn).endsWith(QStringLiteral("ms")));
    QTRY_VERIFY_WITH_TIMEOUT(desktop.tray().visible(), soon);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.tray().shownState(), std::optional(model::HealthState::Up), soon);
    picture("up");

    upstream.stop();
    QTRY_COMPARE_WITH_TIMEOUT(cell(desktop, services::ServiceModel::StateColumn), QStringLiteral("Down"),
                              withinProbes);
    QCOMPARE(cell(desktop, services::ServiceModel::StateColumn, services::ServiceModel::SecondLineRole),
             QStringLiteral("nothing listens there"));
    QTRY_COMPARE_WITH_TIMEOUT(desktop.tray().toolTip(), QStringLiteral("1 down: media"), soon);
    picture("down");

    desktop.window().activateWindow();
    desktop.window().panel().select(desktop.model().at(0).id);
    desktop.window().panel().view().setFocus();
    QTest::keyClick(&desktop.window().panel().view(), Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.model().rowCount(), 0, soon);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.window().toast().sentence(), QStringLiteral("“media” is removed."),
                              soon);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.window().statusStrip().countsText(), QStringLiteral("0 services"),
                              soon);
    picture("removed");
}

void DesktopTest::comesBackWhenTheDaemonDoes() {
    Backend backend;
    QVERIFY(backend.start(QStringLiteral("daemon"), m_folder->path()));
    QVERIFY(backend.daemon->addService("media", 9).status == 201);
    // Its private listener gets another port with each start; the endpoint file tells.
    backend.options.findAgain = [&backend]() -> std::optional<shell::BackendAddress> {
        return backend.fromEndpointFile();
    };
    shell::Desktop desktop(backend.options);
    desktop.start();
    QTRY_COMPARE_WITH_TIMEOUT(desktop.model().rowCount(), 1, soon);
    backend.daemon->kill9();
    QTRY_COMPARE_WITH_TIMEOUT(desktop.link().state(), connect::BackendLink::State::Lost, soon);
    picture("lost");
    QVERIFY2(backend.daemon->start(), backend.daemon->explain().c_str());
    QTRY_COMPARE_WITH_TIMEOUT(desktop.link().state(), connect::BackendLink::State::Connected, soon);
    QCOMPARE(desktop.model().rowCount(), 1);
    // The event stream is back, too: what is added elsewhere appears by itself.
    QVERIFY(backend.daemon->addService("books", 9).status == 201);
    QTRY_COMPARE_WITH_TIMEOUT(desktop.model().rowCount(), 2, 2 * soon);
}

void DesktopTest::closesIntoTheTray() {
    Backend backend;
    QVERIFY(backend.start(QStringLiteral("embedded"), m_folder->path()));
    shell::Desktop desktop(backend.options);
    desktop.start();
    QVERIFY(QTest::qWaitForWindowActive(&desktop.window()));
    QTRY_VERIFY_WITH_TIMEOUT(desktop.tray().visible(), soon);
    desktop.window().close();
    QVERIFY(!desktop.window().isVisible());
    desktop.tray().menu().actions().first()->trigger();
    QVERIFY(QTest::qWaitForWindowActive(&desktop.window()));
}

void DesktopTest::saysNoticesBesideTheIcon() {
    Backend backend;
    QVERIFY(backend.start(QStringLiteral("embedded"), m_folder->path()));
    backend.options.start = shell::DesktopOptions::Start::Minimized;
    support::TestUpstream upstream("hello");
    shell::Desktop desktop(backend.options);
    desktop.start();
    QTRY_VERIFY_WITH_TIMEOUT(desktop.tray().visible(), soon);
    client::RestAdministration backdoor({backend.options.url, backend.options.token});
    api::ServiceDraft draft;
    draft.host = "media";
    draft.targets.push_back({"127.0.0.1", upstream.port()});
    draft.checks.interval = 1;
    draft.checks.fall = 1;
    backdoor.addService({}, draft, [](const auto&) {});
    QTRY_COMPARE_WITH_TIMEOUT(desktop.tray().shownState(), std::optional(model::HealthState::Up),
                              withinProbes);
    upstream.stop();
    QTRY_VERIFY_WITH_TIMEOUT(balloon(), withinProbes);
    QStringList said;
    for (const QLabel* label : balloon()->findChildren<QLabel*>())
        said.append(label->text());
    QVERIFY2(said.join(QLatin1Char(' ')).contains(QStringLiteral("media")),
             qPrintable(said.join(QLatin1Char(' '))));
    QVERIFY(said.join(QLatin1Char(' ')).contains(QStringLiteral("went down")));
    QCOMPARE(desktop.notices().unread(), 1);
    picture("said");
    QTest::mouseClick(balloon(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(desktop.window().isVisible(), soon);
    auto* list = desktop.window().findChild<QDialog*>(QStringLiteral("notices"));
    QVERIFY(list && list->isVisible());
    picture("listed");
    list->close();
    QCOMPARE(desktop.notices().unread(), 0);
}

void DesktopTest::isRaisedByASecondStart() {
    QVERIFY(!shell::raiseRunning(m_folder->path()));
    Backend backend;
    QVERIFY(backend.start(QStringLiteral("embedded"), m_folder->path()));
    backend.options.instance = m_folder->path();
    backend.options.start = shell::DesktopOptions::Start::Minimized;
    shell::Desktop desktop(backend.options);
    desktop.start();
    QTRY_VERIFY_WITH_TIMEOUT(desktop.tray().visible(), soon);
    QVERIFY(!desktop.window().isVisible());
    // From another thread, as the second program is another process.
    auto raised = std::async(std::launch::async, [this] { return shell::raiseRunning(m_folder->path()); });
    QTRY_VERIFY_WITH_TIMEOUT(raised.wait_for(0s) == std::future_status::ready, soon);
    QVERIFY(raised.get());
    QVERIFY(QTest::qWaitForWindowActive(&desktop.window()));
}

void DesktopTest::servesAsTheRealProgram() {
    support::TestUpstream upstream("hello");
    const std::string data = (m_folder->path() + QStringLiteral("/data")).toStdString();
    support::Process program(
        {.arguments = {support::ProgramUnderTest::file(), "--data-dir", data, "--zone", "internal.example",
                       "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--api",
                       "127.0.0.1:0", "--advertise", "127.0.0.1"},
         .environment = {"LC_ALL=C.UTF-8"}});
    const auto runs = [&program] { return program.running(); };
    QFile endpointFile(QString::fromStdString(data) + QStringLiteral("/endpoint"));
    QTRY_VERIFY2_WITH_TIMEOUT(endpointFile.exists() || !runs(), program.standardError().c_str(), soon);
    QVERIFY2(endpointFile.open(QIODevice::ReadOnly), program.standardError().c_str());
    const QJsonObject endpoint = QJsonDocument::fromJson(endpointFile.readAll()).object();
    const auto xdotool = [](const QStringList& arguments) {
        QProcess tool;
        tool.start(QStringLiteral("xdotool"), arguments);
        tool.waitForFinished(soon);
        return tool.exitCode() == 0 ? QString::fromLatin1(tool.readAllStandardOutput()).trimmed() : QString();
    };
    const QString windowsOfIt = QString::number(program.pid());
    const auto window = [&](const QString& title) {
        return xdotool({QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--all"),
                        QStringLiteral("--pid"), windowsOfIt, QStringLiteral("--name"), title});
    };
    const QString mainTitle = QStringLiteral("^Portolan$");
    const QString formTitle = QStringLiteral("Add service");
    QTRY_VERIFY_WITH_TIMEOUT(!window(mainTitle).isEmpty(), soon);
    xdotool({QStringLiteral("windowactivate"), QStringLiteral("--sync"),
             window(mainTitle).section(QLatin1Char('\n'), 0, 0)});
    xdotool({QStringLiteral("key"), QStringLiteral("ctrl+n")});
    QTRY_VERIFY_WITH_TIMEOUT(!window(formTitle).isEmpty(), soon);
    xdotool({QStringLiteral("windowactivate"), QStringLiteral("--sync"),
             window(formTitle).section(QLatin1Char('\n'), 0, 0)});
    xdotool({QStringLiteral("type"), QStringLiteral("media\t127.0.0.1\t%1").arg(upstream.port())});
    picture("typed");
    xdotool({QStringLiteral("key"), QStringLiteral("Return")});

    client::RestAdministration rest({QUrl(endpoint[QLatin1String("url")].toString()),
                                     endpoint[QLatin1String("token")].toString().toUtf8()});
    model::HealthState state = model::HealthState::Unknown;
    const auto ask = [&] {
        rest.listServices({}, {}, [&state](base::Result<api::ServicePage> page) {
            if (page && page->items.size() == 1 && page->items[0].host == "media.internal.example")
                state = page->items[0].health.state;
        });
        return state == model::HealthState::Up;
    };
    QTRY_VERIFY_WITH_TIMEOUT(ask(), withinProbes);
    picture("up");
    program.signal(SIGTERM);
    const auto ended = program.wait(15s);
    QVERIFY2(ended && ended->code == 0, program.standardError().c_str());
}

QTEST_MAIN(DesktopTest)
#include "tst_desktop.moc"
