// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A box for a time in seconds, with as many decimals as the time has. GUI thread only.

#include <QDoubleSpinBox>

#include <chrono>

namespace portolan::ui::forms {

class SecondsBox final : public QDoubleSpinBox {
  public:
    /// The limits, in seconds.
    SecondsBox(double least, double most, QWidget* parent);

    [[nodiscard]] std::chrono::milliseconds time() const;
    void setTime(std::chrono::milliseconds time);
    [[nodiscard]] QString textFromValue(double value) const override;
};

}  // namespace portolan::ui::forms
