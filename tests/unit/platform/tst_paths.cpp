// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/paths.h"

#include <QTest>

using namespace portolan::platform;

namespace {

Surroundings surroundings(Face face, Privilege privilege, Environment::Variables variables) {
    return {face, privilege, Environment(std::move(variables))};
}

const Environment::Variables home{{"HOME", "/home/ada"}};
const Environment::Variables underSystemd{{"HOME", "/"},
                                          {"STATE_DIRECTORY", "/var/lib/portolan:/var/lib/other"},
                                          {"CONFIGURATION_DIRECTORY", "/etc/chart"},
                                          {"RUNTIME_DIRECTORY", "/run/chart"}};

}  // namespace

class PathsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void daemonUnderSystemdUsesTheDirectoriesItWasGiven() {
        const auto s = surroundings(Face::Daemon, Privilege::User, underSystemd);
        QCOMPARE(defaultDataDirectory(s), std::string("/var/lib/portolan"));
        QCOMPARE(defaultConfigFile(s), std::string("/etc/chart/portolan.toml"));
        const auto place = defaultEndpointPlace(s, "/var/lib/portolan");
        QCOMPARE(place.path, std::string("/run/chart/endpoint"));
        QVERIFY(place.audience == EndpointAudience::Group);
    }
    void windowIgnoresTheDirectoriesOfAService() {
        const auto s = surroundings(Face::Window, Privilege::User, underSystemd);
        QCOMPARE(defaultDataDirectory(s), std::string("//.local/share/portolan"));
    }
    void daemonOfRootUsesTheSystemsDirectories() {
        const auto s = surroundings(Face::Daemon, Privilege::Root, home);
        QCOMPARE(defaultDataDirectory(s), std::string("/var/lib/portolan"));
        QCOMPARE(defaultConfigFile(s), std::string("/etc/portolan/portolan.toml"));
        QVERIFY(defaultEndpointPlace(s, "/x") ==
                (EndpointPlace{"/run/portolan/endpoint", EndpointAudience::Group}));
    }
    void windowOfRootUsesItsHome() {
        const auto s = surroundings(Face::Window, Privilege::Root, {{"HOME", "/root"}});
        QCOMPARE(defaultDataDirectory(s), std::string("/root/.local/share/portolan"));
    }
    void userFollowsXdg() {
        const auto s = surroundings(Face::Daemon, Privilege::User,
                                    {{"HOME", "/home/ada"},
                                     {"XDG_DATA_HOME", "/data"},
                                     {"XDG_CONFIG_HOME", "/config"},
                                     {"XDG_RUNTIME_DIR", "/run/user/1000"}});
        QCOMPARE(defaultDataDirectory(s), std::string("/data/portolan"));
        QCOMPARE(defaultConfigFile(s), std::string("/config/portolan/portolan.toml"));
        QVERIFY(defaultEndpointPlace(s, "/data/portolan") ==
                (EndpointPlace{"/run/user/1000/portolan/endpoint", EndpointAudience::Owner}));
    }
    void relativeAndEmptyXdgVariablesAreIgnored() {
        const auto s =
            surroundings(Face::Window, Privilege::User,
                         {{"HOME", "/home/ada"}, {"XDG_DATA_HOME", "data"}, {"XDG_CONFIG_HOME", ""}});
        QCOMPARE(defaultDataDirectory(s), std::string("/home/ada/.local/share/portolan"));
        QCOMPARE(defaultConfigFile(s), std::string("/home/ada/.config/portolan/portolan.toml"));
    }
    void withoutARuntimeDirectoryTheEndpointStandsInTheDataDirectory() {
        const auto s = surroundings(Face::Window, Privilege::User, home);
        QVERIFY(defaultEndpointPlace(s, "/data") ==
                (EndpointPlace{"/data/endpoint", EndpointAudience::Owner}));
    }
    void processEnvironmentIsRead() {
        qputenv("PORTOLAN_TEST_VARIABLE", "a=b");
        QCOMPARE(Environment::ofProcess().value("PORTOLAN_TEST_VARIABLE").value_or(""), std::string("a=b"));
        QVERIFY(!Environment::ofProcess().value("PORTOLAN_TEST_VARIABLE_UNSET"));
    }
};

QTEST_GUILESS_MAIN(PathsTest)
#include "tst_paths.moc"
