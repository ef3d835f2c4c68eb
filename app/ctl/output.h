// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where the program writes: data to standard output, everything else to standard error. Data leave at once,
// so that a reader of `watch` sees each event when it happens. A reader that has gone ends the program as
// SIGPIPE would; any other failure is remembered for the exit code. Main thread.

#include "app/ctl/style.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string_view>

namespace portolan::ctl {

class Output {
  public:
    Output(Style data, Style messages) : m_data(data), m_messages(messages) {}

    [[nodiscard]] const Style& dataStyle() const { return m_data; }
    [[nodiscard]] const Style& messageStyle() const { return m_messages; }

    /// As it is: each line ends in a line feed.
    void data(std::string_view text);
    void data(const QJsonObject& json);
    void data(const QJsonArray& json);
    /// On one line.
    void dataLine(const QJsonObject& json);

    /// "portolanctl: " and the text, wrapped, with a line feed; control characters are made harmless.
    void error(std::string_view text);
    void warning(std::string_view text);
    /// The text alone, with a line feed.
    void note(std::string_view text);
    /// The same, never broken into lines: something to copy, or a row of a list.
    void line(std::string_view text);
    /// Without a line feed: the answer stands behind it.
    void question(std::string_view text);

    [[nodiscard]] bool hasFailed() const { return m_hasFailed; }

  private:
    void write(int descriptor, std::string_view text);
    void say(Colour colour, std::string_view prefix, std::string_view text);

    Style m_data;
    Style m_messages;
    bool m_hasFailed = false;
};

}  // namespace portolan::ctl
