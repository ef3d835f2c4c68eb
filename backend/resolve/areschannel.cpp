// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/resolve/areschannel.h"

#include <algorithm>
#include <sys/time.h>

namespace portolan::resolve {

namespace {

// Nobody runs a service at more; an answer over TCP could hold thousands.
constexpr std::size_t mostAddresses = 32;

LookupOutcome outcomeOf(int status) {
    switch (status) {
        case ARES_ENOTFOUND:
        case ARES_EBADNAME:
            return LookupOutcome::NotFound;
        case ARES_ENODATA:
            return LookupOutcome::NoAddress;
        case ARES_ETIMEOUT:
            return LookupOutcome::NoAnswer;
        default:
            return LookupOutcome::ServerFails;
    }
}

/// The addresses in the order of RFC 6724, and the lowest TTL of all records that led to them.
LookupAnswer answerOf(const ares_addrinfo& result) {
    LookupAnswer answer{LookupOutcome::Found};
    int ttl = result.nodes ? result.nodes->ai_ttl : 0;
    for (const ares_addrinfo_cname* alias = result.cnames; alias; alias = alias->next)
        ttl = std::min(ttl, alias->ttl);
    for (const ares_addrinfo_node* node = result.nodes; node; node = node->ai_next) {
        ttl = std::min(ttl, node->ai_ttl);
        const auto address = base::IpAddress::fromSocketAddress(node->ai_addr);
        const bool isKnown =
            std::find(answer.addresses.begin(), answer.addresses.end(), address) != answer.addresses.end();
        if (!isKnown && answer.addresses.size() < mostAddresses)
            answer.addresses.push_back(address);
    }
    answer.ttl = base::Seconds(std::max(ttl, 0));
    if (answer.addresses.empty())
        answer.outcome = LookupOutcome::NoAddress;
    return answer;
}

std::string toText(const std::vector<base::SocketAddress>& servers) {
    std::string text;
    for (const base::SocketAddress& server : servers)
        text += (text.empty() ? "" : ",") + server.toString();
    return text;
}

base::Error failure(int status) {
    const std::string why = ares_strerror(status);
    return {"resolve.configuration", "Names cannot be looked up: " + why + ".", "", {{"reason", why}}};
}

}  // namespace

struct AresChannel::Lookup {
    AresChannel& channel;
    Done done;
};

base::Result<std::unique_ptr<AresChannel>> AresChannel::open(const ResolverOptions& options,
                                                             SearchList search) {
    static const int library = ares_library_init(ARES_LIB_INIT_ALL);
    if (library != ARES_SUCCESS)
        return failure(library);
    std::unique_ptr<AresChannel> channel(new AresChannel());
    std::string configuration = options.configuration;
    ares_options wanted{};
    wanted.timeout = static_cast<int>(options.timeout.count());
    wanted.tries = options.rounds;
    wanted.sock_state_cb = onSocket;
    wanted.sock_state_cb_data = channel.get();
    wanted.resolvconf_path = configuration.data();
    int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB | ARES_OPT_RESOLVCONF;
    if (search == SearchList::Unused)
        mask |= ARES_OPT_DOMAINS;  // none
#ifdef ARES_OPT_QUERY_CACHE
    mask |= ARES_OPT_QUERY_CACHE;  // none: it would keep what NameBook asks for anew
#endif
    if (const int status = ares_init_options(&channel->m_channel, &wanted, mask); status != ARES_SUCCESS) {
        channel->m_channel = nullptr;
        return failure(status);
    }
    if (options.servers.empty())
        return channel;
    const std::string servers = toText(options.servers);
    if (const int status = ares_set_servers_ports_csv(channel->m_channel, servers.c_str());
        status != ARES_SUCCESS)
        return failure(status);
    return channel;
}

AresChannel::~AresChannel() {
    m_closing = true;
    if (m_channel)
        ares_destroy(m_channel);
}

void AresChannel::lookUp(const std::string& name, Done done) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    ares_getaddrinfo(m_channel, name.c_str(), nullptr, &hints, onAnswer, new Lookup{*this, std::move(done)});
}

void AresChannel::onAnswer(void* lookup, int status, int, ares_addrinfo* result) {
    const std::unique_ptr<Lookup> ended(static_cast<Lookup*>(lookup));
    LookupAnswer answer{outcomeOf(status)};
    if (status == ARES_SUCCESS && result)
        answer = answerOf(*result);
    if (result)
        ares_freeaddrinfo(result);
    if (!ended->channel.m_closing)
        ended->done(answer);
}

void AresChannel::onSocket(void* self, ares_socket_t socket, int readable, int writable) {
    std::vector<pollfd>& sockets = static_cast<AresChannel*>(self)->m_sockets;
    std::erase_if(sockets, [socket](const pollfd& known) { return known.fd == socket; });
    const int events = (readable ? POLLIN : 0) | (writable ? POLLOUT : 0);
    if (events != 0)
        sockets.push_back({socket, static_cast<short>(events), 0});
}

void AresChannel::addSockets(std::vector<pollfd>& sockets) const {
    sockets.insert(sockets.end(), m_sockets.begin(), m_sockets.end());
}

std::optional<base::Milliseconds> AresChannel::timeout() const {
    timeval left{};
    if (!ares_timeout(m_channel, nullptr, &left))
        return std::nullopt;
    return std::chrono::ceil<base::Milliseconds>(base::Seconds(left.tv_sec) +
                                                 std::chrono::microseconds(left.tv_usec));
}

void AresChannel::process(const std::vector<pollfd>& sockets) {
    for (const pollfd& ready : sockets) {
        const bool isOurs = std::any_of(m_sockets.begin(), m_sockets.end(),
                                        [&](const pollfd& known) { return known.fd == ready.fd; });
        if (!isOurs || ready.revents == 0)
            continue;
        const bool isReadable = (ready.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
        const bool isWritable = (ready.revents & (POLLOUT | POLLERR)) != 0;
        ares_process_fd(m_channel, isReadable ? ready.fd : ARES_SOCKET_BAD,
                        isWritable ? ready.fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(m_channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

}  // namespace portolan::resolve
