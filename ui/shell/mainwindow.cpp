// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/notices/noticedialog.h"
#include "ui/notices/webhooksdialog.h"
#include "ui/shell/authoritiesdialog.h"
#include "ui/shell/explaindialog.h"
#include "ui/text/errortext.h"
#include "ui/widgets/icons.h"

#include <QAbstractButton>
#include <QCloseEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QVBoxLayout>

#include <algorithm>

namespace portolan::ui::shell {

namespace {

QString geometryKey() {
    return QStringLiteral("window/geometry");
}

/// Which notice was read last.
QString readNoticesKey() {
    return QStringLiteral("notices/read");
}

QString columnsKey() {
    return QStringLiteral("window/columns");
}

QString hostOf(const QUrl& url) {
    return url.host() + (url.port() > 0 ? QLatin1Char(':') + QString::number(url.port()) : QString());
}

void raiseDialog(QDialog& dialog) {
    dialog.show();
    dialog.raise();
    dialog.activateWindow();
}

}  // namespace

MainWindow::MainWindow(Parts parts, const DesktopOptions& options)
    : m_parts(parts),
      m_settings(options.settingsFile.isEmpty() ? QSettings().fileName() : options.settingsFile,
                 QSettings::IniFormat) {
    setWindowTitle(QStringLiteral("Portolan"));
    setObjectName(QStringLiteral("mainWindow"));
    setContextMenuPolicy(Qt::NoContextMenu);
    makeBody(options);
    m_actions =
        std::make_unique<ServiceActions>(m_parts.backend, m_parts.link, m_parts.clock, *m_toast, *this);
    makeActions();
    makeMenus();
    makeToolBar();
    dressActions();
    m_parts.notices.setReadUpTo(m_settings.value(readNoticesKey()).toULongLong());
    joinParts();
    followNotices();
    restoreLayout();
    followSelection();
    followPresence();
    recount();
    m_panel->view().setFocus();
}

void MainWindow::makeBody(const DesktopOptions& options) {
    auto* body = new QWidget(this);
    m_panel = new services::ServicePanel(m_parts.model, body);
    m_details = new services::ServiceDetails(m_parts.backend, body);
    m_toast = new widgets::Toast(body);
    m_toast->setObjectName(QStringLiteral("toast"));
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_panel, 1);
    column->addWidget(m_details);
    column->addWidget(m_toast);
    setCentralWidget(body);
    m_status = new StatusStrip(m_parts.link, options.place, hostOf(options.url), this);
    setStatusBar(m_status);
}

QAction* MainWindow::action(const char* icon, const QString& text, const QKeySequence& key,
                            void (MainWindow::*run)()) {
    auto* made = new QAction(text, this);
    made->setShortcut(key);
    made->setProperty("iconName", QString::fromLatin1(icon));
    QObject::connect(made, &QAction::triggered, this, [this, run] { (this->*run)(); });
    addAction(made);
    return made;
}

void MainWindow::makeActions() {
    m_add = action("add", tr("Add service"), QKeySequence(Qt::CTRL | Qt::Key_N), &MainWindow::add);
    m_edit = action("edit", tr("Edit"), QKeySequence(Qt::Key_F2), &MainWindow::edit);
    m_remove = action("remove", tr("Remove"), QKeySequence(Qt::Key_Delete), &MainWindow::remove);
    m_undo = action("undo", tr("Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z), &MainWindow::undo);
    m_toggle = action("pause", tr("Disable"), QKeySequence(Qt::Key_Space), &MainWindow::toggle);
    m_open = action("open", tr("Open"), QKeySequence(Qt::CTRL | Qt::Key_O), &MainWindow::open);
    m_copyUrl = action("copy", tr("Copy address"), QKeySequence(Qt::CTRL | Qt::Key_C), &MainWindow::copyUrl);
    m_copyCurl = action("copy", tr("Copy as curl command"), {}, &MainWindow::copyCurl);
    m_check = action("refresh", tr("Check now"), QKeySequence(Qt::Key_F5), &MainWindow::check);
    m_explain = action("warning", tr("Why does it not open?"), {}, &MainWindow::explain);
    m_explain->setObjectName(QStringLiteral("explainAction"));
    m_refresh = action("refresh", tr("Refresh"), QKeySequence(Qt::CTRL | Qt::Key_R), &MainWindow::refresh);
    m_find = action("search", tr("Filter"), QKeySequence(Qt::CTRL | Qt::Key_F), &MainWindow::focusFilter);
    m_quit = action("quit", tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), &MainWindow::quit);
    m_notices = action("bell", tr("Notices"), {}, &MainWindow::showNotices);
    m_notices->setObjectName(QStringLiteral("showNotices"));
    m_webhooks = action("bell", tr("Webhooks …"), {}, &MainWindow::showWebhooks);
    m_authorities = action("lock", tr("Certificate authorities …"), {}, &MainWindow::showAuthorities);
    m_about = action("info", tr("About Portolan"), {}, &MainWindow::about);
    // Keys of the table: typing in the filter must not remove a service.
    for (QAction* ofTable : {m_remove, m_toggle, m_copyUrl}) {
        ofTable->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        removeAction(ofTable);
        m_panel->addAction(ofTable);
    }
    m_undo->setEnabled(true);
}

void MainWindow::makeMenus() {
    QMenu* services = menuBar()->addMenu(tr("&Services"));
    services->addActions({m_add});
    services->addSeparator();
    services->addActions({m_open, m_check, m_explain, m_edit, m_toggle, m_remove});
    services->addSeparator();
    services->addActions({m_quit});
    QMenu* editing = menuBar()->addMenu(tr("&Edit"));
    editing->addActions({m_undo});
    editing->addSeparator();
    editing->addActions({m_copyUrl, m_copyCurl});
    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addActions({m_find, m_refresh});
    view->addSeparator();
    view->addActions({m_notices, m_webhooks});
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addActions({m_authorities, m_about});
}

void MainWindow::makeToolBar() {
    auto* bar = new QToolBar(tr("Tools"), this);
    bar->setObjectName(QStringLiteral("tools"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(20, 20));
    bar->addAction(m_add);
    bar->addSeparator();
    bar->addActions({m_open, m_edit, m_remove});
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(m_notices);
    m_filter = new QLineEdit(bar);
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setPlaceholderText(tr("Filter (Ctrl+F)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 44);
    m_filterIcon = m_filter->addAction(QIcon(), QLineEdit::LeadingPosition);
    bar->addWidget(m_filter);
    addToolBar(bar);
}

void MainWindow::dressActions() {
    for (QAction* dressed :
         {m_add, m_edit, m_remove, m_undo, m_toggle, m_open, m_copyUrl, m_copyCurl, m_check, m_explain,
          m_refresh, m_find, m_quit, m_notices, m_webhooks, m_authorities, m_about})
        dressed->setIcon(widgets::actionIcon(
            QLatin1String(dressed->property("iconName").toString().toLatin1()), palette()));
    m_filterIcon->setIcon(widgets::actionIcon(QLatin1String("search"), palette()));
}

void MainWindow::joinParts() {
    using services::ServicePanel;
    QObject::connect(m_panel, &ServicePanel::selectionChanged, this, [this] { followSelection(); });
    QObject::connect(m_panel, &ServicePanel::activated, this, [this] { open(); });
    QObject::connect(m_panel, &ServicePanel::addWanted, this, [this] { add(); });
    QObject::connect(m_panel, &ServicePanel::retryWanted, this, [this] { refresh(); });
    QObject::connect(m_panel, &ServicePanel::filterClearWanted, m_filter, &QLineEdit::clear);
    QObject::connect(m_panel, &ServicePanel::countsChanged, this, [this] { recount(); });
    QObject::connect(m_panel, &ServicePanel::contextMenuWanted, this,
                     [this](const QPoint& position) { showContextMenu(position); });
    QObject::connect(m_filter, &QLineEdit::textChanged, m_panel, &ServicePanel::setFilter);
    QObject::connect(m_filter, &QLineEdit::returnPressed, this, [this] { m_panel->view().setFocus(); });
    QObject::connect(&m_parts.model, &QAbstractItemModel::dataChanged, this, [this] { followSelection(); });
    // The filter's own rows change before the model's do.
    QObject::connect(&m_parts.model, &QAbstractItemModel::rowsRemoved, this, [this] { recount(); });
    QObject::connect(&m_parts.model, &QAbstractItemModel::modelReset, this, [this] { recount(); });
    QObject::connect(&m_parts.model, &QAbstractItemModel::rowsInserted, this, [this] {
        recount();
        selectAwaited();
    });
    QObject::connect(&m_parts.notices, &notices::NoticeModel::unreadChanged, this,
                     [this] { followNotices(); });
    QObject::connect(&m_parts.link, &connect::BackendLink::changed, this, [this] { followPresence(); });
    QObject::connect(&m_parts.feed, &services::ServiceFeed::loaded, this, [this] { followPresence(); });
    QObject::connect(m_actions.get(), &ServiceActions::checked, m_details, &services::ServiceDetails::reload);
    QObject::connect(m_details, &services::ServiceDetails::certificateAccepted, m_actions.get(),
                     &ServiceActions::acceptCertificate);
    QObject::connect(m_actions.get(), &ServiceActions::saved, this, [this](const api::ServiceView& service) {
        // The event that adds the row may come before the reply, or after.
        m_awaited = service.id;
        selectAwaited();
    });
}

void MainWindow::selectAwaited() {
    if (!m_awaited || !m_parts.model.rowOf(*m_awaited))
        return;
    m_panel->select(*m_awaited);
    m_awaited.reset();
}

void MainWindow::restoreLayout() {
    if (!restoreGeometry(m_settings.value(geometryKey()).toByteArray()))
        resize(1080, 620);
    if (const QByteArray columns = m_settings.value(columnsKey()).toByteArray(); !columns.isEmpty())
        m_panel->restoreLayout(columns);
}

void MainWindow::saveLayout() {
    m_settings.setValue(geometryKey(), saveGeometry());
    m_settings.setValue(columnsKey(), m_panel->saveLayout());
    m_settings.sync();
}

void MainWindow::followSelection() {
    const auto selected = m_panel->selected();
    const bool some = !selected.empty();
    for (QAction* ofSome : {m_open, m_remove, m_toggle, m_copyUrl, m_check})
        ofSome->setEnabled(some);
    m_details->setService(selected.size() == 1 ? std::optional(selected.front()) : std::nullopt);
    m_edit->setEnabled(selected.size() == 1);
    m_copyCurl->setEnabled(selected.size() == 1);
    m_explain->setEnabled(selected.size() == 1);
    const bool anyEnabled =
        std::any_of(selected.begin(), selected.end(), [](const auto& service) { return service.enabled; });
    m_toggle->setText(some && !anyEnabled ? tr("Enable") : tr("Disable"));
}

void MainWindow::followPresence() {
    using services::ServicePanel;
    using State = connect::BackendLink::State;
    if (m_parts.feed.hasLoaded() && m_parts.link.state() != State::Lost)
        m_panel->setPresence(ServicePanel::Presence::Loaded);
    else if (m_parts.link.state() == State::Lost)
        m_panel->setPresence(ServicePanel::Presence::Unreachable,
                             m_parts.link.error() ? text::errorText(*m_parts.link.error()) : QString());
    else
        m_panel->setPresence(ServicePanel::Presence::Connecting);
}

void MainWindow::recount() {
    m_status->setCounts(m_panel->shownCount(), m_parts.model.rowCount());
}

void MainWindow::showContextMenu(const QPoint& globalPosition) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_open->isEnabled()) {
        menu->addActions({m_open, m_copyUrl, m_copyCurl, m_check, m_explain});
        menu->addSeparator();
        menu->addActions({m_edit, m_toggle, m_remove});
        menu->addSeparator();
    }
    menu->addActions({m_add});
    menu->popup(globalPosition);
}

void MainWindow::add() {
    m_actions->add();
}

void MainWindow::edit() {
    const auto selected = m_panel->selected();
    if (selected.size() == 1)
        m_actions->edit(selected.front());
}

void MainWindow::remove() {
    m_actions->remove(m_panel->selected());
}

void MainWindow::undo() {
    m_toast->runAction();
}

void MainWindow::toggle() {
    const auto selected = m_panel->selected();
    const bool anyEnabled =
        std::any_of(selected.begin(), selected.end(), [](const auto& service) { return service.enabled; });
    m_actions->setEnabled(selected, anyEnabled ? model::Switch::Disabled : model::Switch::Enabled);
}

void MainWindow::open() {
    m_actions->open(m_panel->selected());
}

void MainWindow::copyUrl() {
    m_actions->copyUrls(m_panel->selected());
}

void MainWindow::copyCurl() {
    const auto selected = m_panel->selected();
    if (selected.size() == 1)
        m_actions->copyCurl(selected.front());
}

void MainWindow::check() {
    m_actions->check(m_panel->selected());
}

void MainWindow::explain() {
    const auto selected = m_panel->selected();
    if (selected.size() != 1)
        return;
    auto* dialog = new ExplainDialog(m_parts.backend, selected.front().host, this);
    dialog->show();
}

void MainWindow::refresh() {
    m_parts.link.refresh();
    m_parts.feed.reload();
}

void MainWindow::focusFilter() {
    m_filter->setFocus();
    m_filter->selectAll();
}

void MainWindow::quit() {
    Q_EMIT quitWanted();
}

void MainWindow::showNotices() {
    auto* dialog = findChild<notices::NoticeDialog*>();
    if (!dialog)
        dialog = new notices::NoticeDialog(m_parts.notices, this);
    raiseDialog(*dialog);
}

void MainWindow::showWebhooks() {
    auto* dialog = findChild<notices::WebhooksDialog*>();
    if (!dialog)
        dialog = new notices::WebhooksDialog(m_parts.backend, m_parts.clock, this);
    raiseDialog(*dialog);
}

void MainWindow::followNotices() {
    const int unread = m_parts.notices.unread();
    m_notices->setText(unread > 0 ? tr("Notices (%1)").arg(unread) : tr("Notices"));
    m_settings.setValue(readNoticesKey(), m_parts.notices.readUpTo());
}

void MainWindow::showAuthorities() {
    auto* dialog = new AuthoritiesDialog(m_parts.backend, this);
    dialog->show();
}

void MainWindow::about() {
    const auto& status = m_parts.link.status();
    const QString version = status ? QString::fromStdString(status->version) : QString();
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Portolan"),
                                tr("<h3>Portolan %1</h3><p>A name for every internal service.</p>"
                                   "<p>Free software under the GNU General Public License, version 3 or "
                                   "later.</p>")
                                    .arg(version.toHtmlEscaped()),
                                QMessageBox::Close, this);
    box->setIconPixmap(widgets::applicationIcon().pixmap(QSize(72, 72), devicePixelRatioF()));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->button(QMessageBox::Close)->setText(tr("Close"));
    box->show();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    if (m_mayClose) {
        event->accept();
        return;
    }
    event->ignore();
    Q_EMIT closeWanted();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_about)
        dressActions();
}

}  // namespace portolan::ui::shell
