// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/recordrules.h"

#include "backend/control/fieldrules.h"
#include "backend/control/servicerules.h"

namespace portolan::control {

namespace {

constexpr std::int64_t defaultTtl = 60;
constexpr std::int64_t longestTtl = 86400;

base::Result<model::RecordType> parseType(const std::string& text) {
    const auto type = model::recordTypeFromWord(text);
    if (!type)
        return base::Error{"record.type",
                           "A record is of type A, AAAA, CNAME, TXT or NS; \"" + text + "\" is none of them.",
                           "type",
                           {{"type", text}}};
    return *type;
}

base::Result<base::Seconds> parseTtl(const std::optional<std::int64_t>& seconds) {
    const std::int64_t ttl = seconds.value_or(defaultTtl);
    if (ttl < 1 || ttl > longestTtl)
        return base::Error{"record.ttl",
                           "A ttl is a number of seconds from 1 to 86400 (a day).",
                           "ttl",
                           {{"ttl", std::to_string(ttl)}}};
    return base::Seconds(ttl);
}

base::Result<model::Record> parseDraft(const api::RecordDraft& draft, const RuleContext& context,
                                       base::SystemTime now) {
    PORTOLAN_TRY(model::HostName name, parseName(draft.name, context.settings, "name"));
    model::Record record{model::RecordId{}, std::string(name.firstLabel()), name};
    if (draft.label && !draft.label->empty()) {
        PORTOLAN_TRY(record.label, parseLabel(*draft.label, "label"));
    }
    PORTOLAN_TRY(record.type, parseType(draft.type));
    PORTOLAN_TRY(record.ttl, parseTtl(draft.ttl));
    PORTOLAN_TRY(record.data, model::parseRecordData(record.type, draft.data));
    PORTOLAN_TRY(record.expiresAt, parseExpiry(draft.expiresIn, now));
    record.createdAt = now;
    record.updatedAt = now;
    return record;
}

base::Error nameTaken(const model::HostName& name, std::string why) {
    return {
        "record.name_taken", "\"" + name.text() + "\" " + std::move(why), "name", {{"name", name.text()}}};
}

base::Result<void> checkBesideRecord(const model::Record& record, const model::Record& other) {
    if (other.type == record.type && other.data == record.data)
        return nameTaken(record.name, "has exactly this record already.");
    if (record.type == model::RecordType::Cname || other.type == model::RecordType::Cname)
        return nameTaken(record.name,
                         "has another record, and a CNAME must be the only one of its name; remove that "
                         "record first, or choose another name.");
    return {};
}

/// Whether the record may stand beside what has its name already.
base::Result<void> checkBeside(const model::Record& record, const model::Catalog& catalog,
                               const RuleContext& context) {
    if (const auto service = catalog.service(record.name)) {
        PORTOLAN_CHECK(checkOwner(context.caller, service->origin, record.name, context.ownHost));
        if (record.type != model::RecordType::Txt)
            return nameTaken(record.name,
                             "is a service, which has its address records already; choose another name.");
    }
    const auto atName = catalog.records(record.name);
    if (!atName)
        return {};
    for (const model::Record& other : atName->records) {
        PORTOLAN_CHECK(checkOwner(context.caller, other.origin, record.name, context.ownHost));
        PORTOLAN_CHECK(checkBesideRecord(record, other));
    }
    return {};
}

}  // namespace

base::Result<model::RecordId> addRecord(CatalogEditor& editor, const api::RecordDraft& draft,
                                        const RuleContext& context) {
    PORTOLAN_TRY(model::Record record, parseDraft(draft, context, editor.now()));
    PORTOLAN_CHECK(checkBeside(record, editor.catalog(), context));
    record.id = editor.newRecordId();
    record.origin.address = context.caller.address;
    const model::RecordId id = record.id;
    editor.put(std::move(record));
    return id;
}

base::Result<model::Record> removeRecord(CatalogEditor& editor, model::RecordId id,
                                         const api::Precondition& precondition, const RuleContext& context) {
    const model::Record* found = editor.catalog().record(id);
    const std::string idText = std::to_string(static_cast<std::uint64_t>(id));
    if (!found)
        return base::Error{"record.not_found",
                           "There is no record with id " + idText + "; it may have been removed meanwhile.",
                           "",
                           {{"id", idText}}};
    model::Record record = *found;
    PORTOLAN_CHECK(checkOwner(context.caller, record.origin, record.name, context.ownHost));
    PORTOLAN_CHECK(checkPrecondition(precondition, record.revision));
    editor.remove(id);
    return record;
}

}  // namespace portolan::control
