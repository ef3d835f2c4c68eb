// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/balancingfields.h"

#include "backend/api/drafts.h"
#include "ui/forms/draftrules.h"
#include "ui/text/errortext.h"
#include "ui/text/policysummary.h"
#include "ui/widgets/titledfield.h"

#include <QGridLayout>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;
using model::BalancingMethod;

BalancingFields::BalancingFields(QWidget* parent)
    : FoldedSection("balancing", parent),
      m_method(new QComboBox(body())),
      m_key(new QLineEdit(body())),
      m_keyMessage(new widgets::FieldMessage(body())),
      m_explanation(new QLabel(body())),
      m_sticky(new QCheckBox(tr("A client &stays with its target (by a cookie)"), body())),
      m_slowStart(new SecondsBox(0, 3600, body())),
      m_ejectAfter(new QSpinBox(body())),
      m_ejectErrors(new QSpinBox(body())),
      m_ejectTime(new SecondsBox(1, 300, body())),
      m_ejectMost(new QSpinBox(body())),
      m_queueLength(new QSpinBox(body())),
      m_queueTime(new SecondsBox(0.1, 300, body())),
      m_numbersMessage(new widgets::FieldMessage(body())) {
    build();
    setPolicy({});
}

void BalancingFields::build() {
    setTitle(tr("How requests are spread"));
    buildChoices();
    buildNumbers();
    auto* choice = new QGridLayout;
    choice->setHorizontalSpacing(16);
    choice->setColumnStretch(0, 1);
    choice->setColumnStretch(1, 1);
    choice->addWidget(titled(tr("&Each request goes"), m_method), 0, 0);
    m_keyPart = titled(tr("Its &name"), m_key, m_keyMessage);
    choice->addWidget(m_keyPart, 0, 1);
    auto* numbers = new QGridLayout;
    numbers->setHorizontalSpacing(16);
    numbers->setVerticalSpacing(8);
    numbers->setColumnStretch(0, 1);
    numbers->setColumnStretch(1, 1);
    numbers->addWidget(titled(tr("Passed over after failures in a row"), m_ejectAfter), 0, 0);
    numbers->addWidget(titled(tr("… after errors (5xx) in a row"), m_ejectErrors), 0, 1);
    numbers->addWidget(titled(tr("For, at first"), m_ejectTime), 1, 0);
    numbers->addWidget(titled(tr("At most so many of the targets"), m_ejectMost), 1, 1);
    numbers->addWidget(titled(tr("Back to its full share within"), m_slowStart), 2, 0);
    numbers->addWidget(titled(tr("Requests that may wait for a busy target"), m_queueLength), 3, 0);
    numbers->addWidget(titled(tr("For at most"), m_queueTime), 3, 1);
    numbers->addWidget(m_numbersMessage, 4, 0, 1, 2);
    column()->addLayout(choice);
    column()->addWidget(m_explanation);
    column()->addWidget(m_sticky);
    column()->addLayout(numbers);
}

void BalancingFields::buildChoices() {
    m_method->setObjectName(QStringLiteral("method"));
    m_method->setAccessibleName(tr("Each request goes"));
    const std::pair<QString, BalancingMethod> methods[] = {
        {tr("in turn"), BalancingMethod::RoundRobin},
        {tr("to the less busy of two"), BalancingMethod::LeastOutstanding},
        {tr("by lot"), BalancingMethod::Random},
        {tr("by the client’s address"), BalancingMethod::AddressHash},
        {tr("by a field of the request"), BalancingMethod::HeaderHash},
        {tr("by a cookie"), BalancingMethod::CookieHash}};
    for (const auto& [title, method] : methods)
        m_method->addItem(title, int(method));
    m_key->setObjectName(QStringLiteral("hashKey"));
    m_key->setAccessibleName(tr("Name of the field or cookie"));
    m_key->setLayoutDirection(Qt::LeftToRight);
    m_keyMessage->setObjectName(QStringLiteral("hashKeyMessage"));
    m_explanation->setWordWrap(true);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_sticky->setObjectName(QStringLiteral("sticky"));
    connect(m_method, &QComboBox::currentIndexChanged, this, [this] { showMethod(); });
    connect(m_method, &QComboBox::activated, this, [this] { change(); });
    connect(m_key, &QLineEdit::textEdited, this, [this] { change(); });
    connect(m_sticky, &QCheckBox::clicked, this, [this] { change(); });
}

void BalancingFields::buildNumbers() {
    const auto set = [this](QSpinBox* box, const char* name, int least, int most, const QString& title) {
        box->setObjectName(QLatin1String(name));
        box->setRange(least, most);
        box->setAccessibleName(title);
        connect(box, &QSpinBox::valueChanged, this, [this] { change(); });
    };
    set(m_ejectAfter, "ejectAfter", 0, 1000, tr("Passed over after failures in a row"));
    set(m_ejectErrors, "ejectErrors", 0, 1000, tr("Passed over after errors (5xx) in a row"));
    set(m_ejectMost, "ejectMost", 1, 100, tr("At most so many of the targets are passed over, in percent"));
    set(m_queueLength, "queueLength", 0, 1000, tr("Requests that may wait for a busy target"));
    m_ejectAfter->setSpecialValueText(tr("never"));
    m_ejectErrors->setSpecialValueText(tr("never"));
    m_queueLength->setSpecialValueText(tr("none"));
    m_ejectMost->setSuffix(tr(" %"));
    const auto setTime = [this](SecondsBox* box, const char* name, const QString& title) {
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(title);
        box->setSuffix(tr(" s"));
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] { change(); });
    };
    setTime(m_ejectTime, "ejectTime", tr("How long a target is passed over at first, in seconds"));
    setTime(m_slowStart, "slowStart", tr("Time until a returning target has its full share, in seconds"));
    setTime(m_queueTime, "queueTime", tr("How long a request waits for a busy target, in seconds"));
    m_numbersMessage->setObjectName(QStringLiteral("balancingMessage"));
}

/// Their titles are long.
QWidget* BalancingFields::titled(const QString& title, QWidget* input, QWidget* below) {
    QWidget* const whole = widgets::titledField(title, input, below);
    whole->findChild<QLabel*>()->setWordWrap(true);
    return whole;
}

void BalancingFields::setPolicy(const model::BalancingPolicy& policy) {
    const QSignalBlocker quiet(this);
    m_method->setCurrentIndex(m_method->findData(int(policy.method)));
    m_key->setText(QString::fromStdString(policy.hashKey));
    m_sticky->setChecked(policy.sticky == model::StickyCookie::On);
    m_slowStart->setTime(policy.slowStart);
    m_ejectAfter->setValue(policy.ejection.failures);
    m_ejectErrors->setValue(policy.ejection.serverErrors);
    m_ejectTime->setTime(policy.ejection.time);
    m_ejectMost->setValue(policy.ejection.mostPercent);
    m_queueLength->setValue(policy.waiting.length);
    m_queueTime->setTime(policy.waiting.limit);
    showMethod();
    showSummary();
}

void BalancingFields::showTargets(const std::vector<api::TargetDraft>& targets) {
    m_targets = targets;
    showSummary();
}

BalancingMethod BalancingFields::method() const {
    return static_cast<BalancingMethod>(m_method->currentData().toInt());
}

model::BalancingPolicy BalancingFields::policy() const {
    model::BalancingPolicy policy;
    policy.method = method();
    if (model::hasHashKey(policy.method))
        policy.hashKey = m_key->text().trimmed().toStdString();
    if (m_sticky->isChecked())
        policy.sticky = model::StickyCookie::On;
    policy.slowStart = m_slowStart->time();
    policy.ejection = {static_cast<std::uint16_t>(m_ejectAfter->value()),
                       static_cast<std::uint16_t>(m_ejectErrors->value()), m_ejectTime->time(),
                       static_cast<std::uint8_t>(m_ejectMost->value())};
    policy.waiting = {static_cast<std::uint16_t>(m_queueLength->value()), m_queueTime->time()};
    return policy;
}

api::BalancingDraft BalancingFields::draft() const {
    return api::balancingDraftOf(policy());
}

bool BalancingFields::complete() const {
    return !model::hasHashKey(method()) || !checkFieldName(m_key->text());
}

void BalancingFields::complainAboutAll() {
    if (complete())
        return;
    open();
    m_keyMessage->say(Kind::Error, text::errorText(*checkFieldName(m_key->text())));
}

bool BalancingFields::place(const base::Error& error, const QString& sentence) {
    if (!error.field.starts_with("balancing."))
        return false;
    (error.field == "balancing.hash_key" ? m_keyMessage : m_numbersMessage)->say(Kind::Error, sentence);
    open();
    Q_EMIT rearranged();
    return true;
}

void BalancingFields::clearBackendComplaints() {
    m_keyMessage->clear();
    m_numbersMessage->clear();
}

void BalancingFields::focusFirstProblem() {
    open();
    m_key->setFocus();
}

std::vector<QWidget*> BalancingFields::inputs() const {
    return {header(),    m_method,    m_key,       m_sticky,      m_ejectAfter, m_ejectErrors,
            m_ejectTime, m_ejectMost, m_slowStart, m_queueLength, m_queueTime};
}

void BalancingFields::change() {
    clearBackendComplaints();
    showSummary();
    Q_EMIT edited();
}

void BalancingFields::showMethod() {
    m_keyPart->setVisible(model::hasHashKey(method()));
    switch (method()) {
        case BalancingMethod::RoundRobin:
            m_explanation->setText(tr("One target after the other, as often as their weights say."));
            break;
        case BalancingMethod::LeastOutstanding:
            m_explanation->setText(
                tr("Two are drawn, and the one with fewer requests for its weight gets it. Right when some "
                   "requests take much longer than others."));
            break;
        case BalancingMethod::Random:
            m_explanation->setText(tr("Drawn by lot, as often as their weights say."));
            break;
        case BalancingMethod::AddressHash:
            m_explanation->setText(tr(
                "The same address goes to the same target. When one comes or goes, only its clients move."));
            break;
        case BalancingMethod::HeaderHash:
        case BalancingMethod::CookieHash:
            m_explanation->setText(
                tr("The same value goes to the same target. A request without it goes by its client’s "
                   "address."));
            break;
    }
    Q_EMIT rearranged();
}

void BalancingFields::showSummary() {
    setSummary(text::balancingSummary(policy(), m_targets));
}

}  // namespace portolan::ui::forms
