// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What `set` is told: fields of a service with their new values, "checks.interval=30s", by the names that the
// API has for them (docs/services.md). They are read here as far as their types go; whether a value is good
// is for the backend to say. Pure functions; main thread.

#include "backend/base/result.h"

#include <QJsonObject>

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace portolan::ctl {

enum class FieldKind {
    Text,
    Switch,   ///< on, off
    Number,   ///< with fractions where the backend takes them
    Seconds,  ///< "30", "1.5", "30s", "5m", "1w"
    Texts,    ///< with commas between them
    Targets,  ///< as `add` takes them, perhaps with a weight ("100.2.2.2:8080*3"), with commas between them
    Fields,   ///< "Name: value", with a line feed or a semicolon between them
};

struct FieldSpec {
    std::string_view path;  ///< "checks.interval"
    FieldKind kind;
    std::string_view values{};   ///< the words it can be, with spaces between them; empty: anything
    std::string_view shownAs{};  ///< where a service has it; empty: at `path`
};

/// Every field that can be set, in the order of docs/services.md.
[[nodiscard]] std::span<const FieldSpec> settableFields();

struct Assignment {
    const FieldSpec* field = nullptr;
    std::string value{};  ///< empty: back to the default
};

/// "FIELD=VALUE". Errors: usage.assignment, usage.field with the nearest that there is.
[[nodiscard]] base::Result<Assignment> parseAssignment(std::string_view written);

/// The address of the machine where portolanctl runs, for targets without one.
using OwnAddress = std::function<base::Result<std::string>()>;

/// Sets the field in `draft`, a service as PUT takes it. A target that is there already, by address and port,
/// stays as it is. Errors: usage.value, usage.target, usage.duration, those of `ownAddress`.
[[nodiscard]] base::Result<void> assign(QJsonObject& draft, const Assignment& assignment,
                                        const OwnAddress& ownAddress);

/// What a service, as GET shows it, has there, in one line: "30", "on", "100.2.2.2:8080, 100.2.2.3:8080"; of
/// request fields the names alone. Empty where it has nothing.
[[nodiscard]] std::string valueText(const QJsonObject& service, const FieldSpec& field);

}  // namespace portolan::ctl
