// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/targetnames.h"

#include "backend/control/probed.h"

#include <algorithm>
#include <random>
#include <utility>

namespace portolan::control {

using model::HealthCause;
using resolve::AddressChoice;
using resolve::LookupOutcome;
using resolve::NameState;

namespace {

// Behind the ids of targets, which count up from one.
constexpr unsigned movesShift = 40;

HealthCause causeOf(LookupOutcome outcome) {
    switch (outcome) {
        case LookupOutcome::Pending:
        case LookupOutcome::Found:
            break;
        case LookupOutcome::NotFound:
            return HealthCause::NameNotFound;
        case LookupOutcome::NoAddress:
            return HealthCause::NameWithoutAddress;
        case LookupOutcome::ServerFails:
        case LookupOutcome::NoAnswer:
            return HealthCause::NameServerFails;
        case LookupOutcome::LeadsBack:
            return HealthCause::NameLeadsBack;
    }
    return HealthCause::None;
}

bool hasNames(const model::Service& service) {
    return std::any_of(service.targets.begin(), service.targets.end(),
                       [](const model::Target& target) { return target.name.has_value(); });
}

resolve::AddressNeed needOf(const model::Target& target) {
    return {target.address.port, target.loopback};
}

}  // namespace

TargetNames::TargetNames(base::Executor& executor, const base::Clock& clock, resolve::NameResolver& resolver,
                         Policy policy, Changed changed)
    : m_executor(executor),
      m_clock(clock),
      m_resolver(resolver),
      m_policy(std::move(policy)),
      m_changed(std::move(changed)),
      m_book(clock, std::random_device{}()) {}

TargetNames::~TargetNames() {
    m_alive.reset();
    for (auto& [number, waiting] : std::exchange(m_waiting, {}))
        waiting.done(Settled::Ended);
}

void TargetNames::update(const model::Catalog& catalog) {
    const model::Catalog before = std::exchange(m_catalog, catalog);
    m_own.update(catalog);
    m_isPreparing = true;
    followServices(before, catalog);
    followOwnNames(before, catalog);
    m_isPreparing = false;
    pump();
}

void TargetNames::followServices(const model::Catalog& before, const model::Catalog& after) {
    using Value = model::Catalog::Services::Value;
    std::vector<std::pair<Value, Value>> changes;
    model::Catalog::Services::forEachChange(before.services(), after.services(),
                                            [&](const auto&, const Value& was, const Value& is) {
                                                if ((was && hasNames(*was)) || (is && hasNames(*is)))
                                                    changes.emplace_back(was, is);
                                            });
    // First all that is there, so that a service which was renamed keeps what is known.
    for (const auto& [was, is] : changes)
        if (is)
            for (const model::Target& target : is->targets)
                if (target.name)
                    add(*is, target);
    for (const auto& [was, is] : changes)
        if (was)
            removeFrom(*was, is.get());
    for (const auto& [was, is] : changes)
        for (const Value& service : {was, is})
            if (service)
                place(service->host.text());
}

void TargetNames::add(const model::Service& service, const model::Target& target) {
    if (const auto known = m_users.find(target.id);
        known != m_users.end() && known->second.name != *target.name)
        remove(target.id);
    const auto [user, isNew] =
        m_users.try_emplace(target.id, User{service.host.text(), *target.name, needOf(target)});
    user->second.host = service.host.text();
    user->second.need = needOf(target);
    if (isNew) {
        Named& named = m_byName[*target.name];
        named.users.insert(target.id);
        m_book.hold(*target.name);
        followAlias(*target.name, named);
    }
    (void)judge(*user, m_policy(), Move::IfNeeded);
}

/// A service that was renamed has taken its targets along.
void TargetNames::removeFrom(const model::Service& before, const model::Service* after) {
    for (const model::Target& target : before.targets) {
        const auto user = m_users.find(target.id);
        if (user == m_users.end() || user->second.host != before.host.text())
            continue;
        const bool stays =
            after && std::any_of(after->targets.begin(), after->targets.end(),
                                 [&](const auto& other) { return other.id == target.id && other.name; });
        if (!stays)
            remove(target.id);
    }
}

void TargetNames::remove(model::TargetId id) {
    const auto user = m_users.extract(id);
    if (user.empty())
        return;
    const model::HostName& name = user.mapped().name;
    m_book.release(name);
    const auto named = m_byName.find(name);
    named->second.users.erase(id);
    if (!named->second.users.empty())
        return;
    if (named->second.outside)
        letGo(name, *named->second.outside);
    m_indirect.erase(name);
    m_byName.erase(named);
}

/// What the catalog says of names that targets have is looked at where it has changed, and where other names
/// have to do with it.
void TargetNames::followOwnNames(const model::Catalog& before, const model::Catalog& after) {
    std::set<model::HostName> changed;
    bool isAny = false;
    const auto note = [&](const model::HostName& name) {
        isAny = true;
        if (m_byName.find(name) != m_byName.end())
            changed.insert(name);
    };
    model::Catalog::Services::forEachChange(
        before.services(), after.services(),
        [&](const auto&, const auto& was, const auto& is) { note((is ? is : was)->host); });
    model::Catalog::Records::forEachChange(
        before.records(), after.records(),
        [&](const auto&, const auto& was, const auto& is) { note((is ? is : was)->records.front().name); });
    if (isAny)
        changed.insert(m_indirect.begin(), m_indirect.end());
    const bool hasSameZones =
        std::equal(before.zones.begin(), before.zones.end(), after.zones.begin(), after.zones.end(),
                   [](const model::Zone& a, const model::Zone& b) { return a.name == b.name; });
    if (!hasSameZones)
        for (const auto& [name, named] : m_byName) {
            m_book.hurry(name);
            changed.insert(name);
        }
    if (changed.empty())
        return;
    const model::AddressPolicy policy = m_policy();
    for (const model::HostName& name : changed) {
        followAlias(name, m_byName.at(name));
        judgeName(name, policy);
    }
}

/// Has looked up what the name leads to, if it is one of ours that leads elsewhere.
void TargetNames::followAlias(const model::HostName& name, Named& named) {
    const OwnNames::Answer answer = m_own.hold(name) ? m_own.find(name) : OwnNames::Answer{};
    if (answer.isIndirect)
        m_indirect.insert(name);
    else
        m_indirect.erase(name);
    if (answer.outside == named.outside)
        return;
    if (answer.outside) {
        m_book.hold(*answer.outside);
        m_aliases[*answer.outside].insert(name);
    }
    if (const auto before = std::exchange(named.outside, answer.outside))
        letGo(name, *before);
}

void TargetNames::letGo(const model::HostName& name, const model::HostName& outside) {
    m_book.release(outside);
    const auto aliases = m_aliases.find(outside);
    aliases->second.erase(name);
    if (aliases->second.empty())
        m_aliases.erase(aliases);
}

void TargetNames::judgeAll() {
    const model::AddressPolicy policy = m_policy();
    for (const auto& [name, named] : m_byName)
        judgeName(name, policy);
}

void TargetNames::judgeName(const model::HostName& name, const model::AddressPolicy& policy) {
    const auto named = m_byName.find(name);
    if (named == m_byName.end())
        return;
    for (const model::TargetId id : named->second.users) {
        Users::value_type& user = *m_users.find(id);
        if (const auto news = judge(user, policy, Move::IfNeeded))
            note(user.second.host, *news);
    }
}

/// What is new about the target; nullopt: nothing.
std::optional<TargetNames::News> TargetNames::judge(Users::value_type& entry,
                                                    const model::AddressPolicy& policy, Move move) {
    User& user = entry.second;
    const NameState state = stateOf(user.name);
    const std::optional<base::IpAddress> inUse = user.standing.address;
    AddressChoice choice = move == Move::ToNext && inUse
                               ? resolve::chooseNext(state, user.need, policy, *inUse)
                               : resolve::choose(state, user.need, policy, inUse);
    TargetStanding standing = standingIn(state, user.name, std::move(choice));
    user.standing.ttl = standing.ttl;  // no news: that of a cache differs each time
    if (standing == user.standing)
        return std::nullopt;
    user.standing = std::move(standing);
    if (user.standing.address == inUse)
        return News::Standing;
    user.connections = model::TargetId{static_cast<std::uint64_t>(entry.first) + (m_moves++ << movesShift)};
    place(user.host);
    return m_isPreparing ? News::Standing : News::Addresses;
}

TargetStanding TargetNames::standingIn(const NameState& state, const model::HostName& name,
                                       AddressChoice choice) const {
    const model::HostName looked = askedFor(name).value_or(name);
    TargetStanding standing{choice.address, resolve::errorOf(state.outcome, looked.text()), HealthCause::None,
                            state.since, state.ttl};
    if (!standing.error && !choice.address)
        standing.error = std::move(choice.refusal);
    if (choice.address)
        return standing;
    standing.cause = causeOf(state.outcome);
    if (standing.cause == HealthCause::None && standing.error)
        standing.cause = HealthCause::AddressRefused;
    return standing;
}

/// Writes down where the targets of the service are.
void TargetNames::place(const std::string& host) {
    const auto& service = m_catalog.services().find(host);
    if (!service || !hasNames(*service)) {
        m_resolutions.remove(host);
        return;
    }
    snapshot::TargetPlaces places;
    for (const model::Target& target : service->targets) {
        const auto user = m_users.find(target.id);
        if (user == m_users.end() || !user->second.standing.address)
            continue;
        places.push_back({target.id, *user->second.standing.address, user->second.connections});
    }
    const auto& known = m_resolutions.find(host);
    if (!known || *known != places)
        m_resolutions.set(host, std::make_shared<const snapshot::TargetPlaces>(std::move(places)));
}

const TargetStanding* TargetNames::find(model::TargetId target) const {
    const auto user = m_users.find(target);
    return user == m_users.end() ? nullptr : &user->second.standing;
}

NameState TargetNames::stateOf(const model::HostName& name) const {
    std::optional<model::HostName> asked = name;
    if (m_own.hold(name)) {
        OwnNames::Answer answer = m_own.find(name);
        if (!answer.outside)
            return {std::move(answer.lookup.addresses), answer.lookup.outcome, {}, {}};
        asked = std::move(answer.outside);
    }
    const NameState* const known = m_book.find(*asked);
    return known ? *known : NameState{};
}

/// Whom the name servers are asked for; nullopt: nobody, the catalog says it.
std::optional<model::HostName> TargetNames::askedFor(const model::HostName& name) const {
    return m_own.hold(name) ? m_own.find(name).outside : std::optional(name);
}

TargetStanding TargetNames::standingOf(const model::Target& target) const {
    if (const TargetStanding* const known = find(target.id))
        return *known;
    const NameState state = stateOf(*target.name);
    return standingIn(state, *target.name, resolve::choose(state, needOf(target), m_policy(), std::nullopt));
}

void TargetNames::settle(const std::vector<model::HostName>& names, Done done) {
    Waiting waiting{{}, std::move(done)};
    for (const model::HostName& name : names) {
        const auto asked = askedFor(name);
        if (!asked || !m_book.visit(*asked) || m_book.find(*asked)->outcome == LookupOutcome::Found)
            continue;
        m_book.hurry(*asked);
        waiting.open.insert(*asked);
    }
    if (waiting.open.empty()) {
        waiting.done(Settled::Yes);
        return;
    }
    const std::uint64_t number = m_nextWaiting++;
    m_waiting.emplace(number, std::move(waiting));
    m_executor.postAfter(longestWait, [this, number, alive = std::weak_ptr<bool>(m_alive)] {
        if (!alive.lock())
            return;
        if (auto late = m_waiting.extract(number))
            late.mapped().done(Settled::Yes);
    });
    pump();
}

void TargetNames::noteHealth(model::TargetId target, model::HealthState state) {
    const auto entry = m_users.find(target);
    if (entry == m_users.end())
        return;
    User& user = entry->second;
    user.isDown = state == model::HealthState::Down;
    if (!user.isDown || user.isWatched)
        return;
    user.isWatched = true;
    if (const auto asked = askedFor(user.name))
        m_book.hurry(*asked);  // it may have moved
    pump();
    const base::SteadyTime now = m_clock.steadyNow();
    const base::SteadyTime next = user.movedAt ? *user.movedAt + betweenMoves : now;
    moveLater(target, std::chrono::ceil<base::Milliseconds>(std::max(next, now) - now));
}

void TargetNames::moveLater(model::TargetId id, base::Milliseconds delay) {
    m_executor.postAfter(delay, [this, id, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock())
            moveOn(id);
    });
}

/// To the next address, if it is down by then; again and again as long as it stays so and is looked at.
void TargetNames::moveOn(model::TargetId id) {
    const auto user = m_users.find(id);
    if (user == m_users.end())
        return;
    const auto& service = m_catalog.services().find(user->second.host);
    user->second.isDown = user->second.isDown && service && isProbed(*service);
    user->second.isWatched = user->second.isDown;
    if (!user->second.isDown)
        return;
    user->second.movedAt = m_clock.steadyNow();
    if (const auto news = judge(*user, m_policy(), Move::ToNext))
        note(user->second.host, *news);
    moveLater(id, betweenMoves);
}

void TargetNames::pump() {
    for (const model::HostName& name : m_book.takeDue()) {
        // What is ours is in the catalog; what it holds is looked at when that changes.
        if (m_own.hold(name)) {
            m_book.enter(name, {LookupOutcome::Found, {}, resolve::NameBook::longestUse});
            continue;
        }
        m_resolver.lookUp(name, [this, name, alive = std::weak_ptr<bool>(m_alive)](const auto& answer) {
            if (alive.lock())
                enter(name, answer);
        });
    }
    if (const auto due = m_book.nextDue())
        arm(*due);
}

void TargetNames::enter(const model::HostName& name, const resolve::LookupAnswer& answer) {
    m_book.enter(name, answer);
    const model::AddressPolicy policy = m_policy();
    judgeName(name, policy);
    if (const auto aliases = m_aliases.find(name); aliases != m_aliases.end())
        for (const model::HostName& alias : aliases->second)
            judgeName(alias, policy);
    std::vector<Done> settled;
    for (auto waiting = m_waiting.begin(); waiting != m_waiting.end();) {
        waiting->second.open.erase(name);
        if (!waiting->second.open.empty()) {
            ++waiting;
            continue;
        }
        settled.push_back(std::move(waiting->second.done));
        waiting = m_waiting.erase(waiting);
    }
    pump();
    for (const Done& done : settled)
        done(Settled::Yes);
}

void TargetNames::arm(base::SteadyTime at) {
    const base::SteadyTime now = m_clock.steadyNow();
    at = std::max(at, now);
    if (m_wakeAt && *m_wakeAt <= at)
        return;
    m_wakeAt = at;
    const auto delay = std::chrono::ceil<base::Milliseconds>(at - now);
    m_executor.postAfter(delay, [this, at, alive = std::weak_ptr<bool>(m_alive)] {
        if (!alive.lock() || m_wakeAt != at)
            return;
        m_wakeAt.reset();
        pump();
    });
}

void TargetNames::note(const std::string& host, News news) {
    if (m_news.empty())
        m_executor.postAfter(gathering, [this, alive = std::weak_ptr<bool>(m_alive)] {
            if (alive.lock())
                tell();
        });
    News& known = m_news.try_emplace(host, news).first->second;
    known = std::max(known, news);
}

void TargetNames::tell() {
    std::vector<std::string> hosts;
    News most = News::Standing;
    for (const auto& [host, news] : std::exchange(m_news, {})) {
        hosts.push_back(host);
        most = std::max(most, news);
    }
    m_changed(hosts, most);
}

}  // namespace portolan::control
