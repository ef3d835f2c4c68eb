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
        wasEmpty = m_tasks.empty();
        m_tasks.push_back(std::move(task));
    }
    if (wasEmpty)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

void EventLoopExecutor::postAfter(base::Milliseconds delay, Task task) {
    post([this, delay, task = std::move(task)]() mutable {
        QTimer::singleShot(delay, this, [task = std::move(task)] { task(); });
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

bool EventLoopExecutor::event(QEvent* event) {
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (Task& task : tasks) {
        task();
        task = nullptr;  // what it held is let go of before the next one runs
    }
    return true;
}

}  // namespace portolan::runtime
