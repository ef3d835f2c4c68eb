// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/filedescriptor.h"

#include <unistd.h>

namespace portolan::net {

void FileDescriptor::reset() {
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

}  // namespace portolan::net
