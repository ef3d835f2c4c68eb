// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The list of notices, the unread ones in bold, with the services of the selected one below it. Stays beside
// the window; when it is closed, all that was there counts as read. Deletes itself when closed. GUI thread
// only.

#include "ui/notices/noticemodel.h"

#include <QDialog>
#include <QLabel>
#include <QScrollArea>
#include <QTreeView>

namespace portolan::ui::notices {

class NoticeDialog : public QDialog {
    Q_OBJECT

  public:
    /// `model` must outlive this.
    NoticeDialog(NoticeModel& model, QWidget* parent);

    /// However it is closed.
    void done(int result) override;

  private:
    void followSelection();
    void followRows();

    NoticeModel& m_model;
    QLabel* m_empty;
    QTreeView* m_view;
    QScrollArea* m_room;  ///< of the details
    QLabel* m_details;
};

}  // namespace portolan::ui::notices
