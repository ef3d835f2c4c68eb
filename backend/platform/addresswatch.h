// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Tells when this machine gains or loses an address: a tailnet that comes up after us, a cable, a lease. It
// listens to the kernel's route messages and reads none of them; whoever is told asks hostAddresses() for
// what holds. Made, used and destroyed on one thread with a Qt event loop (runtime/ has it on control). Where
// the kernel gives no such socket it never calls, and says so once in the log. Source: rtnetlink(7).

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace portolan::platform {

class AddressWatch {
  public:
    /// `changed` is called from the event loop, once for all changes that came since its last call.
    explicit AddressWatch(std::function<void()> changed);
    ~AddressWatch();
    AddressWatch(const AddressWatch&) = delete;
    AddressWatch& operator=(const AddressWatch&) = delete;

    [[nodiscard]] bool isWatching() const { return m_notifier != nullptr; }

  private:
    void drain();

    std::function<void()> m_changed;
    int m_socket = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace portolan::platform
