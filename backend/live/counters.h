// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the workers measure, and the sum of it. Each worker writes its own WorkerCounters (no lock, no
// contention, own cache lines); a reader sums. Numbers that only matter inside one folder stay there.

#include "backend/base/clock.h"
#include "backend/live/counter.h"
#include "backend/live/handshakecounters.h"
#include "backend/live/missingnames.h"
#include "backend/live/queryrecord.h"
#include "backend/live/recentring.h"
#include "backend/live/requestqueue.h"
#include "backend/live/requestrecord.h"
#include "backend/live/servicecounters.h"
#include "backend/live/stamps.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace portolan::live {

/// Requests of one worker beyond their number: by service, and the last ones.
struct WorkerTraffic {
    ServiceTable services;
    RecentRing<RequestRecord, 1024> recent;
    RequestQueue* log = nullptr;  ///< where records go too, if there is an access log

    /// A request has ended. `in` and `out` are its bytes that have not been counted yet.
    void add(const RequestRecord& record, std::uint64_t in = 0, std::uint64_t out = 0) {
        ServiceCounters& service = services.edit(record.service);
        service.addBytes(in, out);
        service.add(record);
        recent.push(record, record.usedSize());
        if (log)
            log->push(record);
    }
};

/// Queries of one worker beyond their number.
struct WorkerQueries {
    /// By type: those up to HTTPS (RFC 9460) by their number, behind them ANY, CAA and all others.
    static constexpr std::size_t plainTypes = 66;
    static constexpr std::size_t typePlaces = plainTypes + 3;

    std::array<Counter, typePlaces> byType;
    Histogram latency;  ///< from the turn of the worker that took it to its reply on the way
    RecentRing<QueryRecord, 1024> recent;
    MissingNames missing;

    [[nodiscard]] static constexpr std::size_t placeOf(std::uint16_t type) {
        if (type < plainTypes)
            return type;
        return type == 255 ? plainTypes : type == 257 ? plainTypes + 1 : plainTypes + 2;
    }
    /// The reverse; 0 for the place of all others.
    [[nodiscard]] static constexpr std::uint16_t typeAt(std::size_t place) {
        if (place < plainTypes)
            return static_cast<std::uint16_t>(place);
        return place == plainTypes       ? std::uint16_t{255}
               : place == plainTypes + 1 ? std::uint16_t{257}
                                         : std::uint16_t{0};
    }
};

/// One for each code up to BADCOOKIE, the last that is ever sent. Source: RFC 6895 section 2.3.
inline constexpr std::size_t rcodePlaces = 24;

/// What DNS does against too much of it.
enum class Defence : std::uint8_t {
    LimitDropped,    ///< queries over the rate limit: without a reply,
    LimitTruncated,  ///< sent to TCP,
    LimitBadCookie,  ///< told a good cookie only
    CookieValid,     ///< cookies of queries: ours and young,
    CookieRenewed,   ///< ours and old,
    CookieNew,       ///< the client's half alone,
    CookieWrong,     ///< not ours
    TcpAccepted,     ///< connections: so far,
    TcpOpen,         ///< now,
    TcpDisplaced,    ///< closed to make room for others,
    TcpRefused,      ///< closed at once, as there was no room to make
    Last = TcpRefused,
};
inline constexpr std::size_t defencePlaces = static_cast<std::size_t>(Defence::Last) + 1;

struct alignas(64) WorkerCounters {
    WorkerCounters() : WorkerCounters(systemClock(), 0) {}
    WorkerCounters(const base::Clock& clock, unsigned worker) : stamps(clock, worker) {}

    Counter queriesUdp;
    Counter queriesTcp;
    std::array<Counter, rcodePlaces> responsesByRcode;
    Counter queriesDropped;
    std::array<Counter, defencePlaces> defences;  ///< by Defence
    Counter connections;                          ///< downstream, accepted so far
    Counter openConnections;                      ///< downstream, now
    Counter requests;
    std::array<Counter, 6> responsesByClass;  ///< [2] = 2xx
    Counter failures;                         ///< responses made here because no upstream answered
    Counter bytesToClients;
    Counter bytesFromClients;
    HandshakeCounters handshakes;
    Stamps stamps;  ///< of this worker's records
    WorkerTraffic traffic;
    WorkerQueries queries;

    [[nodiscard]] Counter& of(Defence defence) { return defences[static_cast<std::size_t>(defence)]; }

  private:
    static const base::Clock& systemClock() {
        static const base::RealClock clock;
        return clock;
    }
};

struct CounterTotals {
    std::uint64_t queries = 0;
    std::uint64_t requests = 0;
    std::uint64_t openConnections = 0;
    std::uint64_t failures = 0;
};

/// The sum of what the workers count beside services.
struct PlaneTotals {
    std::uint64_t queriesUdp = 0;
    std::uint64_t queriesTcp = 0;
    std::uint64_t queriesDropped = 0;
    std::array<std::uint64_t, rcodePlaces> responsesByRcode{};
    std::array<std::uint64_t, defencePlaces> defences{};
    std::array<std::uint64_t, WorkerQueries::typePlaces> queriesByType{};
    HistogramTotals queryLatency;
    std::uint64_t connections = 0;
    std::uint64_t openConnections = 0;
    std::uint64_t requests = 0;
    std::array<std::uint64_t, 6> responsesByClass{};
    std::uint64_t failures = 0;
    std::uint64_t bytesToClients = 0;
    std::uint64_t bytesFromClients = 0;
    HandshakeTotals handshakes;
    std::uint64_t droppedFromLog = 0;

    [[nodiscard]] std::uint64_t of(Defence defence) const {
        return defences[static_cast<std::size_t>(defence)];
    }
};

/// One WorkerCounters per worker, at a fixed address. The sums are for the control thread.
class Counters {
  public:
    explicit Counters(std::size_t workers) {
        for (std::size_t i = 0; i < workers; ++i)
            m_perWorker.emplace_back();
    }
    Counters(std::size_t workers, const base::Clock& clock) {
        for (std::size_t i = 0; i < workers; ++i)
            m_perWorker.emplace_back(clock, static_cast<unsigned>(i));
    }
    [[nodiscard]] std::size_t workers() const { return m_perWorker.size(); }
    [[nodiscard]] WorkerCounters& ofWorker(std::size_t index) { return m_perWorker[index]; }
    [[nodiscard]] const WorkerCounters& ofWorker(std::size_t index) const { return m_perWorker[index]; }
    [[nodiscard]] CounterTotals totals() const;
    [[nodiscard]] PlaneTotals planeTotals() const;
    [[nodiscard]] ServiceTotals serviceTotals(model::ServiceId id) const;
    /// Services that had a request, in the order of their ids; 0 stands for requests of no service.
    [[nodiscard]] std::vector<std::pair<model::ServiceId, ServiceTotals>> allServiceTotals() const;
    /// Of all workers, equal names added up, the most asked first.
    [[nodiscard]] std::vector<MissingName> missingNames(std::size_t most) const;

  private:
    std::deque<WorkerCounters> m_perWorker;
};

}  // namespace portolan::live
