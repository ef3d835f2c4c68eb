// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/dnslook.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/message.h"

#include <array>
#include <poll.h>
#include <random>
#include <sys/socket.h>

namespace portolan::explain {

using dnswire::RrType;

namespace {

/// One server that is asked. Connected, so that only its replies come in, and its refusal is heard.
struct Inquiry {
    DnsLook look;
    net::FileDescriptor socket;
    std::uint16_t id = 0;
    base::SteadyTime begun{};
    bool pending = false;
};

void takeAddresses(const dnswire::Message& message, RrType type, std::vector<base::IpAddress>& out) {
    const auto family = type == RrType::A ? base::IpAddress::Family::V4 : base::IpAddress::Family::V6;
    for (const dnswire::ResourceRecord& record : message.answer)
        if (record.type == type)
            out.push_back(base::IpAddress::fromBytes(base::asBytes(record.rdata).data(), family));
}

Inquiry begin(const base::SocketAddress& server, const dnswire::DnsName& name, RrType type,
              std::uint16_t id) {
    Inquiry inquiry;
    inquiry.look.server = server;
    inquiry.id = id;
    inquiry.begun = std::chrono::steady_clock::now();
    sockaddr_storage storage{};
    const auto size = server.address.toSocketAddress(storage, server.port);
    inquiry.socket =
        net::FileDescriptor(::socket(storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const std::string query = dnswire::encodeQuery(name.key(), type, {.id = id});
    const int descriptor = inquiry.socket.value();
    inquiry.pending = inquiry.socket.isValid() &&
                      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&storage), size) == 0 &&
                      ::send(descriptor, query.data(), query.size(), MSG_NOSIGNAL) > 0;
    if (!inquiry.pending)
        inquiry.look.outcome = DnsLook::Outcome::Failed;
    return inquiry;
}

void finish(Inquiry& inquiry, DnsLook::Outcome outcome) {
    inquiry.pending = false;
    inquiry.look.outcome = outcome;
    inquiry.look.duration = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - inquiry.begun);
}

void read(Inquiry& inquiry, const dnswire::DnsName& name, RrType type) {
    std::array<std::uint8_t, 4096> buffer;
    const auto size = ::recv(inquiry.socket.value(), buffer.data(), buffer.size(), 0);
    if (size < 0) {
        if (errno != EAGAIN)
            finish(inquiry, DnsLook::Outcome::Failed);
        return;
    }
    const auto message = dnswire::parseMessage({buffer.data(), static_cast<std::size_t>(size)});
    const bool isReply = message && message->has(dnswire::flag::response) && message->id == inquiry.id &&
                         message->questions.size() == 1 && message->questions.front().name == name;
    if (!isReply)
        return;
    inquiry.look.rcode = message->rcode;
    takeAddresses(*message, type, inquiry.look.addresses);
    finish(inquiry, DnsLook::Outcome::Answered);
}

}  // namespace

std::vector<DnsLook> askDns(const std::vector<base::SocketAddress>& servers, const std::string& name,
                            base::IpAddress::Family family, const Patience& patience) {
    const RrType type = family == base::IpAddress::Family::V4 ? RrType::A : RrType::Aaaa;
    const auto wireName = dnswire::DnsName::fromText(name).value_or(dnswire::DnsName());
    std::random_device random;
    std::vector<Inquiry> inquiries;
    for (const base::SocketAddress& server : servers)
        inquiries.push_back(begin(server, wireName, type, static_cast<std::uint16_t>(random())));
    for (Inquiry& inquiry : inquiries)
        while (inquiry.pending) {
            if (patience.wait(inquiry.socket.value(), POLLIN) == Patience::Waited::TimeIsUp)
                finish(inquiry, DnsLook::Outcome::Silent);
            else
                read(inquiry, wireName, type);
        }
    std::vector<DnsLook> looks;
    for (Inquiry& inquiry : inquiries)
        looks.push_back(std::move(inquiry.look));
    return looks;
}

std::string rcodeWord(dnswire::Rcode rcode) {
    constexpr std::array<std::string_view, 6> words{"NOERROR",  "FORMERR", "SERVFAIL",
                                                    "NXDOMAIN", "NOTIMP",  "REFUSED"};
    const auto number = static_cast<std::size_t>(rcode);
    return number < words.size() ? std::string(words[number]) : "RCODE" + std::to_string(number);
}

}  // namespace portolan::explain
