// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Streams that stay open while something else happens, to see whether they are cut: StreamUpstream sends a
// numbered piece ten times a second to every client, as endless chunks to a GET and as raw bytes to an
// upgrade to websocket; OpenStreams are such clients through a proxy, which notice an end, a gap and silence.
// Each runs on a thread of its own. A piece is "#NNNNNNNN;": it is found again whatever the proxy frames it
// with.

#include "backend/base/ipaddress.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace portolan::bench {

class StreamUpstream {
  public:
    StreamUpstream();
    ~StreamUpstream();
    StreamUpstream(const StreamUpstream&) = delete;
    StreamUpstream& operator=(const StreamUpstream&) = delete;
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  private:
    struct Client {
        int socket = -1;
        enum class Kind { Unknown, Chunks, Tunnel } kind = Kind::Unknown;
        unsigned next = 0;  ///< the number of the next piece
    };
    void serve();
    void accept();
    /// False when it has gone.
    [[nodiscard]] static bool read(Client& client);
    void sendPieces();

    std::uint16_t m_port = 0;
    int m_listener = -1;
    int m_poller = -1;
    std::vector<Client> m_clients;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

class OpenStreams {
  public:
    /// Opens `count` streams to each of the hosts, every other one a tunnel.
    OpenStreams(const base::SocketAddress& proxy, const std::vector<std::string>& hosts, std::size_t count);
    ~OpenStreams();
    OpenStreams(const OpenStreams&) = delete;
    OpenStreams& operator=(const OpenStreams&) = delete;

    [[nodiscard]] std::size_t size() const { return m_streams.size(); }
    /// How many have ended, lost a piece, or been silent for two seconds.
    [[nodiscard]] std::size_t broken() const;

  private:
    struct Stream {
        int socket = -1;
        std::string rest{};  ///< what came after the last whole piece
        unsigned next = 0;
        std::atomic<std::int64_t> lastPiece{0};  ///< on the steady clock, in ms
        std::atomic<bool> broken{false};
    };
    void watchAll();
    static void take(Stream& stream, std::string_view bytes);

    int m_poller = -1;
    std::vector<std::unique_ptr<Stream>> m_streams;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

}  // namespace portolan::bench
