// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Opens everything this program listens on, in one go, before anything is served: DNS on UDP and TCP, the
// proxy, the API, and the private API on loopback. A listener that cannot be opened does not keep the others
// from it: it is recorded with who holds its port. A default listener that lacks the permission for its port
// takes the trial port instead; one the user has named never does. Called on the control thread, by Runtime
// at the start and by ListenerKeeper when addresses come; the sockets then go to the workers.

#include "backend/api/replies.h"
#include "backend/model/settings.h"
#include "backend/net/boundsockets.h"

#include <cstddef>
#include <vector>

namespace portolan::runtime {

enum class ListenerKind : unsigned char { DnsUdp, DnsTcp, Http, Https, Api, PrivateApi };

/// What the settings ask for.
struct WantedListener {
    ListenerKind kind = ListenerKind::Http;  ///< DnsUdp stands for both transports
    base::SocketAddress address;
    model::Choice choice = model::Choice::Default;
    friend bool operator==(const WantedListener&, const WantedListener&) = default;
};

struct OpenListener {
    ListenerKind kind = ListenerKind::Http;
    WantedListener wanted;
    api::ListenerView view;                      ///< what has become of it
    std::vector<net::FileDescriptor> sockets{};  ///< one per worker; none unless it listens
};

/// Where the sockets come from; tests put another one in.
class SocketSource {
  public:
    virtual ~SocketSource() = default;
    /// As net::bindSockets() for TCP.
    [[nodiscard]] virtual base::Result<net::BoundSockets> openTcp(const base::SocketAddress& address,
                                                                  std::size_t count) = 0;
    /// As net::bindUdpAndTcp().
    [[nodiscard]] virtual base::Result<net::BoundPair> openDns(const base::SocketAddress& address,
                                                               std::size_t count) = 0;
};

/// The operating system.
class SystemSockets final : public SocketSource {
  public:
    [[nodiscard]] base::Result<net::BoundSockets> openTcp(const base::SocketAddress& address,
                                                          std::size_t count) override;
    [[nodiscard]] base::Result<net::BoundPair> openDns(const base::SocketAddress& address,
                                                       std::size_t count) override;
};

/// Opens one listener: one entry, or two for DNS (UDP and TCP), which have failed if it could not be opened.
[[nodiscard]] std::vector<OpenListener> openListener(const WantedListener& wanted, SocketSource& source,
                                                     std::size_t workers);

/// One entry per listener, failed and disabled ones too, in the order dns, http, https, api, private-api.
[[nodiscard]] std::vector<OpenListener> openListeners(const model::StartSettings& settings,
                                                      SocketSource& source);

}  // namespace portolan::runtime
