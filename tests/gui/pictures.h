// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Pictures for people to look at, of what a test has on the screen.

#include <QCoreApplication>
#include <QTest>
#include <QWidget>

namespace portolan::testing {

/// With PORTOLAN_PICTURES set to a folder: saves what the widget looks like there, by the name of the test
/// function, and `part` behind it if the function leaves several.
inline void leavePicture(QWidget& widget, const char* part = nullptr) {
    const QString folder = qEnvironmentVariable("PORTOLAN_PICTURES");
    QCoreApplication::processEvents();
    if (folder.isEmpty())
        return;
    QTest::qWait(50);  // for what is still being laid out
    QString name = QString::fromLatin1(QTest::currentTestFunction());
    if (part)
        name += QLatin1Char('-') + QLatin1String(part);
    widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

}  // namespace portolan::testing
