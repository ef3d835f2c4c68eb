// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Shows what would exist if the form were saved: the URL and where it leads, the DNS records, and what the
// backend warns of. While a newer draft is being asked about, the last answer stays, paled. ServiceForm feeds
// it. GUI thread only.

#include "backend/api/replies.h"
#include "ui/widgets/fieldmessage.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace portolan::ui::forms {

class PreviewCard : public QFrame {
    Q_OBJECT

  public:
    explicit PreviewCard(QWidget* parent = nullptr);

    /// Nothing to show yet.
    void showNothing();
    void showPreview(const api::Preview& preview);
    /// The draft has changed since.
    void setStale();
    /// As it reads, line by line.
    [[nodiscard]] QString plainText() const { return m_plain; }

  private:
    QLabel* m_text;
    widgets::FieldMessage* m_warnings;
    QString m_plain;
};

}  // namespace portolan::ui::forms
