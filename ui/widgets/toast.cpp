// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/widgets/icons.h"

#include <QEvent>
#include <QHBoxLayout>

#include <utility>

namespace portolan::ui::widgets {

namespace {

using namespace std::chrono_literals;

constexpr auto showDone = 10s;
constexpr auto showProblem = 20s;

}  // namespace

Toast::Toast(QWidget* parent)
    : QFrame(parent),
      m_icon(new QLabel(this)),
      m_sentence(new QLabel(this)),
      m_action(new QToolButton(this)),
      m_close(new QToolButton(this)) {
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    m_sentence->setForegroundRole(QPalette::ToolTipText);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_action->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_close->setAutoRaise(true);
    m_close->setText(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss the message"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->addWidget(m_icon);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_action);
    row->addWidget(m_close);
    m_hide.setSingleShot(true);
    connect(&m_hide, &QTimer::timeout, this, [this] { dismiss(); });
    connect(m_close, &QToolButton::clicked, this, [this] { dismiss(); });
    connect(m_action, &QToolButton::clicked, this, [this] { runAction(); });
    hide();
}

void Toast::say(Kind kind, const QString& sentence, ToastAction action) {
    const int side = fontMetrics().height() + 2;
    const auto state = kind == Kind::Done ? model::HealthState::Up : model::HealthState::Down;
    m_icon->setPixmap(stateIcon(state).pixmap(QSize(side, side), devicePixelRatioF()));
    m_sentence->setText(sentence);
    m_action->setText(action.text);
    m_action->setAccessibleName(action.text);
    m_action->setVisible(static_cast<bool>(action.run));
    m_run = std::move(action.run);
    setAccessibleName(sentence);
    m_hide.start(kind == Kind::Done ? showDone : showProblem);
    show();
}

void Toast::runAction() {
    if (const auto run = std::exchange(m_run, {})) {
        dismiss();
        run();
    }
}

bool Toast::event(QEvent* event) {
    if (event->type() == QEvent::Enter)
        m_hide.stop();
    else if (event->type() == QEvent::Leave && isVisible())
        m_hide.start(showDone);
    return QFrame::event(event);
}

void Toast::dismiss() {
    m_hide.stop();
    m_run = {};
    hide();
}

}  // namespace portolan::ui::widgets
