// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/resolve/systemresolver.h"

#include "backend/base/logging.h"
#include "backend/net/filedescriptor.h"
#include "backend/resolve/areschannel.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace portolan::resolve {

namespace {

/// What tells one state of a file from another; all zero while there is no such file.
struct FileStamp {
    ino_t inode = 0;
    off_t size = 0;
    timespec changed{};

    static FileStamp of(const std::string& path) {
        struct stat found {};
        if (stat(path.c_str(), &found) != 0)
            return {};
        return {found.st_ino, found.st_size, found.st_mtim};
    }
    friend bool operator==(const FileStamp& a, const FileStamp& b) {
        return a.inode == b.inode && a.size == b.size && a.changed.tv_sec == b.changed.tv_sec &&
               a.changed.tv_nsec == b.changed.tv_nsec;
    }
};

}  // namespace

/// What runs on the resolver's thread.
class SystemResolver::Loop {
  public:
    struct Asked {
        std::string name;
        Reply reply;
    };

    Loop(ResolverOptions options, base::Executor& asker)
        : m_options(std::move(options)), m_asker(asker), m_wakeup(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    void add(Asked asked) {
        {
            const std::lock_guard lock(m_mutex);
            m_asked.push_back(std::move(asked));
        }
        wake();
    }

    void stop() {
        m_stopping = true;
        wake();
    }

    void run() {
        while (!m_stopping) {
            begin(takeAsked());
            std::vector<pollfd> sockets{{m_wakeup.value(), POLLIN, 0}};
            for (const auto& channel : m_channels)
                if (channel)
                    channel->addSockets(sockets);
            (void)poll(sockets.data(), sockets.size(), timeout());
            std::uint64_t wakeups = 0;
            if (sockets.front().revents != 0)
                (void)!read(m_wakeup.value(), &wakeups, sizeof wakeups);
            for (const auto& channel : m_channels)
                if (channel)
                    channel->process(sockets);
        }
        for (auto& channel : m_channels)
            channel.reset();
    }

  private:
    void wake() const {
        const std::uint64_t one = 1;
        (void)!write(m_wakeup.value(), &one, sizeof one);
    }

    std::vector<Asked> takeAsked() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_asked, {});
    }

    void begin(std::vector<Asked> asked) {
        if (asked.empty())
            return;
        followConfiguration();
        for (Asked& one : asked) {
            const std::string name = one.name;
            m_underWay.emplace(++m_last, std::move(one));
            lookUp(m_last, name);
        }
    }

    void lookUp(std::uint64_t number, const std::string& name) {
        const auto search = name.find('.') == std::string::npos ? SearchList::Used : SearchList::Unused;
        const auto& channel = channelFor(search);
        if (!channel) {
            finish(number, {LookupOutcome::ServerFails});
            return;
        }
        channel->lookUp(name, [this, number](const LookupAnswer& answer) { finish(number, answer); });
    }

    void finish(std::uint64_t number, const LookupAnswer& answer) {
        auto ended = m_underWay.extract(number);
        m_asker.post([reply = std::move(ended.mapped().reply), answer] { reply(answer); });
    }

    /// What is under way is asked again, of the name servers that there are now.
    void followConfiguration() {
        const FileStamp found = FileStamp::of(m_options.configuration);
        if (found == m_stamp)
            return;
        m_stamp = found;
        for (auto& channel : m_channels)
            channel.reset();
        std::vector<std::pair<std::uint64_t, std::string>> again;
        for (const auto& [number, asked] : m_underWay)
            again.emplace_back(number, asked.name);
        for (const auto& [number, name] : again)
            lookUp(number, name);
    }

    const std::unique_ptr<AresChannel>& channelFor(SearchList search) {
        auto& channel = m_channels[static_cast<std::size_t>(search)];
        if (channel)
            return channel;
        auto opened = AresChannel::open(m_options, search);
        if (opened)
            channel = std::move(opened).value();
        else
            qCWarning(base::logRuntime, "%s", opened.error().message.c_str());
        return channel;
    }

    [[nodiscard]] int timeout() const {
        std::optional<base::Milliseconds> soonest;
        for (const auto& channel : m_channels) {
            const auto left = channel ? channel->timeout() : std::nullopt;
            if (left && (!soonest || *left < *soonest))
                soonest = left;
        }
        return soonest ? static_cast<int>(soonest->count()) : -1;
    }

    const ResolverOptions m_options;
    base::Executor& m_asker;
    const net::FileDescriptor m_wakeup;
    std::atomic<bool> m_stopping{false};
    std::mutex m_mutex;
    std::vector<Asked> m_asked;  ///< under m_mutex

    FileStamp m_stamp;
    std::array<std::unique_ptr<AresChannel>, 2> m_channels;  ///< by SearchList
    std::map<std::uint64_t, Asked> m_underWay;
    std::uint64_t m_last = 0;
};

SystemResolver::SystemResolver(const ResolverOptions& options, base::Executor& asker)
    : m_loop(std::make_unique<Loop>(options, asker)), m_thread([this] { m_loop->run(); }) {}

SystemResolver::~SystemResolver() {
    m_loop->stop();
    m_thread.join();
}

void SystemResolver::lookUp(const model::HostName& name, Reply reply) {
    m_loop->add({name.text(), std::move(reply)});
}

}  // namespace portolan::resolve
