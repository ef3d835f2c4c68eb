// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/signals.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace portolan::platform {

namespace {

// All that a signal handler can see.
std::atomic<int> writeEnd{-1};

void onRawSignal(int number) {
    const int saved = errno;
    const auto byte = static_cast<unsigned char>(number);
    if (::write(writeEnd.load(), &byte, 1) < 0)
        errno = 0;  // a full pipe holds enough signals already
    errno = saved;
}

}  // namespace

Signals::Signals(std::function<void(int)> onSignal) : m_onSignal(std::move(onSignal)) {
    if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no descriptor left for the signal pipe");
    Q_ASSERT(writeEnd.load() == -1);
    writeEnd.store(m_pipe[1]);
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { read(); });
    struct sigaction action {};
    action.sa_handler = onRawSignal;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < watched.size(); ++i)
        ::sigaction(watched[i], &action, &m_former[i]);
}

Signals::~Signals() {
    for (std::size_t i = 0; i < watched.size(); ++i)
        ::sigaction(watched[i], &m_former[i], nullptr);
    m_notifier.reset();
    writeEnd.store(-1);
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void Signals::read() {
    unsigned char number = 0;
    while (::read(m_pipe[0], &number, 1) == 1)
        m_onSignal(number);
}

}  // namespace portolan::platform
