// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A message at the foot of the window that asks nothing and blocks nothing: one sentence, perhaps one thing
// to do about it ("Undo"), gone by itself after a while; it stays while the pointer or the keyboard is on it.
// A new message takes the place of the one before. GUI thread only.

#include <QFrame>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

#include <chrono>
#include <functional>

namespace portolan::ui::widgets {

/// What the user can do about a message.
struct ToastAction {
    QString text{};
    std::function<void()> run{};
};

class Toast : public QFrame {
    Q_OBJECT

  public:
    explicit Toast(QWidget* parent = nullptr);

    enum class Kind { Done, Problem };
    void say(Kind kind, const QString& sentence, ToastAction action = {});
    /// Does what the button would do, if one is shown.
    void runAction();
    [[nodiscard]] bool hasAction() const { return static_cast<bool>(m_run); }
    [[nodiscard]] QString sentence() const { return m_sentence->text(); }

  protected:
    bool event(QEvent* event) override;

  private:
    void dismiss();

    QLabel* m_icon;
    QLabel* m_sentence;
    QToolButton* m_action;
    QToolButton* m_close;
    QTimer m_hide;
    std::function<void()> m_run;
};

}  // namespace portolan::ui::widgets
