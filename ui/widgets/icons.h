// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The program's pictures, drawn from the SVG files of resources/ at whatever size and scale is asked for.
// State icons differ by shape as well as by colour; action icons take the palette's text colour, so they fit
// light and dark; asked again after a palette change. GUI thread only.

#include "backend/model/health.h"

#include <QIcon>
#include <QLatin1String>
#include <QPalette>

namespace portolan::ui::widgets {

/// resources/icons/action/`name`.svg in the text colour of `palette`.
[[nodiscard]] QIcon actionIcon(QLatin1String name, const QPalette& palette);

/// Circle with a tick, triangle, square with a cross, dashed ring, ring with two bars.
[[nodiscard]] QIcon stateIcon(model::HealthState state);

[[nodiscard]] QIcon applicationIcon();

/// The application's icon with a state in its corner, as pixmaps: trays take those.
[[nodiscard]] QIcon applicationIcon(model::HealthState corner);

}  // namespace portolan::ui::widgets
