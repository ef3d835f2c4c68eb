// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The buffers and message headers of one batch of datagrams, for recvmmsg and sendmmsg. One per worker, used
// by its UDP listeners one after the other within a call; large, so it lives on the heap of its owner.
// Replies stand one behind the other in one buffer, and the receive buffers do not lie a power of two apart,
// so that a batch stays in the first-level cache. It knows nothing of DNS.

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dns/answer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

namespace portolan::dns {

class UdpBatch {
  public:
    static constexpr std::size_t capacity = 64;

    /// Where a datagram's destination is known from, and so the address its reply leaves from.
    enum class Destination : std::uint8_t {
        OfSocket,     ///< the address the socket is bound to
        PerDatagram,  ///< told with each datagram
    };

    UdpBatch();
    UdpBatch(const UdpBatch&) = delete;
    UdpBatch& operator=(const UdpBatch&) = delete;

    /// Takes what waits, up to `capacity`, and forgets the batch before. Returns how many; fewer than
    /// `capacity` means that the socket is empty.
    [[nodiscard]] std::size_t receive(int fd, Destination destination);

    /// The bytes of a datagram of this batch. One over 2048 bytes, which no query needs, is cut off there.
    [[nodiscard]] base::ByteView query(std::size_t index) const {
        return {m_queries[index].data(), m_incoming[index].msg_len};
    }
    [[nodiscard]] base::IpAddress peer(std::size_t index) const {
        return base::IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&m_peers[index]));
    }

    /// Where the next reply is to be written.
    [[nodiscard]] base::MutableBytes replyRoom() {
        return base::MutableBytes(m_replies).subspan(m_repliesSize, maxUdpReply);
    }
    /// The first `size` bytes of replyRoom() answer datagram `index`.
    void addReply(std::size_t index, std::size_t size);

    /// Sends the replies. Returns how many the kernel would not take; they are lost, as datagrams may be.
    [[nodiscard]] std::size_t send(int fd);

  private:
    static constexpr std::size_t queryRoom = 2048;
    static constexpr std::size_t cacheLine = 64;
    // Large enough for IP_PKTINFO too.
    static constexpr std::size_t controlSize = CMSG_SPACE(sizeof(in6_pktinfo));
    struct alignas(cmsghdr) Control {
        std::array<unsigned char, controlSize> bytes;
    };

    std::size_t m_replyCount = 0;
    std::size_t m_repliesSize = 0;
    std::size_t m_received = 0;
    Destination m_destination = Destination::OfSocket;
    std::array<mmsghdr, capacity> m_incoming{};
    std::array<mmsghdr, capacity> m_outgoing{};
    std::array<iovec, capacity> m_queryParts{};
    std::array<iovec, capacity> m_replyParts{};
    std::array<sockaddr_in6, capacity> m_peers{};  // large enough for IPv4 too
    std::array<Control, capacity> m_controls{};
    std::array<std::array<std::uint8_t, queryRoom + cacheLine>, capacity> m_queries;
    std::array<std::uint8_t, capacity*(maxUdpReply + cacheLine)> m_replies;
};

}  // namespace portolan::dns
