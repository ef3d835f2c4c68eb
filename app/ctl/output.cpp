// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/output.h"

#include <QJsonDocument>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace portolan::ctl {

void Output::data(std::string_view text) {
    write(STDOUT_FILENO, text);
}

void Output::data(const QJsonObject& json) {
    data(QJsonDocument(json).toJson(QJsonDocument::Indented).toStdString());
}

void Output::data(const QJsonArray& json) {
    data(QJsonDocument(json).toJson(QJsonDocument::Indented).toStdString());
}

void Output::dataLine(const QJsonObject& json) {
    data(QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString() + "\n");
}

void Output::error(std::string_view text) {
    say(Colour::Red, "portolanctl: ", text);
}

void Output::warning(std::string_view text) {
    say(Colour::Yellow, "warning: ", text);
}

void Output::note(std::string_view text) {
    say(Colour::None, "", text);
}

void Output::line(std::string_view text) {
    write(STDERR_FILENO, harmless(text) + "\n");
}

void Output::question(std::string_view text) {
    write(STDERR_FILENO, harmless(text));
}

void Output::say(Colour colour, std::string_view prefix, std::string_view text) {
    const std::size_t used = columnsOf(prefix);
    const std::size_t columns = m_messages.width > used + 20 ? m_messages.width - used : 0;
    write(STDERR_FILENO, painted(m_messages, colour, prefix) + wrapped(harmless(text), columns, used) + "\n");
}

void Output::write(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd wait{descriptor, POLLOUT, 0};
            (void)::poll(&wait, 1, -1);
        } else if (errno == EPIPE && descriptor == STDOUT_FILENO) {
            ::signal(SIGPIPE, SIG_DFL);
            ::raise(SIGPIPE);
        } else if (errno != EINTR) {
            if (descriptor == STDOUT_FILENO && !m_hasFailed) {
                m_hasFailed = true;
                error(std::string("Standard output cannot be written: ") + std::strerror(errno) + ".");
            }
            return;
        }
    }
}

}  // namespace portolan::ctl
