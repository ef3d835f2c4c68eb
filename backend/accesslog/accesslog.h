// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Writes the records of ended requests to the access log, off the workers: each worker has a queue, one
// thread empties them all twice a second, and sooner when one is half full. A worker is never held up: what
// does not fit into its queue is dropped and counted there, what the disk does not take is lost and counted
// here, and both are said in the program's messages once when it begins and once when it is over. Lines of
// one worker stand in the order the requests ended, those of several are mixed. Made and destroyed by
// runtime, after the workers have stopped: then what waits is still written.

#include "backend/accesslog/logfile.h"
#include "backend/accesslog/recordline.h"
#include "backend/live/requestqueue.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace portolan::accesslog {

struct LogOptions {
    std::string path;
    std::uint64_t fileSize = 100 * 1024 * 1024;  ///< bytes, before the file is put aside
    unsigned keptFiles = 5;
};

class AccessLog {
  public:
    /// Starts the thread, with a queue for each worker. A file that cannot be opened is tried again with each
    /// write.
    AccessLog(const LogOptions& options, std::size_t workers, FailureCodes failures);
    /// Writes what waits. Nobody may push any more.
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    [[nodiscard]] live::RequestQueue& queueOf(std::size_t worker) { return *m_queues[worker]; }
    /// Any thread: opens the file again, after somebody has moved it away.
    void reopen();
    /// Records that could not be written. Any thread.
    [[nodiscard]] std::uint64_t lost() const { return m_lost.value(); }

  private:
    void run();
    void wake() const;
    void waitForWork() const;
    void drainQueues();
    void flush();
    void tell(const base::Result<void>& written, std::uint64_t lost);

    LogFile m_file;
    const FailureCodes m_failures;
    const int m_wake;  ///< an eventfd
    std::vector<std::unique_ptr<live::RequestQueue>> m_queues;
    std::string m_lines;
    live::Counter m_lost;
    std::uint64_t m_toldAt = 0;  ///< m_lost when the trouble began
    bool m_inTrouble = false;
    std::atomic<bool> m_reopen{false};
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

}  // namespace portolan::accesslog
