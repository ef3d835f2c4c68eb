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
                           "A record is of type A, AAAA, CNAME, TXT, SRV, PTR, MX, CAA, NS, HTTPS, SVCB, or "
                           "TYPE with a number; \"" +
                               text + "\" is none of them, or none that can be added.",
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

/// The full name of a record. What the network may not touch needs a token (SPEC 7.1).
base::Result<model::HostName> parseRecordName(const std::string& text, const RuleContext& context) {
    PORTOLAN_TRY(model::HostName name,
                 model::qualify(text, context.settings.zones, model::Wildcards::Allowed));
    if (context.caller.authority == api::Authority::Token)
        return name;
    if (name.isWildcard())
        return tokenRequired("A wildcard answers for names that others may want.");
    PORTOLAN_CHECK(model::checkNotReserved(name, context.settings.zones));
    return name;
}

/// Whether records of this type may have this name at all.
base::Result<void> checkTypeAtName(const model::Record& record, const RuleContext& context) {
    if (record.name.isWildcard() && record.type == model::RecordType::Ns)
        return base::Error{"record.wildcard_delegation",
                           "A wildcard cannot be delegated; give the NS record a name of its own.",
                           "name",
                           {{"name", record.name.text()}}};
    if (clashesWithService(record.type) && model::hasOwnAddresses(record.name, context.settings.zones))
        return base::Error{"record.name_taken",
                           "\"" + record.name.text() +
                               "\" is answered with Portolan's own addresses; only records of other types "
                               "can be added there.",
                           "name",
                           {{"name", record.name.text()}}};
    return {};
}

base::Result<model::Record> parseDraft(const api::RecordDraft& draft, const RuleContext& context,
                                       base::SystemTime now) {
    PORTOLAN_TRY(model::HostName name, parseRecordName(draft.name, context));
    model::Record record{model::RecordId{}, std::string(name.firstLabel()), name};
    if (draft.label && !draft.label->empty()) {
        PORTOLAN_TRY(record.label, parseLabel(*draft.label, "label"));
    }
    PORTOLAN_TRY(record.type, parseType(draft.type));
    PORTOLAN_CHECK(checkTypeAtName(record, context));
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

/// The service that a name such as _http._tcp.llm speaks for; nullptr if it speaks for none.
std::shared_ptr<const model::Service> serviceBelow(const model::HostName& name,
                                                   const model::Catalog& catalog) {
    std::string_view text = name.text();
    while (text.starts_with('_') && text.find('.') != std::string_view::npos)
        text.remove_prefix(text.find('.') + 1);
    const auto host = model::HostName::parse(text);
    return host && *host != name ? catalog.service(*host) : nullptr;
}

/// Whether the record may stand beside what has its name already, itself apart.
base::Result<void> checkBeside(const model::Record& record, const model::Catalog& catalog,
                               const RuleContext& context) {
    if (const auto service = serviceBelow(record.name, catalog))
        PORTOLAN_CHECK(checkOwner(context.caller, service->origin, service->host, context.ownHost));
    if (const auto service = catalog.service(record.name)) {
        PORTOLAN_CHECK(checkOwner(context.caller, service->origin, record.name, context.ownHost));
        if (clashesWithService(record.type))
            return nameTaken(record.name,
                             "is a service, which has its address records already; choose another name.");
    }
    const auto atName = catalog.records(record.name);
    if (!atName)
        return {};
    for (const model::Record& other : atName->records) {
        if (other.id == record.id)
            continue;
        PORTOLAN_CHECK(checkOwner(context.caller, other.origin, record.name, context.ownHost));
        PORTOLAN_CHECK(checkBesideRecord(record, other));
    }
    return {};
}

/// Finds a record that the caller may change and has seen.
base::Result<model::Record> findForChange(const model::Catalog& catalog, model::RecordId id,
                                          const api::Precondition& precondition, const RuleContext& context) {
    const model::Record* found = catalog.record(id);
    const std::string idText = std::to_string(static_cast<std::uint64_t>(id));
    if (!found)
        return base::Error{"record.not_found",
                           "There is no record with id " + idText + "; it may have been removed meanwhile.",
                           "",
                           {{"id", idText}}};
    PORTOLAN_CHECK(checkOwner(context.caller, found->origin, found->name, context.ownHost));
    PORTOLAN_CHECK(checkPrecondition(precondition, found->revision));
    return *found;
}

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

}  // namespace

base::Result<model::RecordId> saveRecord(CatalogEditor& editor, std::optional<model::RecordId> id,
                                         const api::RecordDraft& draft, const api::Precondition& precondition,
                                         const RuleContext& context) {
    if (!id)
        return addRecord(editor, draft, context);
    PORTOLAN_TRY(const model::Record before, findForChange(editor.catalog(), *id, precondition, context));
    PORTOLAN_TRY(model::Record record, parseDraft(draft, context, editor.now()));
    record.id = *id;
    record.origin = before.origin;
    record.createdAt = before.createdAt;
    PORTOLAN_CHECK(checkBeside(record, editor.catalog(), context));
    model::Record unchanged = record;
    unchanged.updatedAt = before.updatedAt;
    unchanged.revision = before.revision;
    if (unchanged != before)
        editor.put(std::move(record));
    return *id;
}

base::Result<model::Record> removeRecord(CatalogEditor& editor, model::RecordId id,
                                         const api::Precondition& precondition, const RuleContext& context) {
    PORTOLAN_TRY(model::Record record, findForChange(editor.catalog(), id, precondition, context));
    editor.remove(id);
    return record;
}

bool clashesWithService(model::RecordType type) {
    return type == model::RecordType::A || type == model::RecordType::Aaaa ||
           type == model::RecordType::Cname || type == model::RecordType::Ns;
}

}  // namespace portolan::control
