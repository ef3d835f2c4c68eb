// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/fakebackend.h"
#include "ui/services/servicedetails.h"

#include <QTest>

using namespace portolan;
using namespace portolan::ui;
using namespace portolan::ui::services;
using namespace std::chrono_literals;

namespace {

api::HistoryPoint pointOf(std::optional<double> up, std::optional<std::chrono::microseconds> latency) {
    api::HistoryPoint point;
    point.up = up;
    point.latency = latency;
    return point;
}

/// Of a plot that is 20 pixels wide and 40 tall.
QImage imageOf(const std::vector<api::HistoryPoint>& points, Qt::LayoutDirection direction) {
    HistoryPlot plot;
    plot.setLayoutDirection(direction);
    plot.resize(20, 40);
    plot.setPoints(points);
    return plot.grab().toImage();
}

}  // namespace

class ServiceDetailsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() {
        m_backend = std::make_unique<testing::FakeBackend>();
        m_backend->services = testing::sampleServices();
        m_details = std::make_unique<ServiceDetails>(*m_backend);
    }
    void cleanup() {
        m_details.reset();
        m_backend.reset();
    }

    void drawsTheWorstOfWhatItDrawsTogether() {
        const std::vector<api::HistoryPoint> points{pointOf(1.0, 2ms), pointOf(0.5, 4ms), pointOf({}, {}),
                                                    pointOf(1.0, {})};
        QVERIFY(condensed(points, 4) == points);
        QVERIFY((condensed(points, 2) == std::vector{pointOf(0.5, 3ms), pointOf(1.0, {})}));
        QVERIFY((condensed({pointOf({}, {}), pointOf({}, {})}, 1) == std::vector{pointOf({}, {})}));
    }

    /// The past runs in the direction of reading.
    void drawsLatencyAboveTheGround() {
        std::vector<api::HistoryPoint> points(20, pointOf({}, {}));
        const QImage empty = imageOf(points, Qt::LeftToRight);
        for (std::size_t i = 0; i < 10; ++i)
            points[i] = pointOf(1.0, 2ms);
        const auto differs = [&](const QImage& image, const QRect& part) {
            return image.copy(part) != empty.copy(part);
        };
        const QRect upperLeft(0, 0, 9, 28);
        const QRect upperRight(11, 0, 9, 28);
        const QImage forward = imageOf(points, Qt::LeftToRight);
        QVERIFY(differs(forward, upperLeft) && !differs(forward, upperRight));
        const QImage backward = imageOf(points, Qt::RightToLeft);
        QVERIFY(!differs(backward, upperLeft) && differs(backward, upperRight));
    }

    void saysNoLatencyOfWhatIsDown() {
        api::ServiceView service = m_backend->services[0];
        service.targets[0].health = testing::health(model::HealthState::Down, model::HealthCause::Refused);
        service.targets[0].health.latency = 12ms;
        m_details->setService(service);
        QVERIFY2(!stateText(1).contains(QStringLiteral("ms")), qPrintable(stateText(1)));
        service.targets[0].health = testing::health(model::HealthState::Up);
        m_details->setService(service);
        QVERIFY2(stateText(1).contains(QStringLiteral("12 ms")), qPrintable(stateText(1)));
    }

    void leavesRoomForTheTable() {
        api::ServiceView service = m_backend->services[0];
        for (std::uint64_t i = 0; i < 10; ++i) {
            service.targets.push_back(service.targets.front());
            service.targets.back().id = model::TargetId{500 + i};
        }
        m_details->setService(service);
        QCOMPARE(m_details->findChildren<HistoryPlot*>().size(), qsizetype(8));
        const auto* more = m_details->findChild<QLabel*>(QStringLiteral("moreTargets"));
        QVERIFY(!more->isHidden());
        QVERIFY2(more->text().contains(QLatin1Char('3')), qPrintable(more->text()));
    }

    // Half a port would be another one.
    void cutsNoAddress() {
        m_details->setService(m_backend->services[0]);
        const auto* where = m_details->findChild<QLabel*>(QStringLiteral("where1"));
        QVERIFY(where->minimumWidth() >= where->sizeHint().width());
        api::ServiceView named = m_backend->services[0];
        named.targets[0].lookup = api::LookupView{std::string(200, 'a') + ".lan", true};
        m_details->setService(named);
        QVERIFY2(m_details->minimumSizeHint().width() < m_details->fontMetrics().averageCharWidth() * 160,
                 qPrintable(QString::number(m_details->minimumSizeHint().width())));
    }

    void dropsAPastThatComesLate() {
        m_backend->held = true;
        m_details->setService(m_backend->services[0]);
        m_backend->held = false;
        m_details->setService(m_backend->services[1]);
        QCOMPARE(plot(1)->points().size(), std::size_t(1440));
        m_backend->release();  // what was asked of the first
        QCOMPARE(plot(1)->points().size(), std::size_t(1440));
    }

    void showsNoPastWhereThereIsNone() {
        m_details->setService(m_backend->services[0]);
        QVERIFY(!plot(1)->points().empty());
        m_backend->services.clear();
        m_details->reload();
        QVERIFY(plot(1)->points().empty());
    }

    void asksAgainWhileItIsShown() {
        const auto* timer = m_details->findChild<QTimer*>();
        QVERIFY(timer && !timer->isActive());
        m_details->setService(m_backend->services[0]);
        QVERIFY(timer->isActive());
        QCOMPARE(timer->intervalAsDuration(), std::chrono::milliseconds(1min));
        m_details->setService(std::nullopt);
        QVERIFY(!timer->isActive());
    }

    void showsACertificateOnlyIfItIsAnother() {
        api::ServiceView service = m_backend->services[0];
        const auto isShown = [&] {
            m_details->setService(service);
            return !m_details->findChild<OfferedCertificate*>()->isHidden();
        };
        QVERIFY(!isShown());
        service.targets[0].offered.emplace().fill(1);
        QVERIFY(!isShown());
        service.targets[0].pin.emplace().fill(1);
        QVERIFY(!isShown());
        service.targets[0].pin->fill(2);
        QVERIFY(isShown());
    }

  private:
    [[nodiscard]] HistoryPlot* plot(int number) const {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);  // those of the service before
        return m_details->findChild<HistoryPlot*>(QStringLiteral("plot%1").arg(number));
    }
    [[nodiscard]] QString stateText(int number) const {
        return m_details->findChild<widgets::ElidedLabel*>(QStringLiteral("targetState%1").arg(number))
            ->text();
    }

    std::unique_ptr<testing::FakeBackend> m_backend;
    std::unique_ptr<ServiceDetails> m_details;
};

QTEST_MAIN(ServiceDetailsTest)
#include "tst_servicedetails.moc"
