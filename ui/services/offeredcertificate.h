// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What an https target shows beside what is pinned of it, one fingerprint above the other so that eyes can
// compare them, and a button that accepts the new one. Stands in the details below a target that was refused
// for its certificate. GUI thread only.

#include "backend/api/replies.h"

#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace portolan::ui::services {

class OfferedCertificate : public QWidget {
    Q_OBJECT

  public:
    explicit OfferedCertificate(QWidget* parent = nullptr);

    /// Hides unless the target shows another certificate than its pin.
    void setTarget(const api::TargetView& target);

    [[nodiscard]] QPushButton& button() { return *m_accept; }

  Q_SIGNALS:
    /// The user has compared, and takes what is shown.
    void accepted();

  private:
    QLabel* m_pinned;
    QLabel* m_offered;
    QPushButton* m_accept;
};

}  // namespace portolan::ui::services
