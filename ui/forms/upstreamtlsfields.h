// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How https targets are proven, in the form: by the certificate seen first or by an authority, under which
// name, and the pinned certificate of each target with a button that forgets it. ProxyPolicyFields owns it
// and shows it for https only. GUI thread only.

#include "backend/api/requests.h"
#include "backend/model/proxypolicy.h"
#include "ui/widgets/fieldmessage.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace portolan::ui::forms {

class UpstreamTlsFields : public QWidget {
    Q_OBJECT

  public:
    explicit UpstreamTlsFields(QWidget* parent = nullptr);

    void setTls(const model::UpstreamTls& tls);
    [[nodiscard]] model::UpstreamTls tls() const;
    /// What the backend has pinned: the targets of the service as it is.
    void setKnownPins(const std::vector<api::TargetDraft>& targets);
    /// The targets as they are typed: their pins are shown.
    void showTargets(const std::vector<api::TargetDraft>& targets);
    /// Says of each target whose pin is to be forgotten that it is.
    void forgetPins(std::vector<api::TargetDraft>& targets) const;
    /// The name that is asked for when none is given.
    void setHost(const QString& host);

    [[nodiscard]] bool complete() const;
    void complain();
    void say(const QString& sentence);
    void focusProblem() { m_serverName->setFocus(); }
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  Q_SIGNALS:
    void edited();
    /// Rows of pins have come or gone.
    void rowsChanged();

  private:
    struct PinRow {
        std::string key;  ///< address and port
        QLabel* target;
        QLineEdit* fingerprint;
        QPushButton* forget;
    };

    void addPinRow(const std::string& key);
    void dressPinRow(const PinRow& row);
    void showVerification();

    QComboBox* m_verification;
    QLabel* m_explanation;
    QLineEdit* m_serverName;
    widgets::FieldMessage* m_message;
    QWidget* m_pins;
    QGridLayout* m_pinGrid;
    std::vector<PinRow> m_rows;
    std::map<std::string, std::string> m_known;  ///< fingerprint by key
    std::set<std::string> m_forgotten;           ///< keys
};

}  // namespace portolan::ui::forms
