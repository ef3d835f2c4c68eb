// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The window: toolbar with the filter, the table of services, messages at its foot, the status bar, menus and
// keys. It turns what is selected into calls of ServiceActions, and keeps its layout in the settings. It does
// not decide whether closing it ends the program: Desktop does, which knows the tray. GUI thread only.

#include "ui/connect/backendlink.h"
#include "ui/notices/noticemodel.h"
#include "ui/services/servicedetails.h"
#include "ui/services/servicefeed.h"
#include "ui/services/servicepanel.h"
#include "ui/shell/desktop.h"
#include "ui/shell/serviceactions.h"
#include "ui/shell/statusstrip.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>
#include <QToolBar>

#include <memory>
#include <optional>

namespace portolan::ui::shell {

class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    struct Parts {
        api::Administration& backend;
        connect::BackendLink& link;
        services::ServiceModel& model;
        services::ServiceFeed& feed;
        notices::NoticeModel& notices;
        const base::Clock& clock;
    };

    /// The parts must outlive this.
    MainWindow(Parts parts, const DesktopOptions& options);

    [[nodiscard]] services::ServicePanel& panel() { return *m_panel; }
    [[nodiscard]] ServiceActions& actions() { return *m_actions; }
    [[nodiscard]] widgets::Toast& toast() { return *m_toast; }
    [[nodiscard]] StatusStrip& statusStrip() { return *m_status; }
    [[nodiscard]] QSettings& settings() { return m_settings; }
    void saveLayout();
    /// The list of notices, raised if it is there.
    void showNotices();
    /// The program ends: from here on closing the window closes it.
    void letGo() { m_mayClose = true; }

  Q_SIGNALS:
    /// The user closed the window; it is still there.
    void closeWanted();
    void quitWanted();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QAction* action(const char* icon, const QString& text, const QKeySequence& key,
                    void (MainWindow::*run)());
    void makeActions();
    void makeMenus();
    void makeToolBar();
    void makeBody(const DesktopOptions& options);
    void joinParts();
    void selectAwaited();
    void restoreLayout();
    void dressActions();
    void followSelection();
    void followPresence();
    void recount();
    void showContextMenu(const QPoint& globalPosition);

    void add();
    void edit();
    void remove();
    void undo();
    void toggle();
    void open();
    void copyUrl();
    void copyCurl();
    void check();
    void explain();
    void refresh();
    void focusFilter();
    void quit();
    void followNotices();
    void showWebhooks();
    void showAuthorities();
    void about();

    Parts m_parts;
    bool m_mayClose = false;
    std::optional<model::ServiceId> m_awaited;  ///< to be selected when its row comes
    QSettings m_settings;
    services::ServicePanel* m_panel = nullptr;
    services::ServiceDetails* m_details = nullptr;
    widgets::Toast* m_toast = nullptr;
    StatusStrip* m_status = nullptr;
    std::unique_ptr<ServiceActions> m_actions;
    QLineEdit* m_filter = nullptr;
    QAction* m_filterIcon = nullptr;
    QAction* m_add = nullptr;
    QAction* m_edit = nullptr;
    QAction* m_remove = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_toggle = nullptr;
    QAction* m_open = nullptr;
    QAction* m_copyUrl = nullptr;
    QAction* m_copyCurl = nullptr;
    QAction* m_check = nullptr;
    QAction* m_explain = nullptr;
    QAction* m_refresh = nullptr;
    QAction* m_find = nullptr;
    QAction* m_quit = nullptr;
    QAction* m_notices = nullptr;
    QAction* m_webhooks = nullptr;
    QAction* m_authorities = nullptr;
    QAction* m_about = nullptr;
};

}  // namespace portolan::ui::shell
