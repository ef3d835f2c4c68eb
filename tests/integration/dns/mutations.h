// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// DNS messages that are nearly right: a corpus of queries, and changes to them that one number decides, so
// that a run can be repeated. And what must hold of the reply to any message whatever. Values and functions;
// test code only.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::tests {

class Mutations {
  public:
    /// `corpus` is not empty.
    Mutations(std::vector<std::string> corpus, std::uint64_t seed)
        : m_corpus(std::move(corpus)), m_state(seed) {}

    /// One of the corpus with up to four changes: bits, bytes, counts and lengths; parts cut off, taken out,
    /// doubled, put in or exchanged for those of another. Now and then without any.
    [[nodiscard]] std::string next();
    /// A number below `below`, which is not 0.
    [[nodiscard]] std::size_t random(std::size_t below);

  private:
    void change(std::string& bytes);
    void changeNumber(std::string& bytes);
    void changeParts(std::string& bytes);

    std::vector<std::string> m_corpus;
    std::uint64_t m_state;
};

/// How a reply came about.
struct ReplyRules {
    bool overTcp = false;
    bool mayBeLimited = false;  ///< by a rate limit: silence, TC and BADCOOKIE are fine
};

/// What is wrong with the reply to `query`, in words; empty: nothing. An empty `reply` is none.
[[nodiscard]] std::string faultOf(std::string_view query, std::string_view reply, const ReplyRules& rules);

}  // namespace portolan::tests
