// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What stands where a table would be empty: a picture, a title, a few sentences and the one thing to do next.
// GUI thread only.

#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace portolan::ui::widgets {

class Placard : public QWidget {
    Q_OBJECT

  public:
    explicit Placard(QWidget* parent = nullptr);

    struct Content {
        QIcon picture;
        QString title;
        QString text;
        QString action;  ///< empty: no button
    };
    void present(const Content& content);
    [[nodiscard]] QString title() const { return m_title->text(); }

  Q_SIGNALS:
    void actionClicked();

  private:
    QLabel* m_picture;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_action;
};

}  // namespace portolan::ui::widgets
