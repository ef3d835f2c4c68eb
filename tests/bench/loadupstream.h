// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The server behind a proxy under measurement: answers every request with the same reply, over any number of
// connections, on one thread of its own that inherits the CPU of the thread which made it. A reply that does
// not fit into the socket is continued when there is room, so that one slow connection holds up no other. It
// knows no request bodies and no pipelining.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace portolan::bench {

class LoadUpstream {
  public:
    /// Answers with `bodySize` bytes, on loopback.
    explicit LoadUpstream(std::size_t bodySize);
    ~LoadUpstream();
    LoadUpstream(const LoadUpstream&) = delete;
    LoadUpstream& operator=(const LoadUpstream&) = delete;
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  private:
    struct Reply {
        std::string_view left{};  ///< what is still to be sent
        bool waits = false;       ///< for room in the socket
    };
    void serve();
    void accept();
    void read(int client);
    /// Sends what is left; waits for room if it does not fit.
    void write(int client);

    std::string m_reply;
    std::uint16_t m_port = 0;
    int m_listener = -1;
    int m_poller = -1;
    std::vector<Reply> m_replies;  ///< by descriptor
    std::vector<int> m_clients;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

}  // namespace portolan::bench
