// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Lets a second start of the program find the first: the first listens on a local socket whose name comes
// from what makes both the same (data directory or URL) and the user; the second asks it to show its window.
// It carries no data and no commands beyond that. GUI thread only.

#include <QLocalServer>
#include <QObject>
#include <QString>

namespace portolan::ui::shell {

class SingleInstance : public QObject {
    Q_OBJECT

  public:
    explicit SingleInstance(const QString& instance);

    /// Asks the program that runs with this instance to show its window; waits for its yes, one second at
    /// most.
    [[nodiscard]] static bool raise(const QString& instance);

  Q_SIGNALS:
    void raiseWanted();

  private:
    void answer();

    QLocalServer m_server;
};

}  // namespace portolan::ui::shell
