// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/historyplot.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <utility>

namespace portolan::ui::services {

namespace {

constexpr QColor upColour(0x2e, 0x9e, 0x5b);
constexpr QColor downColour(0xd6, 0x45, 0x45);
constexpr double groundShare = 0.22;  // of the height

/// The slowest that is shown; an outlier does not flatten the rest.
double scaleOf(const std::vector<api::HistoryPoint>& points) {
    std::vector<std::int64_t> times;
    for (const api::HistoryPoint& point : points)
        if (point.latency)
            times.push_back(point.latency->count());
    if (times.empty())
        return 1;
    const std::size_t most = times.size() * 98 / 100;
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(most), times.end());
    return std::max<double>(1, 1.25 * static_cast<double>(times[most]));
}

void drawGround(QPainter& painter, const QRectF& column, double up, double height) {
    const double ground = height * groundShare;
    const double lost = 1.0 - up;
    painter.fillRect(QRectF(column.left(), height - ground, column.width(), ground), upColour);
    if (lost <= 0)
        return;
    const double tall = std::max(ground + 3, height * lost);
    const QRectF missing(column.left(), height - tall, column.width(), tall);
    painter.fillRect(missing, downColour.lighter(160));
    painter.fillRect(missing, QBrush(downColour, Qt::BDiagPattern));
}

void drawLatency(QPainter& painter, const std::vector<api::HistoryPoint>& points, double width,
                 double height) {
    const double scale = scaleOf(points);
    const double room = height * (1 - groundShare) - 3;
    QPainterPath line;
    bool isDown = true;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!points[i].latency) {
            isDown = true;
            continue;
        }
        const double share = std::min(1.0, static_cast<double>(points[i].latency->count()) / scale);
        const QPointF at((static_cast<double>(i) + 0.5) * width, 1.5 + room * (1 - share));
        isDown ? line.moveTo(at) : line.lineTo(at);
        if (isDown)
            line.lineTo(at + QPointF(0.01, 0));  // one that stands alone is a dot
        isDown = false;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawPath(line);
}

}  // namespace

std::vector<api::HistoryPoint> condensed(const std::vector<api::HistoryPoint>& points, std::size_t columns) {
    if (columns == 0 || points.size() <= columns)
        return points;
    std::vector<api::HistoryPoint> drawn(columns);
    std::vector<std::pair<std::int64_t, int>> latencies(columns);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const std::size_t column = i * columns / points.size();
        if (points[i].up)
            drawn[column].up = std::min(drawn[column].up.value_or(1.0), *points[i].up);
        if (points[i].latency) {
            latencies[column].first += points[i].latency->count();
            ++latencies[column].second;
        }
    }
    for (std::size_t i = 0; i < columns; ++i)
        if (latencies[i].second > 0)
            drawn[i].latency = std::chrono::microseconds(latencies[i].first / latencies[i].second);
    return drawn;
}

HistoryPlot::HistoryPlot(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HistoryPlot::setPoints(std::vector<api::HistoryPoint> points) {
    m_points = std::move(points);
    update();
}

QSize HistoryPlot::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 2};
}

QSize HistoryPlot::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 16, fontMetrics().height() * 2};
}

void HistoryPlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().alternateBase());
    const auto drawn = condensed(m_points, static_cast<std::size_t>(std::max(1, width())));
    if (drawn.empty())
        return;
    if (layoutDirection() == Qt::RightToLeft) {
        painter.translate(width(), 0);
        painter.scale(-1, 1);
    }
    const double columnWidth = static_cast<double>(width()) / static_cast<double>(drawn.size());
    for (std::size_t i = 0; i < drawn.size(); ++i)
        if (drawn[i].up)
            drawGround(painter, QRectF(static_cast<double>(i) * columnWidth, 0, columnWidth, height()),
                       *drawn[i].up, height());
    painter.setPen(QPen(palette().color(QPalette::Text), 1.2));
    drawLatency(painter, drawn, columnWidth, height());
}

}  // namespace portolan::ui::services
