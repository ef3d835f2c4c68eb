// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where the targets are that are given by their names: follows the catalog, has names looked up when they are
// due, chooses an address for each target, and keeps what a snapshot is compiled with. What changes is told
// in batches, by `changed`, for a new generation. Names in our own zones are answered from the catalog
// (ownnames.h), or by what an alias there leads to. Control thread; nothing here waits.

#include "backend/base/executor.h"
#include "backend/control/ownnames.h"
#include "backend/model/catalog.h"
#include "backend/model/health.h"
#include "backend/resolve/addresschoice.h"
#include "backend/resolve/namebook.h"
#include "backend/snapshot/compile.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace portolan::control {

/// Where one target is, and why not.
struct TargetStanding {
    std::optional<base::IpAddress> address{};
    std::optional<base::Error> error{};  ///< of the last look-up; with an address that is an older one's
    model::HealthCause cause = model::HealthCause::None;  ///< without an address: why
    base::SystemTime since{};
    base::Seconds ttl{};
    friend bool operator==(const TargetStanding&, const TargetStanding&) = default;
};

class TargetNames {
  public:
    /// Hosts of services of which a target stands otherwise. `Addresses`: a new generation is needed.
    enum class News : std::uint8_t { Standing, Addresses };
    using Changed = std::function<void(const std::vector<std::string>& hosts, News news)>;
    using Policy = std::function<model::AddressPolicy()>;

    /// Changes that come within this time are told together.
    static constexpr base::Milliseconds gathering{20};
    /// How long a change waits for names that were never looked up.
    static constexpr base::Milliseconds longestWait{3000};
    /// Between two moves of a target that is down to another address.
    static constexpr base::Seconds betweenMoves{10};

    /// `policy` says where targets may be at this moment. `changed` is called on the executor's thread and
    /// never inside a call. All references outlive the object.
    TargetNames(base::Executor& executor, const base::Clock& clock, resolve::NameResolver& resolver,
                Policy policy, Changed changed);
    /// Ends what waits in settle().
    ~TargetNames();
    TargetNames(const TargetNames&) = delete;
    TargetNames& operator=(const TargetNames&) = delete;

    /// Makes the targets those of this catalog. Costs what differs from the last one.
    void update(const model::Catalog& catalog);
    /// Judges all addresses anew: the policy may be another one.
    void judgeAll();

    /// As compile() takes them.
    [[nodiscard]] const snapshot::Resolutions& resolutions() const { return m_resolutions; }
    /// nullptr for a target that has no name or is not in the catalog.
    [[nodiscard]] const TargetStanding* find(model::TargetId target) const;
    /// What is known of a name, whether a target has it or not.
    [[nodiscard]] resolve::NameState stateOf(const model::HostName& name) const;
    /// Where a target with a name is, or would be if it is not in the catalog.
    [[nodiscard]] TargetStanding standingOf(const model::Target& target) const;

    enum class Settled : std::uint8_t { Yes, Ended };
    using Done = std::function<void(Settled)>;
    /// Calls `done` when each of the names was looked up once, or after longestWait; inside this call when
    /// there is nothing to wait for. Ended: there will be no more answers.
    void settle(const std::vector<model::HostName>& names, Done done);

    /// What probes say of a target: one that is down is moved to the next address of its name.
    void noteHealth(model::TargetId target, model::HealthState state);

  private:
    struct User {
        std::string host;  ///< of the service
        model::HostName name;
        resolve::AddressNeed need{};
        TargetStanding standing{};
        model::TargetId connections{};  ///< as in snapshot::RouteTarget
        bool isDown = false;
        bool isWatched = false;  ///< for whether it is to be moved on
        std::optional<base::SteadyTime> movedAt{};
    };
    struct Named {
        std::set<model::TargetId> users{};
        std::optional<model::HostName> outside{};  ///< what it leads to as an alias of our own; held
    };
    struct Waiting {
        std::set<model::HostName> open;
        Done done;
    };
    using Users = std::unordered_map<model::TargetId, User>;
    enum class Move : std::uint8_t { IfNeeded, ToNext };

    void followServices(const model::Catalog& before, const model::Catalog& after);
    void followOwnNames(const model::Catalog& before, const model::Catalog& after);
    void followAlias(const model::HostName& name, Named& named);
    void letGo(const model::HostName& name, const model::HostName& outside);
    [[nodiscard]] std::optional<model::HostName> askedFor(const model::HostName& name) const;
    void add(const model::Service& service, const model::Target& target);
    void removeFrom(const model::Service& before, const model::Service* after);
    void remove(model::TargetId id);
    void judgeName(const model::HostName& name, const model::AddressPolicy& policy);
    [[nodiscard]] std::optional<News> judge(Users::value_type& user, const model::AddressPolicy& policy,
                                            Move move);
    void place(const std::string& host);
    void enter(const model::HostName& name, const resolve::LookupAnswer& answer);
    void pump();
    void arm(base::SteadyTime at);
    void moveLater(model::TargetId id, base::Milliseconds delay);
    void moveOn(model::TargetId id);
    void note(const std::string& host, News news);
    void tell();
    [[nodiscard]] TargetStanding standingIn(const resolve::NameState& state, const model::HostName& name,
                                            resolve::AddressChoice choice) const;

    base::Executor& m_executor;
    const base::Clock& m_clock;
    resolve::NameResolver& m_resolver;
    const Policy m_policy;
    const Changed m_changed;
    resolve::NameBook m_book;
    model::Catalog m_catalog;
    OwnNames m_own;
    Users m_users;
    std::map<model::HostName, Named> m_byName;
    std::map<model::HostName, std::set<model::HostName>> m_aliases;  ///< ours, by what they lead to outside
    std::set<model::HostName> m_indirect;                            ///< as OwnNames::Answer has it
    snapshot::Resolutions m_resolutions;
    std::uint64_t m_moves = 0;   ///< how often a target got another address
    bool m_isPreparing = false;  ///< what changes is part of the generation that is made anyway
    std::map<std::uint64_t, Waiting> m_waiting;
    std::uint64_t m_nextWaiting = 0;
    std::map<std::string, News> m_news;
    std::optional<base::SteadyTime> m_wakeAt;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
