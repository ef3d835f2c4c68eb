// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/worker.h"

#include <future>

namespace portolan::net {

Worker::Worker(int number) {
    setObjectName(QStringLiteral("worker-%1").arg(number));
}

Worker::~Worker() {
    stop();
}

void Worker::call(const std::function<void()>& function) {
    std::promise<void> done;
    m_engine.post([&] {
        function();
        done.set_value();
    });
    done.get_future().wait();
}

void Worker::stop() {
    if (isRunning()) {
        m_engine.stop();
        wait();
    }
    (void)m_ended.load(std::memory_order_acquire);
}

void Worker::run() {
    m_engine.run();
    m_ended.store(true, std::memory_order_release);
}

}  // namespace portolan::net
