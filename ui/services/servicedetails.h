// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What stands below the table for the one service that is selected: its state with the cause in words, and of
// each target state, latency, uptime in percent, its past as a strip, and the certificate that it shows if
// another is pinned. Fetches the past when the selection
// or the range changes, and once a minute while it is shown; what comes late is dropped. GUI thread only.

#include "backend/api/administration.h"
#include "ui/services/historyplot.h"
#include "ui/services/offeredcertificate.h"
#include "ui/widgets/elidedlabel.h"

#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QTimer>

#include <optional>
#include <vector>

namespace portolan::ui::services {

class ServiceDetails : public QFrame {
    Q_OBJECT

  public:
    /// `backend` must outlive this.
    explicit ServiceDetails(api::Administration& backend, QWidget* parent = nullptr);

    /// nullopt: nothing, or several; then it hides.
    void setService(std::optional<api::ServiceView> service);
    /// Asks for the past again: something has just been found out.
    void reload();

  Q_SIGNALS:
    /// The certificate that a target of this service shows is to be pinned.
    void certificateAccepted(const portolan::api::ServiceView& service,
                             const portolan::api::TargetView& target);

  private:
    /// What is shown of one target.
    struct Row {
        QLabel* icon = nullptr;
        QLabel* where = nullptr;
        widgets::ElidedLabel* state = nullptr;
        widgets::ElidedLabel* uptime = nullptr;
        HistoryPlot* plot = nullptr;
        OfferedCertificate* offered = nullptr;  ///< below the others
    };
    /// More would leave no room for the table.
    static constexpr std::size_t mostRows = 8;

    void build();
    void makeRows(std::size_t count);
    void showStates();
    void take(const api::HealthHistoryView& history);

    api::Administration& m_backend;
    std::optional<api::ServiceView> m_service;
    quint64 m_question = 0;
    QTimer m_renewal{this};
    widgets::ElidedLabel* m_title;
    QLabel* m_cause;
    QComboBox* m_range;
    QGridLayout* m_grid;
    QLabel* m_more;
    std::vector<Row> m_rows;
};

}  // namespace portolan::ui::services
