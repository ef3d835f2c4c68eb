// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the user does to services, carried out: opens forms, removes with a way back, switches on and off,
// opens and copies addresses. Each call to the backend runs beside the window and ends in a message, in
// words. It decides nothing about what is selected (MainWindow does). GUI thread only.

#include "backend/api/administration.h"
#include "backend/base/clock.h"
#include "ui/connect/backendlink.h"
#include "ui/forms/serviceform.h"
#include "ui/widgets/toast.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

namespace portolan::ui::shell {

class ServiceActions : public QObject {
    Q_OBJECT

  public:
    using Services = std::vector<api::ServiceView>;

    /// All must outlive this; forms are shown over `window`.
    ServiceActions(api::Administration& backend, connect::BackendLink& link, const base::Clock& clock,
                   widgets::Toast& toast, QWidget& window);

    /// One form to add at a time: a second call raises it.
    void add();
    /// One form per service at a time.
    void edit(const api::ServiceView& service);
    void remove(const Services& services);
    void setEnabled(const Services& services, model::Switch state);
    void open(const Services& services);
    /// Has the targets looked at, at once, and says what was found.
    void check(const Services& services);
    /// Pins the certificate that the target shows instead of the one that was pinned; can be undone.
    void acceptCertificate(const api::ServiceView& service, const api::TargetView& target);
    void copyUrls(const Services& services);
    /// A command line that fetches the service from a machine whose DNS does not know it yet.
    void copyCurl(const api::ServiceView& service);

  Q_SIGNALS:
    /// A service was added or changed through a form.
    void saved(const portolan::api::ServiceView& service);
    /// What check() was asked for has been found out.
    void checked();

  private:
    struct Removal;
    struct Checking;
    void present(forms::ServiceForm* form);
    void finishRemoval(const Removal& removal);
    void bringBack(const Services& services);
    void replace(const api::ServiceView& service, api::ServiceDraft draft);
    void takeFinding(Checking& checking, const QString& name, const base::Result<api::Report>& reply);
    void complain(const QString& what, const base::Error& error);

    api::Administration& m_backend;
    connect::BackendLink& m_link;
    const base::Clock& m_clock;
    widgets::Toast& m_toast;
    QWidget& m_window;
    QPointer<forms::ServiceForm> m_addForm;
    std::vector<QPointer<forms::ServiceForm>> m_editForms;
};

/// "llm: Up, 2.1 ms".
[[nodiscard]] QString findingText(const QString& name, const api::CheckView& check);

/// The command copyCurl() copies.
[[nodiscard]] QString curlCommandOf(const api::ServiceView& service, const api::SystemStatus* status);

}  // namespace portolan::ui::shell
