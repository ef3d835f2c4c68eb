// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// An HTTP server to be proxied to, whose behaviour the request's path chooses:
//   /echo            the request's own head and body, byte for byte as they arrived, as text/plain
//   /echo-body       the body, sent back while it comes, framed as it came
//   /chunked         three chunks, "one" "two" "three"
//   /bytes/N         N bytes of a known pattern (see patternByte)
//   /stream          a chunk every 20 ms until the client goes away
//   /slow/MS         the usual answer after MS milliseconds
//   /websocket       the RFC 6455 handshake, then each frame's payload sent back in a frame
//   /status/CODE     that status, no body
//   /hang            no answer at all; /close: closes at once; /garbage: bytes that are not HTTP
//   anything else    200 and the body given to the constructor
// Blocking sockets, one thread per connection; stopped and joined by the destructor. It counts what it saw,
// so a test can tell whether a request arrived or was cancelled. It is no model of a good server.

#include "backend/base/ipaddress.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace portolan::support {

class TestUpstream {
  public:
    /// Listens at once; port 0 takes a free one. See listening().
    explicit TestUpstream(std::string body,
                          const base::SocketAddress& address = {base::IpAddress::fromV4(0x7f000001), 0});
    ~TestUpstream();
    TestUpstream(const TestUpstream&) = delete;
    TestUpstream& operator=(const TestUpstream&) = delete;

    [[nodiscard]] bool listening() const { return m_listener >= 0; }
    [[nodiscard]] const base::SocketAddress& address() const { return m_address; }
    [[nodiscard]] std::uint16_t port() const { return m_address.port; }
    /// All requests so far, probes among them.
    [[nodiscard]] int requests() const { return m_requests; }
    /// Requests for /slow/N so far.
    [[nodiscard]] int slowRequests() const { return m_slowRequests; }
    /// Streams (/stream) that run now.
    [[nodiscard]] int runningStreams() const { return m_streams; }
    /// Closes the listening socket and every connection: the target is down from here on.
    void stop();

    /// The byte at `offset` of /bytes/N.
    [[nodiscard]] static char patternByte(std::size_t offset) {
        return static_cast<char>('a' + (offset * 7 + offset / 997) % 26);
    }

  private:
    class Connection;
    void acceptLoop();

    std::string m_body;
    base::SocketAddress m_address;
    int m_listener = -1;
    std::atomic<bool> m_stopping{false};
    std::atomic<int> m_requests{0};
    std::atomic<int> m_slowRequests{0};
    std::atomic<int> m_streams{0};
    std::mutex m_mutex;
    std::vector<int> m_sockets;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

}  // namespace portolan::support
