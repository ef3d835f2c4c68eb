// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/controlthread.h"

namespace portolan::runtime {

ControlThread::ControlThread() {
    m_thread.setObjectName(QStringLiteral("control"));
    m_executor.moveToThread(&m_thread);
    m_thread.start();
}

ControlThread::~ControlThread() {
    m_thread.quit();
    m_thread.wait();
}

}  // namespace portolan::runtime
