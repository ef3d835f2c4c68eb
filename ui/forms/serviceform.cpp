// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/serviceform.h"

#include "backend/api/drafts.h"
#include "backend/model/policytext.h"
#include "ui/connect/guarded.h"
#include "ui/forms/draftrules.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/widgets/titledfield.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScreen>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;

namespace {

using namespace std::chrono_literals;

/// How long the user must pause before the backend is asked.
constexpr auto typingPause = 250ms;
/// What of the screen's height the form may take.
constexpr double mostOfScreen = 0.92;
/// Between the fields and their scroll bar, where there is one.
constexpr int besideScrollBar = 8;

/// Wants the room of all it holds, and scrolls when it does not get it.
class FieldsArea final : public QScrollArea {
  public:
    explicit FieldsArea(QWidget* parent) : QScrollArea(parent) {
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
    [[nodiscard]] QSize sizeHint() const override {
        const QSize whole = widget()->sizeHint();
        const int width = std::max(viewport()->width(), whole.width());
        return {whole.width(), std::max(widget()->heightForWidth(width), whole.height())};
    }
    [[nodiscard]] QSize minimumSizeHint() const override {
        return {widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(),
                fontMetrics().lineSpacing() * 12};
    }
};

}  // namespace

ServiceForm::ServiceForm(api::Administration& backend, QWidget* parent)
    : QDialog(parent), m_backend(backend) {
    build();
    setWindowTitle(tr("Add service"));
    m_save->setText(tr("Add service"));
}

ServiceForm::ServiceForm(api::Administration& backend, const api::ServiceView& service, base::SystemTime now,
                         QWidget* parent)
    : QDialog(parent),
      m_backend(backend),
      m_editing(service.id),
      m_revision(service.revision),
      m_original(api::draftOf(service, now)) {
    build();
    setWindowTitle(tr("Edit %1").arg(QString::fromStdString(service.host)));
    m_save->setText(tr("Save"));
    fill(m_original);
    m_proxy->setService(service, m_original.targets);
    m_checks->setPolicy(service.checks);
    m_delivery->setService(service);
    showDelivery();
    m_balancing->setPolicy(service.balancing);
    m_balancing->showTargets(m_original.targets);
    if (service.fieldValues == api::FieldValues::Hidden)
        fetchFieldValues();
    fitHeight();
    m_hostTouched = true;
    askForPreview();
}

void ServiceForm::setZones(std::vector<std::string> zones) {
    if (zones == m_zones)
        return;
    m_zones = std::move(zones);
    showZone();
    complainLocally();
}

void ServiceForm::build() {
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setObjectName(QStringLiteral("serviceForm"));
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    QObject::connect(&m_pause, &QTimer::timeout, this, [this] { askForPreview(); });
    buildFields();
    m_preview = new PreviewCard(this);
    m_preview->setObjectName(QStringLiteral("preview"));
    m_message = new widgets::FieldMessage(this);
    m_message->setObjectName(QStringLiteral("formMessage"));
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_save = m_buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    QPushButton* cancel = m_buttons->button(QDialogButtonBox::Cancel);
    cancel->setText(tr("Cancel"));
    cancel->setIcon(QIcon());
    m_save->setObjectName(QStringLiteral("save"));
    m_save->setDefault(true);
    QObject::connect(m_buttons, &QDialogButtonBox::accepted, this, [this] { submit(); });
    QObject::connect(m_buttons, &QDialogButtonBox::rejected, this, [this] { close(); });

    m_scroll = buildScrolledPart();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(12);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_preview);
    column->addWidget(m_message);
    column->addWidget(m_buttons);
    resize(600, sizeHint().height());
    orderTabs();
    fitHeight();
    m_host->setFocus();
    setPhase(Phase::Editing);
}

QScrollArea* ServiceForm::buildScrolledPart() {
    auto* area = new FieldsArea(this);
    auto* fields = new QWidget(area);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    connect(area->verticalScrollBar(), &QScrollBar::rangeChanged, column,
            [column](int, int most) { column->setContentsMargins(0, 0, most > 0 ? besideScrollBar : 0, 0); });
    auto* host = new QWidget(this);
    auto* hostRow = new QHBoxLayout(host);
    hostRow->setContentsMargins(0, 0, 0, 0);
    hostRow->addWidget(m_host, 1);
    hostRow->addWidget(m_zone);
    column->addWidget(field(tr("&Name"), host, m_hostMessage));
    column->addWidget(field(tr("&Targets: where it really runs"), m_targets, nullptr));
    column->addWidget(m_delivery);
    auto* more = new QGridLayout;
    more->setHorizontalSpacing(16);
    more->addWidget(field(tr("&Shown as"), m_name, nullptr), 0, 0);
    m_recordPart = field(tr("&Address in DNS"), m_record, m_recordMessage);
    more->addWidget(m_recordPart, 0, 1);
    column->addLayout(more);
    column->addWidget(m_enabled);
    column->addWidget(m_maintenance);
    column->addWidget(m_proxy);
    column->addWidget(m_balancing);
    column->addWidget(m_checks);
    column->addStretch();
    area->setWidget(fields);
    return area;
}

void ServiceForm::buildFields() {
    m_host = new QLineEdit(this);
    m_host->setObjectName(QStringLiteral("host"));
    m_host->setAccessibleName(tr("Name"));
    m_host->setPlaceholderText(QStringLiteral("llm"));
    m_host->setLayoutDirection(Qt::LeftToRight);
    m_zone = new QLabel(this);
    m_zone->setForegroundRole(QPalette::PlaceholderText);
    m_hostMessage = new widgets::FieldMessage(this);
    m_hostMessage->setObjectName(QStringLiteral("hostMessage"));
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setAccessibleName(tr("Shown as"));
    m_name->setPlaceholderText(tr("the first part of the name"));
    m_targets = new TargetRows(this);
    m_record = new QLineEdit(this);
    m_record->setObjectName(QStringLiteral("record"));
    m_record->setAccessibleName(tr("Address in DNS"));
    m_record->setPlaceholderText(tr("this proxy’s own"));
    m_record->setLayoutDirection(Qt::LeftToRight);
    m_recordMessage = new widgets::FieldMessage(this);
    m_enabled = new QCheckBox(tr("&Enabled: answers DNS and passes requests on"), this);
    m_enabled->setObjectName(QStringLiteral("enabled"));
    m_enabled->setChecked(true);
    m_delivery = new DeliveryFields(this);
    m_maintenance = new QCheckBox(tr("Ma&intenance: clients are told that it comes back"), this);
    m_maintenance->setObjectName(QStringLiteral("maintenance"));
    m_proxy = new ProxyPolicyFields(this);
    m_balancing = new BalancingFields(this);
    m_checks = new HealthPolicyFields(this);
    QObject::connect(m_host, &QLineEdit::textEdited, this, [this] {
        m_hostTouched = true;
        edited();
    });
    QObject::connect(m_record, &QLineEdit::textEdited, this, [this] { edited(); });
    QObject::connect(m_record, &QLineEdit::editingFinished, this, [this] {
        m_recordTouched = true;
        complainLocally();
    });
    QObject::connect(m_name, &QLineEdit::textEdited, this, [this] { edited(); });
    QObject::connect(m_targets, &TargetRows::edited, this, [this] {
        m_proxy->showTargets(m_targets->targets());
        m_balancing->showTargets(m_targets->targets());
        orderTabs();
        edited();
    });
    QObject::connect(m_enabled, &QCheckBox::toggled, this, [this](bool on) {
        m_maintenance->setEnabled(on);
        edited();
    });
    QObject::connect(m_maintenance, &QCheckBox::toggled, this, [this] { edited(); });
    QObject::connect(m_delivery, &DeliveryFields::edited, this, [this] {
        showDelivery();
        edited();
    });
    QObject::connect(m_proxy, &ProxyPolicyFields::edited, this, [this] { edited(); });
    QObject::connect(m_balancing, &BalancingFields::edited, this, [this] { edited(); });
    QObject::connect(m_balancing, &BalancingFields::unfolded, m_targets, &TargetRows::showShares);
    QObject::connect(m_checks, &HealthPolicyFields::edited, this, [this] { edited(); });
    // Queued: what was shown or hidden has its new size then.
    const auto rearrange = [this] {
        orderTabs();
        fitHeight();
    };
    QObject::connect(m_targets, &TargetRows::edited, this, rearrange, Qt::QueuedConnection);
    QObject::connect(m_proxy, &ProxyPolicyFields::rearranged, this, rearrange, Qt::QueuedConnection);
    QObject::connect(m_delivery, &DeliveryFields::rearranged, this, rearrange, Qt::QueuedConnection);
    QObject::connect(m_balancing, &BalancingFields::rearranged, this, rearrange, Qt::QueuedConnection);
    QObject::connect(m_checks, &HealthPolicyFields::rearranged, this, rearrange, Qt::QueuedConnection);
}

QWidget* ServiceForm::field(const QString& title, QWidget* input, QWidget* below) {
    // Of several inputs the key of the title leads to the first.
    return widgets::titledField(title, input, below, input->findChild<QLineEdit*>());
}

void ServiceForm::fill(const api::ServiceDraft& draft) {
    m_host->setText(QString::fromStdString(draft.host));
    m_name->setText(QString::fromStdString(draft.name.value_or(std::string())));
    m_targets->setTargets(draft.targets);
    orderTabs();
    m_record->setText(QString::fromStdString(draft.recordAddress.value_or(std::string())));
    m_enabled->setChecked(draft.enabled.value_or(true));
    m_maintenance->setChecked(draft.maintenance.value_or(false));
    showZone();
}

api::ServiceDraft ServiceForm::draft() const {
    api::ServiceDraft draft = m_original;
    draft.host = m_host->text().trimmed().toStdString();
    const QString name = m_name->text().trimmed();
    draft.name = name.isEmpty() ? std::nullopt : std::optional(name.toStdString());
    draft.targets = m_targets->targets();
    const QString record = m_record->text().trimmed();
    draft.recordAddress = record.isEmpty() ? std::nullopt : std::optional(record.toStdString());
    draft.enabled = m_enabled->isChecked();
    draft.maintenance = m_maintenance->isChecked();
    draft.checks = m_checks->draft();
    draft.delivery = model::toWord(m_delivery->delivery());
    draft.clientTls = m_delivery->clientTls();
    if (m_delivery->isDirect()) {
        draft.recordAddress.reset();
        return draft;
    }
    m_proxy->forgetPins(draft.targets);
    draft.protocol = m_proxy->protocol();
    draft.proxy = m_proxy->draft();
    draft.balancing = m_balancing->draft();
    return draft;
}

bool ServiceForm::complete() const {
    return !checkHost(m_host->text(), m_zones) && m_targets->complete() &&
           (m_delivery->isDirect() ||
            (!checkRecordAddress(m_record->text()) && m_proxy->complete() && m_balancing->complete())) &&
           m_checks->complete();
}

void ServiceForm::fetchFieldValues() {
    auto reply = connect::guarded<api::ServiceView>(this, [this](base::Result<api::ServiceView> service) {
        if (service && service->revision == m_revision)
            m_proxy->setFieldValues(service.value());
    });
    m_backend.showService({}, *m_editing, std::move(reply));
}

void ServiceForm::edited() {
    ++m_question;  // an answer that is under way is about another draft
    m_message->clear();
    showZone();
    complainLocally();
    m_preview->setStale();
    m_pause.start();
}

void ServiceForm::complainLocally() {
    const auto wrongHost = checkHost(m_host->text(), m_zones);
    if (wrongHost && m_hostTouched)
        m_hostMessage->say(Kind::Error, text::errorText(*wrongHost));
    else
        m_hostMessage->clear();
    const auto wrongRecord = checkRecordAddress(m_record->text());
    if (wrongRecord && m_recordTouched)
        m_recordMessage->say(Kind::Error, text::errorText(*wrongRecord));
    else
        m_recordMessage->clear();
}

void ServiceForm::askForPreview() {
    m_pause.stop();
    const quint64 question = ++m_question;
    if (!complete()) {
        m_preview->showNothing();
        return;
    }
    m_backend.previewService({}, {draft(), m_editing},
                             connect::guarded<api::Preview>(this, [this, question](auto reply) {
                                 takePreview(question, std::move(reply));
                             }));
}

void ServiceForm::takePreview(quint64 question, base::Result<api::Preview> reply) {
    if (question != m_question || m_busy)
        return;
    m_targets->clearBackendComplaints();
    m_proxy->clearBackendComplaints();
    m_delivery->clearBackendComplaints();
    m_balancing->clearBackendComplaints();
    m_checks->clearBackendComplaints();
    complainLocally();
    if (reply) {
        m_preview->showPreview(reply.value());
        return;
    }
    m_preview->showNothing();
    place(reply.error());
}

void ServiceForm::submit() {
    if (m_busy)
        return;
    m_pause.stop();
    ++m_question;
    m_hostTouched = m_recordTouched = true;
    complainLocally();
    m_targets->complainAboutAll();
    m_proxy->complainAboutAll();
    m_balancing->complainAboutAll();
    m_checks->complainAboutAll();
    if (!complete()) {
        if (checkHost(m_host->text(), m_zones))
            m_host->setFocus();
        else if (!m_targets->complete())
            m_targets->focusFirstProblem();
        else if (checkRecordAddress(m_record->text()))
            m_record->setFocus();
        else if (!m_proxy->complete())
            m_proxy->focusFirstProblem();
        else if (!m_balancing->complete())
            m_balancing->focusFirstProblem();
        else
            m_checks->focusFirstProblem();
        return;
    }
    setPhase(Phase::Saving);
    m_message->say(Kind::Note, m_editing ? tr("Saving …") : tr("Adding …"));
    auto reply = connect::guarded<api::ServiceChange>(
        this, [this](base::Result<api::ServiceChange> change) { takeSaved(std::move(change)); });
    if (m_editing)
        m_backend.replaceService({}, *m_editing, draft(), {m_revision}, std::move(reply));
    else
        m_backend.addService({}, draft(), std::move(reply));
}

void ServiceForm::takeSaved(base::Result<api::ServiceChange> reply) {
    setPhase(Phase::Editing);
    m_message->clear();
    if (!reply) {
        place(reply.error());
        return;
    }
    Q_EMIT saved(reply.value());
    close();
}

void ServiceForm::place(const base::Error& error) {
    const QString sentence = text::errorText(error);
    if (const auto row = targetIndexOf(error.field)) {
        m_targets->say(*row, Kind::Error, sentence);
    } else if (error.field == "host" || (error.field == "name" && error.code.starts_with("name."))) {
        m_hostMessage->say(Kind::Error, sentence);
    } else if (error.field == "record_address") {
        m_recordMessage->say(Kind::Error, sentence);
    } else if (!m_delivery->place(error, sentence) && !m_proxy->place(error, sentence) &&
               !m_balancing->place(error, sentence) && !m_checks->place(error, sentence)) {
        m_message->say(Kind::Error, sentence);
    }
}

void ServiceForm::showZone() {
    const bool oneLabel = !m_host->text().trimmed().contains(QLatin1Char('.'));
    const bool known = !m_zones.empty();
    m_zone->setVisible(oneLabel && known);
    if (known)
        m_zone->setText(text::leftToRight(QLatin1Char('.') + QString::fromStdString(m_zones.front())));
    m_proxy->setHost(m_host->text().trimmed() + (m_zone->isHidden() ? QString() : m_zone->text()));
}

void ServiceForm::showDelivery() {
    m_recordPart->setVisible(!m_delivery->isDirect());
    m_proxy->setVisible(!m_delivery->isDirect());
    m_balancing->setVisible(!m_delivery->isDirect());
}

void ServiceForm::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    fitHeight();
}

void ServiceForm::fitHeight() {
    m_scroll->updateGeometry();
    layout()->activate();
    const int least = minimumSizeHint().height();
    const int most = static_cast<int>(screen()->availableGeometry().height() * mostOfScreen);
    const int wanted = std::clamp(sizeHint().height(), least, std::max(most, least));
    const bool isDrawn = m_fittedHeight > 0 && height() != m_fittedHeight;
    m_fittedHeight = isDrawn ? std::max(height(), wanted) : wanted;
    resize(width(), m_fittedHeight);
}

void ServiceForm::orderTabs() {
    std::vector<QWidget*> order{m_host};
    const std::vector<QWidget*> targets = m_targets->inputs();
    order.insert(order.end(), targets.begin(), targets.end());
    const std::vector<QWidget*> delivery = m_delivery->inputs();
    order.insert(order.end(), delivery.begin(), delivery.end());
    order.insert(order.end(), {m_name, m_record, m_enabled, m_maintenance});
    for (const std::vector<QWidget*>& section :
         {m_proxy->inputs(), m_balancing->inputs(), m_checks->inputs()})
        order.insert(order.end(), section.begin(), section.end());
    order.push_back(m_save);
    for (std::size_t i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

void ServiceForm::setPhase(Phase phase) {
    const bool busy = phase == Phase::Saving;
    m_busy = busy;
    m_save->setEnabled(!busy);
    for (QWidget* input : std::initializer_list<QWidget*>{m_host, m_name, m_targets, m_delivery, m_record,
                                                          m_enabled, m_proxy, m_balancing, m_checks})
        input->setEnabled(!busy);
    m_maintenance->setEnabled(!busy && m_enabled->isChecked());
}

}  // namespace portolan::ui::forms
