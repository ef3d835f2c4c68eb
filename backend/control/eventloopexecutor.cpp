// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/eventloopexecutor.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>
#include <QTimer>

#include <deque>
#include <mutex>
#include <utility>

namespace portolan::control {

class EventLoopExecutor::Queue final : public QObject {
  public:
    void add(Task task) {
        {
            const std::lock_guard lock(m_mutex);
            m_tasks.push_back(std::move(task));
            if (std::exchange(m_isWoken, true))
                return;
        }
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }

    void addAfter(base::Milliseconds delay, Task task) {
        add([this, delay, task = std::move(task)]() mutable {
            QTimer::singleShot(delay, Qt::CoarseTimer, this, std::move(task));
        });
    }

    bool event(QEvent* event) override {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        std::deque<Task> tasks;
        {
            const std::lock_guard lock(m_mutex);
            m_isWoken = false;
            tasks.swap(m_tasks);
        }
        for (Task& task : tasks)
            task();
        return true;
    }

  private:
    std::mutex m_mutex;
    std::deque<Task> m_tasks;
    bool m_isWoken = false;
};

EventLoopExecutor::EventLoopExecutor() : m_queue(std::make_unique<Queue>()) {}

EventLoopExecutor::~EventLoopExecutor() = default;

void EventLoopExecutor::post(Task task) {
    m_queue->add(std::move(task));
}

void EventLoopExecutor::postAfter(base::Milliseconds delay, Task task) {
    m_queue->addAfter(delay, std::move(task));
}

}  // namespace portolan::control
