// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The real program as a black box: bin/portolan --daemon on a data folder of its own, driven only through its
// command line, its signals, its listeners and its files, as a user would. start() waits for the ready line;
// restart() keeps the data folder and the ports, kill9() is the power cut. Unless told otherwise it listens
// on loopback, port 0. The destructor kills the program and removes the data folder. One thread. Which file
// is run can be chosen by the variable PORTOLAN_PROGRAM.

#include "backend/base/ipaddress.h"
#include "tests/support/httpclient.h"
#include "tests/support/json.h"
#include "tests/support/process.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portolan::support {

/// A folder that is gone with its owner.
class TemporaryFolder {
  public:
    /// `parent`: /dev/shm where the disk shall not matter.
    explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

struct ProgramOptions {
    std::vector<std::string> arguments{};    ///< after --daemon --data-dir DIR
    std::vector<std::string> environment{};  ///< "NAME=value"
    std::string zone = "internal.example";
    /// --dns/--http/--https/--api 127.0.0.1:0, --advertise and --zone are added, unless `arguments` name all
    /// that is wanted.
    enum class Listeners { Loopback, AsArgued } listeners = Listeners::Loopback;
    std::filesystem::path dataParent = std::filesystem::temp_directory_path();
    int cpu = -1;                       ///< the only CPU the program may use; -1: any
    std::vector<std::string> prefix{};  ///< what runs the program, for example valgrind
    std::function<Command(Command)> wrap =
        nullptr;  ///< how the command is started, for example in a namespace
};

class ProgramUnderTest {
  public:
    explicit ProgramUnderTest(ProgramOptions options = {});
    ~ProgramUnderTest();

    /// The file that is run.
    [[nodiscard]] static std::string file();

    /// Starts it and waits for the ready line. False if it ends or stays silent: see explain().
    [[nodiscard]] bool start(std::chrono::milliseconds limit = std::chrono::seconds(20));
    /// Starts it without waiting.
    void launch();
    [[nodiscard]] bool waitReady(std::chrono::milliseconds limit);

    [[nodiscard]] const Json& ready() const { return m_ready; }
    /// Where the first listener of that name and protocol listens, from the ready line; port 0 if it does
    /// not.
    [[nodiscard]] base::SocketAddress address(const char* name, const char* protocol = "tcp") const;
    [[nodiscard]] base::SocketAddress dns() const { return address("dns", "udp"); }
    [[nodiscard]] base::SocketAddress http() const { return address("http"); }
    [[nodiscard]] base::SocketAddress api() const { return address("api"); }
    /// The token of the endpoint file.
    [[nodiscard]] std::string token() const;
    [[nodiscard]] std::filesystem::path dataFolder() const { return m_data.path() / "data"; }
    [[nodiscard]] std::filesystem::path configFile() const { return m_data.path() / "portolan.toml"; }
    [[nodiscard]] Process& process() { return *m_process; }

    void kill9();
    /// SIGTERM, and its exit status; nullopt if it has not ended by then.
    [[nodiscard]] std::optional<ExitStatus> terminate(
        std::chrono::milliseconds limit = std::chrono::seconds(15));
    /// Ready line, standard error and exit status, for a failed check's message.
    [[nodiscard]] std::string explain();

    /// A call to the API listener.
    [[nodiscard]] HttpReply call(const HttpCall& call) const { return fetch(api(), call); }
    /// The same with the endpoint file's token.
    [[nodiscard]] HttpReply callWithToken(HttpCall call) const;
    /// POST /add-record for a service NAME on 127.0.0.1:PORT.
    [[nodiscard]] HttpReply addService(const std::string& name, std::uint16_t port) const;
    /// GET through the proxy listener with Host NAME.
    [[nodiscard]] HttpReply through(const std::string& name, const std::string& target = "/") const;

    [[nodiscard]] Command command(std::vector<std::string> more = {}) const;

  private:
    TemporaryFolder m_data;
    ProgramOptions m_options;
    std::unique_ptr<Process> m_process;
    Json m_ready;
};

}  // namespace portolan::support
