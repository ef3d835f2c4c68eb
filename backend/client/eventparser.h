// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Turns the bytes of a text/event-stream, in whatever pieces they arrive, into events. EventStream feeds it;
// it knows nothing of connections and makes a new start with each of them. A line or an event longer than the
// limit is a failure, since no backend of ours writes one. One thread.
// Source: HTML Living Standard, section 9.2.6 "Interpreting an event stream".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::client {

struct ServerSentEvent {
    std::string type;  ///< "message" where the stream names none
    std::string data;
    std::string lastId;  ///< the last id the stream gave, with this event or before
    friend bool operator==(const ServerSentEvent&, const ServerSentEvent&) = default;
};

class EventParser {
  public:
    static constexpr std::size_t longestEvent = 4 * 1024 * 1024;

    /// The events that are complete with these bytes; nullopt when the limit is passed (the parser is of no
    /// further use then).
    [[nodiscard]] std::optional<std::vector<ServerSentEvent>> feed(std::string_view bytes);

  private:
    void takeLine(std::string_view line, std::vector<ServerSentEvent>& out);
    void takeField(std::string_view name, std::string_view value);
    void dispatch(std::vector<ServerSentEvent>& out);

    std::string m_line;
    std::string m_type;
    std::string m_data;
    std::string m_lastId;
    bool m_afterCarriageReturn = false;
    bool m_atStart = true;
};

}  // namespace portolan::client
