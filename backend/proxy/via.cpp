// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/via.h"

#include <cstdint>
#include <cstdio>
#include <random>
#include <utility>

namespace portolan::proxy {

namespace {

// Proxies in a row that a request may have passed before it came here.
constexpr int mostHops = 16;

}  // namespace

std::string Via::newPseudonym() {
    std::random_device random;
    char text[32];
    const int size = std::snprintf(text, sizeof text, "portolan-%08x%08x", random(), random());
    return {text, static_cast<std::size_t>(size)};
}

Via::Via(std::string pseudonym)
    : m_pseudonym(std::move(pseudonym)),
      m_line10("Via: 1.0 " + m_pseudonym + "\r\n"),
      m_line11("Via: 1.1 " + m_pseudonym + "\r\n") {}

bool Via::isLoop(const httpwire::FieldList& fields) const {
    if (!fields.has(httpwire::KnownField::Via))
        return false;
    int hops = 0;
    for (const httpwire::Field& field : fields) {
        if (field.id != httpwire::KnownField::Via)
            continue;
        if (field.value.find(m_pseudonym) != std::string_view::npos)
            return true;
        std::string_view list = field.value;
        while (!httpwire::takeListMember(list).empty())
            if (++hops > mostHops)
                return true;
    }
    return false;
}

}  // namespace portolan::proxy
