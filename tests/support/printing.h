// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Lets QCOMPARE show the std::strings that it compares, in place of their type alone. For test programs; it
// has no other use.

#include <QTest>

#include <string>

namespace QTest {

template <>
inline char* toString(const std::string& text) {
    return qstrdup(('"' + text + '"').c_str());
}

}  // namespace QTest
