// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A target that writes down what it receives and answers with whatever bytes a test has chosen: for proving
// what came through the proxy, and what becomes of answers that no server should give. It reads requests by
// rules of its own, shares no code with the program, and takes anything it cannot read as broken. Probes of
// the program's health checks are answered and not written down. One thread of its own over all connections:
// what the program sent first is written down first. The other methods may be called from one other thread.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace portolan::support {

/// What arrived of one request.
struct RecordedRequest {
    std::string line;      ///< the request line
    std::string fields;    ///< the other lines of the head as they came, each with its CRLF
    std::string body;      ///< decoded
    std::string trailers;  ///< lines behind a chunked body, each with its CRLF
    bool complete = false;
    bool broken = false;  ///< the bytes are no request

    /// The lines of the head without those that say who asked: X-Forwarded-*, X-Real-IP, Forwarded, Via.
    [[nodiscard]] std::string ownFields() const;
};

/// Bytes for each request, and what becomes of the connection behind them.
struct RecordedAnswer {
    enum class Then : std::uint8_t { Keep, Close, Reset };
    std::string bytes;
    Then then = Then::Keep;
};

class RecordingUpstream {
  public:
    RecordingUpstream();
    ~RecordingUpstream();
    RecordingUpstream(const RecordingUpstream&) = delete;
    RecordingUpstream& operator=(const RecordingUpstream&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// How requests are answered from here on. Requests whose line has "/sentinel" are answered with 200 and
    /// "sentinel", whatever was asked for here.
    void answerWith(RecordedAnswer answer);
    /// What has arrived since the last call, in order, incomplete ones with it.
    [[nodiscard]] std::vector<RecordedRequest> take();
    /// Sends bytes that nobody asked for on every connection that has answered and is open.
    void sendUnasked(std::string bytes);
    /// Connections that are open, those of probes not counted.
    [[nodiscard]] int openConnections() const;

    /// "HTTP/1.1 200 OK" with a length and this body.
    [[nodiscard]] static std::string ok(const std::string& body);

  private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

}  // namespace portolan::support
