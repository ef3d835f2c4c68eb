// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/accesslog/accesslog.h"

#include "backend/base/logging.h"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace portolan::accesslog {

namespace {

constexpr int millisecondsBetweenWrites = 500;
constexpr std::size_t bytesPerWrite = 256 * 1024;

}  // namespace

AccessLog::AccessLog(const LogOptions& options, std::size_t workers, FailureCodes failures)
    : m_file(options.path, options.fileSize, options.keptFiles),
      m_failures(failures),
      m_wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    for (std::size_t i = 0; i < workers; ++i)
        m_queues.push_back(std::make_unique<live::RequestQueue>([this] { wake(); }));
    m_thread = std::thread([this] { run(); });
}

AccessLog::~AccessLog() {
    m_stop = true;
    wake();
    m_thread.join();
    ::close(m_wake);
}

void AccessLog::reopen() {
    m_reopen = true;
    wake();
}

void AccessLog::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake, &one, sizeof one);
}

void AccessLog::run() {
    // A limit on the size of files must be an error of write(), not the end of the program.
    sigset_t tooLarge;
    sigemptyset(&tooLarge);
    sigaddset(&tooLarge, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &tooLarge, nullptr);
    for (bool last = false; !last;) {
        waitForWork();
        last = m_stop;
        // What was logged before it was asked for still belongs to the old file.
        const bool reopens = m_reopen.exchange(false);
        drainQueues();
        flush();
        if (reopens)
            m_file.reopen();
    }
}

void AccessLog::waitForWork() const {
    pollfd waiting{m_wake, POLLIN, 0};
    poll(&waiting, 1, millisecondsBetweenWrites);
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(m_wake, &count, sizeof count);
}

void AccessLog::drainQueues() {
    for (const auto& queue : m_queues)
        queue->drain([this](const live::RequestRecord& record) {
            appendLine(m_lines, record, m_failures);
            if (m_lines.size() >= bytesPerWrite)
                flush();
        });
}

void AccessLog::flush() {
    if (m_lines.empty())
        return;
    std::string_view left = m_lines;
    const auto written = m_file.write(left);
    const auto lost = static_cast<std::uint64_t>(std::count(left.begin(), left.end(), '\n'));
    m_lost.add(lost);
    tell(written, lost);
    m_lines.clear();
}

void AccessLog::tell(const base::Result<void>& written, std::uint64_t lost) {
    if (!written && !m_inTrouble) {
        m_inTrouble = true;
        m_toldAt = m_lost.value() - lost;
        qCCritical(base::logProxy, "%s Requests go on, their records are lost until it works again.",
                   written.error().message.c_str());
    } else if (written && m_inTrouble) {
        m_inTrouble = false;
        qCWarning(base::logProxy, "The access log works again; %llu records were lost.",
                  static_cast<unsigned long long>(m_lost.value() - m_toldAt));
    }
}

}  // namespace portolan::accesslog
