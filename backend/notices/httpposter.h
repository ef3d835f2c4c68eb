// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// POSTs over http and https with QNetworkAccessManager. The name is resolved first, the addresses judged, and
// the connection goes to one that was judged (the URL holds the address, Host and the TLS server name the
// name), so that a name which changes between the two leads nowhere. Certificates are checked against the
// system's store. Redirects are not followed, proxies of the environment not used, cookies not kept. An
// attempt ends after `limit`, with what was answered by then, and what is answered beyond `longestAnswer` is
// not read. Control thread, with an event loop.

#include "backend/notices/poster.h"

#include <QNetworkAccessManager>

#include <cstdint>
#include <memory>
#include <unordered_map>

namespace portolan::notices {

class HttpPoster final : public Poster {
  public:
    static constexpr base::Milliseconds defaultLimit{10'000};
    static constexpr qint64 longestAnswer = 64 * 1024;

    /// `clock` must outlive it.
    explicit HttpPoster(const base::Clock& clock, base::Milliseconds limit = defaultLimit);
    ~HttpPoster() override;

    void post(Post post, std::function<void(PostOutcome)> done) override;

  private:
    class Attempt;

    const base::Clock& m_clock;
    base::Milliseconds m_limit;
    std::uint64_t m_last = 0;  ///< number of an attempt; spreads them over the addresses of a name
    QNetworkAccessManager m_network;
    std::unordered_map<std::uint64_t, std::unique_ptr<Attempt>> m_attempts;
};

}  // namespace portolan::notices
