// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The roots of the local authorities, one per zone: what a device has to trust so that https opens without a
// warning, with the fingerprint to compare with what the device shows. Asks the backend when it is shown, and
// stays beside the window. Deletes itself when closed. GUI thread only.

#include "backend/api/administration.h"
#include "backend/api/reports.h"

#include <QDialog>
#include <QLabel>
#include <QVBoxLayout>

namespace portolan::ui::shell {

class AuthoritiesDialog : public QDialog {
    Q_OBJECT

  public:
    /// `backend` must outlive this.
    AuthoritiesDialog(api::Administration& backend, QWidget* parent);

  private:
    void take(const api::AuthorityList& authorities);
    void addAuthority(const api::AuthorityView& authority, int number);
    void save(const api::AuthorityView& authority);

    QLabel* m_message;
    QVBoxLayout* m_list;
};

}  // namespace portolan::ui::shell
