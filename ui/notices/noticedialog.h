// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The list of notices, the unread ones in bold, with the services of the selected one below it. Stays beside
// the window; when it is closed, all that was there counts as read. Deletes itself when closed. GUI thread
// only.

#include "ui/notices/noticemodel.h"

#include <QDialog>
#include <QLabel>
#include <QTreeView>

namespace portolan::ui::notices {

class NoticeDialog : public QDialog {
    Q_OBJECT

  public:
    /// `model` must outlive this.
    NoticeDialog(NoticeModel& model, QWidget* parent);

  protected:
    void closeEvent(QCloseEvent* event) override;

  private:
    void followSelection();
    void followRows();

    NoticeModel& m_model;
    QLabel* m_empty;
    QTreeView* m_view;
    QLabel* m_details;
};

}  // namespace portolan::ui::notices
