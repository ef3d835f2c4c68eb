// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/targetrows.h"

#include "ui/forms/draftrules.h"
#include "ui/text/errortext.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <utility>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;

struct TargetRows::Row {
    explicit Row(QWidget* parent)
        : whole(new QWidget(parent)),
          address(new QLineEdit(whole)),
          port(new QLineEdit(whole)),
          drop(new QToolButton(whole)),
          share(new QWidget(whole)),
          weight(new QSpinBox(share)),
          maxRequests(new QSpinBox(share)),
          backup(new QCheckBox(tr("Backup"), share)),
          drain(new QCheckBox(tr("Drained"), share)),
          message(new widgets::FieldMessage(whole)) {}
    ~Row() { delete whole; }
    Row(const Row&) = delete;
    Row& operator=(const Row&) = delete;

    /// The first complaint about what was touched.
    [[nodiscard]] Complaint complaint() const {
        if (auto wrong = checkAddress(address->text()); wrong && addressTouched)
            return wrong;
        if (auto wrong = checkPort(port->text()); wrong && portTouched)
            return wrong;
        return std::nullopt;
    }
    [[nodiscard]] bool complete() const { return !checkAddress(address->text()) && !checkPort(port->text()); }

    QWidget* whole;
    QLineEdit* address;
    QLineEdit* port;
    QToolButton* drop;
    QWidget* share;  ///< holds the four below
    QSpinBox* weight;
    QSpinBox* maxRequests;
    QCheckBox* backup;
    QCheckBox* drain;
    widgets::FieldMessage* message;
    bool addressTouched = false;
    bool portTouched = false;
    bool hasBackendComplaint = false;
};

TargetRows::TargetRows(QWidget* parent)
    : QWidget(parent),
      m_column(new QVBoxLayout(this)),
      m_more(new QPushButton(tr("Add another target"), this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_more->setObjectName(QStringLiteral("addTarget"));
    m_more->setIcon(widgets::actionIcon(QLatin1String("add"), palette()));
    m_more->setAutoDefault(false);
    m_more->setFlat(true);
    m_column->addWidget(m_more, 0, Qt::AlignLeading);
    connect(m_more, &QPushButton::clicked, this, [this] {
        addRow(nullptr);
        m_rows.back()->address->setFocus();
        Q_EMIT edited();
    });
    addRow(nullptr);
}

TargetRows::~TargetRows() = default;

void TargetRows::setTargets(const std::vector<api::TargetDraft>& targets) {
    m_rows.clear();
    for (const api::TargetDraft& target : targets)
        addRow(&target);
    if (m_rows.empty())
        addRow(nullptr);
}

std::vector<api::TargetDraft> TargetRows::targets() const {
    std::vector<api::TargetDraft> targets;
    for (const auto& row : m_rows) {
        api::TargetDraft& target = targets.emplace_back();
        target.address = row->address->text().trimmed().toStdString();
        target.port = row->port->text().trimmed().toInt();
        target.weight = row->weight->value();
        target.backup = row->backup->isChecked();
        target.drain = row->drain->isChecked();
        target.maxRequests = row->maxRequests->value();
    }
    return targets;
}

void TargetRows::showShares(bool shown) {
    m_sharesShown = shown;
    for (const auto& row : m_rows)
        row->share->setVisible(shown);
}

bool TargetRows::complete() const {
    return std::all_of(m_rows.begin(), m_rows.end(), [](const auto& row) { return row->complete(); });
}

void TargetRows::complainAboutAll() {
    for (const auto& row : m_rows) {
        row->addressTouched = row->portTouched = true;
        complain(*row);
    }
}

void TargetRows::say(std::size_t row, Kind kind, const QString& sentence) {
    if (row >= m_rows.size())
        return;
    m_rows[row]->hasBackendComplaint = !sentence.isEmpty();
    m_rows[row]->message->say(kind, sentence);
}

void TargetRows::clearBackendComplaints() {
    for (const auto& row : m_rows)
        if (std::exchange(row->hasBackendComplaint, false))
            complain(*row);
}

void TargetRows::focusFirstProblem() {
    for (const auto& row : m_rows) {
        if (row->complete() && !row->hasBackendComplaint)
            continue;
        const bool portOnly = !checkAddress(row->address->text()) && checkPort(row->port->text());
        (portOnly ? row->port : row->address)->setFocus();
        return;
    }
}

std::vector<QWidget*> TargetRows::inputs() const {
    std::vector<QWidget*> inputs;
    for (const auto& row : m_rows)
        inputs.insert(inputs.end(), {row->address, row->port, row->drop, row->weight, row->maxRequests,
                                     row->backup, row->drain});
    inputs.push_back(m_more);
    return inputs;
}

void TargetRows::addRow(const api::TargetDraft* target) {
    auto owned = std::make_unique<Row>(this);
    Row& row = *owned;
    m_rows.push_back(std::move(owned));
    row.address->setPlaceholderText(tr("100.2.2.2 or nas.lan"));
    row.port->setPlaceholderText(QStringLiteral("8080"));
    row.port->setMaximumWidth(fontMetrics().averageCharWidth() * 13);
    for (QLineEdit* field : {row.address, row.port})
        field->setLayoutDirection(Qt::LeftToRight);
    row.drop->setIcon(widgets::actionIcon(QLatin1String("close"), palette()));
    row.drop->setAutoRaise(true);
    if (target) {
        row.address->setText(QString::fromStdString(target->address));
        row.port->setText(target->port > 0 ? QString::number(target->port) : QString());
    }
    buildShare(row, target);
    auto* fields = new QHBoxLayout;
    fields->setSpacing(6);
    fields->addWidget(row.address, 1);
    fields->addWidget(new QLabel(QStringLiteral(":"), row.whole));
    fields->addWidget(row.port);
    fields->addWidget(row.drop);
    auto* column = new QVBoxLayout(row.whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(fields);
    column->addWidget(row.share);
    column->addWidget(row.message);
    m_column->insertWidget(static_cast<int>(m_rows.size()) - 1, row.whole);
    connect(row.address, &QLineEdit::textEdited, row.whole, [this, &row] { edit(row, *row.address); });
    connect(row.port, &QLineEdit::textEdited, row.whole, [this, &row] { edit(row, *row.port); });
    // An address is not wrong yet while it is being typed: that is said when the field is left, or when the
    // port begins.
    connect(row.address, &QLineEdit::editingFinished, row.whole, [this, &row] {
        row.addressTouched = row.addressTouched || !row.address->text().isEmpty();
        if (!row.hasBackendComplaint)
            complain(row);
    });
    // Queued: the button must not be deleted while it emits.
    connect(
        row.drop, &QToolButton::clicked, row.whole, [this, &row] { removeRow(&row); }, Qt::QueuedConnection);
    renumber();
}

/// The line about what the target has of the requests.
void TargetRows::buildShare(Row& row, const api::TargetDraft* target) {
    constexpr int mostRequests = 100'000;
    const api::TargetDraft common;
    const api::TargetDraft& shown = target ? *target : common;
    row.weight->setRange(0, model::highestWeight);
    row.weight->setValue(static_cast<int>(shown.weight.value_or(1)));
    row.weight->setPrefix(tr("weight "));
    row.maxRequests->setRange(0, mostRequests);
    row.maxRequests->setValue(static_cast<int>(shown.maxRequests.value_or(0)));
    row.maxRequests->setSpecialValueText(tr("any number at once"));
    row.maxRequests->setPrefix(tr("at once "));
    row.backup->setChecked(shown.backup.value_or(false));
    row.backup->setToolTip(tr("Serves only while no other target can"));
    row.drain->setChecked(shown.drain.value_or(false));
    row.drain->setToolTip(tr("Gets no new clients, only those whose cookie leads here"));
    auto* line = new QHBoxLayout(row.share);
    line->setContentsMargins(0, 0, 0, 4);
    line->setSpacing(12);
    for (QWidget* const part :
         std::initializer_list<QWidget*>{row.weight, row.maxRequests, row.backup, row.drain})
        line->addWidget(part);
    line->addStretch();
    row.share->setVisible(m_sharesShown);
    for (QSpinBox* const box : {row.weight, row.maxRequests})
        connect(box, &QSpinBox::valueChanged, row.whole, [this] { Q_EMIT edited(); });
    for (QCheckBox* const box : {row.backup, row.drain})
        connect(box, &QCheckBox::clicked, row.whole, [this] { Q_EMIT edited(); });
}

void TargetRows::removeRow(const Row* row) {
    std::erase_if(m_rows, [row](const auto& owned) { return owned.get() == row; });
    renumber();
    Q_EMIT edited();
}

void TargetRows::edit(Row& row, QLineEdit& field) {
    if (&field == row.address) {
        if (const auto parts = takeApart(row.address->text())) {
            row.address->setText(parts->address);
            row.port->setText(parts->port);
            row.portTouched = true;
        }
    } else {
        row.portTouched = true;
        row.addressTouched = true;
    }
    row.hasBackendComplaint = false;
    complain(row);
    Q_EMIT edited();
}

void TargetRows::complain(Row& row) {
    if (const auto wrong = row.complaint())
        row.message->say(Kind::Error, text::errorText(*wrong));
    else
        row.message->clear();
}

void TargetRows::renumber() {
    int number = 0;
    for (const auto& row : m_rows) {
        ++number;
        row->address->setAccessibleName(tr("Address of target %1").arg(number));
        row->port->setAccessibleName(tr("Port of target %1").arg(number));
        row->drop->setAccessibleName(tr("Remove target %1").arg(number));
        row->drop->setToolTip(tr("Remove this target"));
        row->weight->setAccessibleName(tr("Weight of target %1").arg(number));
        row->maxRequests->setAccessibleName(tr("Requests at once at target %1").arg(number));
        row->backup->setAccessibleName(tr("Target %1 is a backup").arg(number));
        row->drain->setAccessibleName(tr("Target %1 is drained").arg(number));
        row->weight->setObjectName(QStringLiteral("weight%1").arg(number));
        row->maxRequests->setObjectName(QStringLiteral("maxRequests%1").arg(number));
        row->backup->setObjectName(QStringLiteral("backup%1").arg(number));
        row->drain->setObjectName(QStringLiteral("drain%1").arg(number));
        row->address->setObjectName(QStringLiteral("address%1").arg(number));
        row->port->setObjectName(QStringLiteral("port%1").arg(number));
        row->message->setObjectName(QStringLiteral("targetMessage%1").arg(number));
        row->drop->setVisible(m_rows.size() > 1);
    }
}

}  // namespace portolan::ui::forms
