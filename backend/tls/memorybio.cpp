// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/memorybio.h"

#include <algorithm>
#include <cstring>
#include <openssl/bio.h>

namespace portolan::tls {

namespace {

int writeTo(BIO* bio, const char* bytes, std::size_t size, std::size_t* done) {
    static_cast<MemoryEnds*>(BIO_get_data(bio))->outgoing->append(bytes, size);
    *done = size;
    return 1;
}

int readFrom(BIO* bio, char* bytes, std::size_t size, std::size_t* done) {
    MemoryEnds& ends = *static_cast<MemoryEnds*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *done = std::min(size, ends.incoming.size());
    if (*done == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::memcpy(bytes, ends.incoming.data(), *done);
    ends.incoming.remove_prefix(*done);
    return 1;
}

/// OpenSSL asks for a flush after each flight of a handshake; the stream does that. Nothing else is offered.
long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* makeMethod() {
    BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "portolan stream");
    if (method) {
        BIO_meth_set_write_ex(method, writeTo);
        BIO_meth_set_read_ex(method, readFrom);
        BIO_meth_set_ctrl(method, control);
    }
    return method;
}

}  // namespace

bool attach(SSL& ssl, MemoryEnds& ends) {
    static BIO_METHOD* const method = makeMethod();
    BIO* const bio = method ? BIO_new(method) : nullptr;
    if (!bio)
        return false;
    BIO_set_data(bio, &ends);
    BIO_set_init(bio, 1);
    SSL_set_bio(&ssl, bio, bio);
    return true;
}

}  // namespace portolan::tls
