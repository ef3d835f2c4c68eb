// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/rrtype.h"

#include "backend/base/bytes.h"

#include <array>
#include <charconv>

namespace portolan::dnswire {

namespace {

struct TypeWord {
    RrType type;
    std::string_view word;
};

constexpr std::array typeWords{
    TypeWord{RrType::A, "A"},       TypeWord{RrType::Ns, "NS"},     TypeWord{RrType::Cname, "CNAME"},
    TypeWord{RrType::Soa, "SOA"},   TypeWord{RrType::Ptr, "PTR"},   TypeWord{RrType::Mx, "MX"},
    TypeWord{RrType::Txt, "TXT"},   TypeWord{RrType::Aaaa, "AAAA"}, TypeWord{RrType::Srv, "SRV"},
    TypeWord{RrType::Opt, "OPT"},   TypeWord{RrType::Svcb, "SVCB"}, TypeWord{RrType::Https, "HTTPS"},
    TypeWord{RrType::Ixfr, "IXFR"}, TypeWord{RrType::Axfr, "AXFR"}, TypeWord{RrType::Any, "ANY"},
    TypeWord{RrType::Caa, "CAA"},
};

constexpr std::string_view unknownPrefix = "TYPE";  // RFC 3597 section 5

}  // namespace

std::string typeName(RrType type) {
    for (const TypeWord& entry : typeWords)
        if (entry.type == type)
            return std::string(entry.word);
    return std::string(unknownPrefix) + std::to_string(static_cast<unsigned>(type));
}

std::optional<RrType> parseType(std::string_view word) {
    for (const TypeWord& entry : typeWords)
        if (base::equalsIgnoringCase(entry.word, word))
            return entry.type;
    if (!base::equalsIgnoringCase(word.substr(0, unknownPrefix.size()), unknownPrefix))
        return std::nullopt;
    word.remove_prefix(unknownPrefix.size());
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size())
        return std::nullopt;
    return static_cast<RrType>(number);
}

}  // namespace portolan::dnswire
