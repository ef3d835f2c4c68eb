// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/secondsbox.h"

#include "ui/text/policysummary.h"

#include <cmath>

namespace portolan::ui::forms {

SecondsBox::SecondsBox(double least, double most, QWidget* parent) : QDoubleSpinBox(parent) {
    setDecimals(3);
    setRange(least, most);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setKeyboardTracking(true);
}

std::chrono::milliseconds SecondsBox::time() const {
    return std::chrono::milliseconds(std::llround(value() * 1000.0));
}

void SecondsBox::setTime(std::chrono::milliseconds time) {
    setValue(static_cast<double>(time.count()) / 1000.0);
}

QString SecondsBox::textFromValue(double value) const {
    return text::secondsText(std::chrono::milliseconds(std::llround(value * 1000.0)));
}

}  // namespace portolan::ui::forms
