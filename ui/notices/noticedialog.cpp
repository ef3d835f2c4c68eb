// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/noticedialog.h"

#include "ui/text/noticetext.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

namespace portolan::ui::notices {

namespace {

constexpr int linesShown = 8;  // of the details; the rest is scrolled to

}  // namespace

NoticeDialog::NoticeDialog(NoticeModel& model, QWidget* parent)
    : QDialog(parent),
      m_model(model),
      m_empty(new QLabel(this)),
      m_view(new QTreeView(this)),
      m_room(new QScrollArea(this)),
      m_details(new QLabel(m_room)) {
    setWindowTitle(tr("Notices"));
    setObjectName(QStringLiteral("notices"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_empty->setObjectName(QStringLiteral("noNotices"));
    m_empty->setText(tr("There are no notices: nothing has gone wrong."));
    m_empty->setWordWrap(true);
    m_view->setObjectName(QStringLiteral("noticeList"));
    m_view->setAccessibleName(tr("Notices"));
    m_view->setModel(&m_model);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->header()->setStretchLastSection(true);
    m_view->header()->setSectionResizeMode(NoticeModel::Time, QHeaderView::ResizeToContents);
    m_details->setObjectName(QStringLiteral("noticeDetails"));
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::PlainText);
    m_room->setWidget(m_details);
    m_room->setWidgetResizable(true);
    m_room->setFrameShape(QFrame::NoFrame);
    m_room->setMaximumHeight(fontMetrics().lineSpacing() * linesShown);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_empty);
    column->addWidget(m_view, 1);
    column->addWidget(m_room);
    column->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    QObject::connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
                     [this] { followSelection(); });
    QObject::connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this] { followRows(); });
    QObject::connect(&m_model, &QAbstractItemModel::modelReset, this, [this] { followRows(); });
    followRows();
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 22);
}

void NoticeDialog::followRows() {
    m_empty->setVisible(m_model.rowCount() == 0);
    m_view->setVisible(m_model.rowCount() > 0);
    followSelection();
}

void NoticeDialog::followSelection() {
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    m_room->setVisible(!rows.isEmpty());
    if (!rows.isEmpty())
        m_details->setText(
            text::noticeDetails(m_model.notices().at(static_cast<std::size_t>(rows.first().row()))));
}

void NoticeDialog::done(int result) {
    m_model.markRead();
    QDialog::done(result);
}

}  // namespace portolan::ui::notices
