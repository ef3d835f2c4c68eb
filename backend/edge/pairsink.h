// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where the control ends of the front's socketpairs go. Implemented by runtime, which hands them to rest's
// server on the control thread; called by PairPool on any worker's thread. Must outlive the pools.

#include "backend/net/filedescriptor.h"

namespace portolan::edge {

class PairSink {
  public:
    virtual ~PairSink() = default;
    /// Any thread; never blocks. HTTP/1.1 requests will come over it, one at a time.
    virtual void offer(net::FileDescriptor controlEnd) = 0;
};

}  // namespace portolan::edge
