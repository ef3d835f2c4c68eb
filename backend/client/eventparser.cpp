// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/client/eventparser.h"

#include <utility>

namespace portolan::client {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::optional<std::vector<ServerSentEvent>> EventParser::feed(std::string_view bytes) {
    std::vector<ServerSentEvent> events;
    for (const char byte : bytes) {
        const bool secondHalfOfCrLf = byte == '\n' && m_afterCarriageReturn;
        m_afterCarriageReturn = byte == '\r';
        if (secondHalfOfCrLf)
            continue;
        if (byte == '\n' || byte == '\r') {
            takeLine(m_line, events);
            m_line.clear();
            continue;
        }
        m_line.push_back(byte);
        if (m_line.size() + m_data.size() > longestEvent)
            return std::nullopt;
    }
    return events;
}

void EventParser::takeLine(std::string_view line, std::vector<ServerSentEvent>& out) {
    if (std::exchange(m_atStart, false) && line.starts_with(byteOrderMark))
        line.remove_prefix(byteOrderMark.size());
    if (line.empty()) {
        dispatch(out);
        return;
    }
    const auto colon = line.find(':');
    if (colon == 0)
        return;  // a comment: the heartbeat
    if (colon == std::string_view::npos) {
        takeField(line, {});
        return;
    }
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    takeField(line.substr(0, colon), value);
}

void EventParser::takeField(std::string_view name, std::string_view value) {
    if (name == "event") {
        m_type = value;
    } else if (name == "data") {
        m_data.append(value).push_back('\n');
    } else if (name == "id" && value.find('\0') == std::string_view::npos) {
        m_lastId = value;
    }
    // "retry" is left to EventStream's own backoff; unknown fields are ignored, as the standard asks.
}

void EventParser::dispatch(std::vector<ServerSentEvent>& out) {
    if (m_data.empty()) {
        m_type.clear();
        return;
    }
    m_data.pop_back();
    ServerSentEvent event{m_type.empty() ? "message" : std::exchange(m_type, {}), std::exchange(m_data, {}),
                          m_lastId};
    out.push_back(std::move(event));
}

}  // namespace portolan::client
