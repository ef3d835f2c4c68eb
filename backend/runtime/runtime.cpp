// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/runtime.h"

#include "backend/base/logging.h"
#include "backend/platform/descriptorlimit.h"
#include "backend/platform/hostaddresses.h"
#include "backend/runtime/stickykey.h"
#include "backend/runtime/token.h"

#include <QSysInfo>

#include <algorithm>

namespace portolan::runtime {

namespace {

constexpr std::uint64_t bytesPerMebibyte = 1024 * 1024;

/// Ids of events rise over a restart, as long as there is less than one event per microsecond.
std::uint64_t firstEventId(const base::Clock& clock) {
    const auto sinceEpoch = clock.systemNow().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(sinceEpoch).count());
}

/// Descriptors for everything that comes and goes.
std::uint64_t usableDescriptors() {
    constexpr std::uint64_t mostReserved = 512;
    const std::uint64_t descriptors = platform::raiseDescriptorLimit();
    return descriptors - std::min(descriptors / 4, mostReserved);
}

/// A connection takes a descriptor, and while it has a request under way a second one for its target: most of
/// many are idle. Some are left for everything else.
net::ConnectionGate::Limits connectionLimits(const model::StartSettings& start) {
    constexpr std::size_t fewest = 32;
    net::ConnectionGate::Limits limits{.inAll = std::max<std::size_t>(usableDescriptors() / 4 * 3, fewest),
                                       .perAddress = start.maxConnectionsPerAddress};
    if (start.maxConnections != 0)
        limits.inAll = start.maxConnections;
    return limits;
}

/// Where descriptors are few, most are the proxy's.
dns::Limits dnsLimits(const model::StartSettings& start) {
    constexpr std::size_t fewest = 32;
    constexpr std::size_t addressesAtLeast = 8;
    dns::Limits limits{.repliesPerSecond = start.rateLimit};
    limits.connections = std::clamp<std::size_t>(usableDescriptors() / 8, fewest, limits.connections);
    limits.connectionsPerAddress = limits.connections / addressesAtLeast;
    return limits;
}

}  // namespace

base::Result<std::unique_ptr<Runtime>> Runtime::start(const model::Settings& settings,
                                                      const std::string& version) {
    platform::raiseDescriptorLimit();
    std::unique_ptr<Runtime> runtime(new Runtime(settings, version));
    PORTOLAN_CHECK(runtime->begin());
    return runtime;
}

Runtime::Runtime(const model::Settings& settings, std::string version)
    : m_settings(settings),
      m_version(std::move(version)),
      m_token(makeToken()),
      m_events(firstEventId(m_clock)),
      m_reports([this] {
          m_control.executor().post([this] {
              m_administration->takeHealthReports(m_reports.drain());
              m_administration->takeFindings(m_reports.drainFindings());
              m_administration->takeCertificateReports(m_reports.drainCertificates());
              m_administration->takeTrafficReports(m_reports.drainTraffic());
          });
      }),
      m_run(settings.run) {}

Runtime::~Runtime() {
    m_control.executor().call([this] { tearDown(); });
}

base::Result<void> Runtime::begin() {
    base::Result<void> result;
    m_control.executor().call([&] { result = build(); });
    return result;
}

base::Result<void> Runtime::build() {
    base::Executor& executor = m_control.executor();
    const model::StartSettings& start = m_settings.start;
    m_store = std::make_unique<store::StoreThread>(
        store::StoreOptions{start.dataDirectory, start.emptyStart, nullptr}, m_clock, executor);
    PORTOLAN_TRY(store::LoadedCatalog loaded, m_store->load());
    if (loaded.notice)
        qCWarning(base::logRuntime, "%s", loaded.notice->message.c_str());
    std::vector<OpenListener> opened = openListeners(start, m_sockets);
    const api::ListenerView& privateApi = opened.back().view;
    if (privateApi.status != "listening")
        return base::Error{"listen.failed", privateApi.message, "", {}};
    m_workers = std::make_unique<WorkerSet>(std::move(opened), start.workers, m_clock, executor, m_events,
                                            m_reports, m_sink, connectionLimits(start), dnsLimits(start));
    const base::Result<std::string> stickyKey = stickyKeyIn(start.dataDirectory);
    if (!stickyKey)
        qCWarning(base::logRuntime, "%s", stickyKey.error().message.c_str());
    m_workers->signWith(stickyKey ? *stickyKey : makeToken());
    if (!start.accessLog.empty()) {
        const accesslog::LogOptions options{start.accessLog, start.accessLogSize * bytesPerMebibyte};
        m_accessLog = std::make_unique<accesslog::AccessLog>(options, start.workers, proxy::failureCodes());
        m_workers->logTo(*m_accessLog);
    }
    m_listeners = m_workers->listeners();
    m_poster = std::make_unique<notices::HttpPoster>(m_clock);
    resolve::ResolverOptions resolving;
    resolving.servers = start.nameServers;
    m_resolver = std::make_unique<resolve::SystemResolver>(resolving, executor);
    m_administration = std::make_unique<control::Control>(
        control::ControlParts{executor,
                              m_clock,
                              *m_workers,
                              m_events,
                              *m_store,
                              *m_store,
                              *m_poster,
                              *m_resolver,
                              m_version,
                              {start.dataDirectory + "/pki", QSysInfo::machineHostName().toStdString()}},
        m_settings.run, std::move(loaded));
    m_rest = std::make_unique<rest::Server>(*m_administration, accessRules(m_settings.run));
    m_sink.setServer(m_rest.get());
    m_workers->serve();
    if (m_run.advertisedChoice == model::Choice::Default)
        m_advertised.emplace(m_run.advertised.front());
    m_keeper = std::make_unique<ListenerKeeper>(start, *m_workers, m_sockets);
    m_addressWatch = std::make_unique<platform::AddressWatch>([this] { followAddresses(); });
    followAddressesLater();
    return {};
}

/// In one task, so that nothing else runs on the control thread in between. Control goes first: it answers
/// what still waits, over connections that still stand.
void Runtime::tearDown() {
    m_addressWatch.reset();
    m_keeper.reset();
    m_sink.setServer(nullptr);
    m_administration.reset();
    m_poster.reset();
    m_resolver.reset();
    m_rest.reset();
    m_workers.reset();
    m_accessLog.reset();
    m_store.reset();
    m_control.executor().close();
}

std::string Runtime::privateUrl() const {
    return "http://" + m_listeners.back().address.toString();
}

void Runtime::reopenLogs() {
    if (m_accessLog)
        m_accessLog->reopen();
}

void Runtime::reload(model::RunSettings settings) {
    m_control.executor().post([this, settings = std::move(settings)]() mutable {
        m_advertised.reset();
        if (settings.advertisedChoice == model::Choice::Default)
            m_advertised.emplace(settings.advertised.front());
        apply(std::move(settings));
        m_keeper->follow(m_run.advertised);
    });
}

void Runtime::apply(model::RunSettings settings) {
    m_run = std::move(settings);
    m_rest->setRules(accessRules(m_run));
    m_administration->reload(m_run);
}

/// An address has come or gone, or some time has passed.
void Runtime::followAddresses() {
    if (m_advertised) {
        const auto interfaces = platform::hostAddresses();
        HostAddresses host{{}, platform::tailnetAddress(interfaces), platform::defaultRouteAddress()};
        for (const platform::InterfaceAddress& entry : interfaces)
            host.all.push_back(entry.address);
        const base::IpAddress& address = m_advertised->follow(host, m_clock.steadyNow());
        if (m_run.advertised.front() != address) {
            qCInfo(base::logRuntime, "names point to %s from here on", address.toString().c_str());
            model::RunSettings next = m_run;
            next.advertised = {address};
            apply(std::move(next));
        }
    }
    m_keeper->follow(m_run.advertised);
}

void Runtime::followAddressesLater() {
    m_control.executor().postAfter(ListenerKeeper::retryInterval, [this] {
        if (!m_keeper)
            return;
        followAddresses();
        followAddressesLater();
    });
}

void Runtime::drain(base::Milliseconds grace, std::function<void()> done) {
    m_workers->drain(grace, done);
}

rest::AccessRules Runtime::accessRules(const model::RunSettings& settings) const {
    return {settings.zones, m_token};
}

}  // namespace portolan::runtime
