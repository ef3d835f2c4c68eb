// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dns/explanations.h"

#include <algorithm>
#include <initializer_list>

namespace portolan::tests {

namespace {

bool beginsWith(const std::string& title, std::initializer_list<const char*> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const char* beginning) { return title.starts_with(beginning); });
}

}  // namespace

const std::vector<Explanation>& explanations() {
    static const std::vector<Explanation> table{
        {"RFC 1034 4.3.2 step 3a: an alias is followed into another of our zones; Knot stays in one zone",
         [](const std::string& title) { return beginsWith(title, {"intolab.internal.example "}); },
         {"answer", "authority", "additional"}},
        {"RFC 1034 4.3.2 step 6: addresses from another of our zones are added; Knot stays in one zone",
         [](const std::string& title) {
             return beginsWith(title, {"2.100.in-addr.arpa NS", "2.100.in-addr.arpa ANY"});
         },
         {"additional"}},
        {"RFC 9460 4.1: addresses of the owner are added where it is its own target",
         [](const std::string& title) { return title == "https.internal.example HTTPS"; },
         {"additional"}},
        {"RFC 1034 3.6.2: there are no signatures here, so an alias is followed for RRSIG as for any type",
         [](const std::string& title) { return title.ends_with(" TYPE46"); },
         {"rcode", "answer", "authority", "additional"}},
        {"RFC 8914: Knot adds an extended error (not authoritative) to REFUSED",
         [](const std::string& title) {
             return title.starts_with("EDNS ") && title.ends_with(" www.example.org");
         },
         {"edns"}},
        {"RFC 5001: the name of the host is nobody's business, so NSID is not answered",
         [](const std::string& title) { return title == "EDNS NSID asked for"; },
         {"edns"}},
        {"RFC 7873 5.2.3: below a rate limit any cookie is answered; Knot tells a good one first",
         [](const std::string& title) {
             return beginsWith(title, {"EDNS cookie of a client ", "EDNS cookie of another server "});
         },
         {"rcode", "flags", "answer", "authority"}},
        {"RFC 7873 5.2: of several cookies the first counts; Knot takes the last",
         [](const std::string& title) { return title == "EDNS two cookies"; },
         {"rcode", "flags", "answer", "edns"}},
        {"RFC 7873 5.2: a client that sends a cookie gets one, with BADVERS too",
         [](const std::string& title) { return title == "EDNS cookie and version 1"; },
         {"edns"}},
        {"RFC 4892 3: version and host name are not told",
         [](const std::string& title) {
             return beginsWith(title, {"class CHAOS version.", "class CHAOS hostname.", "class CHAOS id."});
         },
         {"rcode", "answer"}},
        {"RFC 1035 3.2.5: nobody is authoritative for every class; Knot takes ANY for IN",
         [](const std::string& title) { return beginsWith(title, {"class ANY "}); },
         {"rcode", "flags", "answer", "authority"}},
        {"RFC 1996, RFC 2136: neither NOTIFY nor UPDATE is implemented; Knot looks at what they say",
         [](const std::string& title) {
             return beginsWith(title, {"opcode NOTIFY", "opcode UPDATE"});
         },
         {"rcode"}},
        {"RFC 5936, RFC 1995: transfers are refused as a whole; Knot says what stands in their way",
         [](const std::string& title) {
             return beginsWith(title, {"transfers and the like AXFR", "transfers and the like IXFR"});
         },
         {"rcode"}},
        {"RFC 6891 6.1.1: OPT cannot be asked for",
         [](const std::string& title) { return title == "transfers and the like OPT"; },
         {"rcode", "flags", "authority"}},
        {"RFC 6895 3.1: type 0 is reserved, and no name has it",
         [](const std::string& title) { return title == "transfers and the like TYPE0"; },
         {"rcode", "flags", "authority"}},
        {"RFC 1035 4.1.1: a question that cannot be read is FORMERR; Knot says nothing",
         [](const std::string& title) {
             return beginsWith(title, {"malformed: header alone", "malformed: two questions",
                                       "malformed: name cut off", "malformed: type cut off",
                                       "malformed: class cut off", "malformed: a pointer as name",
                                       "malformed: a label of 64", "malformed: name over 255"});
         },
         {"silence", "rcode", "flags", "question", "answer", "authority", "additional"}},
        {"RFC 6891 6.1.2: OPT belongs to the root; Knot does not look",
         [](const std::string& title) { return title == "malformed: OPT with an owner"; },
         {"rcode", "flags", "answer", "edns"}},
        {"RFC 6891 7: a reply to a query with OPT has one too, FORMERR as well",
         [](const std::string& title) { return title == "malformed: two OPT"; },
         {"edns"}},
    };
    return table;
}

}  // namespace portolan::tests
