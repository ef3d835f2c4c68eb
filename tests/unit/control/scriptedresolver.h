// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A resolver that says what the test told it to say, through the test's executor. A name that was never set
// does not exist. While it is held, questions wait.

#include "backend/base/executor.h"
#include "backend/resolve/nameresolver.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace portolan::control {

class ScriptedResolver final : public resolve::NameResolver {
  public:
    explicit ScriptedResolver(base::Executor& executor) : m_executor(executor) {}

    void lookUp(const model::HostName& name, Reply reply) override {
        asked.push_back(name.text());
        m_waiting.emplace_back(name.text(), std::move(reply));
        if (!isHeld)
            letGo();
    }
    void set(const std::string& name, const std::vector<std::string>& addresses,
             base::Seconds ttl = base::Seconds(60)) {
        resolve::LookupAnswer answer{resolve::LookupOutcome::Found, {}, ttl};
        for (const std::string& text : addresses)
            answer.addresses.push_back(*base::IpAddress::parse(text));
        m_answers[name] = answer;
    }
    void set(const std::string& name, resolve::LookupOutcome outcome) { m_answers[name] = {outcome}; }
    void letGo() {
        isHeld = false;
        for (auto& [name, reply] : std::exchange(m_waiting, {})) {
            const auto known = m_answers.find(name);
            resolve::LookupAnswer answer{resolve::LookupOutcome::NotFound};
            if (known != m_answers.end())
                answer = known->second;
            m_executor.post([reply = std::move(reply), answer] { reply(answer); });
        }
    }

    bool isHeld = false;
    std::vector<std::string> asked;

  private:
    base::Executor& m_executor;
    std::map<std::string, resolve::LookupAnswer> m_answers;
    std::vector<std::pair<std::string, Reply>> m_waiting;
};

}  // namespace portolan::control
