// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The session's side of exchanges, and the control thread's side of pairs, as the tests of edge/ play them on
// their own thread with an engine that they turn by hand. For tests only.

#include "backend/edge/pairsink.h"
#include "backend/httpwire/parser.h"
#include "backend/net/engine.h"
#include "backend/proxy/localhandler.h"

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace portolan::edge {

/// Turns the engine until `condition` holds; false when that takes longer than 5 s.
inline bool turnUntil(net::Engine& engine, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        engine.turn(base::Milliseconds(2));
    }
    return true;
}

/// Keeps what a handler sends.
class FakeResponder final : public proxy::LocalResponder {
  public:
    int status = 0;
    std::int64_t length = -2;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    int heads = 0;
    int finished = 0;
    int failed = 0;
    std::size_t waiting = 0;  ///< what sendBody() says waits for the client

    void sendHead(const httpwire::ResponseHead& head, std::int64_t bodyLength) override {
        ++heads;
        status = head.status;
        length = bodyLength;
        for (const httpwire::Field& field : head.fields)
            fields.emplace_back(field.name, field.value);
    }
    std::size_t sendBody(std::string_view bytes) override {
        body += bytes;
        return waiting;
    }
    void finish() override { ++finished; }
    void fail() override { ++failed; }
    void pauseBody() override {}
    void resumeBody() override {}

    [[nodiscard]] bool isOver() const { return finished + failed > 0; }
    [[nodiscard]] std::string field(std::string_view name) const {
        for (const auto& [key, value] : fields)
            if (key == name)
                return value;
        return {};
    }
};

/// The control ends that a pool gave away, spoken to with raw bytes.
class FakeControl final : public PairSink {
  public:
    std::vector<net::FileDescriptor> ends;

    void offer(net::FileDescriptor controlEnd) override { ends.push_back(std::move(controlEnd)); }

    /// What has come to the control side over pair `index` since the last call.
    [[nodiscard]] std::string read(std::size_t index = 0) const {
        std::string out;
        char buffer[65536];
        for (;;) {
            const ssize_t got = ::recv(ends.at(index).value(), buffer, sizeof buffer, MSG_DONTWAIT);
            if (got <= 0)
                return out;
            out.append(buffer, static_cast<std::size_t>(got));
        }
    }
    /// True when our side has closed the pair.
    [[nodiscard]] bool isClosed(std::size_t index = 0) const {
        char byte = 0;
        return ::recv(ends.at(index).value(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
    }
    void write(std::string_view bytes, std::size_t index = 0) const {
        (void)::send(ends.at(index).value(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    void answer(int status, std::string_view body, std::size_t index = 0,
                std::string_view fields = {}) const {
        write("HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Type: application/json\r\n" +
                  std::string(fields) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                  std::string(body),
              index);
    }
};

/// A request that a handler is asked to serve, with its bytes.
struct FakeRequest {
    explicit FakeRequest(std::string text) : bytes(std::move(text)) {
        if (!httpwire::parseRequestHead(bytes, {}, head).complete())
            qFatal("a request of this test does not parse: %s", bytes.c_str());
        arrival.peer = *base::IpAddress::parse("100.2.2.2");
        arrival.local = *base::SocketAddress::parse("100.1.1.1:8080");
        arrival.listener = proxy::Arrival::Listener::Api;
        arrival.requestId = "id-1";
    }
    std::string bytes;
    httpwire::RequestHead head;
    proxy::Arrival arrival;
};

}  // namespace portolan::edge
