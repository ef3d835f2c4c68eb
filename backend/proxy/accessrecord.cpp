// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/accessrecord.h"

namespace portolan::proxy {

static_assert(static_cast<std::size_t>(FailureReason::Count) <= live::failureKinds);

AccessRecord& AccessRecords::begin(const httpwire::RequestHead& head, const base::IpAddress& client,
                                   Arrival::Listener listener) {
    AccessRecord& record = take(client, listener);
    record.m_record.http11 = head.version == httpwire::Version::Http11;
    record.m_record.setText(head.methodText, head.host, head.path);
    return record;
}

AccessRecord& AccessRecords::beginUnread(const base::IpAddress& client, Arrival::Listener listener) {
    AccessRecord& record = take(client, listener);
    record.m_record.setText({}, {}, {});
    return record;
}

AccessRecord& AccessRecords::take(const base::IpAddress& client, Arrival::Listener listener) {
    if (m_spare.empty()) {
        m_all.push_back(std::make_unique<AccessRecord>());
        m_spare.push_back(m_all.back().get());
    }
    AccessRecord& record = *m_spare.back();
    m_spare.pop_back();
    live::RequestRecord& r = record.m_record;
    r.bytesIn = r.bytesOut = record.m_countedIn = record.m_countedOut = 0;
    record.m_countInAt = record.m_countOutAt = manyBytes;
    r.service = {};
    r.target = {};
    r.toHead = r.connectTime = live::RequestRecord::noTime;
    r.status = 0;
    r.failure = live::RequestRecord::noFailure;
    r.outcome = live::Outcome::Complete;
    r.retries = 0;
    r.tunnel = false;
    r.client = client;
    record.m_began = m_engine.now();
    record.m_connecting = {};
    record.m_listed = listener == Arrival::Listener::Http || listener == Arrival::Listener::Https;
    return record;
}

void AccessRecords::end(AccessRecord& record) {
    if (record.m_listed) {
        live::RequestRecord& r = record.m_record;
        r.duration = AccessRecord::microseconds(m_engine.now() - record.m_began);
        r.endedAt = m_counters.stamps.systemMicroseconds(m_engine.now());
        r.id = m_counters.stamps.idAt(r.endedAt);
        if (r.tunnel)
            countBytes(record);
        m_counters.traffic.add(r, r.bytesIn - record.m_countedIn, r.bytesOut - record.m_countedOut);
    }
    m_spare.push_back(&record);
}

void AccessRecords::countBytes(AccessRecord& record) {
    const live::RequestRecord& r = record.m_record;
    const std::uint64_t in = r.bytesIn - record.m_countedIn;
    const std::uint64_t out = r.bytesOut - record.m_countedOut;
    record.m_countedIn = r.bytesIn;
    record.m_countedOut = r.bytesOut;
    if (!r.tunnel) {
        record.m_countInAt = r.bytesIn + manyBytes;
        record.m_countOutAt = r.bytesOut + manyBytes;
    }
    if (!record.m_listed)
        return;
    live::ServiceCounters& service = m_counters.traffic.services.edit(r.service);
    service.addBytes(in, out);
    if (r.tunnel)
        service.addTunnelBytes(in, out);
}

}  // namespace portolan::proxy
