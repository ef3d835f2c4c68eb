// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A field for a time in seconds, shown with no more decimals than it has. Used by the folded sections of the
// form. GUI thread only.

#include "ui/text/policysummary.h"

#include <QDoubleSpinBox>

#include <chrono>
#include <cmath>

namespace portolan::ui::forms {

class SecondsBox final : public QDoubleSpinBox {
  public:
    /// `least` and `most`: the backend's limits.
    SecondsBox(double least, double most, QWidget* parent) : QDoubleSpinBox(parent) {
        setDecimals(3);
        setRange(least, most);
        setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        setKeyboardTracking(true);
    }
    [[nodiscard]] std::chrono::milliseconds time() const {
        return std::chrono::milliseconds(std::llround(value() * 1000.0));
    }
    void setTime(std::chrono::milliseconds time) { setValue(static_cast<double>(time.count()) / 1000.0); }
    [[nodiscard]] QString textFromValue(double value) const override {
        return text::secondsText(std::chrono::milliseconds(std::llround(value * 1000.0)));
    }
};

}  // namespace portolan::ui::forms
