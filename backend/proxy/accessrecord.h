// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is noted of a request while it is under way, and where it goes when it is over: the counters of its
// service, the ring of recent requests, the access log (all live/). Session, Forward and Tunnel say what
// happens; nothing here decides anything. Records come from a stock, so that a request allocates none and an
// idle connection holds none. Times are those of the engine's turns, so that they cost no clock: each is off
// by less than one turn of the worker. On the worker's thread.

#include "backend/base/clock.h"
#include "backend/httpwire/head.h"
#include "backend/live/counters.h"
#include "backend/net/engine.h"
#include "backend/proxy/failure.h"
#include "backend/proxy/localhandler.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace portolan::proxy {

class AccessRecord {
  public:
    void onRoute(model::ServiceId service) { m_record.service = service; }
    /// A target was chosen, and a connection to it taken from the pool or about to be made.
    void onTarget(model::TargetId target) {
        m_record.target = target;
        m_connecting = {};
    }
    void onConnecting(base::SteadyTime now) { m_connecting = now; }
    void onConnected(base::SteadyTime now) {
        if (m_connecting != base::SteadyTime())
            m_record.connectTime = microseconds(now - m_connecting);
    }
    void onRetry() { ++m_record.retries; }
    /// A final response begins, or 101.
    void onResponse(int status, base::SteadyTime now) {
        m_record.status = static_cast<std::uint16_t>(status);
        m_record.toHead = microseconds(now - m_began);
    }
    void onFailure(FailureReason reason) { m_record.failure = static_cast<std::uint8_t>(reason); }
    void endsWith(live::Outcome outcome) { m_record.outcome = outcome; }

  private:
    friend class AccessRecords;

    static std::uint32_t microseconds(base::SteadyTime::duration time) {
        return static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(time).count());
    }

    live::RequestRecord m_record;
    base::SteadyTime m_began;
    base::SteadyTime m_connecting;  ///< when the connection was asked for; the epoch: it was there
    std::uint64_t m_countedIn = 0;  ///< bytes that the service's counters know of
    std::uint64_t m_countedOut = 0;
    std::uint64_t m_countInAt = 0;  ///< when so many have passed, they are counted before the end
    std::uint64_t m_countOutAt = 0;
    bool m_listed = true;
};

class AccessRecords {
  public:
    /// Bytes that pass before the end of a request tells of them.
    static constexpr std::uint64_t manyBytes = 256 * 1024;

    AccessRecords(const net::Engine& engine, live::WorkerCounters& counters)
        : m_engine(engine), m_counters(counters) {}

    /// Requests to the API's own listeners are noted nowhere: whoever reads them would read of himself.
    [[nodiscard]] AccessRecord& begin(const httpwire::RequestHead& head, const base::IpAddress& client,
                                      Arrival::Listener listener);
    /// For a request whose head could not be read.
    [[nodiscard]] AccessRecord& beginUnread(const base::IpAddress& client, Arrival::Listener listener);
    void received(AccessRecord& record, std::uint64_t bytes) {
        record.m_record.bytesIn += bytes;
        if (record.m_record.bytesIn >= record.m_countInAt)
            countBytes(record);
    }
    void sent(AccessRecord& record, std::uint64_t bytes) {
        record.m_record.bytesOut += bytes;
        if (record.m_record.bytesOut >= record.m_countOutAt)
            countBytes(record);
    }
    /// The connection is a tunnel from here on: its bytes are counted as such, and at once.
    void becomeTunnel(AccessRecord& record) {
        countBytes(record);
        record.m_record.tunnel = true;
        record.m_countInAt = record.m_countOutAt = 0;
    }
    /// The request is over; the record may be in use for another when this returns.
    void end(AccessRecord& record);

  private:
    [[nodiscard]] AccessRecord& take(const base::IpAddress& client, Arrival::Listener listener);
    void countBytes(AccessRecord& record);

    const net::Engine& m_engine;
    live::WorkerCounters& m_counters;
    std::vector<std::unique_ptr<AccessRecord>> m_all;
    std::vector<AccessRecord*> m_spare;
};

}  // namespace portolan::proxy
