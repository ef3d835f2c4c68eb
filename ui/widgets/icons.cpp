// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

// The macro declares a function of the global namespace.
static void initResources() {
    Q_INIT_RESOURCE(portolan);
}

namespace portolan::ui::widgets {

namespace {

QByteArray bytesOf(const QString& file) {
    static const bool once = (initResources(), true);
    Q_UNUSED(once)
    QFile source(QStringLiteral(":/icons/") + file);
    const bool opened = source.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    return opened ? source.readAll() : QByteArray();
}

/// An SVG, drawn anew for each size and scale; pale when disabled.
class SvgEngine final : public QIconEngine {
  public:
    explicit SvgEngine(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        QSvgRenderer renderer(m_svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        painter->save();
        if (mode == QIcon::Disabled)
            painter->setOpacity(painter->opacity() * 0.35);
        renderer.render(painter, rect);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return picture;
    }
    QIconEngine* clone() const override { return new SvgEngine(*this); }

  private:
    QByteArray m_svg;
};

}  // namespace

QIcon actionIcon(QLatin1String name, const QPalette& palette) {
    QByteArray svg = bytesOf(QStringLiteral("action/") + name + QStringLiteral(".svg"));
    svg.replace("#000", palette.color(QPalette::Active, QPalette::ButtonText).name().toLatin1());
    return QIcon(new SvgEngine(svg));
}

QIcon stateIcon(model::HealthState state) {
    const std::string_view word = model::toWord(state);
    return QIcon(new SvgEngine(
        bytesOf(QStringLiteral("state/%1.svg").arg(QLatin1String(word.data(), qsizetype(word.size()))))));
}

QIcon applicationIcon() {
    return QIcon(new SvgEngine(bytesOf(QStringLiteral("portolan.svg"))));
}

QIcon applicationIcon(model::HealthState corner) {
    const QIcon whole = applicationIcon();
    const QIcon state = stateIcon(corner);
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        QPixmap picture(size, size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        whole.paint(&painter, QRect(0, 0, size, size));
        const int part = (size * 9 + 8) / 16;
        const QRect place(size - part, size - part, part, part);
        // A gap between the two, so that the state's shape can be told.
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setCompositionMode(QPainter::CompositionMode_Clear);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::black);
        const int gap = size >= 32 ? 2 : 1;
        painter.drawRoundedRect(place.adjusted(-gap, -gap, gap, gap), part / 2.0, part / 2.0);
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        state.paint(&painter, place);
        painter.end();
        icon.addPixmap(picture);
    }
    return icon;
}

}  // namespace portolan::ui::widgets
