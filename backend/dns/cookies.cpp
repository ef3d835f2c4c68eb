// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/cookies.h"

#include <cstring>
#include <random>

namespace portolan::dns {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t headSize = 8;  // version, three reserved bytes, time
// RFC 9018 section 4.3: how old a cookie may be, how far in the future, and from when on it is renewed.
constexpr std::int32_t oldest = 3600;
constexpr std::int32_t farthestAhead = 300;
constexpr std::int32_t renewedFrom = 1800;
constexpr std::uint32_t secondsPerDay = 86'400;

}  // namespace

Cookies Cookies::withRandomSecret() {
    std::random_device random;
    const auto word = [&random] { return std::uint64_t{random()} << 32 | random(); };
    return Cookies({word(), word()});
}

Cookies::Server Cookies::make(base::ByteView client, const base::IpAddress& address, std::uint32_t now) {
    Server server{version, 0, 0, 0};
    dnswire::storeU32(server.data() + 4, now);
    const std::uint64_t value = hash(client, server.data(), address, now);
    for (std::size_t i = 0; i < sizeof value; ++i)
        server[headSize + i] = static_cast<std::uint8_t>(value >> (8 * i));
    return server;
}

CookieVerdict Cookies::check(base::ByteView option, const base::IpAddress& address, std::uint32_t now) {
    if (option.size() != clientSize + serverSize || option[clientSize] != version)
        return CookieVerdict::Unknown;
    const std::uint8_t* const server = option.data() + clientSize;
    const std::uint32_t time = dnswire::loadU32(server + 4);
    // RFC 1982: the difference counts, not the values.
    const auto age = static_cast<std::int32_t>(now - time);
    if (age > oldest || age < -farthestAhead)
        return CookieVerdict::Unknown;
    const std::uint64_t value = hash(option.first(clientSize), server, address, time);
    std::uint8_t differs = 0;
    for (std::size_t i = 0; i < sizeof value; ++i)
        differs |=
            static_cast<std::uint8_t>(server[headSize + i] ^ static_cast<std::uint8_t>(value >> (8 * i)));
    if (differs != 0)
        return CookieVerdict::Unknown;
    return age > renewedFrom ? CookieVerdict::Renewable : CookieVerdict::Valid;
}

const SipKey& Cookies::keyOf(std::uint32_t time) {
    if (const std::uint32_t day = time / secondsPerDay; day != m_day) {
        std::array<std::uint8_t, 5> message{};
        dnswire::storeU32(message.data(), day);
        m_key[0] = sipHash24(m_secret, message);
        message[4] = 1;
        m_key[1] = sipHash24(m_secret, message);
        m_day = day;
    }
    return m_key;
}

/// RFC 9018 section 4.4: client cookie, version, reserved, time, and the client's address.
std::uint64_t Cookies::hash(base::ByteView client, const std::uint8_t* head, const base::IpAddress& address,
                            std::uint32_t time) {
    std::array<std::uint8_t, clientSize + headSize + 16> message;
    std::memcpy(message.data(), client.data(), clientSize);
    std::memcpy(message.data() + clientSize, head, headSize);
    const std::size_t addressSize = address.isV4() ? 4 : 16;
    std::memcpy(message.data() + clientSize + headSize, address.bytes().data(), addressSize);
    return sipHash24(keyOf(time), base::ByteView(message).first(clientSize + headSize + addressSize));
}

}  // namespace portolan::dns
