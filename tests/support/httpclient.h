// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A small blocking HTTP/1.1 client that shows a test what really came over the wire. HttpConnection keeps one
// TCP connection and lets a test send any bytes, right or wrong; fetch() is one request on a connection of
// its own. Every operation has a deadline; a failure is an empty reply with status 0 and a reason. One thread
// per connection. It shares no code with the program, so that a mistake cannot cancel itself out.

#include "backend/base/ipaddress.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::support {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
    int status = 0;  ///< 0: no reply, see failure
    std::string reason;
    Fields fields;
    std::string body;
    std::string failure;  ///< why there is no whole reply; empty if there is one

    /// The first field of that name (any case), or an empty string.
    [[nodiscard]] std::string field(std::string_view name) const;
};

struct HttpCall {
    std::string method = "GET";
    std::string target = "/";
    std::string host{};  ///< the Host field; the address that is called, if empty
    Fields fields{};
    std::string body{};  ///< sent with Content-Length if not empty, or if the method is POST or PUT
};

enum class ReplyBody { AsFramed, None };

class HttpConnection {
  public:
    using Limit = std::chrono::milliseconds;

    explicit HttpConnection(const base::SocketAddress& address, Limit limit = std::chrono::seconds(10));
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    [[nodiscard]] bool connected() const { return m_socket >= 0; }
    /// Where this end of the connection is.
    [[nodiscard]] base::SocketAddress local() const;

    /// Writes all of it. False when the peer is gone or the deadline passed.
    bool sendRaw(std::string_view bytes);
    bool send(const HttpCall& call);
    /// One reply, interim (1xx) ones skipped except 101. ReplyBody::None for the reply to HEAD.
    [[nodiscard]] HttpReply receive(ReplyBody body = ReplyBody::AsFramed);
    /// The head of the next reply only; its body stays to be read with receiveSome().
    [[nodiscard]] HttpReply receiveHead();
    /// Whatever comes next, at most `most` bytes; nullopt at the end, on failure or deadline.
    [[nodiscard]] std::optional<std::string> receiveSome(std::size_t most = 65536);
    /// Reads on until `text` has come; returns all that was read. Empty if it did not come in time.
    [[nodiscard]] std::string receiveUntil(std::string_view text);
    /// True when the peer closes (or resets) within the limit.
    [[nodiscard]] bool closedByPeer(Limit within);
    void shutdownWrite() const;
    void setLimit(Limit limit) { m_limit = limit; }

  private:
    [[nodiscard]] bool fill(std::chrono::steady_clock::time_point deadline);
    [[nodiscard]] bool readBody(HttpReply& reply);
    [[nodiscard]] bool readChunks(HttpReply& reply);
    [[nodiscard]] bool need(std::size_t count);
    [[nodiscard]] std::optional<std::string> line();

    std::string m_host;
    Limit m_limit;
    int m_socket = -1;
    std::string m_buffer;
};

/// One request on a connection of its own, which is closed afterwards.
[[nodiscard]] HttpReply fetch(const base::SocketAddress& address, const HttpCall& call,
                              HttpConnection::Limit limit = std::chrono::seconds(10));

/// A POST, PUT or DELETE of JSON, as the API wants it.
[[nodiscard]] HttpCall jsonCall(std::string method, std::string target, std::string body);

}  // namespace portolan::support
