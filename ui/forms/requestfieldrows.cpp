// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/requestfieldrows.h"

#include "ui/forms/draftrules.h"
#include "ui/text/errortext.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>

#include <algorithm>
#include <utility>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;

struct RequestFieldRows::Row {
    explicit Row(QWidget* parent)
        : whole(new QWidget(parent)),
          name(new QLineEdit(whole)),
          value(new QLineEdit(whole)),
          drop(new QToolButton(whole)),
          message(new widgets::FieldMessage(whole)) {}
    ~Row() { delete whole; }
    Row(const Row&) = delete;
    Row& operator=(const Row&) = delete;

    [[nodiscard]] QString typedName() const { return name->text().trimmed(); }
    [[nodiscard]] bool isEmpty() const { return typedName().isEmpty() && value->text().isEmpty(); }
    /// The value is the backend's, which has one for this name only.
    [[nodiscard]] bool keepsValue() const {
        return !hiddenFor.isEmpty() && value->text().isEmpty() &&
               typedName().compare(hiddenFor, Qt::CaseInsensitive) == 0;
    }
    /// What is wrong, whether it was touched or not.
    [[nodiscard]] Complaint problem() const {
        if (isEmpty())
            return std::nullopt;
        if (auto wrong = checkFieldName(name->text()))
            return wrong;
        if (!hiddenFor.isEmpty() && value->text().isEmpty() && !keepsValue())
            return base::Error{"request_field.value_missing",
                               "The value is kept for its old name only; give one.",
                               "value",
                               {{"name", typedName().toStdString()}}};
        return checkFieldValue(value->text());
    }
    [[nodiscard]] bool isTouched() const { return nameTouched || valueTouched; }

    QWidget* whole;
    QLineEdit* name;
    QLineEdit* value;
    QToolButton* drop;
    widgets::FieldMessage* message;
    QString hiddenFor;  ///< the name of the field whose value is not shown
    bool nameTouched = false;
    bool valueTouched = false;
    bool hasBackendComplaint = false;
};

RequestFieldRows::RequestFieldRows(QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_more(new QPushButton(tr("Add a field"), this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_more->setObjectName(QStringLiteral("addField"));
    m_more->setIcon(widgets::actionIcon(QLatin1String("add"), palette()));
    m_more->setAutoDefault(false);
    m_more->setFlat(true);
    m_column->addWidget(m_more, 0, Qt::AlignLeading);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_isUntouched = false;
        addRow(nullptr);
        m_rows.back()->name->setFocus();
        Q_EMIT edited();
    });
}

RequestFieldRows::~RequestFieldRows() = default;

void RequestFieldRows::setFields(const std::vector<api::RequestFieldDraft>& fields) {
    m_rows.clear();
    for (const api::RequestFieldDraft& field : fields)
        addRow(&field);
    m_isUntouched = true;
}

std::vector<api::RequestFieldDraft> RequestFieldRows::fields() const {
    std::vector<api::RequestFieldDraft> fields;
    for (const auto& row : m_rows)
        if (!row->isEmpty())
            fields.push_back(
                {row->typedName().toStdString(),
                 row->keepsValue() ? std::nullopt : std::optional(row->value->text().toStdString())});
    return fields;
}

bool RequestFieldRows::complete() const {
    return std::none_of(m_rows.begin(), m_rows.end(),
                        [](const auto& row) { return row->problem().has_value(); });
}

void RequestFieldRows::complainAboutAll() {
    for (const auto& row : m_rows) {
        row->nameTouched = row->valueTouched = true;
        complain(*row);
    }
}

void RequestFieldRows::say(std::size_t field, const QString& sentence) {
    for (const auto& row : m_rows) {
        if (row->isEmpty())
            continue;
        if (field-- > 0)
            continue;
        row->hasBackendComplaint = true;
        row->message->say(Kind::Error, sentence);
        return;
    }
}

void RequestFieldRows::clearBackendComplaints() {
    for (const auto& row : m_rows)
        if (std::exchange(row->hasBackendComplaint, false))
            complain(*row);
}

void RequestFieldRows::focusFirstProblem() {
    for (const auto& row : m_rows) {
        if (!row->problem() && !row->hasBackendComplaint)
            continue;
        (checkFieldName(row->name->text()) ? row->name : row->value)->setFocus();
        return;
    }
}

std::vector<QWidget*> RequestFieldRows::inputs() const {
    std::vector<QWidget*> inputs;
    for (const auto& row : m_rows)
        inputs.insert(inputs.end(), {row->name, row->value, row->drop});
    inputs.push_back(m_more);
    return inputs;
}

void RequestFieldRows::addRow(const api::RequestFieldDraft* field) {
    auto owned = std::make_unique<Row>(this);
    Row& row = *owned;
    m_rows.push_back(std::move(owned));
    row.name->setPlaceholderText(QStringLiteral("X-Api-Key"));
    for (QLineEdit* input : {row.name, row.value})
        input->setLayoutDirection(Qt::LeftToRight);
    row.drop->setIcon(widgets::actionIcon(QLatin1String("close"), palette()));
    row.drop->setAutoRaise(true);
    if (field) {
        row.name->setText(QString::fromStdString(field->name));
        row.value->setText(QString::fromStdString(field->value.value_or(std::string())));
        if (!field->value) {
            row.hiddenFor = row.name->text();
            row.value->setPlaceholderText(tr("kept, not shown"));
        }
    }
    auto* inputs = new QHBoxLayout;
    inputs->setSpacing(6);
    inputs->addWidget(row.name, 2);
    inputs->addWidget(row.value, 3);
    inputs->addWidget(row.drop);
    auto* column = new QVBoxLayout(row.whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(inputs);
    column->addWidget(row.message);
    m_column->insertWidget(static_cast<int>(m_rows.size()) - 1, row.whole);
    connect(row.name, &QLineEdit::textEdited, row.whole, [this, &row] { edit(row, row.nameTouched); });
    connect(row.value, &QLineEdit::textEdited, row.whole, [this, &row] { edit(row, row.valueTouched); });
    // Queued: the button must not be deleted while it emits.
    connect(
        row.drop, &QToolButton::clicked, row.whole, [this, &row] { removeRow(&row); }, Qt::QueuedConnection);
    renumber();
}

void RequestFieldRows::removeRow(const Row* row) {
    m_isUntouched = false;
    std::erase_if(m_rows, [row](const auto& owned) { return owned.get() == row; });
    renumber();
    Q_EMIT edited();
}

void RequestFieldRows::edit(Row& row, bool& touched) {
    m_isUntouched = false;
    touched = true;
    row.hasBackendComplaint = false;
    complain(row);
    Q_EMIT edited();
}

void RequestFieldRows::complain(Row& row) {
    const auto wrong = row.problem();
    if (wrong && row.isTouched())
        row.message->say(Kind::Error, text::errorText(*wrong));
    else
        row.message->clear();
}

void RequestFieldRows::renumber() {
    int number = 0;
    for (const auto& row : m_rows) {
        ++number;
        row->name->setAccessibleName(tr("Name of field %1").arg(number));
        row->value->setAccessibleName(tr("Value of field %1").arg(number));
        row->drop->setAccessibleName(tr("Remove field %1").arg(number));
        row->drop->setToolTip(tr("Remove this field"));
        row->name->setObjectName(QStringLiteral("fieldName%1").arg(number));
        row->value->setObjectName(QStringLiteral("fieldValue%1").arg(number));
        row->message->setObjectName(QStringLiteral("fieldMessage%1").arg(number));
    }
}

}  // namespace portolan::ui::forms
