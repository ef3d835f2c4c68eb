// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One channel of c-ares: the hosts file first, then the name servers, over UDP and, where an answer was cut
// off, over TCP. It opens sockets and asks to be told when they can be read or written; it has no thread and
// never waits but for files. Used by SystemResolver on its thread; made and destroyed there.
// Source: RFC 1035 section 7 (resolvers), RFC 6724 (order of addresses).

#include "backend/base/result.h"
#include "backend/resolve/nameresolver.h"
#include "backend/resolve/resolveroptions.h"

#include <ares.h>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <vector>

namespace portolan::resolve {

/// Whether a name that is not found is tried again with the domains of the configuration behind it.
enum class SearchList : std::uint8_t { Unused, Used };

class AresChannel {
  public:
    using Done = std::function<void(const LookupAnswer& answer)>;

    /// Errors: resolve.configuration (the configuration or `servers` cannot be used).
    [[nodiscard]] static base::Result<std::unique_ptr<AresChannel>> open(const ResolverOptions& options,
                                                                         SearchList search);
    /// What is under way is not answered.
    ~AresChannel();
    AresChannel(const AresChannel&) = delete;
    AresChannel& operator=(const AresChannel&) = delete;

    /// `done` is called once: inside this call for what the hosts file has, else inside process().
    void lookUp(const std::string& name, Done done);

    /// Appends the sockets to wait for.
    void addSockets(std::vector<pollfd>& sockets) const;
    /// When process() is to be called at the latest; nullopt when nothing is under way.
    [[nodiscard]] std::optional<base::Milliseconds> timeout() const;
    /// Handles what arrived at `sockets`, of which some may belong to others, and what did not arrive in
    /// time.
    void process(const std::vector<pollfd>& sockets);

  private:
    struct Lookup;
    AresChannel() = default;
    static void onSocket(void* self, ares_socket_t socket, int readable, int writable);
    static void onAnswer(void* lookup, int status, int timeouts, ares_addrinfo* result);

    ares_channel m_channel = nullptr;
    std::vector<pollfd> m_sockets;
    bool m_closing = false;
};

}  // namespace portolan::resolve
