// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The JSON of the contract, both directions, written once: rest/ reads requests and writes replies, client/
// writes requests and reads replies, control/ writes the events. Reading a request checks JSON types and
// names the field at fault (422 "field.type"); unknown fields are ignored. Ids are strings in JSON, times RFC
// 3339 in UTC, latencies milliseconds with fractions, time limits seconds with fractions. In the target of a
// ServiceDraft "pin": null is said, not absent: it forgets the pin. docs/services.md has every field.
//
// Events (GET /api/v1/events), by type:
//   service.added, service.changed   the ServiceView
//   service.removed                  {"id","host"}
//   record.added, record.changed, record.removed   the RecordView
//   health.changed                   {"service","host","health":{...},"targets":[TargetView...]}
//   status.changed                   {"generation","revision"}
//   notice                           the Notice (noticesjson.h)

#include "backend/api/administration.h"

#include <QJsonArray>
#include <QJsonObject>

namespace portolan::api {

/// Bytes -> object. Errors: request.json (400) with where it went wrong; request.json_object (400) when it is
/// JSON but no object.
[[nodiscard]] base::Result<QJsonObject> parseObject(const QByteArray& body);

[[nodiscard]] base::Result<AnnounceRequest> announceRequestFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<WithdrawRequest> withdrawRequestFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<ServiceDraft> serviceDraftFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<RecordDraft> recordDraftFromJson(const QJsonObject& json);
/// {"draft": {...}, "editing": "12"?}
[[nodiscard]] base::Result<PreviewRequest> previewRequestFromJson(const QJsonObject& json);

[[nodiscard]] QJsonObject toJson(const AnnounceRequest& request);
[[nodiscard]] QJsonObject toJson(const WithdrawRequest& request);
[[nodiscard]] QJsonObject toJson(const ServiceDraft& draft);
[[nodiscard]] QJsonObject toJson(const RecordDraft& draft);
[[nodiscard]] QJsonObject toJson(const PreviewRequest& request);

[[nodiscard]] QJsonObject toJson(const Warning& warning);
[[nodiscard]] QJsonObject toJson(const HealthView& health);
[[nodiscard]] QJsonObject toJson(const TargetView& target);
[[nodiscard]] QJsonObject toJson(const ServiceView& service);
[[nodiscard]] QJsonObject toJson(const ServicePage& page);  ///< {"items":[...],"total":n}
[[nodiscard]] QJsonObject toJson(
    const ServiceChange& change);  ///< the ServiceView with "warnings" when there are any
[[nodiscard]] QJsonObject toJson(const RecordView& record);
[[nodiscard]] QJsonObject toJson(const RecordPage& page);
[[nodiscard]] QJsonObject toJson(const NameView& name);  ///< the seed's shape
[[nodiscard]] QJsonObject toJson(
    const AnnounceReply& reply);  ///< the NameView with "target_chosen_by" and "warnings"
[[nodiscard]] QJsonObject toJson(const WithdrawReply& reply);
[[nodiscard]] QJsonObject toJson(const Preview& preview);
[[nodiscard]] QJsonObject toJson(const ZoneView& zone);
[[nodiscard]] QJsonObject toJson(const AuthorityView& authority);
[[nodiscard]] QJsonObject toJson(const DnsAnswerView& answer);
[[nodiscard]] QJsonObject toJson(const ListenerView& listener);
/// {"status":"ok"|"failed","version","components":{...},"listeners":[...],"zones":[...],...}
[[nodiscard]] QJsonObject toJson(const SystemStatus& status);

/// Errors: reply.malformed, when a backend of another version says something else.
[[nodiscard]] base::Result<HealthView> healthFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<TargetView> targetFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<ServiceView> serviceFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<ServicePage> servicePageFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<ServiceChange> serviceChangeFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<RecordView> recordFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<RecordPage> recordPageFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<NameView> nameFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<AnnounceReply> announceReplyFromJson(const QJsonObject& json, Outcome outcome);
[[nodiscard]] base::Result<WithdrawReply> withdrawReplyFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<Preview> previewFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<SystemStatus> statusFromJson(const QJsonObject& json);
[[nodiscard]] base::Result<AuthorityView> authorityFromJson(const QJsonObject& json);

/// The seed's error object: {"error":true,"message","status","code","field"?,"params"?} (SPEC 2).
[[nodiscard]] QJsonObject seedErrorToJson(const base::Error& error);
/// application/problem+json with errors[] by field. Source: RFC 9457 section 3.
[[nodiscard]] QJsonObject problemToJson(const base::Error& error);
/// Reads either error shape; an error without a code becomes "http.<status>".
[[nodiscard]] base::Error errorFromJson(const QJsonObject& json, int httpStatus);

/// Strong ETag of a revision: "\"r17\"". Source: RFC 9110 section 8.8.3.
[[nodiscard]] std::string etagOf(model::Revision revision);
/// nullopt for what is no ETag of ours.
[[nodiscard]] std::optional<model::Revision> revisionFromEtag(std::string_view etag);

}  // namespace portolan::api
