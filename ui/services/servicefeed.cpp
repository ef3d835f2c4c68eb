// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/servicefeed.h"

#include "backend/api/json.h"
#include "backend/api/noticesjson.h"
#include "backend/base/logging.h"
#include "ui/connect/guarded.h"

#include <utility>

namespace portolan::ui::services {

namespace {

using namespace std::chrono_literals;

constexpr auto retryAfter = 2s;

model::ServiceId idFrom(const QJsonValue& value) {
    return model::ServiceId{value.toString().toULongLong()};
}

std::vector<api::TargetView> targetsFrom(const QJsonArray& array) {
    std::vector<api::TargetView> targets;
    for (const QJsonValue& value : array)
        if (auto target = api::targetFromJson(value.toObject()))
            targets.push_back(std::move(target).value());
    return targets;
}

}  // namespace

ServiceFeed::ServiceFeed(api::Administration& backend, ServiceModel& model)
    : m_backend(backend), m_model(model) {
    m_retry.setSingleShot(true);
    m_retry.setInterval(retryAfter);
    QObject::connect(&m_retry, &QTimer::timeout, this, [this] { reload(); });
}

void ServiceFeed::start() {
    m_subscription = m_backend.watch(0, {[this](const api::EventView& event) {
                                             if (m_loading)
                                                 m_waiting.push_back(event);
                                             else
                                                 apply(event);
                                         },
                                         [this] { reload(); }, [this] { Q_EMIT connectionLost(); }});
    reload();
}

void ServiceFeed::reload() {
    m_retry.stop();
    if (std::exchange(m_loading, true)) {
        m_again = true;
        return;
    }
    m_backend.listServices(
        {}, {}, connect::guarded<api::ServicePage>(this, [this](auto reply) { take(std::move(reply)); }));
}

void ServiceFeed::take(base::Result<api::ServicePage> reply) {
    m_loading = false;
    if (std::exchange(m_again, false)) {
        reload();
        return;
    }
    if (!reply) {
        m_waiting.clear();  // the list that is tried next will hold what they said
        m_retry.start();
        Q_EMIT failed(reply.error());
        return;
    }
    m_model.replaceAll(std::move(reply).value().items);
    for (const api::EventView& event : std::exchange(m_waiting, {}))
        apply(event);
    m_hasLoaded = true;
    Q_EMIT loaded();
}

void ServiceFeed::apply(const api::EventView& event) {
    const auto json = api::parseObject(QByteArray::fromStdString(event.data));
    if (!json) {
        qCWarning(base::logUi, "an event of type %s is no JSON", event.type.c_str());
        return;
    }
    if (event.type == "service.added" || event.type == "service.changed") {
        if (auto service = api::serviceFromJson(json.value()))
            m_model.put(std::move(service).value());
    } else if (event.type == "service.removed") {
        m_model.remove(idFrom(json.value()[QLatin1String("id")]));
    } else if (event.type == "status.changed") {
        Q_EMIT statusChanged();
    } else if (event.type == "notice") {
        if (const auto notice = api::noticeFromJson(json.value()))
            Q_EMIT noticed(notice.value());
    } else if (event.type == "health.changed") {
        const auto health = api::healthFromJson(json.value()[QLatin1String("health")].toObject());
        if (health)
            m_model.setHealth(idFrom(json.value()[QLatin1String("service")]), health.value(),
                              targetsFrom(json.value()[QLatin1String("targets")].toArray()));
    }
}

}  // namespace portolan::ui::services
