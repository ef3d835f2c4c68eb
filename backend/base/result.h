// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The one idiom of failure in the control plane: a function returns Result<T>, which is a value or an Error.
// The data plane does not use it (there a failure is an enum reason and a counter).
// An Error carries a stable code with parameters, so that a window can say it in any language, beside the
// English sentence that says what would be right. Values only; any thread.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace portolan::base {

struct Error {
    using Params = std::vector<std::pair<std::string, std::string>>;

    std::string code;     ///< stable, dotted, lower case: "name.outside_zones"
    std::string message;  ///< one English sentence that says what would be right
    std::string field;    ///< the input field at fault, empty if none
    Params params;        ///< what the sentence names, for translation by code

    /// The same error, said of another input field.
    [[nodiscard]] Error at(std::string fieldName) const& {
        Error copy = *this;
        copy.field = std::move(fieldName);
        return copy;
    }
    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// The value; only valid when ok().
    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }
    [[nodiscard]] T& value() & { return std::get<0>(m_state); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(m_state)); }
    const T* operator->() const { return &value(); }
    const T& operator*() const& { return value(); }

    /// The error; only valid when not ok().
    [[nodiscard]] const Error& error() const& { return std::get<1>(m_state); }
    [[nodiscard]] Error&& error() && { return std::get<1>(std::move(m_state)); }

  private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    [[nodiscard]] bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const& { return *m_error; }
    [[nodiscard]] Error&& error() && { return std::move(*m_error); }

  private:
    std::optional<Error> m_error;
};

}  // namespace portolan::base

#define PORTOLAN_JOIN_(a, b) a##b
#define PORTOLAN_JOIN(a, b) PORTOLAN_JOIN_(a, b)

/// PORTOLAN_TRY(auto name, HostName::parse(text)): declares `name`, or returns the error from the calling
/// function.
#define PORTOLAN_TRY(declaration, expression)                      \
    auto PORTOLAN_JOIN(tried_, __LINE__) = (expression);           \
    if (!PORTOLAN_JOIN(tried_, __LINE__))                          \
        return std::move(PORTOLAN_JOIN(tried_, __LINE__)).error(); \
    declaration = std::move(PORTOLAN_JOIN(tried_, __LINE__)).value()

/// PORTOLAN_CHECK(store.write(x)): returns the error from the calling function, if there is one.
#define PORTOLAN_CHECK(expression)               \
    if (auto checked_ = (expression); !checked_) \
    return std::move(checked_).error()
