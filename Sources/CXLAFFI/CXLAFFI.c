#include "CXLAFFI.h"

// The layout is a contract with a program that is not compiled here: it is held at compile time.
_Static_assert(sizeof(ForeignVersion) == 24, "version");
_Static_assert(sizeof(ForeignBuffer) == 48, "buffer");
_Static_assert(sizeof(ForeignValues) == 40, "values");
_Static_assert(sizeof(ForeignAttributes) == 48, "attributes");
_Static_assert(sizeof(ForeignScalar) == 16, "scalar");
_Static_assert(sizeof(ForeignErrorRequest) == 32, "error request");
_Static_assert(offsetof(ForeignInterface, createError) == 48, "interface");
_Static_assert(offsetof(ForeignCallFrame, operands) == 40, "operands");
_Static_assert(offsetof(ForeignCallFrame, attributes) == 120, "attributes");
_Static_assert(sizeof(ForeignCallFrame) == 168, "frame");
_Static_assert(offsetof(ForeignMetadata, version) == 8, "metadata's version");
_Static_assert(offsetof(ForeignMetadata, traits) == 32, "metadata's traits");
_Static_assert(sizeof(ForeignMetadataQuery) == 32, "metadata query");
