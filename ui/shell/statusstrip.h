// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The status bar: whether the backend is there, what listens where (and what could not, and why), how many
// services are shown, and the generation that is live. Reads BackendLink; changes nothing. GUI thread only.

#include "ui/connect/backendlink.h"
#include "ui/shell/desktop.h"
#include "ui/widgets/elidedlabel.h"

#include <QLabel>
#include <QStatusBar>

namespace portolan::ui::shell {

/// "DNS 127.0.0.1:53 · HTTP 127.0.0.1:80 · API 127.0.0.1:8080": what listens, each address once.
[[nodiscard]] QString listenersText(const api::SystemStatus& status);

/// What does not work, a line each: failed listeners, and the causes of components. Empty when all is well.
[[nodiscard]] QString troubleText(const api::SystemStatus& status);

class StatusStrip : public QStatusBar {
    Q_OBJECT

  public:
    /// `link` must outlive this.
    StatusStrip(connect::BackendLink& link, BackendPlace place, QString host, QWidget* parent = nullptr);

    void setCounts(int shown, int total);
    [[nodiscard]] QString connectionText() const { return m_connection->text(); }
    [[nodiscard]] QString listeningText() const { return m_listeners->text(); }
    [[nodiscard]] QString countsText() const { return m_counts->text(); }

  private:
    void refresh();
    [[nodiscard]] QString placeText() const;
    void setIcon(QLabel& label, model::HealthState state) const;

    connect::BackendLink& m_link;
    BackendPlace m_place;
    QString m_host;
    QLabel* m_connectionIcon;
    QLabel* m_connection;
    QLabel* m_listenersIcon;
    widgets::ElidedLabel* m_listeners;
    QLabel* m_counts;
    QLabel* m_generation;
};

}  // namespace portolan::ui::shell
