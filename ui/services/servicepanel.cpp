// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/servicepanel.h"

#include "ui/services/servicedelegate.h"
#include "ui/widgets/icons.h"

#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QProxyStyle>

#include <algorithm>

namespace portolan::ui::services {

namespace {

/// The titles of the columns stand where the texts below them begin.
class HeaderStyle final : public QProxyStyle {
  public:
    explicit HeaderStyle(QObject* parent) { setParent(parent); }
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option,
                                  const QWidget* widget) const override {
        return metric == PM_HeaderMargin ? ServiceDelegate::sideMargin - 2
                                         : QProxyStyle::pixelMetric(metric, option, widget);
    }
};

}  // namespace

ServicePanel::ServicePanel(ServiceModel& model, QWidget* parent)
    : QStackedWidget(parent),
      m_model(model),
      m_filter(model),
      m_view(new QTreeView(this)),
      m_placard(new widgets::Placard(this)) {
    addWidget(m_view);
    addWidget(m_placard);
    dressView();
    const auto recount = [this] {
        choosePage();
        Q_EMIT countsChanged();
    };
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, recount);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, recount);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, recount);
    connect(m_view, &QTreeView::activated, this, [this] { Q_EMIT activated(); });
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint& position) {
        Q_EMIT contextMenuWanted(m_view->viewport()->mapToGlobal(position));
    });
    connect(m_view->header(), &QHeaderView::customContextMenuRequested, this,
            [this](const QPoint& position) { offerColumns(position); });
    connect(m_placard, &widgets::Placard::actionClicked, this, [this] { pressPlacard(); });
    choosePage();
}

void ServicePanel::dressView() {
    m_view->setModel(&m_filter);
    m_view->setItemDelegate(new ServiceDelegate(m_view));
    m_view->setAccessibleName(tr("Services"));
    m_view->setObjectName(QStringLiteral("services"));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setAlternatingRowColors(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(ServiceModel::NameColumn, Qt::AscendingOrder);
    QHeaderView* header = m_view->header();
    header->setStyle(new HeaderStyle(header));
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setAccessibleName(tr("Columns"));
    header->setMinimumSectionSize(64);
    const int letter = fontMetrics().averageCharWidth();
    header->resizeSection(ServiceModel::StateColumn, letter * 34);
    header->resizeSection(ServiceModel::TargetsColumn, letter * 32);
    header->resizeSection(ServiceModel::TlsColumn, letter * 23);
    header->resizeSection(ServiceModel::LatencyColumn, letter * 14);
    header->resizeSection(ServiceModel::ChangedColumn, letter * 25);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { Q_EMIT selectionChanged(); });
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        if (column != ServiceModel::NameColumn)
            fitNames();
    });
    m_view->viewport()->installEventFilter(this);
}

/// Names take the width that the other columns leave, but no less than makes them readable: in a narrow
/// window the table scrolls instead.
void ServicePanel::fitNames() {
    constexpr int fewestLetters = 24;
    QHeaderView* header = m_view->header();
    header->setSectionResizeMode(ServiceModel::NameColumn, QHeaderView::Fixed);
    const int others = header->length() - header->sectionSize(ServiceModel::NameColumn);
    header->resizeSection(ServiceModel::NameColumn, std::max(fewestLetters * fontMetrics().averageCharWidth(),
                                                             m_view->viewport()->width() - others));
}

bool ServicePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        fitNames();
    return QStackedWidget::eventFilter(watched, event);
}

void ServicePanel::setFilter(const QString& text) {
    m_filter.setWords(text);
    choosePage();
    Q_EMIT countsChanged();
}

void ServicePanel::setPresence(Presence presence, const QString& reason) {
    if (presence == m_presence && reason == m_reason)
        return;
    m_presence = presence;
    m_reason = reason;
    choosePage();
}

std::vector<api::ServiceView> ServicePanel::selected() const {
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    std::vector<api::ServiceView> services;
    for (const QModelIndex& row : rows)
        services.push_back(m_filter.at(row));
    return services;
}

void ServicePanel::select(model::ServiceId id) {
    const auto row = m_model.rowOf(id);
    if (!row)
        return;
    const QModelIndex shown = m_filter.mapFromSource(m_model.index(*row, ServiceModel::NameColumn));
    if (!shown.isValid())
        return;
    m_view->selectionModel()->setCurrentIndex(
        shown, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_view->scrollTo(shown);
}

QByteArray ServicePanel::saveLayout() const {
    return m_view->header()->saveState();
}

void ServicePanel::restoreLayout(const QByteArray& layout) {
    m_view->header()->restoreState(layout);
}

void ServicePanel::offerColumns(const QPoint& position) {
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 0; column < ServiceModel::ColumnCount; ++column) {
        QAction* shown =
            menu->addAction(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        shown->setCheckable(true);
        shown->setChecked(!m_view->header()->isSectionHidden(column));
        shown->setEnabled(column != ServiceModel::NameColumn);
        connect(shown, &QAction::toggled, m_view,
                [this, column](bool on) { m_view->header()->setSectionHidden(column, !on); });
    }
    menu->popup(m_view->header()->viewport()->mapToGlobal(position));
}

void ServicePanel::choosePage() {
    if (m_filter.rowCount() > 0) {
        setCurrentWidget(m_view);
        return;
    }
    const QIcon mark = widgets::applicationIcon();
    if (m_presence == Presence::Connecting)
        m_placard->present({mark, tr("Connecting …"), tr("Looking for the backend."), {}});
    else if (m_presence == Presence::Unreachable)
        m_placard->present({widgets::actionIcon(QLatin1String("plug"), palette()), tr("Not connected"),
                            m_reason, tr("Try again")});
    else if (m_filter.isFiltering() && m_model.rowCount() > 0)
        m_placard->present({widgets::actionIcon(QLatin1String("search"), palette()), tr("Nothing matches"),
                            tr("None of the services has all of these words in its name, address, targets "
                               "or state."),
                            tr("Clear the filter")});
    else
        m_placard->present({mark, tr("No services yet"),
                            tr("Give a service a name, and every device of the network reaches it without "
                               "knowing its port."),
                            tr("Add service")});
    setCurrentWidget(m_placard);
}

void ServicePanel::pressPlacard() {
    if (m_presence == Presence::Unreachable)
        Q_EMIT retryWanted();
    else if (m_filter.isFiltering())
        Q_EMIT filterClearWanted();
    else
        Q_EMIT addWanted();
}

}  // namespace portolan::ui::services
