// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/json.h"

#include <algorithm>

namespace portolan::support {

Json Json::parse(std::string_view text) {
    const auto document =
        QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    if (document.isObject())
        return Json(document.object());
    if (document.isArray())
        return Json(document.array());
    return {};
}

Json Json::operator[](const char* key) const {
    return Json(m_value.toObject().value(QLatin1String(key)));
}

Json Json::operator[](std::size_t index) const {
    const auto array = m_value.toArray();
    return index < static_cast<std::size_t>(array.size()) ? Json(array.at(static_cast<qsizetype>(index)))
                                                          : Json();
}

std::size_t Json::size() const {
    const auto count = m_value.isArray() ? m_value.toArray().size() : m_value.toObject().size();
    return static_cast<std::size_t>(count);
}

std::string Json::text() const {
    if (m_value.isString())
        return m_value.toString().toStdString();
    if (m_value.isObject())
        return QJsonDocument(m_value.toObject()).toJson(QJsonDocument::Compact).toStdString();
    if (m_value.isArray())
        return QJsonDocument(m_value.toArray()).toJson(QJsonDocument::Compact).toStdString();
    return m_value.toVariant().toString().toStdString();
}

Json Json::find(const char* key, std::string_view value) const {
    for (const auto& element : m_value.toArray())
        if (Json(element)[key].text() == value)
            return Json(element);
    return {};
}

std::string jsonText(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

}  // namespace portolan::support
