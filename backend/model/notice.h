// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A notice: something that somebody should hear of without looking at the window, as one message for all the
// services, certificates or listeners it happened to at the same time. notices/ makes them; the event log,
// webhooks, the operator's command and the window's tray carry them. Values; any thread.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/base/result.h"
#include "backend/model/health.h"
#include "backend/model/service.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::model {

enum class NoticeKind : std::uint8_t {
    ServicesDown,
    ServicesUp,            ///< they were down
    CertificatesExpiring,  ///< they end soon, and there is no newer one
    CertificatesFailed,    ///< one of the operator's is not served, or a zone's authority can issue none
    ListenersLost,         ///< where clients should be served, and nobody listens
    ListenersBack,         ///< they were lost
    Test,                  ///< somebody tries a webhook; it is in no list
};
/// What a webhook can ask for.
inline constexpr std::array<NoticeKind, 6> selectableNotices{
    NoticeKind::ServicesDown,       NoticeKind::ServicesUp,    NoticeKind::CertificatesExpiring,
    NoticeKind::CertificatesFailed, NoticeKind::ListenersLost, NoticeKind::ListenersBack};

/// Whether there is something to be mended.
[[nodiscard]] bool isTrouble(NoticeKind kind);

/// One service of a notice, as it was when the notice was made.
struct NoticeSubject {
    ServiceId service{};
    std::string name{};  ///< for people; may be empty
    std::string host{};
    HealthState state = HealthState::Unknown;
    HealthCause cause = HealthCause::None;
    std::uint32_t detail = 0;  ///< of the cause
    base::SystemTime since{};
    std::uint32_t flaps = 0;  ///< how often it changed and changed back since it was last told of
    friend bool operator==(const NoticeSubject&, const NoticeSubject&) = default;
};

/// So long before its end a certificate wants attention, if nothing renews it.
inline constexpr std::chrono::days certificateAttention{14};

/// One certificate of a notice, or what all those of a zone have in common.
struct CertificateSubject {
    enum class Owner : std::uint8_t {
        Operator,   ///< from a file of the operator's
        Authority,  ///< what the local authority of a zone has issued
        Root,       ///< the root of a zone's authority
    };
    Owner owner = Owner::Operator;
    std::string name{};                          ///< in it, of several the first; the zone; or a file
    std::optional<base::SystemTime> notAfter{};  ///< of the first that ends; absent of one that has failed
    std::chrono::days warning{0};  ///< which warning it is: so long before the end, or a little later
    std::optional<base::Error> failure{};
    friend bool operator==(const CertificateSubject&, const CertificateSubject&) = default;
};

/// One listener of a notice: DNS by both transports is one.
struct ListenerSubject {
    std::string name{};  ///< "dns", "http", "https", "api"
    base::SocketAddress address{};
    std::string message{};  ///< why it does not listen; empty when it does
    friend bool operator==(const ListenerSubject&, const ListenerSubject&) = default;
};

struct Notice {
    std::uint64_t id = 0;  ///< rises, over restarts too
    base::SystemTime at{};
    NoticeKind kind = NoticeKind::Test;
    std::size_t count = 0;  ///< of what it is about
    /// The first of them, at most `mostSubjects`; those of other kinds of notices are empty.
    std::vector<NoticeSubject> services{};
    std::vector<CertificateSubject> certificates{};
    std::vector<ListenerSubject> listeners{};
    friend bool operator==(const Notice&, const Notice&) = default;
};

/// So that a notice stays a message when a whole network goes down.
inline constexpr std::size_t mostSubjects = 50;

/// "services_down", ...: the stable word of the API.
[[nodiscard]] std::string_view toWord(NoticeKind kind);
[[nodiscard]] std::optional<NoticeKind> noticeKindFromWord(std::string_view word);

/// How people call it: its name, else its host.
[[nodiscard]] const std::string& titleOf(const NoticeSubject& subject);
/// "DNS".
[[nodiscard]] std::string nameOf(const ListenerSubject& subject);
/// "DNS 127.0.0.1:53".
[[nodiscard]] std::string titleOf(const ListenerSubject& subject);
/// Why it has failed, without the file, which is its name; empty if it has not.
[[nodiscard]] std::string reasonOf(const CertificateSubject& subject);

/// "operator", "authority", "root": the stable word of the API.
[[nodiscard]] std::string_view toWord(CertificateSubject::Owner owner);
[[nodiscard]] std::optional<CertificateSubject::Owner> certificateOwnerFromWord(std::string_view word);

/// Whole days from the notice to the end of a certificate that has one: 0 on the last day, less when it is
/// over.
[[nodiscard]] int daysLeft(const CertificateSubject& subject, base::SystemTime at);

/// In one line of English: "3 services went down: llm, notes, wiki."
[[nodiscard]] std::string textOf(const Notice& notice);
/// "notice.services_down", ...: stable, for translation.
[[nodiscard]] std::string codeOf(NoticeKind kind);
/// What textOf() names: `count`, `names`; of a single service `flaps`, of a single certificate that ends
/// `days`, of a single certificate or listener that has failed `reason`.
[[nodiscard]] base::Error::Params paramsOf(const Notice& notice);

}  // namespace portolan::model
