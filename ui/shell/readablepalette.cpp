// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/readablepalette.h"

#include <QEvent>

#include <algorithm>
#include <cmath>

namespace portolan::ui::shell {

namespace {

constexpr double leastContrast = 3.0;  // of pale text, WCAG 2.1 section 1.4.11
constexpr double leastOfDisabled = 1.5;
constexpr float pale = 0.6F;  // so much of the text's colour is in pale text
constexpr float disabled = 0.4F;

/// `share` of `front` over `back`.
QColor mixed(const QColor& front, const QColor& back, float share) {
    const auto mix = [share](float a, float b) { return a * share + b * (1 - share); };
    return QColor::fromRgbF(mix(front.redF(), back.redF()), mix(front.greenF(), back.greenF()),
                            mix(front.blueF(), back.blueF()));
}

double luminanceOf(const QColor& color) {
    const auto linear = [](float part) {
        const double value = static_cast<double>(part);
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

class PaletteKeeper final : public QObject {
  public:
    explicit PaletteKeeper(QApplication& application) : QObject(&application) {
        application.installEventFilter(this);
        apply();
    }

  private:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange)
            apply();
        return false;
    }
    static void apply() {
        const QPalette given = QApplication::palette();
        if (const QPalette better = readable(given); better != given)
            QApplication::setPalette(better);
    }
};

}  // namespace

double contrastOf(const QColor& text, const QColor& background) {
    const double a = luminanceOf(mixed(text, background, text.alphaF()));
    const double b = luminanceOf(background);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QPalette readable(QPalette palette) {
    const QColor base = palette.color(QPalette::Base);
    const QColor window = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::Text);
    const auto replace = [&palette](QPalette::ColorRole role, const QColor& back, double least,
                                    const QColor& better) {
        for (const auto group : {QPalette::Active, QPalette::Inactive})
            if (contrastOf(palette.color(group, role), back) < least)
                palette.setColor(group, role, better);
    };
    replace(QPalette::PlaceholderText, base, leastContrast, mixed(text, base, pale));
    replace(QPalette::Link, base, leastContrast, mixed(QColor(0x4c, 0xa0, 0xff), text, 0.7F));
    replace(
        QPalette::ToolTipText, palette.color(QPalette::ToolTipBase), leastContrast,
        contrastOf(Qt::black, palette.color(QPalette::ToolTipBase)) > leastContrast ? Qt::black : Qt::white);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        if (contrastOf(palette.color(QPalette::Disabled, role), window) < leastOfDisabled)
            palette.setColor(QPalette::Disabled, role, mixed(palette.color(role), window, disabled));
    return palette;
}

void keepPaletteReadable(QApplication& application) {
    new PaletteKeeper(application);
}

}  // namespace portolan::ui::shell
