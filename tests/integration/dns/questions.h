// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is asked of both servers, and what a reply says in comparable words. Test code only; pure functions.

#include "backend/dnswire/message.h"

#include <map>
#include <string>
#include <vector>

namespace portolan::tests {

/// A message with a title: "www.internal.example AAAA", "opcode NOTIFY".
struct Question {
    std::string title;
    std::string bytes;
};

/// Every name of `names` with every type, then what is special: classes, opcodes, EDNS, malformed messages.
[[nodiscard]] std::vector<Question> questionsAbout(const std::vector<std::string>& names);

/// A reply as one text per aspect: "rcode", "flags", "question", "answer", "authority", "additional", "edns".
/// The sections are sorted; an empty message has the aspect "silence" alone.
[[nodiscard]] std::map<std::string, std::string> aspectsOf(const std::string& reply);

}  // namespace portolan::tests
