// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusstrip.h"

#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QStringList>

#include <array>
#include <utility>

namespace portolan::ui::shell {

namespace {

QString toQString(const std::string& text) {
    return QString::fromStdString(text);
}

QString listeningAddresses(const api::SystemStatus& status, const char* name) {
    QStringList addresses;
    for (const api::ListenerView& listener : status.listeners) {
        const QString address = text::leftToRight(toQString(listener.address.toString()));
        if (listener.name == name && listener.status == "listening" && !addresses.contains(address))
            addresses.append(address);
    }
    return addresses.join(QStringLiteral(", "));
}

QString componentName(const std::string& name) {
    if (name == "certificates")
        return StatusStrip::tr("Certificates");
    if (name == "proxy")
        return StatusStrip::tr("Proxy");
    return name == "store" ? StatusStrip::tr("Storage") : toQString(name).toUpper();
}

QStringList causesOf(const api::ComponentView& component) {
    QStringList causes;
    for (const api::Warning& cause : component.causes)
        causes.append(text::warningText(cause));
    if (causes.isEmpty() && component.state == api::ComponentState::Failed)
        causes.append(toQString(component.message));
    return causes;
}

}  // namespace

QString listenersText(const api::SystemStatus& status) {
    static constexpr std::array kinds{std::pair{"dns", "DNS"}, std::pair{"http", "HTTP"},
                                      std::pair{"https", "HTTPS"}, std::pair{"api", "API"}};
    QStringList parts;
    for (const auto& [name, title] : kinds)
        if (const QString addresses = listeningAddresses(status, name); !addresses.isEmpty())
            parts.append(QLatin1String(title) + QLatin1Char(' ') + addresses);
    return parts.join(QStringLiteral("  ·  "));
}

QString troubleText(const api::SystemStatus& status) {
    QStringList lines;
    for (const api::ListenerView& listener : status.listeners)
        if (listener.status == "failed")
            lines.append(QStringLiteral("%1 %2 (%3): %4")
                             .arg(componentName(listener.name), toQString(listener.address.toString()),
                                  toQString(listener.protocol).toUpper(), toQString(listener.message)));
    const bool listenersSayIt = !lines.isEmpty();
    for (const api::ComponentView& component : status.components) {
        const bool listens = component.name == "dns" || component.name == "proxy" || component.name == "api";
        if (listens && listenersSayIt)
            continue;
        for (const QString& cause : causesOf(component))
            lines.append(componentName(component.name) + QStringLiteral(": ") + cause);
    }
    return lines.join(QLatin1Char('\n'));
}

StatusStrip::StatusStrip(connect::BackendLink& link, BackendPlace place, QString host, QWidget* parent)
    : QStatusBar(parent),
      m_link(link),
      m_place(place),
      m_host(std::move(host)),
      m_connectionIcon(new QLabel(this)),
      m_connection(new QLabel(this)),
      m_listenersIcon(new QLabel(this)),
      m_listeners(new widgets::ElidedLabel(this)),
      m_counts(new QLabel(this)),
      m_generation(new QLabel(this)) {
    auto* left = new QWidget(this);
    auto* row = new QHBoxLayout(left);
    row->setContentsMargins(8, 2, 4, 2);
    row->setSpacing(6);
    row->addWidget(m_connectionIcon);
    row->addWidget(m_connection);
    row->addSpacing(14);
    row->addWidget(m_listenersIcon);
    row->addWidget(m_listeners, 1);
    addWidget(left, 1);
    m_generation->setContentsMargins(8, 0, 8, 0);
    addPermanentWidget(m_counts);
    addPermanentWidget(m_generation);
    setSizeGripEnabled(false);
    QObject::connect(&m_link, &connect::BackendLink::changed, this, [this] { refresh(); });
    refresh();
}

void StatusStrip::setCounts(int shown, int total) {
    m_counts->setText(shown == total ? text::serviceCountText(total) : tr("%1 of %2").arg(shown).arg(total));
    m_counts->setAccessibleName(m_counts->text());
}

void StatusStrip::refresh() {
    using State = connect::BackendLink::State;
    const State state = m_link.state();
    if (state == State::Connected)
        m_connection->setText(placeText());
    else
        m_connection->setText(state == State::Connecting ? tr("Connecting …")
                                                         : tr("Connection lost, trying again …"));
    setIcon(*m_connectionIcon, state == State::Connected ? model::HealthState::Up
                               : state == State::Lost    ? model::HealthState::Down
                                                         : model::HealthState::Unknown);
    m_connection->setToolTip(m_host);
    const auto& status = m_link.status();
    const bool known = state == State::Connected && status;
    m_listeners->setVisible(known);
    m_generation->setVisible(known);
    m_listenersIcon->setVisible(false);
    if (!known)
        return;
    const QString trouble = troubleText(*status);
    m_listeners->setText(trouble.isEmpty() ? listenersText(*status)
                                           : trouble.section(QLatin1Char('\n'), 0, 0));
    m_listeners->setToolTip(trouble.isEmpty() ? listenersText(*status)
                                              : trouble + QStringLiteral("\n\n") + listenersText(*status));
    m_listenersIcon->setVisible(!trouble.isEmpty());
    setIcon(*m_listenersIcon, model::HealthState::Degraded);
    m_generation->setText(tr("Generation %1").arg(QLocale().toString(qulonglong(status->generation))));
    m_generation->setToolTip(
        tr("Each change that goes live makes a new generation.\nRevision %1, version %2")
            .arg(QLocale().toString(qulonglong(status->revision)), toQString(status->version)));
}

QString StatusStrip::placeText() const {
    switch (m_place) {
        case BackendPlace::Embedded:
            return tr("Serving while this program runs");
        case BackendPlace::ThisComputer:
            return tr("Connected to this computer’s service");
        case BackendPlace::Elsewhere:
            return tr("Connected to %1").arg(text::leftToRight(m_host));
    }
    return {};
}

void StatusStrip::setIcon(QLabel& label, model::HealthState state) const {
    const int side = fontMetrics().height() - 2;
    label.setPixmap(widgets::stateIcon(state).pixmap(QSize(side, side), devicePixelRatioF()));
}

}  // namespace portolan::ui::shell
