// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The middle of the window: the table of services, or what stands there while there is none (connecting, no
// services yet, nothing that matches the filter). It knows what is selected and says what the user wants;
// MainWindow does it. GUI thread only.

#include "ui/services/servicefilter.h"
#include "ui/services/servicemodel.h"
#include "ui/widgets/placard.h"

#include <QStackedWidget>
#include <QTreeView>

#include <vector>

namespace portolan::ui::services {

class ServicePanel : public QStackedWidget {
    Q_OBJECT

  public:
    enum class Presence { Connecting, Unreachable, Loaded };

    /// `model` must outlive this.
    explicit ServicePanel(ServiceModel& model, QWidget* parent = nullptr);

    void setFilter(const QString& text);
    /// Whether the model's rows are the backend's; `reason` says why not.
    void setPresence(Presence presence, const QString& reason = {});

    /// In the order they are shown.
    [[nodiscard]] std::vector<api::ServiceView> selected() const;
    [[nodiscard]] int shownCount() const { return m_filter.rowCount(); }
    void select(model::ServiceId id);
    [[nodiscard]] QTreeView& view() { return *m_view; }
    [[nodiscard]] const widgets::Placard& placard() const { return *m_placard; }

    /// Widths, order and visibility of the columns, for the settings.
    [[nodiscard]] QByteArray saveLayout() const;
    void restoreLayout(const QByteArray& layout);

  Q_SIGNALS:
    void selectionChanged();
    void countsChanged();
    /// Enter or a double click.
    void activated();
    void addWanted();
    void filterClearWanted();
    void retryWanted();
    void contextMenuWanted(const QPoint& globalPosition);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void dressView();
    void fitNames();
    void offerColumns(const QPoint& position);
    void choosePage();
    void pressPlacard();

    ServiceModel& m_model;
    ServiceFilter m_filter;
    QTreeView* m_view;
    widgets::Placard* m_placard;
    Presence m_presence = Presence::Connecting;
    QString m_reason;
};

}  // namespace portolan::ui::services
