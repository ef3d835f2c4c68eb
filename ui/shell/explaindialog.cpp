// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/explaindialog.h"

#include "ui/connect/guarded.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/text/explaintext.h"
#include "ui/widgets/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QVBoxLayout>

#include <array>

namespace portolan::ui::shell {

namespace {

constexpr int markSize = 16;

/// The marks of services, which differ by shape as well as by colour.
QIcon markOf(api::HopVerdict verdict) {
    using State = model::HealthState;
    // In the order of HopVerdict.
    constexpr std::array<State, 4> states{State::Up, State::Degraded, State::Down, State::Unknown};
    return widgets::stateIcon(states[static_cast<std::size_t>(verdict)]);
}

QLabel* selectable(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QString timedText(const api::Hop& hop) {
    const QString message = text::foundText(hop);
    return hop.duration ? message + QStringLiteral(" (%1)").arg(text::latencyText(*hop.duration)) : message;
}

}  // namespace

ExplainDialog::ExplainDialog(api::Administration& backend, std::string name, QWidget* parent)
    : QDialog(parent),
      m_backend(backend),
      m_name(std::move(name)),
      m_summary(new QLabel(this)),
      m_hops(new QScrollArea(this)) {
    setWindowTitle(tr("Why does %1 not open?").arg(QString::fromStdString(m_name)));
    setObjectName(QStringLiteral("explanation"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_summary->setObjectName(QStringLiteral("explanationSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    QFont strong = m_summary->font();
    strong.setWeight(QFont::DemiBold);
    m_summary->setFont(strong);
    m_hops->setWidgetResizable(true);
    m_hops->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    m_again = buttons->addButton(tr("Look again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(QStringLiteral("lookAgain"));
    m_copy = buttons->addButton(tr("Copy all"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(QStringLiteral("copyExplanation"));
    QObject::connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    QObject::connect(m_again, &QPushButton::clicked, this, [this] { look(); });
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(m_summary);
    column->addWidget(m_hops, 1);
    column->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 34);
    look();
}

void ExplainDialog::look() {
    m_again->setEnabled(false);
    m_copy->setEnabled(false);
    sum(tr("Looking …"));
    m_backend.report({}, api::ExplainRequest{m_name},
                     connect::guarded<api::Report>(this, [this](base::Result<api::Report> reply) {
                         m_again->setEnabled(true);
                         if (!reply)
                             sum(text::errorText(reply.error()));
                         else if (const auto* explanation = std::get_if<api::Explanation>(&reply.value()))
                             take(*explanation);
                     }));
}

void ExplainDialog::sum(const QString& sentence) {
    m_summary->setText(sentence);
}

void ExplainDialog::take(const api::Explanation& explanation) {
    auto* list = new QWidget;
    auto* grid = new QGridLayout(list);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    int number = 0;
    for (const api::Hop& hop : explanation.hops)
        addHop(*grid, hop, ++number);
    grid->setRowStretch(grid->rowCount(), 1);
    m_hops->setWidget(list);
    const api::Hop* const cause = api::causeOf(explanation.hops);
    sum(cause ? tr("It does not open: %1").arg(text::foundText(*cause))
              : tr("From where Portolan runs, it opens."));
    m_copy->setEnabled(true);
    m_copy->disconnect(this);
    QObject::connect(m_copy, &QPushButton::clicked, this,
                     [explanation] { QApplication::clipboard()->setText(text::plainText(explanation)); });
}

void ExplainDialog::addHop(QGridLayout& grid, const api::Hop& hop, int number) {
    QWidget* const list = grid.parentWidget();
    const int row = grid.rowCount();
    auto* mark = new QLabel(list);
    mark->setPixmap(markOf(hop.verdict).pixmap(QSize(markSize, markSize), devicePixelRatioF()));
    mark->setAccessibleName(text::verdictText(hop.verdict));
    mark->setToolTip(text::verdictText(hop.verdict));
    mark->setObjectName(QStringLiteral("hopMark%1").arg(number));
    auto* stage = new QLabel(text::stageText(hop.stage), list);
    stage->setForegroundRole(QPalette::PlaceholderText);
    auto* found = selectable(timedText(hop), list);
    found->setObjectName(QStringLiteral("hop%1").arg(number));
    grid.addWidget(mark, row, 0, Qt::AlignTop);
    grid.addWidget(stage, row, 1, Qt::AlignTop);
    grid.addWidget(found, row, 2);
    if (hop.verdict == api::HopVerdict::Ok || hop.verdict == api::HopVerdict::Skipped)
        return;
    if (!hop.advice.empty()) {
        auto* advice = selectable(text::adviceText(hop), list);
        advice->setObjectName(QStringLiteral("hopAdvice%1").arg(number));
        grid.addWidget(advice, grid.rowCount(), 2);
    }
    if (hop.lines.empty())
        return;
    QStringList lines;
    for (const std::string& line : hop.lines)
        lines.append(QString::fromStdString(line));
    const QString text = lines.join(QLatin1Char('\n'));
    auto* shown = selectable(text, list);
    shown->setObjectName(QStringLiteral("hopLines%1").arg(number));
    shown->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* copy = new QPushButton(tr("Copy"), list);
    copy->setObjectName(QStringLiteral("copyLines%1").arg(number));
    copy->setAccessibleName(tr("Copy what is to be pasted"));
    QObject::connect(copy, &QPushButton::clicked, list, [text] { QApplication::clipboard()->setText(text); });
    const int below = grid.rowCount();
    grid.addWidget(shown, below, 2);
    grid.addWidget(copy, below, 1, Qt::AlignTop);
}

}  // namespace portolan::ui::shell
