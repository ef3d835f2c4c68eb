// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Reads the fields of one JSON object and remembers the first one at fault, so that a conversion is a list of
// fields and one check at its end. Used by the .cpp files of json.h only. `null` counts as absent. Not for
// values that may be of several types.

#include "backend/api/replies.h"
#include "backend/base/ipaddress.h"
#include "backend/base/result.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <string>

namespace portolan::api {

[[nodiscard]] inline QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] QString toQString(base::SystemTime time);

class JsonFields {
  public:
    /// `path` stands in front of field names in errors: "targets[0].".
    explicit JsonFields(const QJsonObject& json, std::string path = {})
        : m_json(json), m_path(std::move(path)) {}

    [[nodiscard]] std::optional<std::string> text(const char* name);
    [[nodiscard]] std::optional<std::int64_t> integer(const char* name);
    [[nodiscard]] std::optional<double> number(const char* name);
    [[nodiscard]] std::optional<bool> boolean(const char* name);
    [[nodiscard]] std::optional<QJsonArray> array(const char* name);
    [[nodiscard]] std::optional<QJsonObject> object(const char* name);
    /// An id or a large number that JSON holds as a string of digits.
    [[nodiscard]] std::optional<std::uint64_t> digits(const char* name);
    [[nodiscard]] std::optional<base::SystemTime> time(const char* name);
    [[nodiscard]] std::optional<base::IpAddress> address(const char* name);

    /// Absent is an error "field.required".
    [[nodiscard]] std::string requiredText(const char* name);

    void fail(base::Error error);
    [[nodiscard]] bool ok() const { return !m_error; }
    [[nodiscard]] const base::Error& error() const { return *m_error; }

  private:
    [[nodiscard]] const QJsonValue field(const char* name) const;
    void failType(const char* name, const char* expected);

    const QJsonObject& m_json;
    std::string m_path;
    std::optional<base::Error> m_error;
};

/// What a reader of replies says when its fields were not as expected: reply.malformed instead of field.*.
[[nodiscard]] base::Error malformedReply(const base::Error& cause);

}  // namespace portolan::api
