// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Remembers for a while which names are gone and why, so that somebody who asks for one of them is not told
// that it never was. Of this run of the program, and bounded. Control thread.

#include "backend/explain/question.h"
#include "backend/store/changeset.h"

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace portolan::control {

class Departures {
  public:
    static constexpr std::size_t mostNames = 1000;

    void follow(const store::Change& change);
    /// nullopt for a name that nothing is remembered of.
    [[nodiscard]] std::optional<explain::Departure> of(const std::string& name) const;

  private:
    void note(const std::string& name, const store::Change& change);

    std::unordered_map<std::string, explain::Departure> m_names;
    std::deque<std::string> m_order;  ///< the oldest first
};

}  // namespace portolan::control
