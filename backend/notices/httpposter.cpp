// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/httpposter.h"

#include "backend/notices/webhookurl.h"

#include <QDateTime>
#include <QHostInfo>
#include <QLocale>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimeZone>
#include <QTimer>

#include <algorithm>
#include <memory>

namespace portolan::notices {

namespace {

base::Error failure(const char* code, std::string message, base::Error::Params params = {}) {
    return {code, std::move(message), "", std::move(params)};
}

base::Error timeoutError(base::Milliseconds limit) {
    const std::string seconds = std::to_string(std::chrono::ceil<base::Seconds>(limit).count());
    return failure("webhook.timeout", "No answer within " + seconds + " s.", {{"seconds", seconds}});
}

base::Error networkError(const QNetworkReply& reply) {
    const std::string why = reply.errorString().toStdString();
    switch (reply.error()) {
        case QNetworkReply::ConnectionRefusedError:
            return failure("webhook.refused", "Nothing listens there.");
        case QNetworkReply::SslHandshakeFailedError:
            return failure("webhook.tls", "No trusted encrypted connection came about: " + why + ".",
                           {{"reason", why}});
        default:
            return failure("webhook.failed", "The connection failed: " + why + ".", {{"reason", why}});
    }
}

/// In seconds, or as a date. Source: RFC 9110 section 10.2.3.
std::optional<base::Seconds> retryAfterOf(const QByteArray& value, base::SystemTime now) {
    if (value.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const qlonglong seconds = value.toLongLong(&isNumber);
    if (isNumber)
        return seconds < 0 ? std::nullopt : std::optional(base::Seconds(seconds));
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(value),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid())
        return std::nullopt;
    date.setTimeZone(QTimeZone::utc());
    const base::SystemTime then{base::Milliseconds(date.toMSecsSinceEpoch())};
    return std::max(std::chrono::ceil<base::Seconds>(then - now), base::Seconds(0));
}

}  // namespace

/// One attempt on its way.
class HttpPoster::Attempt : public QObject {
  public:
    Attempt(HttpPoster& poster, std::uint64_t number, Post post, std::function<void(PostOutcome)> done)
        : m_poster(poster), m_number(number), m_post(std::move(post)), m_done(std::move(done)) {
        QTimer::singleShot(poster.m_limit, this, [this] { endInTime(); });
    }

    void start() {
        auto parsed = parseWebhookUrl(m_post.url);
        if (!parsed) {
            endLater({0, parsed.error()});
            return;
        }
        m_url = std::move(parsed).value();
        if (m_url.address)
            connectToOneOf({*m_url.address});
        else
            QHostInfo::lookupHost(m_url.url.host(), this, [this](const QHostInfo& info) { take(info); });
    }

  private:
    void take(const QHostInfo& info) {
        std::vector<base::IpAddress> addresses;
        for (const QHostAddress& address : info.addresses())
            if (const auto parsed = base::IpAddress::parse(address.toString().toStdString()))
                addresses.push_back(*parsed);
        if (addresses.empty()) {
            const std::string name = m_url.url.host().toStdString();
            endLater({0, failure("webhook.name_not_found", "The name " + name + " has no address.",
                                 {{"name", name}})});
            return;
        }
        connectToOneOf(std::move(addresses));
    }

    /// Another one with each attempt, of those that are allowed.
    void connectToOneOf(std::vector<base::IpAddress> addresses) {
        const auto refusal = [this](const base::IpAddress& address) {
            return checkAddress(m_post.policy, {address, m_url.port});
        };
        const base::Result<void> first = refusal(addresses.front());
        std::erase_if(addresses, [&](const base::IpAddress& address) { return !refusal(address).ok(); });
        if (addresses.empty())
            endLater({0, first.error()});
        else
            send(addresses[m_number % addresses.size()]);
    }

    void send(const base::IpAddress& address) {
        QNetworkRequest request = requestTo(address);
        m_reply.reset(m_poster.m_network.post(request, QByteArray::fromStdString(m_post.body)));
        m_reply->setReadBufferSize(longestAnswer);
        connect(m_reply.get(), &QNetworkReply::readyRead, this, [this] { read(); });
        connect(m_reply.get(), &QNetworkReply::finished, this, [this] { finish(); });
    }

    [[nodiscard]] QNetworkRequest requestTo(const base::IpAddress& address) const {
        QUrl url = m_url.url;
        url.setHost(QString::fromStdString(address.toString()));
        QNetworkRequest request(url);
        request.setRawHeader("Host", hostField());
        request.setPeerVerifyName(m_url.url.host());
        request.setRawHeader("Content-Type", "application/json");
        request.setRawHeader("User-Agent", "Portolan");
        request.setRawHeader("Accept-Encoding", "identity");  // what is answered is not to grow here
        for (const auto& [name, value] : m_post.fields)
            request.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
        return request;
    }

    /// Source: RFC 9110 section 7.2.
    [[nodiscard]] QByteArray hostField() const { return m_url.url.authority(QUrl::FullyEncoded).toLatin1(); }

    void read() {
        m_answer += m_reply->read(longestAnswer - m_answer.size());
        if (m_answer.size() >= longestAnswer)
            finish();
    }

    [[nodiscard]] int status() const {
        return m_reply ? m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
    }

    /// Whoever has answered is not asked again because the answer has no end.
    void endInTime() {
        if (status() != 0)
            finish();
        else
            end({0, timeoutError(m_poster.m_limit)});
    }

    void finish() {
        PostOutcome outcome;
        outcome.status = status();
        if (outcome.status == 0)
            outcome.error = networkError(*m_reply);
        m_answer += m_reply->read(longestAnswer - m_answer.size());
        outcome.answer = m_answer.left(static_cast<qsizetype>(keptAnswer)).toStdString();
        outcome.retryAfter = retryAfterOf(m_reply->rawHeader("Retry-After"), m_poster.m_clock.systemNow());
        end(std::move(outcome));
    }

    void endLater(PostOutcome outcome) {
        QTimer::singleShot(0, this, [this, outcome = std::move(outcome)] { end(outcome); });
    }

    void end(PostOutcome outcome) {
        if (!m_done)
            return;
        const auto done = std::exchange(m_done, nullptr);
        if (m_reply) {
            m_reply->disconnect(this);
            m_reply->abort();
            m_reply.release()->deleteLater();
        }
        QTimer::singleShot(0, &m_poster.m_network,
                           [&poster = m_poster, number = m_number] { poster.m_attempts.erase(number); });
        done(std::move(outcome));
    }

    HttpPoster& m_poster;
    std::uint64_t m_number;
    Post m_post;
    std::function<void(PostOutcome)> m_done;
    WebhookUrl m_url{};
    QByteArray m_answer;
    std::unique_ptr<QNetworkReply> m_reply;
};

HttpPoster::HttpPoster(const base::Clock& clock, base::Milliseconds limit) : m_clock(clock), m_limit(limit) {
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setAutoDeleteReplies(false);
}

HttpPoster::~HttpPoster() = default;

void HttpPoster::post(Post post, std::function<void(PostOutcome)> done) {
    const std::uint64_t number = m_last++;
    auto& attempt = m_attempts[number];
    attempt = std::make_unique<Attempt>(*this, number, std::move(post), std::move(done));
    attempt->start();
}

}  // namespace portolan::notices
