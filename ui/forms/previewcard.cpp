// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/previewcard.h"

#include "ui/text/amounts.h"
#include "ui/text/errortext.h"

#include <QStringList>

namespace portolan::ui::forms {

namespace {

QString shown(const std::string& text) {
    return text::leftToRight(QString::fromStdString(text));
}

}  // namespace

PreviewCard::PreviewCard(QWidget* parent)
    : QFrame(parent), m_text(new QLabel(this)), m_warnings(new widgets::FieldMessage(this)) {
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* title = new QLabel(tr("What will exist"), this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_text->setMinimumHeight(fontMetrics().lineSpacing() * 3);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->addWidget(title);
    column->addWidget(m_text, 1);
    column->addWidget(m_warnings);
    showNothing();
}

void PreviewCard::showNothing() {
    m_plain.clear();
    m_text->setEnabled(true);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_text->setText(tr("Give a name and a target to see it here.").toHtmlEscaped());
    m_text->setAccessibleName(tr("Give a name and a target to see it here."));
    m_warnings->clear();
}

void PreviewCard::showPreview(const api::Preview& preview) {
    QStringList targets;
    for (const api::PreviewTarget& target : preview.targets) {
        targets.append(shown(placeText(target.address, target.lookup)));
        if (target.lookup && target.lookup->isFound)
            targets.last() += QStringLiteral(" (%1)").arg(shown(target.address.address.toString()));
    }
    QStringList plain{QStringLiteral("%1 → %2").arg(shown(preview.url), targets.join(QStringLiteral(", ")))};
    QString html =
        QStringLiteral("<p style='margin:0'><b>%1</b> → %2</p>")
            .arg(shown(preview.url).toHtmlEscaped(), targets.join(QStringLiteral(", ")).toHtmlEscaped());
    for (const api::DnsAnswerView& answer : preview.dns) {
        plain.append(
            QStringLiteral("%1 %2 %3").arg(shown(answer.name), shown(answer.type), shown(answer.data)));
        html += QStringLiteral("<p style='margin:4px 0 0 0'>%1 &nbsp;<b>%2</b>&nbsp; %3</p>")
                    .arg(shown(answer.name).toHtmlEscaped(), shown(answer.type).toHtmlEscaped(),
                         shown(answer.data).toHtmlEscaped());
    }
    m_plain = plain.join(QLatin1Char('\n'));
    m_text->setEnabled(true);
    m_text->setForegroundRole(QPalette::Text);
    m_text->setText(html);
    m_text->setAccessibleName(m_plain);
    QStringList warnings;
    for (const api::Warning& warning : preview.warnings)
        warnings.append(text::warningText(warning));
    m_warnings->say(widgets::FieldMessage::Kind::Warning, warnings.join(QLatin1Char('\n')));
}

void PreviewCard::setStale() {
    m_text->setEnabled(false);
}

}  // namespace portolan::ui::forms
