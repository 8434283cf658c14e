/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Background downloads and uploads for programs: what Windows.Networking.BackgroundTransfer
 * offers, as GObjects. All objects belong to the thread and main context that
 * used the library first; nothing here blocks. */

#pragma once

#include "ferry-background-downloader.h"
#include "ferry-background-uploader.h"
#include "ferry-content-part.h"
#include "ferry-download-operation.h"
#include "ferry-enums.h"
#include "ferry-error.h"
#include "ferry-file-range.h"
#include "ferry-operations.h"
#include "ferry-response-information.h"
#include "ferry-transfer-creator.h"
#include "ferry-transfer-group.h"
#include "ferry-transfer-operation.h"
#include "ferry-transfer-progress.h"
#include "ferry-transfers.h"
#include "ferry-upload-operation.h"
