// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The services as a table: one row each, kept in place while their state changes, so that selection and
// scroll position stay. ServiceFeed fills it, ServicePanel shows it, the tray counts it. It makes no calls,
// sorts and filters nothing (ServiceFilter does), and holds what the backend said, word for word. GUI thread
// only.

#include "backend/api/replies.h"
#include "backend/base/clock.h"

#include <QAbstractTableModel>
#include <QCollator>
#include <QString>

#include <optional>
#include <unordered_map>
#include <vector>

namespace portolan::ui::services {

class ServiceModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column {
        StateColumn,
        NameColumn,
        TargetsColumn,
        TlsColumn,
        LatencyColumn,
        ChangedColumn,
        ColumnCount
    };
    enum Role {
        SecondLineRole = Qt::UserRole + 1,  ///< what stands smaller below the display text
        StateRole,                          ///< model::HealthState as int
    };

    /// `clock` tells how long ago something was; it must outlive the model.
    explicit ServiceModel(const base::Clock& clock, QObject* parent = nullptr);

    /// The whole list: rows that are known stay where they are, others come and go.
    void replaceAll(std::vector<api::ServiceView> services);
    /// Adds a service, or updates its row unless that is newer (by revision).
    void put(api::ServiceView service);
    void remove(model::ServiceId id);
    /// What the probes found; ignored for a service that is not here.
    void setHealth(model::ServiceId id, const api::HealthView& health, std::vector<api::TargetView> targets);
    /// Time has passed: "3 minutes ago" may have become four.
    void refreshAges();

    [[nodiscard]] const std::vector<api::ServiceView>& services() const { return m_services; }
    [[nodiscard]] const api::ServiceView& at(int row) const {
        return m_services[static_cast<std::size_t>(row)];
    }
    /// The time that "ago" and "in" are counted from.
    [[nodiscard]] base::SystemTime now() const { return m_clock.systemNow(); }
    [[nodiscard]] std::optional<int> rowOf(model::ServiceId id) const;
    /// Everything of a row that a filter looks at, in lower case.
    [[nodiscard]] const QString& searchText(int row) const {
        return m_rowTexts[static_cast<std::size_t>(row)].search;
    }
    /// Orders names as people do: by the user's language, whatever the case, "n2" before "n10".
    [[nodiscard]] const QCollatorSortKey& nameKey(int row) const {
        return m_rowTexts[static_cast<std::size_t>(row)].nameKey;
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    /// What is made of a row once, for filtering and sorting.
    struct RowText {
        QString search;
        QCollatorSortKey nameKey;
    };

    [[nodiscard]] RowText textOf(const api::ServiceView& service) const;
    void update(int row, api::ServiceView service);
    void append(api::ServiceView service);
    void reindex(std::size_t from);
    void announceRow(int row);
    [[nodiscard]] QString displayText(const api::ServiceView& service, int column) const;
    [[nodiscard]] static QString howItIsReached(const api::ServiceView& service);
    [[nodiscard]] QString secondLine(const api::ServiceView& service, int column) const;
    [[nodiscard]] QString spokenText(const api::ServiceView& service, int column) const;
    [[nodiscard]] QString toolTip(const api::ServiceView& service, int column) const;

    const base::Clock& m_clock;
    std::vector<api::ServiceView> m_services;
    std::vector<RowText> m_rowTexts;
    QCollator m_collator;
    std::unordered_map<std::uint64_t, int> m_rows;
};

}  // namespace portolan::ui::services
