// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The part of the form that says who is found at the name, the proxy or the targets themselves, and how
// clients reach the proxy there: by http, https or both. What has no effect without the proxy is hidden and
// not sent. ServiceForm owns it. GUI thread only.

#include "backend/api/replies.h"
#include "backend/api/requests.h"
#include "ui/widgets/fieldmessage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QWidget>

#include <string>
#include <vector>

namespace portolan::ui::forms {

class DeliveryFields : public QWidget {
    Q_OBJECT

  public:
    explicit DeliveryFields(QWidget* parent = nullptr);

    void setService(const api::ServiceView& service);

    [[nodiscard]] model::Delivery delivery() const;
    [[nodiscard]] bool isDirect() const { return delivery() == model::Delivery::Direct; }
    /// Defaults without the proxy.
    [[nodiscard]] api::ClientTlsDraft clientTls() const;

    /// Puts an error of the backend next to its field; false when it is about none of this.
    [[nodiscard]] bool place(const base::Error& error, const QString& sentence);
    void clearBackendComplaints();
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  Q_SIGNALS:
    void edited();
    /// It needs another height, or what else the form shows depends on it.
    void rearranged();

  private:
    void build();
    [[nodiscard]] model::ClientAccess access() const;
    void explain();

    QComboBox* m_delivery;
    widgets::FieldMessage* m_deliveryMessage;
    QWidget* m_accessPart;
    QComboBox* m_access;
    widgets::FieldMessage* m_accessMessage;
    QLabel* m_explanation;
    QCheckBox* m_strict;
    std::chrono::seconds m_strictFor;  ///< what is sent while m_strict is checked
};

}  // namespace portolan::ui::forms
