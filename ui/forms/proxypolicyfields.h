// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The section of the form that says how the targets are spoken to: protocol, Host, forwarding fields, fields
// of one's own, upgrades, time limits, and what proves https targets. Folded at first, with a line that says
// what is uncommon in it; it unfolds where something is wrong. ServiceForm owns it. GUI thread only.

#include "backend/api/replies.h"
#include "backend/api/requests.h"
#include "ui/forms/foldedsection.h"
#include "ui/forms/requestfieldrows.h"
#include "ui/forms/secondsbox.h"
#include "ui/forms/upstreamtlsfields.h"
#include "ui/widgets/fieldmessage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>

#include <string>
#include <vector>

namespace portolan::ui::forms {

class ProxyPolicyFields : public FoldedSection {
    Q_OBJECT

  public:
    explicit ProxyPolicyFields(QWidget* parent = nullptr);

    /// As the service has it. `targets`: with their pins.
    void setService(const api::ServiceView& service, const std::vector<api::TargetDraft>& targets);
    /// The values of fields that setService() did not have; nothing happens when the user was quicker.
    void setFieldValues(const api::ServiceView& service);
    /// The form's other inputs, where this section depends on them.
    void showTargets(const std::vector<api::TargetDraft>& targets) { m_tls->showTargets(targets); }
    void setHost(const QString& host) { m_tls->setHost(host); }

    [[nodiscard]] std::string protocol() const;
    [[nodiscard]] api::ProxyDraft draft() const;
    void forgetPins(std::vector<api::TargetDraft>& targets) const { m_tls->forgetPins(targets); }

    [[nodiscard]] bool complete() const;
    void complainAboutAll();
    /// Puts an error of the backend next to its field ("proxy.upgrades[1]"); false when it is about none of
    /// this.
    [[nodiscard]] bool place(const base::Error& error, const QString& sentence);
    void clearBackendComplaints();
    void focusFirstProblem();
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  private:
    void build();
    void buildTimes();
    [[nodiscard]] model::ProxyPolicy policy() const;
    void change();
    void explainHost();
    void complainOfUpgrades();
    void showProtocol();
    void showSummary();

    QComboBox* m_protocol;
    widgets::FieldMessage* m_protocolMessage;
    QComboBox* m_hostHeader;
    QLabel* m_hostExplanation;
    QCheckBox* m_forwarding;
    RequestFieldRows* m_fields;
    widgets::FieldMessage* m_fieldsMessage;
    QLineEdit* m_upgrades;
    widgets::FieldMessage* m_upgradesMessage;
    SecondsBox* m_connectTimeout;
    SecondsBox* m_headTimeout;
    widgets::FieldMessage* m_timesMessage;
    UpstreamTlsFields* m_tls;
};

}  // namespace portolan::ui::forms
