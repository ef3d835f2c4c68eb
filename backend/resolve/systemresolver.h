// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Looks names up as the programs of this machine do: the hosts file, then the name servers of resolv.conf (or
// those of --resolver). A name with a dot is looked up as it is; a single label is tried with each domain of
// the search list behind it, and alone at last. A configuration that changes is read again before the next
// lookup. Files are read and sockets waited for on a thread of its own, so that neither a hosts file of
// 100,000 lines nor a name server that is off holds anybody up. Made, asked and destroyed on one thread,
// which gets the replies through its executor; what is under way when it is destroyed is not answered.
// Source: resolv.conf(5), RFC 1035 section 7.

#include "backend/base/executor.h"
#include "backend/resolve/nameresolver.h"
#include "backend/resolve/resolveroptions.h"

#include <memory>
#include <thread>

namespace portolan::resolve {

class SystemResolver final : public NameResolver {
  public:
    /// `asker` is the executor of the thread that asks; it outlives the resolver.
    SystemResolver(const ResolverOptions& options, base::Executor& asker);
    ~SystemResolver() override;

    void lookUp(const model::HostName& name, Reply reply) override;

  private:
    class Loop;

    std::unique_ptr<Loop> m_loop;
    std::thread m_thread;
};

}  // namespace portolan::resolve
