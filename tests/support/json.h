// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// JSON as tests want to read it: parse once, walk by key or index, and get an empty value instead of an error
// for whatever is not there, so that the comparison fails and not the test program. Built on Qt's parser. A
// value; any thread. It does not write JSON: tests spell the bodies they send, since the spelling is what is
// tested.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::support {

class Json {
  public:
    Json() : m_value(QJsonValue::Undefined) {}
    explicit Json(QJsonValue value) : m_value(std::move(value)) {}

    /// An undefined value when `text` is not a JSON object or array.
    [[nodiscard]] static Json parse(std::string_view text);

    [[nodiscard]] Json operator[](const char* key) const;
    [[nodiscard]] Json operator[](std::size_t index) const;
    [[nodiscard]] Json operator[](int index) const { return (*this)[static_cast<std::size_t>(index)]; }
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool exists() const { return !m_value.isUndefined(); }
    [[nodiscard]] bool isArray() const { return m_value.isArray(); }
    [[nodiscard]] bool isObject() const { return m_value.isObject(); }
    /// A string as it is, anything else as compact JSON.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::int64_t number() const { return m_value.toInteger(-1); }
    [[nodiscard]] bool boolean() const { return m_value.toBool(); }

    /// The first element of this array whose member `key` reads `value`.
    [[nodiscard]] Json find(const char* key, std::string_view value) const;

  private:
    QJsonValue m_value;
};

/// JSON spelled with single quotes, for readable tests: every ' becomes ".
[[nodiscard]] std::string jsonText(std::string text);

}  // namespace portolan::support
