// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The past of one target as a strip: a ground that is solid where the target answered, hatched and higher
// where it did not, empty where nothing was measured, and over it the latency as a line. What is shown is
// told to screen readers in words. Paints no more than its width has pixels. GUI thread only.

#include "backend/api/healthreports.h"

#include <QWidget>

#include <vector>

namespace portolan::ui::services {

class HistoryPlot : public QWidget {
    Q_OBJECT

  public:
    explicit HistoryPlot(QWidget* parent = nullptr);

    void setPoints(std::vector<api::HistoryPoint> points);
    [[nodiscard]] const std::vector<api::HistoryPoint>& points() const { return m_points; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<api::HistoryPoint> m_points;
};

/// Points drawn together until there are at most `columns`: of each the worst availability and the mean
/// latency.
[[nodiscard]] std::vector<api::HistoryPoint> condensed(const std::vector<api::HistoryPoint>& points,
                                                       std::size_t columns);

}  // namespace portolan::ui::services
