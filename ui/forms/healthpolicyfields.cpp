// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/healthpolicyfields.h"

#include "ui/text/errortext.h"
#include "ui/text/policysummary.h"
#include "ui/widgets/titledfield.h"

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;
using model::ProbeKind;

namespace {

constexpr std::string_view pathPrefix = "checks.";

std::string textOf(const QLineEdit* input) {
    return input->text().trimmed().toStdString();
}

}  // namespace

HealthPolicyFields::HealthPolicyFields(QWidget* parent)
    : FoldedSection("checks", parent),
      m_kind(new QComboBox(body())),
      m_explanation(new QLabel(body())),
      m_request(new QWidget(body())),
      m_method(new QComboBox(m_request)),
      m_path(new QLineEdit(m_request)),
      m_status(new QLineEdit(m_request)),
      m_text(new QLineEdit(m_request)),
      m_pace(new QWidget(body())),
      m_interval(new SecondsBox(model::probeIntervals.least, model::probeIntervals.most, m_pace)),
      m_timeout(new SecondsBox(model::probeTimeouts.least, model::probeTimeouts.most, m_pace)),
      m_slow(new SecondsBox(0, model::slowThresholds.most, m_pace)),
      m_fall(counter("checkFall", model::riseAndFall)),
      m_rise(counter("checkRise", model::riseAndFall)),
      m_grace(counter("checkGrace", model::graceTimes)),
      m_jitter(counter("checkJitter", model::jitters)),
      m_flapChanges(counter("checkFlapChanges", model::flapLimits)),
      m_flapWindow(counter("checkFlapWindow", model::flapWindows)),
      m_message(new widgets::FieldMessage(body())) {
    build();
    setPolicy({});
}

QSpinBox* HealthPolicyFields::counter(const char* name, const model::Bounds<std::int64_t>& bounds) {
    auto* box = new QSpinBox(m_pace);
    box->setObjectName(QLatin1String(name));
    box->setRange(static_cast<int>(bounds.least), static_cast<int>(bounds.most));
    return box;
}

void HealthPolicyFields::build() {
    setTitle(tr("How the targets are checked"));
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_explanation->setWordWrap(true);
    m_kind->setObjectName(QStringLiteral("checkKind"));
    m_kind->setAccessibleName(tr("Checked by"));
    m_kind->addItem(tr("What fits the service"), int(ProbeKind::Auto));
    m_kind->addItem(tr("A request"), int(ProbeKind::Http));
    m_kind->addItem(tr("A connection"), int(ProbeKind::Tcp));
    m_kind->addItem(tr("Nothing: never check"), int(ProbeKind::Never));
    m_message->setObjectName(QStringLiteral("checksMessage"));

    auto* request = new QGridLayout(m_request);
    auto* pace = new QGridLayout(m_pace);
    for (QGridLayout* grid : {request, pace}) {
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(16);
        for (int column = 0; column < (grid == pace ? 3 : 2); ++column)
            grid->setColumnStretch(column, 1);
    }
    buildRequest(*request);
    buildNumbers(*pace);
    column()->addWidget(widgets::titledField(tr("Checked &by"), m_kind));
    column()->addWidget(m_explanation);
    column()->addWidget(m_request);
    column()->addWidget(m_pace);
    column()->addWidget(m_message);

    for (QComboBox* choice : {m_kind, m_method})
        connect(choice, &QComboBox::currentIndexChanged, this, [this] { change(); });
}

void HealthPolicyFields::buildRequest(QGridLayout& grid) {
    m_method->setObjectName(QStringLiteral("checkMethod"));
    m_method->setAccessibleName(tr("Method"));
    for (const auto method : {model::ProbeMethod::Get, model::ProbeMethod::Head})
        m_method->addItem(QString::fromLatin1(model::toWord(method).data()), int(method));
    m_path->setObjectName(QStringLiteral("checkPath"));
    m_path->setAccessibleName(tr("Path"));
    m_status->setObjectName(QStringLiteral("checkStatus"));
    m_status->setAccessibleName(tr("Expected status"));
    m_status->setPlaceholderText(tr("any, or as 200-299, 401"));
    m_text->setObjectName(QStringLiteral("checkText"));
    m_text->setAccessibleName(tr("Expected text"));
    m_text->setPlaceholderText(tr("none"));
    for (QLineEdit* input : {m_path, m_status, m_text}) {
        input->setLayoutDirection(Qt::LeftToRight);
        connect(input, &QLineEdit::textEdited, this, [this] { change(); });
    }
    grid.addWidget(widgets::titledField(tr("Pat&h"), m_path), 0, 0);
    grid.addWidget(widgets::titledField(tr("&Method"), m_method), 0, 1);
    grid.addWidget(widgets::titledField(tr("E&xpected status"), m_status), 1, 0);
    grid.addWidget(widgets::titledField(tr("Expected text"), m_text), 1, 1);
}

void HealthPolicyFields::buildNumbers(QGridLayout& grid) {
    m_interval->setObjectName(QStringLiteral("checkInterval"));
    m_interval->setAccessibleName(tr("Time between two checks, in seconds"));
    m_timeout->setObjectName(QStringLiteral("checkTimeout"));
    m_timeout->setAccessibleName(tr("Time for one check, in seconds"));
    m_slow->setObjectName(QStringLiteral("checkSlow"));
    m_slow->setAccessibleName(tr("Slow from, in seconds"));
    m_slow->setSpecialValueText(tr("never"));
    m_fall->setAccessibleName(tr("Failures until it is down"));
    m_rise->setAccessibleName(tr("Answers until it is up"));
    m_grace->setAccessibleName(tr("Time to start, in seconds"));
    m_jitter->setAccessibleName(tr("Irregularity, in percent"));
    m_flapChanges->setAccessibleName(tr("Changes that are too many"));
    m_flapChanges->setSpecialValueText(tr("no limit"));
    m_flapWindow->setAccessibleName(tr("Time in which changes are counted, in seconds"));
    for (SecondsBox* box : {m_interval, m_timeout, m_slow}) {
        box->setSuffix(tr(" s"));
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] { change(); });
    }
    for (QSpinBox* box : {m_grace, m_flapWindow})
        box->setSuffix(tr(" s"));
    m_jitter->setSuffix(tr(" %"));
    for (QSpinBox* box : {m_fall, m_rise, m_grace, m_jitter, m_flapChanges, m_flapWindow})
        connect(box, &QSpinBox::valueChanged, this, [this] { change(); });
    grid.addWidget(widgets::titledField(tr("Every"), m_interval), 0, 0);
    grid.addWidget(widgets::titledField(tr("Within"), m_timeout), 0, 1);
    grid.addWidget(widgets::titledField(tr("Slow from"), m_slow), 0, 2);
    grid.addWidget(widgets::titledField(tr("Failures until down"), m_fall), 1, 0);
    grid.addWidget(widgets::titledField(tr("Answers until up"), m_rise), 1, 1);
    grid.addWidget(widgets::titledField(tr("Time to start"), m_grace), 1, 2);
    grid.addWidget(widgets::titledField(tr("Flapping above"), m_flapChanges), 2, 0);
    grid.addWidget(widgets::titledField(tr("changes within"), m_flapWindow), 2, 1);
    grid.addWidget(widgets::titledField(tr("Irregularity"), m_jitter), 2, 2);
}

void HealthPolicyFields::setPolicy(const model::HealthPolicy& policy) {
    const QSignalBlocker quiet(this);
    m_kind->setCurrentIndex(m_kind->findData(int(policy.kind)));
    m_method->setCurrentIndex(m_method->findData(int(policy.method)));
    m_path->setText(QString::fromStdString(policy.path));
    m_status->setText(QString::fromStdString(model::toText(policy.statuses)));
    m_text->setText(QString::fromStdString(policy.text));
    m_interval->setTime(policy.interval);
    m_timeout->setTime(policy.timeout);
    m_slow->setTime(policy.slow.value_or(base::Milliseconds(0)));
    m_fall->setValue(policy.fall);
    m_rise->setValue(policy.rise);
    m_grace->setValue(static_cast<int>(policy.grace.count()));
    m_jitter->setValue(policy.jitterPercent);
    m_flapChanges->setValue(policy.flapChanges);
    m_flapWindow->setValue(static_cast<int>(policy.flapWindow.count()));
    followKind();
    complain();
    showSummary();
}

model::HealthDraft HealthPolicyFields::draft() const {
    model::HealthDraft draft;
    draft.kind = model::toWord(static_cast<ProbeKind>(m_kind->currentData().toInt()));
    draft.method = model::toWord(static_cast<model::ProbeMethod>(m_method->currentData().toInt()));
    draft.path = textOf(m_path);
    draft.status = textOf(m_status);
    draft.text = m_text->text().toStdString();
    draft.interval = m_interval->value();
    draft.timeout = m_timeout->value();
    if (m_slow->value() > 0)
        draft.slow = m_slow->value();
    draft.rise = m_rise->value();
    draft.fall = m_fall->value();
    draft.jitter = m_jitter->value();
    draft.grace = m_grace->value();
    draft.flapChanges = m_flapChanges->value();
    draft.flapWindow = m_flapWindow->value();
    const auto policy = model::parseHealthPolicy(draft);
    return policy ? model::draftOf(*policy) : draft;
}

void HealthPolicyFields::complainAboutAll() {
    complain();
    if (!complete())
        open();
}

bool HealthPolicyFields::place(const base::Error& error, const QString& sentence) {
    if (!error.field.starts_with(pathPrefix))
        return false;
    m_message->say(Kind::Error, sentence);
    open();
    Q_EMIT rearranged();
    return true;
}

void HealthPolicyFields::clearBackendComplaints() {
    complain();
}

void HealthPolicyFields::focusFirstProblem() {
    open();
    const auto policy = model::parseHealthPolicy(draft());
    if (policy)
        return;
    const std::string& field = policy.error().field;
    (field == "path" ? m_path : field == "status" ? m_status : m_text)->setFocus();
}

std::vector<QWidget*> HealthPolicyFields::inputs() const {
    return {header(), m_kind, m_path, m_method, m_status,      m_text,       m_interval, m_timeout,
            m_slow,   m_fall, m_rise, m_grace,  m_flapChanges, m_flapWindow, m_jitter};
}

void HealthPolicyFields::change() {
    followKind();
    complain();
    showSummary();
    Q_EMIT edited();
}

void HealthPolicyFields::complain() {
    const auto policy = model::parseHealthPolicy(draft());
    if (policy)
        m_message->clear();
    else
        m_message->say(Kind::Error, text::errorText(policy.error()));
}

void HealthPolicyFields::followKind() {
    const auto kind = static_cast<ProbeKind>(m_kind->currentData().toInt());
    m_request->setVisible(kind == ProbeKind::Auto || kind == ProbeKind::Http);
    m_pace->setVisible(kind != ProbeKind::Never);
    switch (kind) {
        case ProbeKind::Auto:
        case ProbeKind::Http:
            m_explanation->setText(
                tr("Without an expected status or text any answer means that it is up, also 401 or 404."));
            break;
        case ProbeKind::Tcp:
            m_explanation->setText(tr("It is up when it accepts a connection."));
            break;
        case ProbeKind::Never:
            m_explanation->setText(tr("For machines that a check would wake. F5 checks once."));
            break;
    }
    Q_EMIT rearranged();
}

void HealthPolicyFields::showSummary() {
    const auto policy = model::parseHealthPolicy(draft());
    setSummary(policy ? text::checksSummary(*policy) : QString());
}

}  // namespace portolan::ui::forms
