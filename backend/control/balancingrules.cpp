// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/balancingrules.h"

#include "backend/model/policytext.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace portolan::control {

namespace {

constexpr std::int64_t highestCount = 1000;
constexpr std::int64_t highestMaxRequests = 100000;

base::Error rangeError(const char* field, const char* sentence, const std::string& value) {
    return {"balancing.range", sentence, std::string("balancing.") + field, {{"value", value}}};
}

/// Checks a count and stores it; absent keeps the default.
template <class Number>
base::Result<void> parseCount(const std::optional<std::int64_t>& draft, std::int64_t least, std::int64_t most,
                              const char* field, const char* sentence, Number& number) {
    if (!draft)
        return {};
    if (*draft < least || *draft > most)
        return rangeError(field, sentence, std::to_string(*draft));
    number = static_cast<Number>(*draft);
    return {};
}

base::Result<void> parseSeconds(const std::optional<double>& draft, double least, double most,
                                const char* field, const char* sentence, std::chrono::milliseconds& time) {
    if (!draft)
        return {};
    if (!(*draft >= least && *draft <= most))
        return rangeError(field, sentence, std::to_string(*draft));
    time = std::chrono::milliseconds(std::llround(*draft * 1000.0));
    return {};
}

base::Result<void> parseMethod(const api::BalancingDraft& draft, model::BalancingPolicy& policy) {
    constexpr const char* keyField = "balancing.hash_key";
    if (draft.method) {
        const auto method = model::balancingMethodFromWord(*draft.method);
        if (!method)
            return base::Error{"balancing.method",
                               "Requests are spread by \"round_robin\", \"least_outstanding\", \"random\", "
                               "\"address_hash\", "
                               "\"header_hash\" or \"cookie_hash\"; \"" +
                                   *draft.method + "\" is unknown.",
                               "balancing.method",
                               {{"method", *draft.method}}};
        policy.method = *method;
    }
    const bool hasKey = draft.hashKey && !draft.hashKey->empty();
    if (!model::hasHashKey(policy.method)) {
        if (hasKey)
            return base::Error{"balancing.hash_key_unused",
                               "Only \"header_hash\" and \"cookie_hash\" go by a name; leave it out.",
                               keyField,
                               {}};
        return {};
    }
    if (!hasKey)
        return base::Error{"balancing.hash_key_missing",
                           "Name the request field or the cookie whose value decides.",
                           keyField,
                           {}};
    // A cookie's name is a token like a field's (RFC 6265 section 4.1.1).
    auto name = model::parseToken(*draft.hashKey);
    if (!name)
        return name.error().at(keyField);
    policy.hashKey = std::move(name).value();
    return {};
}

}  // namespace

base::Result<model::BalancingPolicy> parseBalancing(const api::BalancingDraft& draft) {
    model::BalancingPolicy policy;
    PORTOLAN_CHECK(parseMethod(draft, policy));
    if (draft.sticky.value_or(false))
        policy.sticky = model::StickyCookie::On;
    PORTOLAN_CHECK(parseSeconds(draft.slowStart, 0, 3600, "slow_start",
                                "A slow start takes 0 (none) to 3600 seconds.", policy.slowStart));
    model::EjectionPolicy& ejection = policy.ejection;
    PORTOLAN_CHECK(parseCount(draft.ejectAfter, 0, highestCount, "eject_after",
                              "Failures in a row are a number from 0 (never passed over) to 1000.",
                              ejection.failures));
    PORTOLAN_CHECK(parseCount(draft.ejectAfterErrors, 0, highestCount, "eject_after_5xx",
                              "Errors in a row are a number from 0 (they do not count) to 1000.",
                              ejection.serverErrors));
    PORTOLAN_CHECK(parseSeconds(draft.ejectTime, 1, 300, "eject_time",
                                "A target is passed over for 1 to 300 seconds at first.", ejection.time));
    PORTOLAN_CHECK(parseCount(draft.ejectMostPercent, 1, 100, "eject_most_percent",
                              "The most that may be passed over is 1 to 100 percent of the targets.",
                              ejection.mostPercent));
    PORTOLAN_CHECK(parseCount(draft.queueLength, 0, highestCount, "queue_length",
                              "From 0 to 1000 requests may wait.", policy.waiting.length));
    PORTOLAN_CHECK(parseSeconds(draft.queueTime, 0.1, 300, "queue_time",
                                "A request may wait for 0.1 to 300 seconds.", policy.waiting.limit));
    return policy;
}

base::Result<void> parseShare(const api::TargetDraft& draft, std::string_view path, model::Target& target) {
    const std::int64_t weight = draft.weight.value_or(1);
    if (weight < 0 || weight > model::highestWeight)
        return base::Error{"weight.range",
                           "A weight is a number from 1 to 1000, or 0 for no new requests.",
                           std::string(path) + "weight",
                           {{"weight", std::to_string(weight)}}};
    target.weight = static_cast<std::uint16_t>(weight);
    const std::int64_t most = draft.maxRequests.value_or(0);
    if (most < 0 || most > highestMaxRequests)
        return base::Error{"max_requests.range",
                           "Requests at the same time are limited to 1 to 100000; 0 or nothing is no limit.",
                           std::string(path) + "max_requests",
                           {{"max_requests", std::to_string(most)}}};
    target.maxRequests = static_cast<std::uint32_t>(most);
    if (draft.backup.value_or(false))
        target.role = model::TargetRole::Backup;
    if (draft.drain.value_or(false))
        target.intake = model::TargetIntake::Drained;
    return {};
}

base::Result<void> checkSomebodyServes(const std::vector<model::Target>& targets) {
    const bool someoneDoes = std::any_of(targets.begin(), targets.end(), [](const model::Target& target) {
        return target.weight > 0 && target.intake == model::TargetIntake::Open;
    });
    if (someoneDoes)
        return {};
    return base::Error{"targets.none_takes_requests",
                       "Each target is drained or has the weight 0, so nobody would serve; leave one, or "
                       "switch the service off.",
                       "targets",
                       {}};
}

void keepShares(std::vector<model::Target>& targets, const model::Service* before) {
    if (!before)
        return;
    for (model::Target& target : targets)
        for (const model::Target& known : before->targets) {
            if (!known.isAt(target))
                continue;
            target.role = known.role;
            target.intake = known.intake;
            target.maxRequests = known.maxRequests;
        }
    if (!checkSomebodyServes(targets))
        for (model::Target& target : targets)
            target.intake = model::TargetIntake::Open;
}

}  // namespace portolan::control
