// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/siphash.h"

#include <bit>
#include <cstring>

namespace portolan::dns {

namespace {

struct State {
    std::uint64_t v0;
    std::uint64_t v1;
    std::uint64_t v2;
    std::uint64_t v3;

    void round() {
        v0 += v1;
        v2 += v3;
        v1 = std::rotl(v1, 13) ^ v0;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 = std::rotl(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = std::rotl(v1, 17) ^ v2;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 = std::rotl(v2, 32);
    }
    void absorb(std::uint64_t word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

constexpr std::size_t wordSize = 8;

/// Eight bytes, or as many as there are, in little-endian order.
std::uint64_t littleEndian(const std::uint8_t* bytes, std::size_t size) {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        if (size == wordSize)
            std::memcpy(&word, bytes, wordSize);
    }
    if (size < wordSize || std::endian::native != std::endian::little)
        for (std::size_t i = 0; i < size; ++i)
            word |= std::uint64_t{bytes[i]} << (8 * i);
    return word;
}

}  // namespace

std::uint64_t sipHash24(const SipKey& key, base::ByteView message) {
    State state{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
                key[1] ^ 0x7465646279746573};
    std::size_t at = 0;
    for (; at + wordSize <= message.size(); at += wordSize)
        state.absorb(littleEndian(message.data() + at, wordSize));
    state.absorb(littleEndian(message.data() + at, message.size() - at) | std::uint64_t{message.size() & 0xff}
                                                                              << 56);
    state.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
        state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace portolan::dns
