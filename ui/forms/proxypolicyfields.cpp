// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/proxypolicyfields.h"

#include "backend/api/drafts.h"
#include "ui/forms/draftrules.h"
#include "ui/forms/secondsbox.h"
#include "ui/text/errortext.h"
#include "ui/text/policysummary.h"
#include "ui/widgets/titledfield.h"

#include <QGridLayout>

#include <charconv>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;

namespace {

/// The number in "proxy.request_fields[2].name"; nullopt when the field is about the whole list.
std::optional<std::size_t> indexIn(const std::string& field) {
    const std::size_t open = field.find('[');
    if (open == std::string::npos)
        return std::nullopt;
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(field.data() + open + 1, field.data() + field.size(), index);
    return failure == std::errc() ? std::optional(index) : std::nullopt;
}

QLabel* explanation(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}  // namespace

ProxyPolicyFields::ProxyPolicyFields(QWidget* parent)
    : FoldedSection("policy", parent),
      m_protocol(new QComboBox(body())),
      m_protocolMessage(new widgets::FieldMessage(body())),
      m_hostHeader(new QComboBox(body())),
      m_hostExplanation(explanation(body())),
      m_forwarding(new QCheckBox(tr("Tell the targets &who asks (X-Forwarded-For, Via)"), body())),
      m_fields(new RequestFieldRows(body())),
      m_fieldsMessage(new widgets::FieldMessage(body())),
      m_upgrades(new QLineEdit(body())),
      m_upgradesMessage(new widgets::FieldMessage(body())),
      m_connectTimeout(new SecondsBox(0.1, 600, body())),
      m_headTimeout(new SecondsBox(1, 86400, body())),
      m_timesMessage(new widgets::FieldMessage(body())),
      m_tls(new UpstreamTlsFields(body())) {
    build();
    setService({}, {});
}

void ProxyPolicyFields::build() {
    setTitle(tr("How the targets are spoken to"));
    m_protocol->setObjectName(QStringLiteral("protocol"));
    m_protocol->setAccessibleName(tr("Protocol"));
    m_protocol->addItem(QStringLiteral("http"), QStringLiteral("http"));
    m_protocol->addItem(tr("https, encrypted"), QStringLiteral("https"));
    m_protocolMessage->setObjectName(QStringLiteral("protocolMessage"));
    m_hostHeader->setObjectName(QStringLiteral("hostHeader"));
    m_hostHeader->setAccessibleName(tr("Host they see"));
    m_hostHeader->addItem(tr("The name that was asked for"), int(model::HostHeader::Keep));
    m_hostHeader->addItem(tr("Their own address and port"), int(model::HostHeader::AsTarget));
    m_hostHeader->addItem(QStringLiteral("localhost"), int(model::HostHeader::AsLocalhost));
    m_forwarding->setObjectName(QStringLiteral("forwarding"));
    m_fieldsMessage->setObjectName(QStringLiteral("fieldsMessage"));
    m_upgrades->setObjectName(QStringLiteral("upgrades"));
    m_upgrades->setAccessibleName(tr("Protocols for Upgrade"));
    m_upgrades->setPlaceholderText(tr("WebSocket always passes"));
    m_upgrades->setLayoutDirection(Qt::LeftToRight);
    m_upgradesMessage->setObjectName(QStringLiteral("upgradesMessage"));
    m_timesMessage->setObjectName(QStringLiteral("timesMessage"));
    buildTimes();

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(widgets::titledField(tr("&Protocol"), m_protocol, m_protocolMessage), 0, 0);
    grid->addWidget(widgets::titledField(tr("&Host they see"), m_hostHeader), 0, 1);
    auto* times = new QGridLayout;
    times->setHorizontalSpacing(16);
    times->setColumnStretch(0, 1);
    times->setColumnStretch(1, 1);
    times->addWidget(widgets::titledField(tr("Time to &connect"), m_connectTimeout), 0, 0);
    times->addWidget(widgets::titledField(tr("Time until a response &begins"), m_headTimeout), 0, 1);
    times->addWidget(m_timesMessage, 1, 0, 1, 2);
    column()->addLayout(grid);
    column()->addWidget(m_hostExplanation);
    column()->addWidget(m_tls);
    column()->addWidget(m_forwarding);
    column()->addWidget(widgets::titledField(tr("Fields set in each request"), m_fields, m_fieldsMessage));
    column()->addWidget(widgets::titledField(tr("Protocols for &Upgrade"), m_upgrades, m_upgradesMessage));
    column()->addLayout(times);

    connect(m_protocol, &QComboBox::currentIndexChanged, this, [this] { showProtocol(); });
    connect(m_hostHeader, &QComboBox::currentIndexChanged, this, [this] { explainHost(); });
    for (QComboBox* choice : {m_protocol, m_hostHeader})
        connect(choice, &QComboBox::activated, this, [this] { change(); });
    connect(m_forwarding, &QCheckBox::clicked, this, [this] { change(); });
    connect(m_upgrades, &QLineEdit::textEdited, this, [this] { change(); });
    connect(m_tls, &UpstreamTlsFields::edited, this, [this] { change(); });
    connect(m_tls, &UpstreamTlsFields::rowsChanged, this, &ProxyPolicyFields::rearranged);
    connect(m_fields, &RequestFieldRows::edited, this, [this] {
        change();
        Q_EMIT rearranged();
    });
}

void ProxyPolicyFields::buildTimes() {
    m_connectTimeout->setObjectName(QStringLiteral("connectTimeout"));
    m_connectTimeout->setAccessibleName(tr("Time to connect, in seconds"));
    m_headTimeout->setObjectName(QStringLiteral("headTimeout"));
    m_headTimeout->setAccessibleName(tr("Time until a response begins, in seconds"));
    for (SecondsBox* box : {m_connectTimeout, m_headTimeout}) {
        box->setSuffix(tr(" s"));
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] { change(); });
    }
}

void ProxyPolicyFields::setService(const api::ServiceView& service,
                                   const std::vector<api::TargetDraft>& targets) {
    const QSignalBlocker quiet(this);
    const model::ProxyPolicy& policy = service.proxy;
    m_protocol->setCurrentIndex(std::max(0, m_protocol->findData(QString::fromStdString(service.protocol))));
    m_hostHeader->setCurrentIndex(m_hostHeader->findData(int(policy.hostHeader)));
    m_forwarding->setChecked(policy.forwardingFields == model::ForwardingFields::Send);
    m_fields->setFields(*api::proxyDraftOf(policy, service.fieldValues).requestFields);
    QStringList upgrades;
    for (const std::string& upgrade : policy.upgrades)
        upgrades.append(QString::fromStdString(upgrade));
    m_upgrades->setText(upgrades.join(QStringLiteral(", ")));
    m_connectTimeout->setTime(policy.connectTimeout);
    m_headTimeout->setTime(policy.responseHeadTimeout);
    m_tls->setTls(policy.tls);
    m_tls->setKnownPins(targets);
    m_tls->showTargets(targets);
    explainHost();
    showProtocol();
    showSummary();
}

void ProxyPolicyFields::setFieldValues(const api::ServiceView& service) {
    if (service.fieldValues != api::FieldValues::Shown || !m_fields->isUntouched())
        return;
    m_fields->setFields(*api::proxyDraftOf(service.proxy, service.fieldValues).requestFields);
    Q_EMIT rearranged();
}

std::string ProxyPolicyFields::protocol() const {
    return m_protocol->currentData().toString().toStdString();
}

model::ProxyPolicy ProxyPolicyFields::policy() const {
    model::ProxyPolicy policy;
    policy.hostHeader = static_cast<model::HostHeader>(m_hostHeader->currentData().toInt());
    if (!m_forwarding->isChecked())
        policy.forwardingFields = model::ForwardingFields::Omit;
    for (const api::RequestFieldDraft& field : m_fields->fields())
        policy.requestFields.push_back({field.name, field.value.value_or(std::string())});
    policy.upgrades = upgradesIn(m_upgrades->text());
    policy.connectTimeout = m_connectTimeout->time();
    policy.responseHeadTimeout = m_headTimeout->time();
    policy.tls = m_tls->tls();
    return policy;
}

api::ProxyDraft ProxyPolicyFields::draft() const {
    api::ProxyDraft draft = api::proxyDraftOf(policy(), api::FieldValues::Shown);
    draft.requestFields = m_fields->fields();
    return draft;
}

bool ProxyPolicyFields::complete() const {
    return m_fields->complete() && !checkUpgrades(m_upgrades->text()) &&
           (protocol() == "http" || m_tls->complete());
}

void ProxyPolicyFields::complainAboutAll() {
    m_fields->complainAboutAll();
    complainOfUpgrades();
    m_tls->complain();
    if (!complete())
        open();
}

bool ProxyPolicyFields::place(const base::Error& error, const QString& sentence) {
    const std::string& field = error.field;
    const auto index = indexIn(field);
    if (field == "protocol")
        m_protocolMessage->say(Kind::Error, sentence);
    else if (field.starts_with("proxy.request_fields") && index)
        m_fields->say(*index, sentence);
    else if (field.starts_with("proxy.request_fields"))
        m_fieldsMessage->say(Kind::Error, sentence);
    else if (field.starts_with("proxy.upgrades"))
        m_upgradesMessage->say(Kind::Error, sentence);
    else if (field == "proxy.connect_timeout" || field == "proxy.response_head_timeout")
        m_timesMessage->say(Kind::Error, sentence);
    else if (field.starts_with("proxy.tls") && protocol() == "https")
        m_tls->say(sentence);
    else
        return false;
    open();
    Q_EMIT rearranged();
    return true;
}

void ProxyPolicyFields::clearBackendComplaints() {
    m_protocolMessage->clear();
    m_fieldsMessage->clear();
    m_timesMessage->clear();
    m_fields->clearBackendComplaints();
    complainOfUpgrades();
    m_tls->complain();
}

void ProxyPolicyFields::focusFirstProblem() {
    open();
    if (protocol() == "https" && !m_tls->complete())
        m_tls->focusProblem();
    else if (!m_fields->complete())
        m_fields->focusFirstProblem();
    else
        m_upgrades->setFocus();
}

std::vector<QWidget*> ProxyPolicyFields::inputs() const {
    std::vector<QWidget*> inputs{header(), m_protocol, m_hostHeader};
    const auto append = [&inputs](const std::vector<QWidget*>& more) {
        inputs.insert(inputs.end(), more.begin(), more.end());
    };
    append(m_tls->inputs());
    inputs.push_back(m_forwarding);
    append(m_fields->inputs());
    append({m_upgrades, m_connectTimeout, m_headTimeout});
    return inputs;
}

void ProxyPolicyFields::change() {
    complainOfUpgrades();
    m_protocolMessage->clear();
    m_fieldsMessage->clear();
    m_timesMessage->clear();
    showSummary();
    Q_EMIT edited();
}

void ProxyPolicyFields::explainHost() {
    switch (static_cast<model::HostHeader>(m_hostHeader->currentData().toInt())) {
        case model::HostHeader::Keep:
            m_hostExplanation->setText(tr("Host stays as the browser sent it. Right for most programs."));
            break;
        case model::HostHeader::AsTarget:
            m_hostExplanation->setText(
                tr("Host becomes the target’s address and port, for programs that refuse names they do not "
                   "know."));
            break;
        case model::HostHeader::AsLocalhost:
            m_hostExplanation->setText(tr(
                "Host and Origin become localhost, for programs that serve only their own machine, such as "
                "Vite, Ollama or Jupyter."));
            break;
    }
}

void ProxyPolicyFields::complainOfUpgrades() {
    if (const auto wrong = checkUpgrades(m_upgrades->text()))
        m_upgradesMessage->say(Kind::Error, text::errorText(*wrong));
    else
        m_upgradesMessage->clear();
}

void ProxyPolicyFields::showProtocol() {
    m_tls->setVisible(protocol() == "https");
    Q_EMIT rearranged();
}

void ProxyPolicyFields::showSummary() {
    setSummary(text::policySummary(protocol(), policy()));
}

}  // namespace portolan::ui::forms
