// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A sentence below an input field that says what is wrong with it, what to know, or what is going on; takes
// no room when it has nothing to say. Its kind is told by an icon as well as by colour. GUI thread only.

#include <QLabel>
#include <QWidget>

namespace portolan::ui::widgets {

class FieldMessage : public QWidget {
    Q_OBJECT

  public:
    enum class Kind { Error, Warning, Note };

    explicit FieldMessage(QWidget* parent = nullptr);

    void say(Kind kind, const QString& sentence);
    void clear();
    /// Empty when there is nothing to say.
    [[nodiscard]] QString sentence() const { return m_sentence->text(); }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void paintKind();

    Kind m_kind = Kind::Note;
    QLabel* m_icon;
    QLabel* m_sentence;
};

}  // namespace portolan::ui::widgets
