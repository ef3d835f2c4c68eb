// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/probescheduler.h"
#include "tests/bench/measure.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <netinet/in.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace portolan::bench {

namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t targets = 10'000;
constexpr auto interval = 10s;
constexpr auto measured = 60s;
constexpr auto slice = 100ms;
constexpr std::string_view reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Answers every probe, and notes when which target was looked at. On a thread of its own.
class Upstream {
  public:
    Upstream() : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 4096);
        socklen_t length = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length);
        port = ntohs(address.sin_port);
        watch(m_listener);
        m_thread = std::thread([this] { run(); });
    }
    ~Upstream() {
        stop();
        ::close(m_listener);
        ::close(m_epoll);
    }
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    void stop() {
        m_stopping = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    std::uint16_t port = 0;
    std::atomic<bool> isNoting{false};
    std::vector<Steady::time_point> times{};                       ///< after stop()
    std::vector<unsigned> looks = std::vector<unsigned>(targets);  ///< per target, after stop()

  private:
    void watch(int descriptor) const {
        epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
    void run() {
        std::array<epoll_event, 256> events{};
        while (!m_stopping) {
            const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 50);
            for (int i = 0; i < count; ++i)
                events[static_cast<std::size_t>(i)].data.fd == m_listener
                    ? accept()
                    : answer(events[static_cast<std::size_t>(i)].data.fd);
        }
    }
    void accept() const {
        for (int fd = 0; (fd = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;)
            watch(fd);
    }
    void answer(int fd) {
        std::array<char, 1024> buffer{};
        const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            ::close(fd);
            return;
        }
        note({buffer.data(), static_cast<std::size_t>(got)});
        (void)::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL);
    }
    void note(std::string_view request) {
        const std::size_t host = request.find("Host: s");
        if (!isNoting || host == std::string_view::npos)
            return;
        times.push_back(Steady::now());
        ++looks.at(static_cast<std::size_t>(std::atoi(request.data() + host + 7)));
    }

    int m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    int m_listener;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

snapshot::Snapshot snapshotOf(std::uint16_t port) {
    snapshot::Snapshot snapshot;
    for (std::size_t i = 0; i < targets; ++i) {
        auto route = std::make_shared<snapshot::Route>();
        const std::string host = "s" + std::to_string(i) + ".test";
        route->host = host;
        route->targets = {{model::TargetId{i + 1}, {base::IpAddress::fromV4(INADDR_LOOPBACK), port}}};
        route->checks.interval = interval;
        snapshot.routes.set(host, std::move(route));
    }
    return snapshot;
}

std::chrono::nanoseconds threadTime() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::size_t busiestSlice(const std::vector<Steady::time_point>& times) {
    std::vector<std::size_t> slices;
    for (const Steady::time_point time : times) {
        const auto index = static_cast<std::size_t>((time - times.front()) / slice);
        slices.resize(std::max(slices.size(), index + 1));
        ++slices[index];
    }
    return slices.empty() ? 0 : *std::max_element(slices.begin(), slices.end());
}

}  // namespace

int benchProbes(const BenchOptions& options) {
    Bars bars;
    Rows rows(options.only);
    if (rows.begins("probes-10k", "10,000 targets checked every 10 s")) {
        Upstream upstream;
        net::Engine engine;
        tls::ClientContexts contexts(engine, nullptr);
        base::RealClock clock;
        base::Publisher<snapshot::Snapshot> publisher;
        live::TargetStates states;
        live::ReportQueue reports([] {});
        health::ProbeScheduler scheduler({engine, contexts, clock}, publisher, states, reports, nullptr);
        publisher.publish(std::make_shared<const snapshot::Snapshot>(snapshotOf(upstream.port)));
        scheduler.follow();
        const auto turnFor = [&](Steady::duration time) {
            for (const auto end = Steady::now() + time; Steady::now() < end;) {
                engine.turn(10ms);
                (void)reports.drain();
            }
        };
        turnFor(2 * interval);  // all have been looked at, and are in their places
        upstream.isNoting = true;
        const auto begun = Steady::now();
        const auto before = threadTime();
        turnFor(measured);
        const double used = std::chrono::duration<double>(threadTime() - before).count();
        const double passed = std::chrono::duration<double>(Steady::now() - begun).count();
        upstream.stop();
        const auto looks = static_cast<double>(upstream.times.size());
        const auto expected = static_cast<unsigned>(measured / interval);
        const auto wrong = std::count_if(upstream.looks.begin(), upstream.looks.end(), [&](unsigned count) {
            return count + 1 < expected || count > expected + 1;
        });
        std::printf("  %.0f probes in %.1f s, %.1f us of CPU each\n", looks, passed, used / looks * 1e6);
        bars.atMost("share of one core, percent", used / passed * 100, {10});
        bars.atMost("probes per second", looks / passed, {1.02 * targets / 10});
        bars.atMost("busiest tenth of a second, probes", static_cast<double>(busiestSlice(upstream.times)),
                    {200});
        bars.atMost("targets that were looked at too often or too seldom", static_cast<double>(wrong), {0});
    }
    rows.finish(bars);
    return bars.verdict();
}

}  // namespace portolan::bench
