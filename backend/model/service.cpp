// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/service.h"

namespace portolan::model {

std::string Target::place() const {
    return name ? name->text() + ":" + std::to_string(address.port) : address.toString();
}

}  // namespace portolan::model
