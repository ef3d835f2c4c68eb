// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The icon in the tray: the worst state of all services, a tooltip that counts them, and a menu that opens
// the window, a service, or ends the program. The icon is made when TrayHost first sees a tray, and shown
// while there is one. Changes are gathered for a moment, so that a flapping service does not flicker. Reacts
// to a plain click only, since a click for the menu is announced as an activation, too. Desktop owns it. GUI
// thread.

#include "backend/model/notice.h"
#include "ui/services/servicemodel.h"
#include "ui/tray/trayhost.h"

#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>
#include <QTimer>

#include <memory>
#include <optional>

namespace portolan::ui::tray {

class Tray : public QObject {
    Q_OBJECT

  public:
    /// Both must outlive this.
    Tray(services::ServiceModel& model, TrayHost& host);
    ~Tray() override;

    /// While the backend cannot be reached nothing is known of the services.
    enum class Knowledge { Live, Lost };
    void setKnowledge(Knowledge knowledge);

    /// A message beside the icon; nothing where there is no tray.
    void notify(const QString& title, const QString& sentence);
    /// The same for a notice; clicking it asks for the list.
    void tell(const model::Notice& notice);
    /// How many notices nobody has read, for the menu.
    void setUnread(int count);

    [[nodiscard]] QString toolTip() const { return m_toolTip; }
    /// What the icon shows; nullopt for the plain icon, or none.
    [[nodiscard]] std::optional<model::HealthState> shownState() const { return m_shownState; }
    [[nodiscard]] bool visible() const { return m_icon && m_icon->isVisible(); }
    [[nodiscard]] const QMenu& menu() const { return m_menu; }

  Q_SIGNALS:
    void openWanted();
    void addWanted();
    void noticesWanted();
    void quitWanted();

  private:
    void follow();
    void update();
    void fillMenu();
    void addServices();

    services::ServiceModel& m_model;
    TrayHost& m_host;
    Knowledge m_knowledge = Knowledge::Live;
    QMenu m_menu;
    QTimer m_gather;
    QString m_toolTip;
    int m_unread = 0;
    bool m_saidNotice = false;  ///< the last message was one
    std::optional<model::HealthState> m_shownState;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

}  // namespace portolan::ui::tray
