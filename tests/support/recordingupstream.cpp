// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recordingupstream.h"

#include "backend/base/bytes.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <list>
#include <mutex>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace portolan::support {

namespace {

constexpr std::string_view lineEnd = "\r\n";

/// The value of a field line of that name, nullopt for another line.
std::optional<std::string_view> valueOf(std::string_view line, std::string_view name) {
    if (line.size() < name.size() + 1 || line[name.size()] != ':' ||
        !base::equalsIgnoringCase(line.substr(0, name.size()), name))
        return std::nullopt;
    const std::size_t start = std::min(line.find_first_not_of(" \t", name.size() + 1), line.size());
    return line.substr(start);
}

template <class Visit>
void forEachLine(std::string_view lines, Visit&& visit) {
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find(lineEnd), lines.size());
        visit(lines.substr(0, end));
        lines.remove_prefix(std::min(end + lineEnd.size(), lines.size()));
    }
}

/// How the body is framed by the fields alone.
struct Framing {
    std::size_t lengths = 0;
    std::size_t codings = 0;
    std::size_t length = 0;
    bool chunked = false;
};

Framing framingOf(std::string_view fields) {
    Framing framing;
    forEachLine(fields, [&](std::string_view line) {
        if (const auto length = valueOf(line, "Content-Length")) {
            ++framing.lengths;
            framing.length = std::strtoull(std::string(*length).c_str(), nullptr, 10);
        } else if (const auto coding = valueOf(line, "Transfer-Encoding")) {
            ++framing.codings;
            framing.chunked = *coding == "chunked";
        }
    });
    return framing;
}

/// Takes a line off the front; nullopt while it is incomplete.
std::optional<std::string> takeLine(std::string& bytes) {
    const std::size_t end = bytes.find(lineEnd);
    if (end == std::string::npos)
        return std::nullopt;
    std::string line = bytes.substr(0, end);
    bytes.erase(0, end + lineEnd.size());
    return line;
}

/// Reads the body of `request` off the front of `bytes`. True when it is complete.
bool readChunks(std::string& bytes, RecordedRequest& request) {
    std::string rest = bytes;
    std::string body;
    for (;;) {
        const auto line = takeLine(rest);
        if (!line)
            return false;
        const std::size_t size = std::strtoull(line->c_str(), nullptr, 16);
        request.broken = line->empty() || line->find_first_not_of("0123456789abcdef") != std::string::npos;
        if (request.broken)
            return true;
        if (size == 0)
            break;
        if (rest.size() < size + 2)
            return false;
        body += rest.substr(0, size);
        request.broken = rest.substr(size, 2) != lineEnd;
        rest.erase(0, size + 2);
    }
    std::string trailers;
    for (auto line = takeLine(rest); !line || !line->empty(); line = takeLine(rest)) {
        if (!line)
            return false;
        trailers += *line + "\r\n";
    }
    request.body = body;
    request.trailers = trailers;
    bytes = rest;
    return true;
}

bool readBody(std::string& bytes, RecordedRequest& request) {
    const Framing framing = framingOf(request.fields);
    request.broken = framing.lengths + framing.codings > 1 || framing.codings != (framing.chunked ? 1u : 0u);
    if (request.broken)
        return true;
    if (framing.chunked)
        return readChunks(bytes, request);
    if (bytes.size() < framing.length)
        return false;
    request.body = bytes.substr(0, framing.length);
    bytes.erase(0, framing.length);
    return true;
}

/// Takes a request off the front; nullopt while it is incomplete.
std::optional<RecordedRequest> takeRequest(std::string& bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos)
        return std::nullopt;
    RecordedRequest request;
    std::string rest = bytes.substr(end + 4);
    const std::size_t line = bytes.find(lineEnd);
    request.line = bytes.substr(0, line);
    request.fields = bytes.substr(line + 2, end + 2 - (line + 2));
    if (!readBody(rest, request))
        return std::nullopt;
    request.broken = request.broken || !request.line.ends_with(" HTTP/1.1");
    request.complete = !request.broken;
    bytes = rest;
    return request;
}

/// What there is of a request that never became complete.
RecordedRequest partOf(const std::string& bytes) {
    RecordedRequest request;
    const std::size_t line = std::min(bytes.find(lineEnd), bytes.size());
    request.line = bytes.substr(0, line);
    request.fields = bytes.substr(std::min(line + 2, bytes.size()));
    return request;
}

}  // namespace

std::string RecordedRequest::ownFields() const {
    std::string own;
    forEachLine(fields, [&](std::string_view text) {
        const auto begins = [text](std::string_view name) {
            return base::equalsIgnoringCase(text.substr(0, name.size()), name);
        };
        if (!begins("X-Forwarded-") && !begins("X-Real-IP:") && !begins("Forwarded:") && !begins("Via:"))
            own += std::string(text) + "\r\n";
    });
    return own;
}

class RecordingUpstream::Worker {
  public:
    Worker() {
        m_wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof name;
        if (bind(m_listener, reinterpret_cast<const sockaddr*>(&name), size) == 0 &&
            listen(m_listener, 512) == 0 &&
            getsockname(m_listener, reinterpret_cast<sockaddr*>(&name), &size) == 0)
            port = ntohs(name.sin_port);
        m_thread = std::thread([this] { run(); });
    }

    ~Worker() {
        {
            const std::lock_guard lock(mutex);
            m_stopping = true;
        }
        wake();
        m_thread.join();
        for (const Connection& connection : m_connections)
            close(connection.socket);
        close(m_listener);
        close(m_wake);
    }

    void wake() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = write(m_wake, &one, sizeof one);
    }

    std::uint16_t port = 0;
    std::mutex mutex;  // guards what follows
    RecordedAnswer answer;
    std::vector<RecordedRequest> recorded;
    std::string unasked;
    int open = 0;

  private:
    struct Connection {
        int socket = -1;
        std::string bytes;
        bool ended = false;
        bool isProbe = false;
        bool hasAnswered = false;
    };

    void run() {
        for (;;) {
            std::vector<pollfd> pollers{{m_wake, POLLIN, 0}, {m_listener, POLLIN, 0}};
            for (const Connection& connection : m_connections)
                pollers.push_back({connection.socket, POLLIN, 0});
            poll(pollers.data(), pollers.size(), -1);
            std::uint64_t count = 0;
            [[maybe_unused]] const ssize_t woken = read(m_wake, &count, sizeof count);
            acceptAll();
            // All that has arrived is read before anything is answered, so that the order of answers proves
            // the order of arrival.
            for (Connection& connection : m_connections)
                receive(connection);
            const std::lock_guard lock(mutex);
            if (m_stopping)
                return;
            for (Connection& connection : m_connections)
                serve(connection);
            forgetEnded();
        }
    }

    void acceptAll() {
        for (int client = 0;
             (client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
            const int yes = 1;
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            m_connections.emplace_back().socket = client;
        }
    }

    static void receive(Connection& connection) {
        std::array<char, 65536> buffer;
        ssize_t count = 0;
        while ((count = recv(connection.socket, buffer.data(), buffer.size(), 0)) > 0)
            connection.bytes.append(buffer.data(), static_cast<std::size_t>(count));
        connection.ended = count == 0 || errno != EAGAIN;
    }

    void serve(Connection& connection) {
        while (auto request = takeRequest(connection.bytes)) {
            connection.isProbe = request->fields.find("User-Agent: portolan-health\r\n") != std::string::npos;
            respond(connection, *request);
            if (!connection.isProbe)
                recorded.push_back(std::move(*request));
        }
        if (connection.ended && !connection.bytes.empty() && !connection.isProbe)
            recorded.push_back(partOf(std::exchange(connection.bytes, {})));
        if (!unasked.empty() && connection.hasAnswered && !connection.ended)
            put(connection, unasked);
    }

    void respond(Connection& connection, const RecordedRequest& request) {
        using Then = RecordedAnswer::Then;
        connection.hasAnswered = !connection.isProbe;
        if (connection.isProbe || request.line.find("/sentinel") != std::string::npos) {
            put(connection, ok("sentinel"));
            connection.ended = connection.isProbe;
            return;
        }
        put(connection, answer.bytes);
        if (answer.then == Then::Keep)
            return;
        if (answer.then == Then::Reset) {
            const linger now{.l_onoff = 1, .l_linger = 0};
            setsockopt(connection.socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        connection.ended = true;
    }

    static void put(const Connection& connection, std::string_view bytes) {
        // Answers of tests fit into the socket's buffer.
        [[maybe_unused]] const ssize_t sent =
            send(connection.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    void forgetEnded() {
        unasked.clear();
        m_connections.remove_if([](const Connection& connection) {
            if (connection.ended)
                close(connection.socket);
            return connection.ended;
        });
        open = static_cast<int>(std::count_if(m_connections.begin(), m_connections.end(),
                                              [](const Connection& c) { return !c.isProbe; }));
    }

    int m_wake = -1;
    int m_listener = -1;
    bool m_stopping = false;
    std::list<Connection> m_connections;
    std::thread m_thread;
};

RecordingUpstream::RecordingUpstream() : m_worker(std::make_unique<Worker>()) {
    answerWith({ok("recorded")});
}

RecordingUpstream::~RecordingUpstream() = default;

std::uint16_t RecordingUpstream::port() const {
    return m_worker->port;
}

void RecordingUpstream::answerWith(RecordedAnswer answer) {
    const std::lock_guard lock(m_worker->mutex);
    m_worker->answer = std::move(answer);
}

std::vector<RecordedRequest> RecordingUpstream::take() {
    const std::lock_guard lock(m_worker->mutex);
    return std::exchange(m_worker->recorded, {});
}

void RecordingUpstream::sendUnasked(std::string bytes) {
    {
        const std::lock_guard lock(m_worker->mutex);
        m_worker->unasked = std::move(bytes);
    }
    m_worker->wake();
}

int RecordingUpstream::openConnections() const {
    const std::lock_guard lock(m_worker->mutex);
    return m_worker->open;
}

std::string RecordingUpstream::ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace portolan::support
