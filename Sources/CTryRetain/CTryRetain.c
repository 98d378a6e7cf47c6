// Calls Swift's runtime, which exports this function for weak references of its own.
#include "CTryRetain.h"

extern void *swift_tryRetain(void *object);

void *apus_try_retain(void *object) { return swift_tryRetain(object); }
