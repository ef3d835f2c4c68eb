// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fieldmessage.h"

#include "ui/widgets/icons.h"

#include <QEvent>
#include <QHBoxLayout>

namespace portolan::ui::widgets {

namespace {

/// A red that can be read on the palette's window colour, light or dark.
QColor errorColour(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128 ? QColor(0xff, 0x8a, 0x80)
                                                             : QColor(0xb3, 0x26, 0x1e);
}

}  // namespace

FieldMessage::FieldMessage(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_sentence(new QLabel(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 1, 0, 1);
    row->setSpacing(6);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_sentence, 1);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_icon->setAccessibleName(QString());
    setVisible(false);
}

void FieldMessage::say(Kind kind, const QString& sentence) {
    if (sentence.isEmpty()) {
        clear();
        return;
    }
    m_kind = kind;
    m_sentence->setText(sentence);
    m_sentence->setAccessibleName(sentence);
    paintKind();
    setVisible(true);
}

void FieldMessage::clear() {
    m_sentence->clear();
    m_sentence->setAccessibleName(QString());
    setVisible(false);
}

void FieldMessage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // Setting the sentence's palette changes nothing of this widget's own, so this does not come back.
    if (event->type() == QEvent::PaletteChange)
        paintKind();
}

void FieldMessage::paintKind() {
    const int side = fontMetrics().height();
    QPalette colours = palette();
    if (m_kind == Kind::Error)
        colours.setColor(QPalette::WindowText, errorColour(colours));
    m_sentence->setPalette(colours);
    QIcon icon;
    if (m_kind == Kind::Error)
        icon = stateIcon(model::HealthState::Down);
    else if (m_kind == Kind::Warning)
        icon = stateIcon(model::HealthState::Degraded);
    else
        icon = actionIcon(QLatin1String("info"), palette());
    m_icon->setPixmap(icon.pixmap(QSize(side, side), devicePixelRatioF()));
}

}  // namespace portolan::ui::widgets
