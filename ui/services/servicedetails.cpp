// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/servicedetails.h"

#include "ui/connect/guarded.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/text/healthtext.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace portolan::ui::services {

namespace {

using namespace std::chrono_literals;

/// Of a target's place that a narrow window leaves whole: an address of IPv6 with its port.
constexpr int mostLetters = 48;

QString stateWords(const api::HealthView& health) {
    QString words = text::stateText(health.state);
    if (health.cause != model::HealthCause::None)
        words += QStringLiteral(": ") + text::causeWords(health.cause, health.detail);
    if (health.latency && health.state != model::HealthState::Down)
        words += QStringLiteral(" · ") + text::latencyText(*health.latency);
    return words;
}

/// What is wrong with the name of a target; empty where nothing is, or it has none.
QString troubleWith(const api::TargetView& target) {
    if (!target.lookup || (target.lookup->isFound && !target.lookup->error))
        return {};
    return target.lookup->error ? text::errorText(*target.lookup->error)
                                : ServiceDetails::tr("The name is being looked up.");
}

std::vector<model::HealthState> statesOf(const std::optional<api::ServiceView>& service) {
    std::vector<model::HealthState> states;
    if (service)
        for (const api::TargetView& target : service->targets)
            states.push_back(target.health.state);
    return states;
}

bool areSameTargets(const std::optional<api::ServiceView>& one,
                    const std::optional<api::ServiceView>& other) {
    if (!one || !other)
        return one.has_value() == other.has_value();
    return one->id == other->id &&
           std::equal(one->targets.begin(), one->targets.end(), other->targets.begin(), other->targets.end(),
                      [](const auto& left, const auto& right) { return left.id == right.id; });
}

}  // namespace

ServiceDetails::ServiceDetails(api::Administration& backend, QWidget* parent)
    : QFrame(parent),
      m_backend(backend),
      m_title(new widgets::ElidedLabel(this)),
      m_cause(new QLabel(this)),
      m_range(new QComboBox(this)),
      m_grid(new QGridLayout),
      m_more(new QLabel(this)) {
    build();
    hide();
}

void ServiceDetails::build() {
    setObjectName(QStringLiteral("details"));
    setFrameShape(QFrame::NoFrame);
    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    m_title->setObjectName(QStringLiteral("detailsTitle"));
    m_cause->setObjectName(QStringLiteral("detailsCause"));
    m_cause->setWordWrap(true);
    m_cause->setForegroundRole(QPalette::PlaceholderText);
    m_range->setObjectName(QStringLiteral("detailsRange"));
    m_range->setAccessibleName(tr("How far back"));
    m_range->addItem(tr("24 hours"), int(api::HistoryRange::Day));
    m_range->addItem(tr("7 days"), int(api::HistoryRange::Week));
    m_range->addItem(tr("90 days"), int(api::HistoryRange::Quarter));
    m_more->setObjectName(QStringLiteral("moreTargets"));
    m_more->setForegroundRole(QPalette::PlaceholderText);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(4, 1);
    auto* top = new QHBoxLayout;
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    top->addWidget(m_title);
    top->addWidget(m_cause, 1);
    top->addWidget(m_range);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 10, 14, 10);
    column->setSpacing(8);
    column->addLayout(top);
    column->addLayout(m_grid);
    column->addWidget(m_more);
    m_renewal.setInterval(1min);
    QObject::connect(&m_renewal, &QTimer::timeout, this, [this] { reload(); });
    QObject::connect(m_range, &QComboBox::currentIndexChanged, this, [this] { reload(); });
}

void ServiceDetails::setService(std::optional<api::ServiceView> service) {
    const bool isAnother = !areSameTargets(m_service, service);
    const bool isNews = isAnother || statesOf(m_service) != statesOf(service);
    m_service = std::move(service);
    setVisible(m_service.has_value());
    if (!m_service) {
        ++m_question;
        m_renewal.stop();
        return;
    }
    if (isAnother)
        makeRows(std::min(m_service->targets.size(), mostRows));
    showStates();
    if (isNews)
        reload();
}

void ServiceDetails::makeRows(std::size_t count) {
    for (const Row& row : m_rows)
        for (QWidget* part : std::initializer_list<QWidget*>{row.icon, row.where, row.state, row.uptime,
                                                             row.plot, row.offered})
            part->deleteLater();
    m_rows.clear();
    for (std::size_t i = 0; i < count; ++i) {
        Row row{new QLabel(this),
                new QLabel(this),
                new widgets::ElidedLabel(this),
                new widgets::ElidedLabel(this),
                new HistoryPlot(this),
                new OfferedCertificate(this)};
        row.where->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row.where->setObjectName(QStringLiteral("where%1").arg(i + 1));
        row.uptime->setObjectName(QStringLiteral("uptime%1").arg(i + 1));
        row.plot->setObjectName(QStringLiteral("plot%1").arg(i + 1));
        row.state->setObjectName(QStringLiteral("targetState%1").arg(i + 1));
        int column = 0;
        for (QWidget* part :
             std::initializer_list<QWidget*>{row.icon, row.where, row.state, row.uptime, row.plot})
            m_grid->addWidget(part, 2 * static_cast<int>(i), column++);
        m_grid->addWidget(row.offered, 2 * static_cast<int>(i) + 1, 1, 1, 4);
        QObject::connect(row.offered, &OfferedCertificate::accepted, this,
                         [this, i] { Q_EMIT certificateAccepted(*m_service, m_service->targets[i]); });
        m_rows.push_back(row);
    }
}

void ServiceDetails::showStates() {
    m_title->setText(QString::fromStdString(m_service->name));
    m_cause->setText(text::causeSentence(m_service->health.cause));
    const int side = fontMetrics().height();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const api::TargetView& target = m_service->targets[i];
        m_rows[i].icon->setPixmap(
            widgets::stateIcon(target.health.state).pixmap(QSize(side, side), devicePixelRatioF()));
        QString where = text::leftToRight(QString::fromStdString(target.place()));
        if (target.lookup && target.lookup->isFound)
            where += QStringLiteral(" (%1)").arg(
                text::leftToRight(QString::fromStdString(target.address.address.toString())));
        m_rows[i].where->setText(where);
        m_rows[i].where->setMinimumWidth(
            std::min(m_rows[i].where->sizeHint().width(), mostLetters * fontMetrics().averageCharWidth()));
        m_rows[i].where->setToolTip(troubleWith(target));
        m_rows[i].state->setText(stateWords(target.health));
        m_rows[i].state->setToolTip(text::causeSentence(target.health.cause));
        m_rows[i].offered->setTarget(target);
    }
    const auto hidden = static_cast<int>(m_service->targets.size() - m_rows.size());
    m_more->setVisible(hidden > 0);
    m_more->setText(tr("and %n more target(s)", nullptr, hidden));
}

void ServiceDetails::reload() {
    if (!m_service)
        return;
    m_renewal.start();
    const quint64 question = ++m_question;
    const auto range = static_cast<api::HistoryRange>(m_range->currentData().toInt());
    m_backend.report(
        {}, api::HealthHistoryRequest{m_service->id, range},
        ui::connect::guarded<api::Report>(this, [this, question](base::Result<api::Report> reply) {
            if (!reply || question != m_question)
                return;
            if (const auto* history = std::get_if<api::HealthHistoryView>(&reply.value()))
                take(*history);
        }));
}

void ServiceDetails::take(const api::HealthHistoryView& history) {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto found =
            std::find_if(history.targets.begin(), history.targets.end(),
                         [&](const auto& target) { return target.id == m_service->targets[i].id; });
        const Row& row = m_rows[i];
        if (found == history.targets.end()) {
            row.plot->setPoints({});
            row.uptime->setText({});
            continue;
        }
        row.plot->setPoints(found->points);
        const QString uptime =
            tr("%1 in 24 h · %2 in 7 d · %3 in 90 d")
                .arg(text::percentText(found->uptime.day), text::percentText(found->uptime.week),
                     text::percentText(found->uptime.quarter));
        row.uptime->setText(uptime);
        row.uptime->setToolTip(uptime);
        row.plot->setAccessibleName(tr("Past of %1").arg(row.where->text()));
        row.plot->setAccessibleDescription(uptime);
    }
}

}  // namespace portolan::ui::services
