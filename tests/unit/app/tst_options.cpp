// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optionkeys.h"
#include "app/options.h"
#include "app/printconfig.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace portolan;
using namespace portolan::app;

Q_DECLARE_METATYPE(std::vector<std::string>)

namespace {

using Arguments = std::vector<std::string>;
using Variables = platform::Environment::Variables;

std::string joined(const std::vector<base::SocketAddress>& addresses) {
    std::string text;
    for (const auto& address : addresses)
        text += (text.empty() ? "" : " ") + address.toString();
    return text;
}

}  // namespace

class OptionsTest : public QObject {
    Q_OBJECT
  private:
    QTemporaryDir m_directory;
    Errors m_errors;

    [[nodiscard]] std::string writeFile(const QByteArray& content) const {
        const QString path = m_directory.filePath(QStringLiteral("portolan.toml"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("no file");
        file.write(content);
        return path.toStdString();
    }
    std::optional<Options> load(Arguments arguments, Variables variables = {}) {
        m_errors.clear();
        variables.try_emplace("HOME", m_directory.path().toStdString());
        return loadOptions(
            {std::move(arguments), platform::Environment(std::move(variables)), platform::Privilege::User},
            m_errors);
    }

  private Q_SLOTS:
    void limitsConnectionsAsTold() {
        const auto untold = load({"--daemon"});
        QVERIFY(untold);
        QCOMPARE(untold->settings.start.maxConnections, 0U);
        QCOMPARE(untold->settings.start.maxConnectionsPerAddress, 1024U);
        const auto told =
            load({"--daemon", "--max-connections", "100"}, {{"PORTOLAN_MAX_CONNECTIONS_PER_ADDRESS", "7"}});
        QVERIFY(told);
        QCOMPARE(told->settings.start.maxConnections, 100U);
        QCOMPARE(told->settings.start.maxConnectionsPerAddress, 7U);
        QCOMPARE(restartKeys(untold->settings.start, told->settings.start),
                 (std::vector<std::string>{"max-connections", "max-connections-per-address"}));
    }

    void limitsRepliesAsTold() {
        const auto untold = load({"--daemon"});
        QVERIFY(untold);
        QCOMPARE(untold->settings.start.rateLimit, 0U);
        const auto told = load({"--daemon"}, {{"PORTOLAN_RATE_LIMIT", "1000"}});
        QVERIFY(told);
        QCOMPARE(told->settings.start.rateLimit, 1000U);
        QCOMPARE(restartKeys(untold->settings.start, told->settings.start),
                 std::vector<std::string>{"rate-limit"});
        QVERIFY(printConfig(*told).find("rate-limit = 1000 ") != std::string::npos);
        const auto off = load({"--daemon", "--rate-limit", "0"}, {{"PORTOLAN_RATE_LIMIT", "1000"}});
        QVERIFY(off);
        QCOMPARE(off->settings.start.rateLimit, 0U);
    }

    void asksTheNameServersAsTold() {
        const auto untold = load({"--daemon"});
        QVERIFY(untold);
        QVERIFY(untold->settings.start.nameServers.empty());
        const auto told = load({"--daemon", "--resolver", "192.168.1.1:53", "--resolver", "[fd00::1]:5353"});
        QVERIFY(told);
        QCOMPARE(told->settings.start.nameServers.size(), std::size_t(2));
        QCOMPARE(told->settings.start.nameServers[1].toString(), std::string("[fd00::1]:5353"));
        QCOMPARE(restartKeys(untold->settings.start, told->settings.start),
                 std::vector<std::string>{"resolver"});
        QVERIFY(printConfig(*told).find("resolver = [\"192.168.1.1:53\", \"[fd00::1]:5353\"]") !=
                std::string::npos);
    }

    void withoutAnythingTheDefaultsHold() {
        const auto options = load({});
        QVERIFY(options);
        QVERIFY(options->face == platform::Face::Window);
        QVERIFY(options->action == Action::Run);
        QCOMPARE(options->settings.run.zones.front().text(), std::string("portolan.internal"));
        QCOMPARE(options->settings.run.advertised.size(), std::size_t(1));
        const auto& start = options->settings.start;
        QVERIFY(joined(start.dns.addresses).starts_with("127.0.0.1:53"));
        QVERIFY(joined(start.http.addresses).starts_with("127.0.0.1:80"));
        QVERIFY(joined(start.api.addresses).starts_with("127.0.0.1:8080"));
        QVERIFY(joined(start.https.addresses).starts_with("127.0.0.1:443"));
        QVERIFY(options->settings.run.trustedProxies.empty());
        QVERIFY(start.dns.choice == model::Choice::Default);
        QVERIFY(start.workers >= 1 && start.workers <= 4);
        QVERIFY(start.dataDirectory.ends_with("/.local/share/portolan"));
    }
    void aListenerCanBeLeftOut() {
        const auto options = load({"--https", "none"});
        QVERIFY(options);
        QVERIFY(options->settings.start.https.addresses.empty());
        QVERIFY(options->settings.start.https.choice == model::Choice::Named);
    }
    void defaultListenersAreLoopbackAndTheAdvertisedAddresses() {
        const auto options =
            load({"--advertise", "100.1.1.1", "--advertise", "fd00::1", "--advertise", "127.0.0.1"});
        QVERIFY(options);
        QCOMPARE(joined(options->settings.start.dns.addresses),
                 std::string("127.0.0.1:53 100.1.1.1:53 [fd00::1]:53"));
        QCOMPARE(options->settings.run.advertised.size(), std::size_t(3));
    }
    void flagBeatsVariableBeatsFileBeatsDefault() {
        const std::string file = writeFile("zone = ['file.test']\nworkers = 3\nlog-format = \"json\"\n");
        const auto options = load({"--config", file, "--zone", "flag.test"},
                                  {{"PORTOLAN_ZONE", "variable.test"}, {"PORTOLAN_WORKERS", "2"}});
        QVERIFY(options);
        QCOMPARE(options->settings.run.zones.size(), std::size_t(1));
        QCOMPARE(options->settings.run.zones.front().text(), std::string("flag.test"));
        QCOMPARE(options->settings.start.workers, 2u);
        QVERIFY(options->settings.start.logFormat == model::LogFormat::Json);
        QVERIFY(options->sources.at("zone").source == Source::Flag);
        QVERIFY(options->sources.at("workers").source == Source::Environment);
        QVERIFY(options->sources.at("log-format").source == Source::File);
        QVERIFY(!options->sources.contains("api"));
    }
    void everyKeyIsAlsoAVariableAndAKeyOfTheFile() {
        const Variables variables{{"PORTOLAN_DAEMON", "yes"},
                                  {"PORTOLAN_DATA_DIR", "/data"},
                                  {"PORTOLAN_ZONE", "a.test, b.test"},
                                  {"PORTOLAN_ADVERTISE", "100.1.1.1"},
                                  {"PORTOLAN_DNS", "127.0.0.1:5300,[::1]:5300"},
                                  {"PORTOLAN_HTTP", "127.0.0.1:0"},
                                  {"PORTOLAN_HTTPS", "127.0.0.1:8443"},
                                  {"PORTOLAN_API", "127.0.0.1:8080"},
                                  {"PORTOLAN_WORKERS", "2"},
                                  {"PORTOLAN_INTERNAL_NETWORKS", "127.0.0.0/8,100.0.0.0/8"},
                                  {"PORTOLAN_TARGET_NETWORKS", "10.0.0.0/8"},
                                  {"PORTOLAN_TRUSTED_PROXIES", "10.0.0.9,fd00::/64"},
                                  {"PORTOLAN_CERTIFICATES", "/etc/lego/certificates,/etc/letsencrypt"},
                                  {"PORTOLAN_LOG_FORMAT", "json"},
                                  {"PORTOLAN_START_EMPTY", "1"}};
        const auto fromVariables = load({}, variables);
        QVERIFY(fromVariables);
        const std::string file = writeFile(
            "daemon = true\ndata-dir = '/data'\nzone = ['a.test', 'b.test']\nadvertise = '100.1.1.1'\n"
            "dns = ['127.0.0.1:5300', '[::1]:5300']\nhttp = '127.0.0.1:0'\nhttps = ['127.0.0.1:8443']\n"
            "api = ['127.0.0.1:8080']\nworkers = 2\ninternal-networks = ['127.0.0.0/8', '100.0.0.0/8']\n"
            "target-networks = ['10.0.0.0/8']\ntrusted-proxies = ['10.0.0.9', 'fd00::/64']\ncertificates = "
            "['/etc/lego/certificates', '/etc/letsencrypt']\nlog-format = 'json'\nstart-empty = true\n");
        const auto fromFile = load({"--config", file});
        QVERIFY(fromFile);
        const auto fromFlags = load({"--daemon",
                                     "--data-dir",
                                     "/data",
                                     "--zone",
                                     "a.test",
                                     "--zone",
                                     "b.test",
                                     "--advertise",
                                     "100.1.1.1",
                                     "--dns",
                                     "127.0.0.1:5300",
                                     "--dns",
                                     "[::1]:5300",
                                     "--http",
                                     "127.0.0.1:0",
                                     "--https",
                                     "127.0.0.1:8443",
                                     "--api",
                                     "127.0.0.1:8080",
                                     "--workers",
                                     "2",
                                     "--internal-networks",
                                     "127.0.0.0/8,100.0.0.0/8",
                                     "--target-networks",
                                     "10.0.0.0/8",
                                     "--trusted-proxies",
                                     "10.0.0.9",
                                     "--trusted-proxies",
                                     "fd00::/64",
                                     "--certificates",
                                     "/etc/lego/certificates",
                                     "--certificates",
                                     "/etc/../etc/letsencrypt",
                                     "--log-format",
                                     "json",
                                     "--start-empty"});
        QVERIFY(fromFlags);
        QVERIFY(fromFlags->face == platform::Face::Daemon);
        QCOMPARE(joined(fromFlags->settings.start.dns.addresses), std::string("127.0.0.1:5300 [::1]:5300"));
        QCOMPARE(fromFlags->settings.run.internalNetworks.size(), std::size_t(2));
        QVERIFY((fromFlags->settings.run.trustedProxies ==
                 std::vector{*base::Network::parse("10.0.0.9/32"), *base::Network::parse("fd00::/64")}));
        QCOMPARE(fromFlags->settings.run.certificates.size(), std::size_t(2));
        for (const auto* other : {&*fromVariables, &*fromFile}) {
            QVERIFY(other->face == platform::Face::Daemon);
            QVERIFY(other->settings.start == fromFlags->settings.start);
            QVERIFY(other->settings.run == fromFlags->settings.run);
        }
    }
    void printedConfigurationGivesTheSameSettingsAgain() {
        const auto options =
            load({"--daemon", "--data-dir", "/da\"ta\\x", "--zone", "a.test", "--dns", "127.0.0.1:0",
                  "--http", "127.0.0.1:0", "--https", "none", "--api", "[::1]:0", "--workers", "2",
                  "--trusted-proxies", "10.0.0.9", "--certificates", "/c"},
                 {{"PORTOLAN_ADVERTISE", "100.1.1.1"}});
        QVERIFY(options);
        const std::string printed = printConfig(*options);
        const std::string file = writeFile(QByteArray::fromStdString(printed));
        const auto again = load({"--config", file});
        QVERIFY(again);
        QVERIFY(again->settings.start == options->settings.start);
        QVERIFY(again->settings.run == options->settings.run);
        for (const char* comment : {"# flag --zone", "# variable PORTOLAN_ADVERTISE", "# default"})
            QVERIFY2(printed.find(comment) != std::string::npos, comment);
        QVERIFY(printConfig(*again).find("# file: zone in " + file) != std::string::npos);
    }
    void mistakesAreNamedWithTheirPlaceAndWhatWouldBeRight_data() {
        QTest::addColumn<std::vector<std::string>>("arguments");
        QTest::addColumn<std::vector<std::string>>("parts");
        const auto row = [](const char* name, Arguments arguments, Arguments parts) {
            QTest::newRow(name) << arguments << parts;
        };
        row("unknown flag", {"--zones", "a"}, {"--zones", "did you mean zone?"});
        row("stray word", {"start"}, {"start"});
        row("no value", {"--zone"}, {"--zone"});
        row("not an address", {"--dns", "foo"}, {"--dns", "\"foo\"", "127.0.0.1:53"});
        row("address without port", {"--http", "127.0.0.1"}, {"--http", "127.0.0.1:80"});
        row("port too large", {"--api", "127.0.0.1:65536"}, {"--api", "127.0.0.1:8080"});
        row("reserved zone", {"--zone", "home.local"}, {"--zone"});
        row("no workers", {"--workers", "0"}, {"--workers", "from 1 to 64"});
        row("too many replies", {"--rate-limit", "1000001"}, {"--rate-limit", "from 0 to 1000000"});
        row("no connections", {"--max-connections", "0"}, {"--max-connections", "from 1 to"});
        row("connections as a word", {"--max-connections-per-address", "few"}, {"\"few\"", "from 1 to"});
        row("workers as a word", {"--workers", "two"}, {"--workers", "\"two\"", "from 1 to 64"});
        row("host bits", {"--internal-networks", "10.0.0.1/8"}, {"--internal-networks", "10.0.0.0/8"});
        row("trusted proxy by name", {"--trusted-proxies", "edge"}, {"--trusted-proxies", "10.0.0.0/8"});
        row("no path", {"--certificates", ""}, {"--certificates"});
        row("advertised name", {"--advertise", "host"}, {"--advertise", "100.1.1.1"});
        row("log format", {"--log-format", "xml"}, {"--log-format", "text or json"});
        row("missing file", {"--config", "/does/not/exist.toml"}, {"/does/not/exist.toml", "No such file"});
        row("URL", {"--connect", "host"}, {"--connect", "http://"});
        row("connect and daemon", {"--daemon", "--connect", "http://h"}, {"--connect", "daemon"});
    }
    void mistakesAreNamedWithTheirPlaceAndWhatWouldBeRight() {
        QFETCH(std::vector<std::string>, arguments);
        QFETCH(std::vector<std::string>, parts);
        QVERIFY(!load(arguments));
        QVERIFY(!m_errors.empty());
        for (const std::string& part : parts)
            QVERIFY2(m_errors.front().message.find(part) != std::string::npos,
                     m_errors.front().message.c_str());
    }
    void mistakesInTheFileAreNamedWithTheirLine_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<std::vector<std::string>>("parts");
        const auto row = [](const char* name, const char* content, Arguments parts) {
            QTest::newRow(name) << QByteArray(content) << parts;
        };
        row("unknown key", "\ndata_dir = '/x'\n", {"data_dir", "line 2", "did you mean data-dir?"});
        row("unknown key that is near nothing", "colour = 1", {"colour", "line 1", "the keys are daemon"});
        row("table", "[server]\nzone = ['a']\n", {"server", "line 1"});
        row("syntax", "zone = [\n", {"portolan.toml", "line"});
        row("kind of list", "zone = 7", {"zone", "line 1", "array of strings"});
        row("kind of member", "zone = ['a', 7]", {"zone", "line 1", "array of strings"});
        row("empty list", "zone = []", {"zone", "array of strings"});
        row("kind of switch", "daemon = 'yes'", {"daemon", "true or false"});
        row("kind of number", "workers = 1.5", {"workers", "a number"});
        row("file that names a file", "config = '/x'", {"config", "--config"});
        row("value", "dns = ['nowhere']", {"dns", "line 1", "\"nowhere\"", "127.0.0.1:53"});
    }
    void mistakesInTheFileAreNamedWithTheirLine() {
        QFETCH(QByteArray, content);
        QFETCH(std::vector<std::string>, parts);
        QVERIFY(!load({"--config", writeFile(content)}));
        QVERIFY(!m_errors.empty());
        for (const std::string& part : parts)
            QVERIFY2(m_errors.front().message.find(part) != std::string::npos,
                     m_errors.front().message.c_str());
    }
    void aSwitchInAVariableIsYesOrNo() {
        QVERIFY(load({}, {{"PORTOLAN_DAEMON", "off"}})->face == platform::Face::Window);
        QVERIFY(!load({}, {{"PORTOLAN_DAEMON", "perhaps"}}));
        QVERIFY(m_errors.front().message.find("PORTOLAN_DAEMON") != std::string::npos);
    }
    void allMistakesAreReportedAtOnce() {
        QVERIFY(!load({"--dns", "x", "--http", "y", "--workers", "z"}));
        QCOMPARE(m_errors.size(), std::size_t(3));
    }
    void helpAndVersionAreObeyedWhateverElseStands() {
        QVERIFY(load({"--help", "--dns", "x"})->action == Action::PrintHelp);
        QVERIFY(load({"-h"})->action == Action::PrintHelp);
        QVERIFY(load({"--version"})->action == Action::PrintVersion);
        const std::string help = helpText();
        for (const OptionKey& key : optionKeys())
            QVERIFY2((help.find("--" + std::string(key.name)) != std::string::npos) ==
                         (key.kind != ValueKind::Command),
                     help.c_str());
    }
    void aProgramToRunStandsInTheFileOnly() {
        const auto options = load({"--config", writeFile("notice-command = [\"/usr/bin/notify\", \"a, b\"]\n"
                                                         "notice-cool-down = 60\nnotice-group-for = 0\n"
                                                         "notice-retry = 2\n")});
        QVERIFY(options);
        const model::NoticeSettings& notices = options->settings.run.notices;
        QCOMPARE(notices.command, (Arguments{"/usr/bin/notify", "a, b"}));
        QCOMPARE(notices.coolDown.count(), 60);
        QCOMPARE(notices.groupFor.count(), 0);
        QCOMPARE(notices.firstRetry.count(), 2);
        QVERIFY(printConfig(*options).find("notice-command = [\"/usr/bin/notify\", \"a, b\"]") !=
                std::string::npos);
        for (const auto& arguments : {Arguments{"--notice-command", "/usr/bin/notify"},
                                      Arguments{"--notice-command=/usr/bin/notify"}}) {
            QVERIFY(!load(arguments));
            QVERIFY2(m_errors.front().message.find("portolan.toml only") != std::string::npos,
                     m_errors.front().message.c_str());
        }
        QVERIFY(!load({}, {{"PORTOLAN_NOTICE_COMMAND", "/usr/bin/notify"}}));
        QVERIFY(m_errors.front().message.find("portolan.toml only") != std::string::npos);
        QVERIFY(!load({"--config", writeFile("notice-command = \"/usr/bin/notify\"\n")}));
        QVERIFY(!load({"--config", writeFile("notice-command = [\"notify\"]\n")}));
        QVERIFY(m_errors.front().message.find("whole path") != std::string::npos);
    }
    void aNamedDataDirectoryHoldsTheEndpointFileToo() {
        const auto options = load({"--daemon", "--data-dir", "/data"}, {{"XDG_RUNTIME_DIR", "/run/user/1"}});
        QVERIFY(options);
        QCOMPARE(options->endpointPlace.path, std::string("/data/endpoint"));
        QVERIFY(options->settings.start.dataDirectoryChoice == model::Choice::Named);
        QCOMPARE(load({"--daemon"}, {{"XDG_RUNTIME_DIR", "/run/user/1"}})->endpointPlace.path,
                 std::string("/run/user/1/portolan/endpoint"));
    }
    void differencesAreSortedByWhatAReloadCanApply() {
        const auto before = load({"--daemon", "--zone", "a.test", "--dns", "127.0.0.1:0", "--workers", "1"});
        const auto after = load({"--daemon", "--zone", "b.test", "--dns", "127.0.0.1:5300", "--workers", "2",
                                 "--internal-networks", "10.0.0.0/8", "--trusted-proxies", "10.0.0.9",
                                 "--certificates", "/c"});
        QVERIFY(before && after);
        QCOMPARE(restartKeys(before->settings.start, after->settings.start), (Arguments{"dns", "workers"}));
        QCOMPARE(reloadKeys(before->settings.run, after->settings.run),
                 (Arguments{"zone", "internal-networks", "trusted-proxies", "certificates"}));
        QVERIFY(restartKeys(before->settings.start, before->settings.start).empty());
        QVERIFY(reloadKeys(before->settings.run, before->settings.run).empty());
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
