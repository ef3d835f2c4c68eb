// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The bridge between the workers' fronts and rest/: takes the control ends of their socketpairs and offers
// them to the server, as long as there is one. Made by Runtime before the workers and destroyed after them;
// offer() on any thread, the rest on the control thread.

#include "backend/edge/pairsink.h"
#include "backend/rest/server.h"

#include <mutex>

namespace portolan::runtime {

class RestSink final : public edge::PairSink {
  public:
    /// From here on connections go to `server`; nullptr: they are closed.
    void setServer(rest::Server* server);
    void offer(net::FileDescriptor controlEnd) override;

  private:
    std::mutex m_mutex;
    rest::Server* m_server = nullptr;  // guarded by m_mutex
};

}  // namespace portolan::runtime
