// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/udpbatch.h"

#include <cerrno>
#include <cstring>

namespace portolan::dns {

namespace {

/// Turns what the kernel told about a datagram into what it wants to be told about the reply: the same
/// address of ours, and whatever way out the routes say.
void turnAround(msghdr& message) {
    for (cmsghdr* control = CMSG_FIRSTHDR(&message); control; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            in_pktinfo info;
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            info.ipi_ifindex = 0;  // ip(7): ipi_spec_dst, the local address, becomes the source
            std::memcpy(CMSG_DATA(control), &info, sizeof info);
        } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info;
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr))  // such an address means nothing without its link
                info.ipi6_ifindex = 0;
            std::memcpy(CMSG_DATA(control), &info, sizeof info);
        }
    }
}

}  // namespace

UdpBatch::UdpBatch() {
    for (std::size_t i = 0; i < capacity; ++i) {
        m_queryParts[i] = {m_queries[i].data(), queryRoom};
        m_incoming[i].msg_hdr.msg_name = &m_peers[i];
        m_incoming[i].msg_hdr.msg_iov = &m_queryParts[i];
        m_incoming[i].msg_hdr.msg_iovlen = 1;
        m_outgoing[i].msg_hdr.msg_iov = &m_replyParts[i];
        m_outgoing[i].msg_hdr.msg_iovlen = 1;
    }
    m_received = capacity;
}

std::size_t UdpBatch::receive(int fd, Destination destination) {
    // The kernel shortens these lengths; only what the last batch used needs them again.
    const std::size_t used = destination == m_destination ? m_received : capacity;
    for (std::size_t i = 0; i < used; ++i) {
        msghdr& header = m_incoming[i].msg_hdr;
        header.msg_namelen = sizeof m_peers[i];
        header.msg_control = destination == Destination::PerDatagram ? m_controls[i].bytes.data() : nullptr;
        header.msg_controllen = destination == Destination::PerDatagram ? controlSize : 0;
    }
    m_destination = destination;
    m_replyCount = 0;
    m_repliesSize = 0;
    const int received = recvmmsg(fd, m_incoming.data(), capacity, MSG_DONTWAIT, nullptr);
    m_received = received > 0 ? static_cast<std::size_t>(received) : 0;
    return m_received;
}

void UdpBatch::addReply(std::size_t index, std::size_t size) {
    const msghdr& asked = m_incoming[index].msg_hdr;
    msghdr& header = m_outgoing[m_replyCount].msg_hdr;
    header.msg_name = asked.msg_name;
    header.msg_namelen = asked.msg_namelen;
    header.msg_control = asked.msg_controllen > 0 ? asked.msg_control : nullptr;
    header.msg_controllen = asked.msg_controllen;
    if (header.msg_control)
        turnAround(header);
    m_replyParts[m_replyCount] = {m_replies.data() + m_repliesSize, size};
    m_repliesSize += (size + cacheLine - 1) / cacheLine * cacheLine;
    ++m_replyCount;
}

std::size_t UdpBatch::send(int fd) {
    std::size_t lost = 0;
    for (std::size_t next = 0; next < m_replyCount;) {
        const int sent =
            sendmmsg(fd, m_outgoing.data() + next, static_cast<unsigned>(m_replyCount - next), MSG_DONTWAIT);
        if (sent > 0) {
            next += static_cast<std::size_t>(sent);
        } else if (errno != EINTR) {
            // One destination that cannot be reached must not take the rest along.
            ++next;
            ++lost;
        }
    }
    return lost;
}

}  // namespace portolan::dns
