// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/eventloopexecutor.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>

#include <future>
#include <utility>

namespace portolan::runtime {

void EventLoopExecutor::post(Task task) {
    bool wasEmpty = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        wasEmpty = m_tasks.empty();
        m_tasks.push_back(std::move(task));
    }
    if (wasEmpty)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

void EventLoopExecutor::postAfter(base::Milliseconds delay, Task task) {
    post([this, delay, task = std::move(task)]() mutable {
        QTimer::singleShot(delay, this, [this, task = std::move(task)] {
            if (!m_closed)
                task();
        });
    });
}

void EventLoopExecutor::call(const Task& task) {
    std::promise<void> done;
    post([&] {
        task();
        done.set_value();
    });
    done.get_future().wait();
}

void EventLoopExecutor::close() {
    std::vector<Task> dropped;
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    dropped.swap(m_tasks);
}

bool EventLoopExecutor::event(QEvent* event) {
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (Task& task : tasks) {
        if (!m_closed)
            task();
        task = nullptr;  // what it held is let go of before the next one runs
    }
    return true;
}

}  // namespace portolan::runtime
