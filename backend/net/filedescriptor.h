// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Sole ownership of one file descriptor: closed when its owner goes. Everything in net that holds a
// descriptor which Qt does not own holds it through this. A value that moves; no thread of its own.

#include <utility>

namespace portolan::net {

class FileDescriptor {
  public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    ~FileDescriptor() { reset(); }

    [[nodiscard]] bool isValid() const { return m_fd >= 0; }
    [[nodiscard]] int value() const { return m_fd; }
    /// Gives the descriptor away; whoever takes it closes it.
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }
    void reset();

  private:
    int m_fd = -1;
};

}  // namespace portolan::net
